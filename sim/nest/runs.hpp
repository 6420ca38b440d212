// Sets of integers as runs: arithmetic progressions of one common stride, kept sorted and disjoint.
// The exact fall-back of the counting code for word sets that no closed form below describes.
#pragma once

#include <cstdint>
#include <vector>

namespace ridge::nest {

/// {residue + stride * q : first <= q < last}, 0 <= residue < stride; the stride belongs to the set.
struct Run {
  std::int64_t residue = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
};

using Runs = std::vector<Run>;

/// Sorts by residue and start and joins runs that touch or overlap.
void normalise(Runs& runs);

/// Number of integers in normalised runs.
std::int64_t size_of(const Runs& runs);

/// Writes a \ b into `result` (normalised); a and b are normalised and of the same stride.
void subtract(const Runs& a, const Runs& b, Runs& result);

}  // namespace ridge::nest
