// Sums of arithmetic progressions: {sum of stride_i * k_i : 0 <= k_i < count_i}, the shape of every
// footprint.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>

namespace ridge::nest {

struct Progression {
  std::int64_t stride;
  std::int64_t count;
};

/// {0, step, 2 step, ..., (length - 1) step}
struct Interval {
  std::int64_t step = 1;
  std::int64_t length = 1;
};

/// A short list of progressions, sorted by stride; those of count 1 are left out. Holds up to `capacity` of
/// them; more make it `full`, and then no closed form is offered.
class Progressions {
 public:
  static constexpr std::size_t capacity = 12;

  void add(std::int64_t stride, std::int64_t count) {
    if (count <= 1) return;
    if (size_ == capacity) {
      overfull_ = true;
      return;
    }
    std::size_t at = size_++;
    for (; at > 0 && items_[at - 1].stride > stride; --at)
      items_[at] = items_[at - 1];
    items_[at] = {stride, count};
  }

  void clear() {
    size_ = 0;
    overfull_ = false;
  }
  bool empty() const { return size_ == 0; }

  /// The sum as one interval, when it is one: every stride, in units of the common step, at most the length
  /// so far.
  std::optional<Interval> as_interval() const {
    if (overfull_) return std::nullopt;
    if (size_ == 0) return Interval{};
    const std::int64_t step = common_step();
    std::int64_t length = 1;
    for (std::size_t i = 0; i < size_; ++i) {
      const std::int64_t stride = in_steps(items_[i].stride, step);
      if (stride > length) return std::nullopt;
      length += stride * (items_[i].count - 1);
    }
    return Interval{step, length};
  }

  /// The number of different sums, when a closed form gives it: progressions that extend an interval,
  /// followed by progressions whose stride is beyond everything before (so that all sums differ); or any two
  /// progressions: p r - max(0, p - d/g) max(0, r - s/g) for strides s, d, counts p, r and g = gcd(s, d).
  std::optional<std::int64_t> size() const {
    if (overfull_) return std::nullopt;
    if (size_ == 0) return 1;
    const std::int64_t step = common_step();
    std::int64_t words = 1;
    std::int64_t reach = 0;  // the largest sum so far, in steps
    for (std::size_t i = 0; i < size_; ++i) {
      const std::int64_t stride = in_steps(items_[i].stride, step);
      if (stride <= words && words == reach + 1) {
        words += stride * (items_[i].count - 1);
      } else if (stride > reach) {
        words *= items_[i].count;
      } else {
        return size_ == 2 ? std::optional(size_of_two()) : std::nullopt;
      }
      reach += stride * (items_[i].count - 1);
    }
    return words;
  }

 private:
  // Most strides have no common step, and a division costs more than all the rest here.
  static std::int64_t in_steps(std::int64_t stride, std::int64_t step) {
    return step == 1 ? stride : stride / step;
  }

  std::int64_t common_step() const {
    std::int64_t step = items_[0].stride;
    for (std::size_t i = 1; i < size_ && step != 1; ++i)
      step = std::gcd(step, items_[i].stride);
    return step;
  }

  // (x, y) and (x + d/g, y - s/g) give the same sum and nothing nearer does: of each chain of equal sums, all
  // but one element has a successor in the box.
  std::int64_t size_of_two() const {
    const std::int64_t divisor = std::gcd(items_[0].stride, items_[1].stride);
    const std::int64_t p = items_[0].count;
    const std::int64_t r = items_[1].count;
    const std::int64_t p_chained = p - items_[1].stride / divisor;
    const std::int64_t r_chained = r - items_[0].stride / divisor;
    return p * r - (p_chained > 0 && r_chained > 0 ? p_chained * r_chained : 0);
  }

  std::array<Progression, capacity> items_;  // the first size_ are set
  std::size_t size_ = 0;
  bool overfull_ = false;
};

}  // namespace ridge::nest
