// How many different values an affine index takes: |{ sum of one element of each progression }|.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace ridge {

/// The values {0, step, 2 step, ..., (count - 1) step}; step >= 1, count >= 1.
struct Progression {
  std::int64_t step = 1;
  std::int64_t count = 1;
};

/// Distinct values of a + b, a from `first`, b from `second`: two sums coincide exactly when a moves by
/// second.step / g steps and b by first.step / g back, g the greatest common divisor of the steps. Hence
///   p r - max(0, p - d/g) max(0, r - s/g)      with {s x + d y : x < p, y < r}.
/// The product of the counts must fit in 63 bits.
std::int64_t distinct_sums(Progression first, Progression second);

/// The same for any number of progressions, exactly. Progressions that together are one again are joined,
/// those that cannot meet multiply, pairs have the closed form above, and what is left is enumerated as a set
/// of bits. Nothing when that set would span more than 2^22 values. The span (sum of step * (count - 1)) and
/// the product of the counts must fit in 63 bits.
std::optional<std::int64_t> distinct_sums(std::vector<Progression> terms);

}  // namespace ridge
