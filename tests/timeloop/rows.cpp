#include "tests/timeloop/rows.hpp"

#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace ridge::timeloop {

std::vector<Row> rows_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  const auto cells_of = [](std::string line) {
    if (line.ends_with('\r')) line.pop_back();
    std::vector<std::string> cells;
    std::istringstream rest(line);
    for (std::string cell; std::getline(rest, cell, ',');)
      cells.push_back(cell);
    return cells;
  };
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> columns = cells_of(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = cells_of(line);
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < columns.size() && i < cells.size(); ++i)
      row[columns[i]] = cells[i];
  }
  return rows;
}

namespace {

long whole(const Row& row, const std::string& column) {
  return std::stol(row.at(column));
}

}  // namespace

std::string machine_of_row(const Row& row) {
  const auto memory = [&](const std::string& name) {
    std::string text;
    for (const char* key : {"entries", "depth", "width", "instances", "word-bits", "shared_bandwidth"})
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, row.at("arch." + name + "_" + key));
    return text;
  };
  const long pe = whole(row, "arch.meshX");
  return fmt::format(R"(
architecture:
  version: 0.3
  subtree:
  - name: System
    local: [{{name: DRAM, class: DRAM, attributes: {{instances: 1, word-bits: 8, block_size: 64, shared_bandwidth: 8}}}}]
    subtree:
    - name: Chip
      local: [{{name: Scratchpad, class: SRAM, attributes: {{{0}, meshX: {1}}}}}]
      subtree:
      - name: PECols[0..{2}]
        local: [{{name: Accumulator, class: SRAM, attributes: {{{3}}}}}]
        subtree:
        - name: PERows[0..{2}]
          local:
          - {{name: Registers, class: SRAM, attributes: {{depth: 1, width: 8, entries: 1, instances: {4}, word-bits: 8}}}}
          - {{name: MACC, class: intmac, attributes: {{datawidth: 8, word-bits: 8}}}}
)",
                     memory("mem2"), row.at("arch.mem2_meshX"), pe - 1, memory("mem1"), pe * pe);
}

std::string problem_of_row(const Row& row) {
  std::string text = "problem: {shape: cnn-layer";
  for (const char* key : {"C", "K", "N", "P", "Q", "R", "S", "Wstride", "Hstride", "Wdilation", "Hdilation"})
    text += fmt::format(", {}: {}", key, row.at(std::string("prob.") + key));
  return text + "}\n";
}

namespace {

/// Loops, outermost first, as one directive.
struct Loops {
  std::string factors, permutation;
  void add(const std::string& token) {
    factors += fmt::format("{}{}={}", factors.empty() ? "" : " ", token[0], token.substr(1));
    permutation.insert(0, 1, token[0]);
  }
  std::string text(const std::string& target, const char* type) const {
    return fmt::format("  - {{target: {}, type: {}, factors: '{}', permutation: '{}'}}\n", target, type,
                       factors, permutation);
  }
};

/// "L1[O] K256 S3 C4X": what the level keeps, its loops from the outside, X marking spatial ones.
std::string directives_of(const std::string& part) {
  static const std::vector<std::string> levels{"Registers", "Accumulator", "Scratchpad", "DRAM"};
  static const std::map<char, std::string> tensors{{'W', "Weights"}, {'I', "Inputs"}, {'O', "Outputs"}};
  std::istringstream tokens(part);
  std::string head;
  tokens >> head;
  const std::string& target = levels.at(static_cast<std::size_t>(head.at(1) - '0'));
  std::string keep, bypass;
  for (const auto& [letter, tensor] : tensors)
    (head.find(letter, 2) != std::string::npos ? keep : bypass) += tensor + ", ";
  Loops temporal, spatial;
  for (std::string token; tokens >> token;) {
    const bool unrolled = token.back() == 'X' || token.back() == 'Y';
    if (unrolled) token.pop_back();
    (unrolled ? spatial : temporal).add(token);
  }
  std::string text =
      fmt::format("  - {{target: {}, type: datatype, keep: [{}], bypass: [{}]}}\n", target, keep, bypass);
  text += temporal.text(target, "temporal");
  return spatial.factors.empty() ? text : text + spatial.text(target, "spatial");
}

}  // namespace

std::string mapping_of_row(const Row& row) {
  std::string text = "mapping:\n";
  std::string rest = row.at("mapping.mapping");
  for (std::size_t end = 0; end != std::string::npos; rest = rest.substr(std::min(rest.size(), end + 3))) {
    end = rest.find(" - ");
    text += directives_of(rest.substr(0, end));
    if (end == std::string::npos) break;
  }
  return text;
}

}  // namespace ridge::timeloop
