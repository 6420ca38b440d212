// From a text to a tree: yaml-cpp's parser, its complaints in our form.
#include <algorithm>
#include <istream>
#include <span>
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

constexpr Advice open_map = {"end of map flow", "a '{' is not closed", "add '}', or ',' between the entries"};
constexpr Advice open_list = {"end of sequence flow", "a '[' is not closed",
                              "add ']', or ',' between the items"};
constexpr Advice block_entry = {"illegal block entry", "a list item cannot stand here",
                                "begin the list on a line of its own"};
constexpr Advice left_over = {"", "this cannot follow the value before it",
                              "quote the text, or begin a new line"};
constexpr Advice tab = {"", "a tab cannot be used for indentation", "indent with blanks"};

constexpr Advice known_complaints[] = {
    open_map,
    open_list,
    {"end of map", "this line does not belong to the map above", "look at the indentation"},
    {"end of sequence", "this line does not belong to the list above", "look at the indentation"},
    {"illegal map value", "a value cannot stand here",
     "look at the indentation and the line above; quote texts that contain ': '"},
    block_entry,
    {"illegal EOF in scalar", "a quote is not closed", "add the closing quote"},
    {"illegal flow end", "this bracket does not close what is open", "close '[' with ']' and '{' with '}'"},
    {"unknown token", "no value begins like this", "quote the text"},
    {"the referenced anchor", "this alias has no anchor", "define it above, as in '&name value'"},
    {"alias not found", "an alias without a name", "quote the '*' if it is meant as text"},
    {"anchor not found", "an anchor without a name", "quote the '&' if it is meant as text"},
    {"unknown escape", "unknown escape in a text in double quotes", "write '\\\\' for a backslash"},
    {"bad character found while scanning hex", "unknown escape in a text in double quotes",
     "write '\\\\' for a backslash"},
    {"invalid unicode", "this escape is no character", "write the character itself"},
    {"tag handle with no suffix", "tags are not used here", "quote the '!' if it is meant as text"},
};

/// Where yaml-cpp stopped; at the end of the text the last character that says something.
std::size_t stopped_at(const Body& body, const YAML::Mark& mark) {
  const auto at = static_cast<std::size_t>(std::max(0, mark.pos));
  if (at < body.text.size()) return at;
  const std::size_t last = body.text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? 0 : last;
}

/// What stands before `at` on its line.
std::string_view line_before(std::string_view text, std::size_t at) {
  const std::size_t begin = text.substr(0, at).rfind('\n') + 1;  // 0 on the first line: npos + 1
  return text.substr(begin, at - begin);
}

/// What to say about a complaint of yaml-cpp, given what stands before it on its line; null when unknown.
const Advice* advice_on(std::string_view complaint, std::string_view before) {
  const std::size_t first = std::min(before.find_first_not_of(" \t"), before.size());
  if (before.substr(0, first).find('\t') != std::string_view::npos) return &tab;
  const auto found =
      std::find_if(std::begin(known_complaints), std::end(known_complaints),
                   [&](const Advice& known) { return complaint.starts_with(known.complaint); });
  if (found == std::end(known_complaints)) return nullptr;
  const bool line_expected = found->message.starts_with("this line");
  return line_expected && first < before.size() ? &left_over : &*found;
}

Diagnostic translated(const Body& body, const Limits& limits, const YAML::Exception& error) {
  const std::size_t at = stopped_at(body, error.mark);
  const Advice* advice = advice_on(error.msg, line_before(body.text, at));
  Diagnostic diagnostic;
  diagnostic.place = body.at(at);
  if (advice == nullptr) {
    diagnostic.message = fmt::format("this is not YAML: {}", error.msg);
    diagnostic.help = "quote texts, and write 'key: value' pairs and '- ' items";
    return diagnostic;
  }
  diagnostic.message = advice->message;
  diagnostic.help = advice->help;
  const std::vector<std::size_t> open = open_brackets(body, limits, at);
  if (open.empty()) return diagnostic;
  if (advice->complaint == open_map.complaint || advice->complaint == open_list.complaint)
    diagnostic.add_note(body.at(open.back()), "it is opened here");
  if (advice->complaint == block_entry.complaint) {  // the mistake is further up
    diagnostic.place = body.at(open.back());
    diagnostic.message = "this bracket is not closed";
    diagnostic.help = "add the closing bracket";
    diagnostic.add_note(body.at(at), "a list item cannot stand here before it is");
  }
  return diagnostic;
}

/// Directives ('%YAML 1.1') stand before the document; yaml-cpp would pass over most of them in silence.
void refuse_directives(const Body& body) {
  for (std::size_t line = 0; line < body.text.size();) {
    const std::size_t end = std::min(body.text.find('\n', line), body.text.size());
    const std::size_t first = std::min(body.text.find_first_not_of(" \t\r", line), end);
    const char begin = first < end ? body.text[first] : '#';
    if (begin == '%' && first == line) {
      throw InputError(body.at(line), "directives ('%...') are not used here", "leave this line out");
    }
    if (begin != '#') return;
    line = end + 1;
  }
}

/// Throws what was collected together with what ended the parser.
[[noreturn]] void throw_with(const Diagnostics& collected, std::span<const Diagnostic> last) {
  std::vector<Diagnostic> found(collected.all().begin(), collected.all().end());
  found.insert(found.end(), last.begin(), last.end());
  throw InputError(std::move(found));
}

}  // namespace

Node parse_body(const Body& body, const Limits& limits, Dialect dialect) {
  check_flow(body, limits);
  refuse_directives(body);
  Diagnostics diagnostics;
  TreeBuilder builder(body, limits, dialect, diagnostics);
  ViewBuffer buffer(body.text);
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    const Diagnostic last = translated(body, limits, error);
    throw_with(diagnostics, {&last, 1});
  } catch (const InputError& error) {
    throw_with(diagnostics, error.diagnostics());
  }
  diagnostics.throw_if_errors();
  return builder.take_root();
}

}  // namespace ridge::yaml
