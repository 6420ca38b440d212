#include "base/diagnostics.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace ridge {

std::string Place::text() const {
  if (!source) return {};
  if (line == 0 || source->typed) return source->name;
  return fmt::format("{}:{}:{}", source->name, line, column);
}

void Diagnostic::add_note(Place where, std::string what) {
  Diagnostic& note = notes.emplace_back();
  note.severity = Severity::note;
  note.place = std::move(where);
  note.message = std::move(what);
}

Diagnostic& Diagnostics::add(Severity severity, std::size_t& count, Place place, std::string message) {
  Diagnostic found{severity, std::move(place), std::move(message), {}, {}, {}};
  if (count++ >= limit) return left_out_ = std::move(found);
  items_.reserve(2 * limit);  // references handed out stay valid
  return items_.emplace_back(std::move(found));
}

Diagnostic& Diagnostics::error(Place place, std::string message) {
  return add(Severity::error, error_count_, std::move(place), std::move(message));
}

Diagnostic& Diagnostics::warning(Place place, std::string message) {
  return add(Severity::warning, warning_count_, std::move(place), std::move(message));
}

void Diagnostics::throw_if_errors() const {
  if (!has_errors()) return;
  std::vector<Diagnostic> found = items_;
  if (error_count_ > limit) {
    const std::size_t more = error_count_ - limit;
    Diagnostic note;
    note.severity = Severity::note;
    note.message = fmt::format("{} more error{} not shown", more, more == 1 ? " is" : "s are");
    found.push_back(std::move(note));
  }
  throw InputError(std::move(found));
}

InputError::InputError(std::vector<Diagnostic> diagnostics)
    : diagnostics_(std::move(diagnostics)), rendered_(render(diagnostics_)) {}

InputError::InputError(Place place, std::string message, std::string help) {
  Diagnostic diagnostic;
  diagnostic.place = std::move(place);
  diagnostic.message = std::move(message);
  diagnostic.help = std::move(help);
  diagnostics_.push_back(std::move(diagnostic));
  rendered_ = render(diagnostics_);
}

void check(bool condition, std::string_view sentence) {
  if (!condition) throw std::logic_error(std::string(sentence));
}

}  // namespace ridge
