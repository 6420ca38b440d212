// The text form of diagnostics: header, source line with the caret under it, notes, help.
#include <algorithm>

#include <fmt/format.h>

#include "base/diagnostics.hpp"
#include "base/utf8.hpp"

namespace ridge {

namespace {

constexpr std::size_t longest_line_bytes = 120;
constexpr std::size_t before_caret_bytes = 70;  // of a line that is cut
constexpr std::size_t after_caret_bytes = 40;

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

std::string header(const Diagnostic& diagnostic) {
  const std::string place = diagnostic.place.text();
  return fmt::format("{}{}{}: {}", place, place.empty() ? "" : ": ", severity_word(diagnostic.severity),
                     diagnostic.message);
}

/// The line that `place` is in, without its line break; nothing when the text has no such line.
bool find_line(const Place& place, std::string_view& line) {
  if (!place.source || place.line <= 0) return false;
  std::string_view rest = place.source->text;
  for (int skipped = 1; skipped < place.line; ++skipped) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return false;
    rest.remove_prefix(end + 1);
  }
  line = rest.substr(0, rest.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return true;
}

/// `text` fit for a terminal: whatever is no printable character becomes '?', tabs stay.
std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const bool kept = text[0] == '\t' || is_printable(text);
    const std::size_t length = std::max<std::size_t>(1, utf8_length(text));
    if (kept) {
      shown += text.substr(0, length);
    } else {
      shown += '?';
    }
    text.remove_prefix(length);
  }
  return shown;
}

/// Blanks as wide as `text`: one for each character, a tab for each tab.
std::string blanks(std::string_view text) {
  std::string padding;
  for (char c : text) {
    if (c == '\t') {
      padding += '\t';
    } else if (!is_continuation(c)) {
      padding += ' ';
    }
  }
  return padding;
}

struct Excerpt {
  std::string before;  // the caret stands under the first character of `after`
  std::string after;
};

Excerpt cut(std::string_view line, std::size_t caret) {
  std::size_t begin = 0;
  std::size_t end = line.size();
  if (line.size() > longest_line_bytes) {
    begin = caret > before_caret_bytes ? caret - before_caret_bytes : 0;
    end = std::min(line.size(), caret + after_caret_bytes);
  }
  while (begin > 0 && is_continuation(line[begin]))
    --begin;
  while (end < line.size() && is_continuation(line[end]))
    ++end;
  return {(begin > 0 ? "..." : "") + printable(line.substr(begin, caret - begin)),
          printable(line.substr(caret, end - caret)) + (end < line.size() ? "..." : "")};
}

std::string excerpt(const Diagnostic& diagnostic) {
  std::string_view line;
  if (!find_line(diagnostic.place, line)) return {};
  const auto column = static_cast<std::size_t>(std::max(1, diagnostic.place.column));
  const Excerpt shown = cut(line, std::min(column - 1, line.size()));
  const std::string number = diagnostic.place.source->typed ? "" : fmt::to_string(diagnostic.place.line);
  const std::string label = diagnostic.label.empty() ? "" : " " + diagnostic.label;
  return fmt::format("{:>5} | {}{}\n      | {}^{}\n", number, shown.before, shown.after, blanks(shown.before),
                     label);
}

}  // namespace

std::string render(const Diagnostic& diagnostic) {
  std::string text = header(diagnostic);
  const std::string lines = excerpt(diagnostic);
  if (lines.empty() && !diagnostic.label.empty()) text += " (" + diagnostic.label + ")";
  text += '\n';
  text += lines;
  for (const Diagnostic& note : diagnostic.notes)
    text += header(note) + '\n';
  if (!diagnostic.help.empty()) text += "   help: " + diagnostic.help + '\n';
  return text;
}

std::string render(std::span<const Diagnostic> diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics)
    text += render(diagnostic);
  return text;
}

}  // namespace ridge
