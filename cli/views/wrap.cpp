#include "cli/views/wrap.hpp"

#include <algorithm>

namespace ridge::cli {

namespace {

constexpr std::size_t columns = 100;

}  // namespace

std::string wrapped(std::string_view opening, std::string_view text) {
  std::string result;
  std::string line(opening);
  bool has_word = false;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (has_word && line.size() + 1 + word.size() > columns) {
      result += line + "\n";
      line.assign(opening.size(), ' ');
      has_word = false;
    }
    if (has_word) line += ' ';
    line += word;
    has_word = true;
  }
  return result + line + "\n";
}

std::string bullets(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines)
    text += wrapped("  - ", line);
  return text;
}

}  // namespace ridge::cli
