// What a text must be before it is worth reading: of bounded size, UTF-8, without control characters.
#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.hpp"
#include "base/yaml_tree.hpp"

namespace ridge::yaml {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

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

Place Body::at(std::size_t offset) const {
  const std::string_view before = text.substr(0, offset);
  const auto breaks = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_begin = before.rfind('\n') + 1;  // 0 on the first line: npos + 1
  const int offset_here = breaks == 0 ? column_offset : 0;
  return {source, breaks + 1, static_cast<int>(offset - line_begin) + 1 + offset_here};
}

Place Body::at(const YAML::Mark& mark) const {
  if (mark.line < 0) return whole();
  return {source, mark.line + 1, mark.column + 1 + (mark.line == 0 ? column_offset : 0)};
}

void check_characters(const Body& body, const Limits& limits) {
  if (body.text.size() > limits.bytes) {
    throw InputError(
        body.whole(),
        fmt::format("this is larger than {}", format_bytes(static_cast<std::int64_t>(limits.bytes))),
        "larger texts are not read");
  }
  if (begins_as_utf16_or_32(body.text)) {
    throw InputError(body.whole(), "this text is UTF-16 or UTF-32", "save it as UTF-8");
  }
  for (std::size_t at = 0; at < body.text.size();) {
    const std::size_t length = accepted_length(body.text.substr(at));
    if (length == 0) throw InputError(body.at(at), complaint(body.text.substr(at)), "save the text as UTF-8");
    at += length;
  }
}

Node parse(std::shared_ptr<const SourceText> source, const Limits& limits, Dialect dialect) {
  if (source->text.starts_with(byte_order_mark)) {  // columns of the first line count without it
    source = std::make_shared<const SourceText>(
        SourceText{source->name, source->text.substr(byte_order_mark.size()), source->typed});
  }
  const Body body{source->text, source};
  check_characters(body, limits);
  return parse_body(body, limits, dialect);
}

}  // namespace ridge::yaml
