#include "explore/validation/scalesim.hpp"

#include <fmt/format.h>

#include "explore/validation/systolic.hpp"
#include "explore/validation/table.hpp"

namespace ridge::validation {
namespace {

constexpr std::int64_t largest_size = std::int64_t{1} << 31;
constexpr std::int64_t largest_array = 1 << 20;
constexpr std::int64_t most_trace_cycles = std::int64_t{1} << 62;

class ProductReader {
 public:
  ProductReader(const Table& table, Diagnostics& diagnostics)
      : reader_(table,
                {"layer", "dataflow", "array_rows", "array_columns", "M", "N", "K", "total_cycles",
                 "stall_cycles"},
                diagnostics),
        diagnostics_(diagnostics) {}

  std::vector<Row> run() {
    std::vector<Row> rows;
    for (std::size_t row = 0; row < reader_.rows() && !diagnostics_.full(); ++row)
      if (auto read = row_of(row)) rows.push_back(std::move(*read));
    diagnostics_.throw_if_errors();
    return rows;
  }

 private:
  std::optional<Row> row_of(std::size_t row) {
    const auto rows = reader_.integer(row, "array_rows", 1, largest_array);
    const auto columns = reader_.integer(row, "array_columns", 1, largest_array);
    const auto m = reader_.integer(row, "M", 1, largest_size);
    const auto n = reader_.integer(row, "N", 1, largest_size);
    const auto k = reader_.integer(row, "K", 1, largest_size);
    const TableCell& dataflow = reader_.cell(row, "dataflow");
    const auto stationary = stationary_named(dataflow.text);
    if (!stationary)
      diagnostics_.error(dataflow.place, fmt::format("{} is no dataflow", in_quotes(dataflow.text))).help =
          "write os, ws or is";
    const auto theirs = reported(row);
    if (!rows || !columns || !m || !n || !k || !stationary) return std::nullopt;
    const auto folds = systolic_folds({*m, *n, *k}, {*rows, *columns}, *stationary);
    if (!folds) {
      diagnostics_.error(reader_.place(row), "the cycles leave 63 bits").help = "write a smaller product";
      return std::nullopt;
    }
    return Row{fmt::format("{}, {} {} x {}, M {} N {} K {}", reader_.cell(row, "layer").text, dataflow.text,
                           *rows, *columns, *m, *n, *k),
               static_cast<double>(folds->cycles() - 1), theirs, std::nullopt, ""};
  }

  /// The report's cycles without stalls; nothing where there is no report, or it was wrong.
  std::optional<double> reported(std::size_t row) {
    const TableCell& stalls = reader_.cell(row, "stall_cycles");
    if (reader_.cell(row, "total_cycles").text.empty() && stalls.text.empty()) return std::nullopt;
    const auto total = reader_.integer(row, "total_cycles", 1, most_trace_cycles);
    const auto stalled = reader_.integer(row, "stall_cycles", 0, most_trace_cycles);
    if (!total || !stalled) return std::nullopt;
    if (*stalled < *total) return static_cast<double>(*total - *stalled);
    diagnostics_.error(stalls.place, "no cycle is left without the stalls").help =
        "total_cycles includes stall_cycles";
    return std::nullopt;
  }

  TableReader reader_;
  Diagnostics& diagnostics_;
};

}  // namespace

Set scalesim_set(const std::filesystem::path& folder) {
  const Table table = load_csv_table(folder / "points.csv");
  Diagnostics diagnostics;
  Comparison comparison{"cycles", "cycles", "", ProductReader(table, diagnostics).run()};
  return {
      "scalesim",
      "matrix products on a systolic array under output-, weight- and input-stationary dataflow: compute "
      "cycles of SCALE-Sim v2",
      "golden traces of scalesim-project/scale-sim-v2 and published runs of it; the equations of Samajdar "
      "et al., ISPASS 2020",
      {std::move(comparison)},
      {"fold after fold, each filled and drained for itself; cycles numbered from 0, without stalls",
       "our own machines overlap the loading of one fold with the work of the one before, and know no "
       "skew: they take fewer cycles for the same folds"}};
}

}  // namespace ridge::validation
