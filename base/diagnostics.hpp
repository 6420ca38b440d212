// What is wrong with the user's input: where, what, and what would make it right.
//
//   configs/mappings/ws.yaml:22:7: error: tile of 'Weights' does not fit in 'GlobalBuffer'
//      22 |   - for: {C: 64, K: 32}
//         |     ^ needs 36 KiB (R 3 x S 3 x C 64 x K 32 x 2 B)
//   configs/arch/eyeriss.yaml:14:5: note: 'GlobalBuffer' has 32 KiB
//      help: fits with C <= 56, or bypass 'Weights' here, or size >= 36 KiB
//
// Libraries collect Diagnostics and throw InputError; they neither print nor exit. `main` catches it once.
#pragma once

#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ridge {

/// A text the user gave: a file, or something typed on the command line. The latter is `typed`: its name says
/// all of it ("--set 'GLB.size=256KiB'"), so its places show no line number.
struct SourceText {
  std::string name;
  std::string text;
  bool typed = false;
};

/// A point in a SourceText. `line` and `column` count from 1, columns in bytes; line 0 means the text as a
/// whole.
struct Place {
  std::shared_ptr<const SourceText> source;
  int line = 0;
  int column = 0;

  /// "file.yaml:3:5", "file.yaml" when there is no line, "" when there is no source.
  std::string text() const;
};

enum class Severity { error, warning, note };

/// One finding. `message` is one sentence without a full stop; `label` stands behind the caret;
/// `help` says what would make it right; `notes` point at other places that matter.
struct Diagnostic {
  Severity severity = Severity::error;
  Place place;
  std::string message;
  std::string label;
  std::string help;
  std::vector<Diagnostic> notes;

  /// Points at another place that matters: "'GlobalBuffer' has 32 KiB".
  void add_note(Place where, std::string what);
};

/// Collects what is wrong, so that the user sees all of it in one go: up to `limit` errors and `limit`
/// warnings are kept, further ones only counted.
class Diagnostics {
 public:
  static constexpr std::size_t limit = 20;

  /// Adds an error and returns it so that label, help and notes can be set. The reference stays valid while
  /// further findings are added.
  Diagnostic& error(Place place, std::string message);
  Diagnostic& warning(Place place, std::string message);

  bool has_errors() const { return error_count_ > 0; }
  /// Counts also the errors beyond `limit`.
  std::size_t error_count() const { return error_count_; }
  /// True when a further error would only be counted: its help need not be worked out.
  bool full() const { return error_count_ >= limit; }
  std::span<const Diagnostic> all() const { return items_; }

  /// Throws InputError with everything collected if there is at least one error. When errors were left out,
  /// a last note says how many.
  void throw_if_errors() const;

 private:
  Diagnostic& add(Severity severity, std::size_t& count, Place place, std::string message);

  std::vector<Diagnostic> items_;
  Diagnostic left_out_;  // what callers of a full collection may fill in
  std::size_t error_count_ = 0;
  std::size_t warning_count_ = 0;
};

/// The user's input is wrong. Carries every finding (errors and warnings).
class InputError : public std::exception {
 public:
  explicit InputError(std::vector<Diagnostic> diagnostics);
  /// One error without more ado.
  InputError(Place place, std::string message, std::string help = {});

  std::span<const Diagnostic> diagnostics() const { return diagnostics_; }
  /// All findings, rendered.
  const char* what() const noexcept override { return rendered_.c_str(); }

 private:
  std::vector<Diagnostic> diagnostics_;
  std::string rendered_;
};

/// The text form shown at the top of this file; ends with a newline. Long source lines are cut around the
/// caret.
std::string render(const Diagnostic& diagnostic);
std::string render(std::span<const Diagnostic> diagnostics);

/// The candidate nearest to `word` by edit distance (insertion, deletion, substitution, swap of neighbours;
/// case ignored), or "" when none is near enough to be meant: more than a third of the letters differ. Of
/// equally near ones the one that also agrees in case, then the one with the nearest digits, then the first.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// "did you mean 'size'?", or "" when no candidate is near: for help lines.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// The user's words for use in a message: 'text' in quotes, control characters and bytes that are not UTF-8
/// made visible, long texts cut.
std::string in_quotes(std::string_view text);

/// "'a', 'b' or 'c'", for help lines; of more than 40 words the first ones and how many more there are.
std::string list_of(std::span<const std::string> words, std::string_view last_joint = "or");

/// We are wrong: throws std::logic_error with the sentence. Never reachable by input; exit code 1.
void check(bool condition, std::string_view sentence);

}  // namespace ridge
