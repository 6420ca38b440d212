// A nest as the counting code sees it, read from the outermost entry inwards: the digits of every dimension
// that have been passed, and running products over the perfect ones.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/mapping/mapping.hpp"
#include "sim/nest/digits.hpp"

namespace ridge::nest {

/// A set of dimensions, one bit each (a problem has at most max_dimensions).
using DimensionSet = std::uint32_t;
static_assert(max_dimensions <= 32);
inline DimensionSet only(DimensionId dimension) {
  return DimensionSet{1} << dimension.index();
}

/// A loop of bound > 1.
struct Loop {
  std::uint32_t entry = 0;
  DimensionId dimension;
  bool spatial = false;
  bool perfect = true;     // its dimension's bounds multiply to exactly its size
  std::uint16_t axis = 0;  // spatial: 2 * fanout + axis
  std::int64_t bound = 1;
  std::int64_t weight = 1;
  std::int64_t temporal_above =
      1;  // product of the bounds of perfect dimensions' temporal loops outside this one
};

/// Rebuilt for each mapping without allocating once it has seen the longest. Stands before the outermost
/// entry after `rebuild`; `pass_loop` moves it inwards over one loop of bound > 1.
class NestView {
 public:
  /// Assumes a legal nest: bounds of every dimension multiply to at least its size.
  void rebuild(const Problem& problem, const Mapping& mapping);
  void pass_loop();

  std::size_t entries() const { return entries_; }
  /// Number of loops passed; loops()[passed() - 1] is the innermost of them.
  std::size_t passed() const { return passed_; }
  /// All loops of bound > 1, outermost first.
  const std::vector<Loop>& loops() const { return loops_; }

  bool perfect(DimensionId dimension) const { return (imperfect_set_ & only(dimension)) == 0; }
  const std::vector<DimensionId>& imperfect() const { return imperfect_; }

  // Of what has been passed:

  /// The dimension's digits, and the block that the loops still to come span.
  DigitView above(DimensionId dimension) const {
    const Row& row = rows_[dimension.index()];
    return {{digits_.data() + row.first, row.passed}, row.size, row.block};
  }
  /// Indices spanned by the loops still to come, at most the dimension's size.
  std::int64_t extent(DimensionId dimension) const {
    const Row& row = rows_[dimension.index()];
    return std::min(row.block, row.size);
  }
  /// Products of the bounds of perfect dimensions' temporal (spatial) loops.
  std::int64_t temporal() const { return temporal_; }
  std::int64_t spatial() const { return spatial_; }
  /// Perfect dimensions with a temporal (spatial) loop.
  DimensionSet with_temporal() const { return with_temporal_; }
  DimensionSet with_spatial() const { return with_spatial_; }

 private:
  struct Row {
    std::int64_t size = 1;
    std::int64_t product = 1;  // of all bounds
    std::int64_t block = 1;    // of the bounds still to come
    std::uint32_t first = 0;   // digit
    std::uint32_t count = 0;
    std::uint32_t passed = 0;
  };
  void place_loops(const Mapping& mapping);

  std::size_t entries_ = 0, passed_ = 0;
  std::vector<Row> rows_;  // by dimension
  std::vector<Digit> digits_;
  std::vector<Loop> loops_;
  std::vector<DimensionId> imperfect_;
  DimensionSet imperfect_set_ = 0, with_temporal_ = 0, with_spatial_ = 0;
  std::int64_t temporal_ = 1, spatial_ = 1;
};

}  // namespace ridge::nest
