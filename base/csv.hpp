// Comma-separated text: cells with their places, no quotes.
//
//   name,  cycles,
//   conv1, 1806336,
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/diagnostics.hpp"

namespace ridge {

/// One cell with its place; `text` is a view into the source.
struct CsvCell {
  std::string_view text;
  Place place;
};

/// One line that is not blank: at least one cell.
using CsvRow = std::vector<CsvCell>;

/// The lines of a text that are not blank, one after another. Lines end in "\n" or "\r\n".
class CsvLines {
 public:
  /// Rows are cut after `most_cells` cells.
  CsvLines(std::shared_ptr<const SourceText> source, std::size_t most_cells);

  /// The cells of the next line, without blanks around them and without empty last ones; empty at the end of
  /// the text.
  CsvRow next();

 private:
  std::shared_ptr<const SourceText> source_;
  std::string_view rest_;
  int line_ = 0;  // of what was read last
  std::size_t most_cells_;
};

}  // namespace ridge
