// Tables of figures: a CSV file with a header line, or `{columns: [...], rows: [[...], ...]}` in YAML.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.hpp"
#include "base/yaml.hpp"

namespace ridge::validation {

struct TableCell {
  std::string text;
  Place place;
};

/// Every row has as many cells as there are columns; those that were not written are empty.
struct Table {
  std::vector<TableCell> columns;
  std::vector<std::vector<TableCell>> rows;
  Place place;
};

/// Throws InputError: what is no text, no header, a column twice, a row longer than the header or of quoted
/// cells, no row at all, more than 100,000 rows.
Table read_csv_table(const std::shared_ptr<const SourceText>& source);
Table load_csv_table(const std::filesystem::path& path);

/// The same of a map of YAML with `columns` and `rows`.
Table read_yaml_table(const yaml::Node& node);

/// Reads the columns that are asked for; what else a table has is nobody's business. Records errors and goes
/// on; a cell that could not be read comes back as nothing.
class TableReader {
 public:
  /// Throws InputError when the table lacks one of `columns`, naming the nearest one it has. Table and
  /// diagnostics must outlive the reader.
  TableReader(const Table& table, const std::vector<std::string>& columns, Diagnostics& diagnostics);

  std::size_t rows() const { return table_->rows.size(); }
  const Place& place(std::size_t row) const { return table_->rows[row].front().place; }

  /// `column` is one of those that were asked for.
  const TableCell& cell(std::size_t row, std::string_view column) const;
  std::optional<double> number(std::size_t row, std::string_view column, double least, double most);
  std::optional<std::int64_t> integer(std::size_t row, std::string_view column, std::int64_t least,
                                      std::int64_t most);

 private:
  const Table* table_;
  Diagnostics* diagnostics_;
  std::vector<std::string> names_;
  std::vector<std::size_t> index_;  // of each name
};

}  // namespace ridge::validation
