// Aligned columns of text.
//
//   layer     count   cycles   bound by
//   conv1         1   1.23 M   compute
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/views/style.hpp"

namespace ridge::cli {

class Table {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::right;
  };

  /// `indent` blanks stand before every line.
  explicit Table(std::vector<Column> columns, std::size_t indent = 2);

  /// Missing cells at the end are blank; more cells than columns is an error of ours.
  void add_row(std::vector<std::string> cells);
  /// An empty line between groups of rows.
  void add_gap();
  bool empty() const { return rows_.empty(); }

  /// Every line ends with a newline and without trailing blanks. Columns are two blanks apart and as wide as
  /// their widest cell; a column without any content is left out.
  std::string text(const Style& style) const;

 private:
  std::vector<std::size_t> widths() const;
  std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;  // an empty one is a gap
  std::size_t indent_;
};

}  // namespace ridge::cli
