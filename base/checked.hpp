// Integer arithmetic that notices when it leaves 64 bits.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace ridge {

/// a * b, or nothing when the product leaves 64 bits.
constexpr std::optional<std::int64_t> checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

/// a + b, or nothing when the sum leaves 64 bits.
constexpr std::optional<std::int64_t> checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

/// a * b and a + b for a, b >= 0; the largest number when they leave 64 bits.
constexpr std::int64_t saturating_multiply(std::int64_t a, std::int64_t b) {
  return checked_multiply(a, b).value_or(std::numeric_limits<std::int64_t>::max());
}
constexpr std::int64_t saturating_add(std::int64_t a, std::int64_t b) {
  return checked_add(a, b).value_or(std::numeric_limits<std::int64_t>::max());
}

/// ceil(a / b) for a >= 0, b > 0.
constexpr std::int64_t ceil_divide(std::int64_t a, std::int64_t b) {
  return a / b + (a % b != 0 ? 1 : 0);
}

/// Products and sums with one sticky overflow flag: a long computation checks once, at its end.
class Checked {
 public:
  constexpr std::int64_t multiply(std::int64_t a, std::int64_t b) {
    std::int64_t product = 0;
    overflowed_ |= __builtin_mul_overflow(a, b, &product);
    return product;
  }
  constexpr std::int64_t add(std::int64_t a, std::int64_t b) {
    std::int64_t sum = 0;
    overflowed_ |= __builtin_add_overflow(a, b, &sum);
    return sum;
  }
  constexpr std::int64_t subtract(std::int64_t a, std::int64_t b) {
    std::int64_t difference = 0;
    overflowed_ |= __builtin_sub_overflow(a, b, &difference);
    return difference;
  }
  /// True once any operation left 64 bits; the results since then mean nothing.
  constexpr bool overflowed() const { return overflowed_; }

 private:
  bool overflowed_ = false;
};

}  // namespace ridge
