#include "mapper/watch.hpp"

#include <algorithm>

namespace ridge::mapper {

namespace {

/// Seconds after which a person wants to see that something goes on.
constexpr double silence = 0.5;

}  // namespace

Watch::Watch(const SearchOptions& options, Watch* outer)
    : options_(&options), outer_(outer), start_(std::chrono::steady_clock::now()) {
  progress_.effort = options.effort;
  progress_.value = std::numeric_limits<double>::infinity();
}

bool Watch::goes_on() {
  if (cut_short()) return false;
  if (options_->cancel != nullptr && options_->cancel->load(std::memory_order_relaxed)) {
    end_ = SearchEnd::cancelled;
  } else if (outer_ != nullptr && !outer_->goes_on()) {
    end_ = outer_->end();
  } else if ((options_->time_limit || options_->progress) &&
             calls_.fetch_add(1, std::memory_order_relaxed) % 16 == 0) {
    const double now = seconds();
    if (options_->time_limit && now >= options_->time_limit->value) end_ = SearchEnd::time_limit;
    if (options_->progress && now - told_ >= silence) tell_of_time();
  }
  return !cut_short();
}

void Watch::count(std::int64_t evaluated) {
  if (!options_->progress) return;
  const std::lock_guard lock(mutex_);
  progress_.evaluated += evaluated;
  tell();
}

void Watch::found(double value) {
  if (!options_->progress) return;
  const std::lock_guard lock(mutex_);
  if (value >= progress_.value) return;
  progress_.value = value;
  tell();
}

void Watch::raise_bound(double lower_bound) {
  if (!options_->progress) return;
  const std::lock_guard lock(mutex_);
  progress_.lower_bound = std::max(progress_.lower_bound, std::min(lower_bound, progress_.value));
}

void Watch::tell_of_time() {
  const std::unique_lock lock(mutex_, std::try_to_lock);  // else another thread is telling already
  if (lock) tell();
}

void Watch::tell() {
  told_ = seconds();
  options_->progress(progress_);
}

double Watch::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

}  // namespace ridge::mapper
