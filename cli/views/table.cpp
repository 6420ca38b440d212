#include "cli/views/table.hpp"

#include <algorithm>

#include "base/diagnostics.hpp"

namespace ridge::cli {

namespace {

/// Columns a UTF-8 text takes on a terminal: its code points (no wide or combining ones are printed here).
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

Table::Table(std::vector<Column> columns, std::size_t indent)
    : columns_(std::move(columns)), indent_(indent) {}

void Table::add_row(std::vector<std::string> cells) {
  check(cells.size() <= columns_.size(), "a table row has more cells than the table has columns");
  cells.resize(columns_.size());
  rows_.push_back(std::move(cells));
}

void Table::add_gap() {
  rows_.emplace_back();
}

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], width_of(row[i]));
  }
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] > 0) widths[i] = std::max(widths[i], width_of(columns_[i].title));
  }
  return widths;
}

std::string Table::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const {
  std::string line(indent_, ' ');
  bool first = true;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] == 0) continue;
    if (!first) line += "  ";
    first = false;
    const std::string padding(widths[i] - width_of(cells[i]), ' ');
    line += columns_[i].align == Align::right ? padding + cells[i] : cells[i] + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string Table::text(const Style& style) const {
  const std::vector<std::size_t> column_widths = widths();
  std::vector<std::string> titles;
  for (const Column& column : columns_)
    titles.push_back(column.title);
  const bool titled = std::any_of(titles.begin(), titles.end(), [](const auto& t) { return !t.empty(); });

  std::string text;
  if (titled && !rows_.empty()) text += style.heading(line(titles, column_widths)) + "\n";
  for (const auto& row : rows_)
    text += (row.empty() ? "" : line(row, column_widths)) + "\n";
  return text;
}

}  // namespace ridge::cli
