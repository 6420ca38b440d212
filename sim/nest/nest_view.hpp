// A nest as the counting code sees it: the digits of every dimension, and running products over the perfect
// ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/mapping/mapping.hpp"
#include "sim/nest/digits.hpp"

namespace ridge::nest {

/// A loop of bound > 1.
struct Loop {
  std::uint32_t entry = 0;
  DimensionId dimension;
  std::int64_t bound = 1;
  bool spatial = false;
  std::uint16_t axis = 0;  // spatial: 2 * fanout + axis
};

/// Rebuilt for each mapping without allocating once it has seen the longest.
class NestView {
 public:
  /// Assumes a legal nest: bounds of every dimension multiply to at least its size.
  void rebuild(const Problem& problem, const Mapping& mapping);

  std::size_t entries() const { return entries_; }
  /// All loops of bound > 1, outermost first.
  const std::vector<Loop>& loops() const { return loops_; }
  /// True when the bounds of the dimension multiply to exactly its size.
  bool perfect(DimensionId dimension) const { return perfect_[dimension.index()] != 0; }
  const std::vector<DimensionId>& imperfect() const { return imperfect_; }

  /// The dimension's digits that stand above `entry`, and the block below.
  DigitView above(DimensionId dimension, std::size_t entry) const;
  /// Indices of the dimension spanned by the loops at or after `entry`, at most its size.
  std::int64_t extent(DimensionId dimension, std::size_t entry) const;

  /// Product of the bounds of perfect dimensions' temporal (spatial) loops before `entry`.
  std::int64_t temporal_above(std::size_t entry) const { return temporal_above_[entry]; }
  std::int64_t spatial_above(std::size_t entry) const { return spatial_above_[entry]; }

 private:
  void place_digit(const NestEntry& entry, std::size_t index);

  std::size_t entries_ = 0;
  std::vector<Loop> loops_;
  std::vector<Digit> digits_;         // dimension by dimension, outermost first
  std::vector<std::uint32_t> first_;  // first digit of each dimension, and one past the last
  std::vector<std::uint32_t> next_;   // digits of each dimension still to be placed end here
  std::vector<std::int64_t> size_, product_;
  std::vector<std::uint8_t> perfect_;
  std::vector<DimensionId> imperfect_;
  std::vector<std::int64_t> temporal_above_, spatial_above_;
};

}  // namespace ridge::nest
