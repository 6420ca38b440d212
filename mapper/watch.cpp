#include "mapper/watch.hpp"

#include <algorithm>

namespace ridge::mapper {

Watch::Watch(const SearchOptions& options) : options_(&options), start_(std::chrono::steady_clock::now()) {
  progress_.effort = options.effort;
  progress_.value = std::numeric_limits<double>::infinity();
}

bool Watch::goes_on() {
  if (cut_short()) return false;
  if (options_->cancel != nullptr && options_->cancel->load(std::memory_order_relaxed)) {
    end_ = SearchEnd::cancelled;
  } else if (options_->time_limit && calls_.fetch_add(1, std::memory_order_relaxed) % 16 == 0 &&
             seconds() >= options_->time_limit->value) {
    end_ = SearchEnd::time_limit;
  }
  return !cut_short();
}

void Watch::report(std::int64_t evaluated, double value) {
  if (!options_->progress) return;
  const std::lock_guard lock(mutex_);
  progress_.evaluated += evaluated;
  progress_.value = std::min(progress_.value, value);
  options_->progress(progress_);
}

double Watch::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

}  // namespace ridge::mapper
