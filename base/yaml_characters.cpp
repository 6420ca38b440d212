// The YAML reader's way in: a file or a text, what it must be before it is worth reading, then the parser.
#include <fmt/format.h>

#include "base/text.hpp"
#include "base/text_file.hpp"
#include "base/yaml_tree.hpp"

namespace ridge::yaml {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

Place Body::at(std::size_t offset) const {
  return place_at(source, column_offset + offset);
}

Place Body::at(const YAML::Mark& mark) const {
  if (mark.line < 0) return whole();
  const int offset_here = mark.line == 0 ? static_cast<int>(column_offset) : 0;
  return {source, mark.line + 1, mark.column + 1 + offset_here};
}

void check_characters(const std::shared_ptr<const SourceText>& source, const Limits& limits) {
  if (source->text.size() > limits.bytes) {
    throw InputError(
        {source, 0, 0},
        fmt::format("this is larger than {}", format_bytes(static_cast<std::int64_t>(limits.bytes))),
        "larger texts are not read");
  }
  check_text(source);
}

Node parse(std::shared_ptr<const SourceText> source, const Limits& limits, Dialect dialect) {
  if (source->text.starts_with(byte_order_mark)) {  // columns of the first line count without it
    source = std::make_shared<const SourceText>(
        SourceText{source->name, source->text.substr(byte_order_mark.size()), source->typed});
  }
  check_characters(source, limits);
  return parse_body({source->text, source}, limits, dialect);
}

Node parse_file(const std::filesystem::path& path, const Limits& limits, Dialect dialect) {
  return parse(read_text_file(path, limits.bytes), limits, dialect);
}

}  // namespace ridge::yaml
