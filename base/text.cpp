#include "base/text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.hpp"

namespace ridge {

namespace {

bool begins_as_utf16_or_32(std::string_view text) {
  using namespace std::string_view_literals;
  return text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv) ||
         text.starts_with("\0\0\xFE\xFF"sv);
}

/// The length of what may stand in a text at its front, or 0.
std::size_t accepted_length(std::string_view text) {
  if (text.starts_with("\r\n")) return 2;
  if (text[0] == '\n' || text[0] == '\t') return 1;
  return is_printable(text) ? utf8_length(text) : 0;
}

std::string complaint(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte == 0) return "zero byte in the text";
  if (byte == '\r') return "carriage return without a line feed";
  if (utf8_length(text) == 0) return fmt::format("byte 0x{:02x} is not UTF-8", byte);
  return fmt::format("control character 0x{:02x} in the text",
                     static_cast<unsigned char>(text[utf8_length(text) - 1]));
}

}  // namespace

Place place_at(const std::shared_ptr<const SourceText>& source, std::size_t offset) {
  const std::string_view before = std::string_view(source->text).substr(0, offset);
  const auto breaks = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_begin = before.rfind('\n') + 1;  // 0 on the first line: npos + 1
  return {source, breaks + 1, static_cast<int>(offset - line_begin) + 1};
}

void check_text(const std::shared_ptr<const SourceText>& source) {
  const std::string_view text = source->text;
  if (begins_as_utf16_or_32(text)) {
    throw InputError({source, 0, 0}, "this text is UTF-16 or UTF-32", "save it as UTF-8");
  }
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = accepted_length(text.substr(at));
    if (length == 0) {
      throw InputError(place_at(source, at), complaint(text.substr(at)), "save the text as UTF-8");
    }
    at += length;
  }
}

}  // namespace ridge
