// What the exact search knows of a problem: its dimensions of more than one index, as bits of a mask and
// places in short arrays, and for each tensor which of them matter.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "workloads/problem.hpp"

namespace ridge::mapper {

/// More than any layer has that is worth an exact search; others are left to the heuristic one.
inline constexpr std::size_t most_active = 12;

/// Ranks of one tensor along which windows slide; at least two dimensions each.
inline constexpr std::size_t most_windows = most_active / 2;

using ActiveMask = std::uint32_t;
inline bool has(ActiveMask mask, std::size_t active) {
  return ((mask >> active) & 1U) != 0;
}

/// One number per active dimension, 1 where there is none.
using Factors = std::array<std::int64_t, most_active>;
inline constexpr Factors all_ones{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

class Shape {
 public:
  /// `fits` says whether the problem has few enough dimensions and windows; otherwise nothing else may be
  /// called.
  explicit Shape(const Problem& problem);
  bool fits() const { return fits_; }

  std::size_t size() const { return dimensions_.size(); }
  DimensionId dimension(std::size_t active) const { return dimensions_[active]; }
  /// The active dimension of an id; `size()` when its bound is 1.
  std::size_t active(DimensionId dimension) const { return active_[dimension]; }
  std::int64_t bound(std::size_t active) const { return bounds_[active]; }
  ActiveMask all() const { return (ActiveMask{1} << size()) - 1; }

  ActiveMask relevant(TensorId tensor) const { return tensors_[tensor].relevant; }
  ActiveMask irrelevant(TensorId tensor) const { return all() & ~tensors_[tensor].relevant; }
  /// Relevant, in a rank with others: windows slide along it and overlap.
  ActiveMask sliding(TensorId tensor) const { return tensors_[tensor].sliding; }
  /// Of any tensor.
  ActiveMask sliding() const { return sliding_; }
  /// Distinct words of the whole tensor.
  double words(TensorId tensor) const { return tensors_[tensor].words; }
  /// Distinct words that a block of these extents touches; for an irregular rank at least so many.
  std::int64_t tile_words(TensorId tensor, const Factors& extents) const;
  /// One factor of a tile's size: a dimension alone in its rank, or a window.
  struct Term {
    std::size_t active;
    std::int64_t coefficient;
  };
  const std::vector<std::size_t>& plain(TensorId tensor) const { return tensors_[tensor].plain; }
  const std::vector<std::vector<Term>>& windows(TensorId tensor) const { return tensors_[tensor].windows; }
  /// Distinct indices of a window of these extents; for an irregular one at least so many.
  static std::int64_t window_words(const std::vector<Term>& window, const Factors& extents);
  /// Different indices of the sliding ranks that lanes need at once, over the number of lanes, at least:
  /// these stand `inside` (lanes further in) times a divisor of the dimension's temporal trips apart.
  double overlap(TensorId tensor, const Factors& lanes, const Factors& inside, const Factors& trips) const;
  /// The same, however far apart the lanes stand.
  double overlap(TensorId tensor, const Factors& lanes) const;

 private:
  struct TensorShape {
    ActiveMask relevant = 0;
    ActiveMask sliding = 0;
    double words = 1;
    std::vector<std::size_t> plain;          // alone in their rank
    std::vector<std::vector<Term>> windows;  // ranks of several active dimensions
  };
  bool fits_ = false;
  ActiveMask sliding_ = 0;
  std::vector<DimensionId> dimensions_;
  std::vector<std::int64_t> bounds_;
  IdVector<DimensionId, std::size_t> active_;
  IdVector<TensorId, TensorShape> tensors_;
};

}  // namespace ridge::mapper
