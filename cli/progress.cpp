#include "cli/progress.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/messages.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/objective_text.hpp"

namespace ridge::cli {

namespace {

constexpr std::chrono::milliseconds live_interval{100};
constexpr std::chrono::seconds sparse_interval{5};

}  // namespace

std::string progress_text(const NetworkProgress& progress, Objective objective) {
  const std::string total = fmt::format("{}", progress.distinct);
  return fmt::format("[{:>{}}/{}] {}: {} of {} mappings, best {}", progress.done, total.size(), total,
                     progress.layer, engineering(static_cast<double>(progress.search.evaluated)),
                     engineering(static_cast<double>(progress.search.effort)),
                     objective_text(objective, progress.search.value));
}

ProgressLine::ProgressLine() : live_(is_terminal(STDERR_FILENO)), last_(Clock::now()) {}

ProgressLine::~ProgressLine() {
  clear();
}

void ProgressLine::clear() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

void ProgressLine::show(const std::function<std::string()>& text) {
  const Clock::time_point now = Clock::now();
  if (now - last_ < (live_ ? Clock::duration(live_interval) : Clock::duration(sparse_interval))) return;
  last_ = now;
  if (live_) {
    std::fputs(("\r\033[K" + text().substr(0, 100)).c_str(), stderr);
    drawn_ = true;
  } else {
    notice(text());
  }
}

}  // namespace ridge::cli
