#include "explore/validation/table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/csv.hpp"
#include "base/number.hpp"
#include "base/text.hpp"
#include "base/text_file.hpp"

namespace ridge::validation {
namespace {

constexpr std::size_t most_columns = 256;
constexpr std::size_t most_rows = 100'000;

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const TableCell& column : table.columns)
    names.push_back(column.text);
  return names;
}

void check_columns(const Table& table, Diagnostics& diagnostics) {
  for (auto column = table.columns.begin(); column != table.columns.end(); ++column) {
    const auto first = std::find_if(table.columns.begin(), column,
                                    [&](const TableCell& other) { return other.text == column->text; });
    if (first == column) continue;
    Diagnostic& error =
        diagnostics.error(column->place, fmt::format("column {} stands twice", in_quotes(column->text)));
    error.help = "every column has a name of its own";
    error.add_note(first->place, "here first");
  }
}

/// Adds a row, filled up with empty cells.
void add_row(Table& table, std::vector<TableCell> row, Diagnostics& diagnostics) {
  if (row.size() > table.columns.size()) {
    diagnostics
        .error(row[table.columns.size()].place,
               fmt::format("a row has more than the header's {} cells", table.columns.size()))
        .help = "name every column in the first line, and write numbers without separators";
    return;
  }
  if (table.rows.size() == most_rows) {
    diagnostics.error(row.front().place, fmt::format("more than {} rows", most_rows)).help =
        "divide the table among several files";
    diagnostics.throw_if_errors();  // the rows that follow say nothing new
  }
  const Place place = row.back().place;
  row.resize(table.columns.size(), TableCell{"", place});
  table.rows.push_back(std::move(row));
}

void check_filled(const Table& table, Diagnostics& diagnostics) {
  if (table.rows.empty() && !diagnostics.has_errors())
    diagnostics.error(table.place, "the table has no rows").help = "write one row per point";
  diagnostics.throw_if_errors();
}

std::vector<TableCell> cells_of(const CsvRow& row, Diagnostics& diagnostics) {
  std::vector<TableCell> cells;
  for (const CsvCell& cell : row) {
    if (cell.text.starts_with('"'))
      diagnostics.error(cell.place, "a quoted cell is not read").help = "write it without quotes and commas";
    cells.push_back({std::string(cell.text), cell.place});
  }
  return cells;
}

/// The scalars of a list, as they are written.
std::vector<TableCell> cells_of(const yaml::Node& list, Diagnostics& diagnostics) {
  std::vector<TableCell> cells;
  if (!list.is_list() || list.items().empty()) {
    diagnostics.error(list.place(), fmt::format("a row is a list of cells, not {}", list.described())).help =
        "write '- [2048, 512, 20]'";
    return cells;
  }
  for (const yaml::Node& item : list.items()) {
    if (!item.is_scalar() && !item.is_null())
      diagnostics.error(item.place(), fmt::format("a cell is a number or a word, not {}", item.described()))
          .help = "write numbers and words alone";
    cells.push_back({item.is_scalar() ? item.scalar() : "", item.place()});
  }
  return cells;
}

}  // namespace

Table read_csv_table(const std::shared_ptr<const SourceText>& source) {
  check_text(source);
  Diagnostics diagnostics;
  Table table;
  table.place = {source, 0, 0};
  CsvLines lines(source, most_columns);
  table.columns = cells_of(lines.next(), diagnostics);
  check_columns(table, diagnostics);
  for (CsvRow row = lines.next(); !row.empty() && !diagnostics.full(); row = lines.next())
    add_row(table, cells_of(row, diagnostics), diagnostics);
  check_filled(table, diagnostics);
  return table;
}

Table load_csv_table(const std::filesystem::path& path) {
  return read_csv_table(read_text_file(path));
}

Table read_yaml_table(const yaml::Node& node) {
  Diagnostics diagnostics;
  Table table;
  table.place = node.place();
  yaml::MapReader reader(node, diagnostics, "a table");
  const auto columns = reader.required_child("columns");
  const auto rows = reader.required_child("rows");
  diagnostics.throw_if_errors();
  table.columns = cells_of(*columns, diagnostics);
  check_columns(table, diagnostics);
  if (!rows->is_list())
    diagnostics.error(rows->place(), fmt::format("'rows' is a list of lists, not {}", rows->described()))
        .help = "write one '- [...]' per row";
  diagnostics.throw_if_errors();
  for (const yaml::Node& row : rows->items())
    if (auto cells = cells_of(row, diagnostics); !cells.empty())
      add_row(table, std::move(cells), diagnostics);
  check_filled(table, diagnostics);
  return table;
}

TableReader::TableReader(const Table& table, const std::vector<std::string>& columns,
                         Diagnostics& diagnostics)
    : table_(&table), diagnostics_(&diagnostics), names_(columns) {
  const std::vector<std::string> known = names_of(table);
  for (const std::string& column : columns) {
    const auto found = std::find(known.begin(), known.end(), column);
    index_.push_back(static_cast<std::size_t>(found - known.begin()));
    if (found != known.end()) continue;
    const std::string meant = did_you_mean(column, known);
    diagnostics.error(table.place, fmt::format("the table has no column {}", in_quotes(column))).help =
        meant.empty() ? fmt::format("its columns are {}", list_of(known, "and")) : meant;
  }
  diagnostics.throw_if_errors();
}

const TableCell& TableReader::cell(std::size_t row, std::string_view column) const {
  const auto found = std::find(names_.begin(), names_.end(), column);
  check(found != names_.end(), "a column is asked for before it is read");
  return table_->rows[row][index_[static_cast<std::size_t>(found - names_.begin())]];
}

std::optional<double> TableReader::number(std::size_t row, std::string_view column, double least,
                                          double most) {
  const TableCell& read = cell(row, column);
  const NumberScan scan = scan_number(read.text);
  if (scan.good() && scan.rest.empty()) {
    const double value = decimal_value(scan.literal).value;
    if (value >= least && value <= most) return value;
  }
  diagnostics_->error(read.place, fmt::format("{} is {}", column, in_quotes(read.text))).help =
      fmt::format("write a number from {} to {}", least, most);
  return std::nullopt;
}

std::optional<std::int64_t> TableReader::integer(std::size_t row, std::string_view column, std::int64_t least,
                                                 std::int64_t most) {
  const TableCell& read = cell(row, column);
  const NumberScan scan = scan_number(read.text);
  if (scan.good() && scan.rest.empty() && !scan.negative) {
    const auto value = exact_integer(scan.literal);
    if (value && *value >= least && *value <= most) return value;
  }
  diagnostics_->error(read.place, fmt::format("{} is {}", column, in_quotes(read.text))).help =
      fmt::format("write a whole number from {} to {}", least, most);
  return std::nullopt;
}

}  // namespace ridge::validation
