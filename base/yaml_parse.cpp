// From a text to a tree: yaml-cpp's parser, its complaints in our form.
#include <array>
#include <istream>
#include <streambuf>

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/yaml_tree.hpp"

namespace ridge::yaml {

namespace {

/// Reads from a view, so that the text is not copied.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // a get area is never written to
    setg(begin, begin, begin + text.size());
  }
};

struct Advice {
  std::string_view complaint;  // how yaml-cpp's message begins
  std::string_view message;
  std::string_view help;
};

constexpr std::array<Advice, 11> advice = {{
    {"end of map not found", "this line does not belong to the map above", "look at the indentation"},
    {"end of sequence not found", "this line does not belong to the list above", "look at the indentation"},
    {"end of map flow not found", "a '{' is not closed", "add '}', or ',' between the entries"},
    {"end of sequence flow not found", "a '[' is not closed", "add ']', or ',' between the items"},
    {"illegal map value", "a value cannot stand here",
     "one 'key: value' to a line; quote texts that contain ': '"},
    {"illegal block entry", "a list item cannot stand here", "begin the list on a line of its own"},
    {"illegal tab", "a tab cannot be used for indentation", "indent with blanks"},
    {"illegal EOF in scalar", "a quote is not closed", "add the closing quote"},
    {"illegal flow end", "this bracket closes nothing", "remove it, or quote the text"},
    {"the referenced anchor", "this alias has no anchor", "define it above, as in '&name value'"},
    {"unknown escape character", "unknown escape in a text in double quotes", "write '\\\\' for a backslash"},
}};

InputError translated(const Body& body, const YAML::Exception& error) {
  const auto at = static_cast<std::size_t>(std::max(0, error.mark.pos));
  Place place = body.at(error.mark);
  if (at >= body.text.size() && !body.text.empty()) {  // at the end: show the last line that says something
    const std::size_t last = body.text.find_last_not_of(" \t\r\n");
    place = body.at(last == std::string_view::npos ? 0 : last);
  }
  for (const Advice& known : advice) {
    if (error.msg.starts_with(known.complaint)) {
      return {place, std::string(known.message), std::string(known.help)};
    }
  }
  return {place, fmt::format("this is not YAML: {}", error.msg)};
}

/// Throws what was collected together with `last`.
[[noreturn]] void throw_with(const Diagnostics& collected, const InputError& last) {
  std::vector<Diagnostic> found(collected.all().begin(), collected.all().end());
  found.insert(found.end(), last.diagnostics().begin(), last.diagnostics().end());
  throw InputError(std::move(found));
}

}  // namespace

Node parse_body(const Body& body, const Limits& limits) {
  check_flow(body, limits);
  Diagnostics diagnostics;
  TreeBuilder builder(body, limits, diagnostics);
  ViewBuffer buffer(body.text);
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    throw_with(diagnostics, translated(body, error));
  } catch (const InputError& error) {
    throw_with(diagnostics, error);
  }
  diagnostics.throw_if_errors();
  return builder.take_root();
}

}  // namespace ridge::yaml
