// Long sentences in lines that fit a terminal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ridge::cli {

/// `text` broken between words into lines of at most 100 columns: the first begins with `opening`, the others
/// with as many blanks. Ends with a newline.
std::string wrapped(std::string_view opening, std::string_view text);

/// One wrapped line "  - ..." each; empty when there are none.
std::string bullets(const std::vector<std::string>& lines);

}  // namespace ridge::cli
