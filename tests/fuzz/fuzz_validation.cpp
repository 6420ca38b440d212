// The readers of validation sets: whatever the text, there is a table, and of its first cell a legal nest, or
// an error that says something.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "explore/validation/short_mapping.hpp"
#include "tests/fuzz/require.hpp"
#include "workloads/network.hpp"

namespace ridge::validation {
namespace {

using fuzz::require;

constexpr yaml::Limits limits{.bytes = 1U << 16U, .depth = 20, .nodes = 2000};

const Machine& machine() {
  static const Machine read = [] {
    std::vector<Diagnostic> warnings;
    return load_machine("gemmini_16x16", {}, warnings);
  }();
  return read;
}

const Problem& problem() {
  static const Problem read = load_workload("strided_convolution").layers.front().problem;
  return read;
}

void try_mapping(const TableCell& cell) {
  Diagnostics diagnostics;
  const auto mapping = read_short_mapping(cell, problem(), machine(), diagnostics);
  require(mapping.has_value() != diagnostics.has_errors(), "a mapping, or what is wrong with it");
  if (mapping) require(!find_violation(problem(), machine(), *mapping), "what is read is legal");
}

template <class Reader>
void try_table(const Reader& reader) {
  try {
    const Table table = reader();
    require(!table.rows.empty(), "a table has rows");
    for (const auto& row : table.rows)
      require(row.size() == table.columns.size(), "a row has a cell for every column");
    try_mapping(table.rows.front().front());
  } catch (const InputError& error) {
    require(!error.diagnostics().empty(), "an error says something");
  }
}

}  // namespace
}  // namespace ridge::validation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ridge;
  const auto source = std::make_shared<const SourceText>(
      SourceText{"fuzz/input.csv", std::string(reinterpret_cast<const char*>(data), size)});
  validation::try_table([&] { return validation::read_csv_table(source); });
  validation::try_table([&] { return validation::read_yaml_table(yaml::parse(source, validation::limits)); });
  validation::try_mapping({source->text, {source, 1, 1}});
  return 0;
}
