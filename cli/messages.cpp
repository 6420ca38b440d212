#include "cli/messages.hpp"

#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <unistd.h>

#include "base/write_file.hpp"

namespace ridge::cli {

namespace {

constexpr int stdout_descriptor = 1;
constexpr int stderr_descriptor = 2;

/// Nothing can be done when stderr itself fails.
void say(std::string_view text) {
  static_cast<void>(write_all(stderr_descriptor, text));
}

}  // namespace

bool is_terminal(int file_descriptor) {
  return ::isatty(file_descriptor) == 1;
}

bool wants_colour(int file_descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  return is_terminal(file_descriptor) && !dumb && (no_colour == nullptr || *no_colour == '\0');
}

Style stdout_style() {
  return {.bold = wants_colour(stdout_descriptor)};
}

void report(std::span<const Diagnostic> findings) {
  if (!findings.empty()) say(render(findings));
}

void notice(std::string_view sentence) {
  say(fmt::format("ridge: {}\n", sentence));
}

bool write_out(std::string_view text) {
  const int failure = write_all(stdout_descriptor, text);
  if (failure != 0) notice(fmt::format("error: cannot write to standard output: {}", std::strerror(failure)));
  return failure == 0;
}

}  // namespace ridge::cli
