#include "cli/progress.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.hpp"
#include "cli/messages.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/objective_text.hpp"

namespace ridge::cli {

namespace {

constexpr std::chrono::milliseconds interval{100};

/// Whether stderr is a terminal that can take a line away again.
bool takes_live_lines() {
  const char* terminal = std::getenv("TERM");
  return is_terminal(STDERR_FILENO) && (terminal == nullptr || std::string_view(terminal) != "dumb");
}

std::size_t columns_of_terminal() {
  constexpr std::size_t usual = 80;
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return size.ws_col;
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !is_continuation(byte); }));
}

/// The first `columns` characters; what does not print as '?'.
std::string front_of(std::string_view text, std::size_t columns) {
  std::string front;
  for (; !text.empty() && columns > 0; --columns) {
    const std::size_t length = std::max<std::size_t>(utf8_length(text), 1);
    front += is_printable(text) ? text.substr(0, length) : "?";
    text.remove_prefix(length);
  }
  return front;
}

/// "0:07", "12:34", "1:02:03".
std::string clock_text(std::chrono::seconds elapsed) {
  const auto seconds = elapsed.count();
  const std::string hours = seconds < 3600 ? "" : fmt::format("{}:", seconds / 3600);
  const int width = hours.empty() ? 1 : 2;
  return fmt::format("{}{:0{}}:{:02}", hours, seconds / 60 % 60, width, seconds % 60);
}

/// In the order of reading; empty: not known.
struct Parts {
  enum Kind : std::size_t { best, bound, gap, time, mappings };
  std::array<std::string, 5> text;

  std::string joined(const std::string& name) const {
    std::string all;
    for (const std::string& part : text) {
      if (!part.empty()) all += (all.empty() ? ": " : ", ") + part;
    }
    return name + all;
  }
};

Parts parts_of(const SearchProgress& search, Objective objective, std::chrono::seconds elapsed) {
  Parts parts;
  const bool found = std::isfinite(search.value);
  parts.text[Parts::best] =
      found ? "best " + objective_text(objective, search.value) : std::string("no mapping yet");
  if (search.lower_bound > 0)
    parts.text[Parts::bound] = "bound " + objective_text(objective, search.lower_bound);
  if (search.lower_bound > 0 && found)
    parts.text[Parts::gap] = "gap " + percent(search.value / search.lower_bound - 1);
  parts.text[Parts::time] = clock_text(elapsed);
  parts.text[Parts::mappings] =
      fmt::format("{} of {} mappings", engineering(static_cast<double>(search.evaluated)),
                  engineering(static_cast<double>(search.effort)));
  return parts;
}

}  // namespace

std::string progress_text(const NetworkProgress& progress, Objective objective, std::chrono::seconds elapsed,
                          std::size_t columns) {
  const std::string total = fmt::format("{}", progress.distinct);
  const std::string layer = front_of(progress.layer, progress.layer.size());
  const std::string name = fmt::format("[{:>{}}/{}] {}", progress.done, total.size(), total, layer);
  Parts parts = parts_of(progress.search, objective, elapsed);
  for (const Parts::Kind least : {Parts::mappings, Parts::bound, Parts::time, Parts::gap, Parts::best}) {
    if (std::string text = parts.joined(name); columns_of(text) <= columns) return text;
    parts.text[least].clear();
  }
  return front_of(name, columns);
}

ProgressLine::ProgressLine() : live_(takes_live_lines()), start_(Clock::now()), last_(start_) {}

ProgressLine::~ProgressLine() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void ProgressLine::show(const Text& text) {
  const Clock::time_point now = Clock::now();
  if (!live_ || now - last_ < interval) return;
  last_ = now;
  const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(now - start_);
  const std::size_t columns = columns_of_terminal() - 1;  // the last one may begin a new line
  std::fputs(("\r\033[K" + text(elapsed, columns)).c_str(), stderr);
  drawn_ = true;
}

}  // namespace ridge::cli
