#include "base/csv.hpp"

#include <algorithm>

namespace ridge {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && blank(text.back()))
    text.remove_suffix(1);
  return text;
}

CsvRow cells_of(std::string_view line, int number, const std::shared_ptr<const SourceText>& source,
                std::size_t most_cells) {
  CsvRow cells;
  line = line.substr(0, line.find_last_not_of(", \t\r") + 1);  // npos + 1: an empty line
  for (std::size_t start = 0; start < line.size() && cells.size() < most_cells;) {
    const std::size_t end = std::min(line.find(',', start), line.size());
    const std::string_view text = trimmed(line.substr(start, end - start));
    const auto column = text.empty() ? start : static_cast<std::size_t>(text.data() - line.data());
    cells.push_back({text, {source, number, static_cast<int>(column) + 1}});
    start = end + 1;
  }
  return cells;
}

}  // namespace

CsvLines::CsvLines(std::shared_ptr<const SourceText> source, std::size_t most_cells)
    : source_(std::move(source)), rest_(source_->text), most_cells_(most_cells) {}

CsvRow CsvLines::next() {
  while (!rest_.empty()) {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    CsvRow row = cells_of(rest_.substr(0, end), ++line_, source_, most_cells_);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (!row.empty()) return row;
  }
  return {};
}

}  // namespace ridge
