// Sums of arithmetic progressions, {a + b + ... : one element of each}: how many different values an affine
// index takes, and so the size of every tile. Two forms of one arithmetic: `distinct_sums` answers for any
// number of progressions, `Progressions` is a list of fixed capacity for inner loops: it allocates nothing,
// and has an answer only where a closed form gives it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

namespace ridge {

/// The values {0, step, 2 step, ..., (count - 1) step}; step >= 1, count >= 1. Without defaults, so that an
/// array of them costs nothing until they are set.
struct Progression {
  std::int64_t step;
  std::int64_t count;
};

/// Distinct values of a + b, a from `first`, b from `second`: two sums coincide exactly when a moves by
/// second.step / g steps and b by first.step / g back, g the greatest common divisor of the steps: of each
/// chain of equal sums, all but one element has a successor. Hence
///   p r - max(0, p - d/g) max(0, r - s/g)      with {s x + d y : x < p, y < r}.
/// The product of the counts must fit in 63 bits.
inline std::int64_t distinct_sums(Progression first, Progression second) {
  const std::int64_t divisor = std::gcd(first.step, second.step);
  const std::int64_t first_chained = first.count - second.step / divisor;
  const std::int64_t second_chained = second.count - first.step / divisor;
  const bool chained = first_chained > 0 && second_chained > 0;
  return first.count * second.count - (chained ? first_chained * second_chained : 0);
}

/// The same for any number of progressions, exactly. Progressions that together are one again are joined,
/// those that cannot meet multiply, pairs have the closed form above, and what is left is enumerated as a set
/// of bits. Nothing when that set would span more than 2^22 values. The span (sum of step * (count - 1)) and
/// the product of the counts must fit in 63 bits.
std::optional<std::int64_t> distinct_sums(std::vector<Progression> terms);

/// {0, step, 2 step, ..., (length - 1) step}
struct Interval {
  std::int64_t step = 1;
  std::int64_t length = 1;
};

/// A short list of progressions, sorted by step; those of count 1 are left out. Holds up to `capacity` of
/// them; with more there is no answer any longer.
class Progressions {
 public:
  static constexpr std::size_t capacity = 12;

  void add(std::int64_t step, std::int64_t count) {
    if (count <= 1) return;
    if (size_ == capacity) {
      overfull_ = true;
      return;
    }
    std::size_t at = size_++;
    for (; at > 0 && items_[at - 1].step > step; --at)
      items_[at] = items_[at - 1];
    items_[at] = {step, count};
  }

  void clear() {
    size_ = 0;
    overfull_ = false;
  }
  bool empty() const { return size_ == 0; }

  /// The sum as one interval, when it is one: every step, in units of the common one, at most the length
  /// so far.
  std::optional<Interval> as_interval() const {
    if (overfull_) return std::nullopt;
    if (size_ == 0) return Interval{};
    const std::int64_t unit = common_step();
    std::int64_t length = 1;
    for (std::size_t i = 0; i < size_; ++i) {
      const std::int64_t step = in_units(items_[i].step, unit);
      if (step > length) return std::nullopt;
      length += step * (items_[i].count - 1);
    }
    return Interval{unit, length};
  }

  /// The number of different sums, when a closed form gives it: progressions that extend an interval,
  /// followed by progressions whose step is beyond everything before (so that all sums differ); or any two
  /// progressions.
  std::optional<std::int64_t> size() const {
    if (overfull_) return std::nullopt;
    if (size_ == 0) return 1;
    const std::int64_t unit = common_step();
    std::int64_t words = 1;
    std::int64_t reach = 0;  // the largest sum so far, in units
    for (std::size_t i = 0; i < size_; ++i) {
      const std::int64_t step = in_units(items_[i].step, unit);
      if (step <= words && words == reach + 1) {
        words += step * (items_[i].count - 1);
      } else if (step > reach) {
        words *= items_[i].count;
      } else {
        return size_ == 2 ? std::optional(distinct_sums(items_[0], items_[1])) : std::nullopt;
      }
      reach += step * (items_[i].count - 1);
    }
    return words;
  }

 private:
  // Most steps have no common divisor, and a division costs more than all the rest here.
  static std::int64_t in_units(std::int64_t step, std::int64_t unit) {
    return unit == 1 ? step : step / unit;
  }

  std::int64_t common_step() const {
    std::int64_t unit = items_[0].step;
    for (std::size_t i = 1; i < size_ && unit != 1; ++i)
      unit = std::gcd(unit, items_[i].step);
    return unit;
  }

  std::array<Progression, capacity> items_;  // the first size_ are set
  std::size_t size_ = 0;
  bool overfull_ = false;
};

}  // namespace ridge
