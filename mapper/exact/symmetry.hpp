// Unrollings that are as good as each other: what one gives with some temporal loops, another one gives with
// the same loops, renamed. One of them is walked.
//
// - Dimensions of equal bound that stand for each other: exchanged everywhere at once, they leave every
//   tensor what it was. In a square convolution P and R stand for Q and S.
// - Axes of a fanout that share a dimension's words alike and whose wires take no energy and no time: then
// only the lanes
//   over both together matter. Where last trips are short, one axis is not the same as two.
#pragma once

#include <vector>

#include "mapper/exact/shape.hpp"
#include "mapper/space.hpp"

namespace ridge::mapper {

class Symmetry {
 public:
  /// `shape` must fit. Of a walkable space (no rules on temporal loops).
  Symmetry(const Space& space, const Shape& shape);

  /// Two complete unrollings with the same key are as good as each other, for every placement.
  std::vector<std::int64_t> key(const Unrolling& unrolling) const;

  /// Every way to exchange dimensions, by active dimension; the first one exchanges nothing.
  const std::vector<std::vector<std::size_t>>& exchanges() const { return exchanges_; }

 private:
  void find_exchanges(std::vector<std::size_t>& exchange);
  bool may_stand_for(std::size_t a, std::size_t b) const;
  bool keeps_tensors(const std::vector<std::size_t>& exchange) const;
  bool are_alike(FanoutId fanout, std::size_t active) const;

  const Space* space_;
  const Shape* shape_;
  std::vector<std::vector<std::size_t>> exchanges_;
  std::vector<ActiveMask> alike_;  // by fanout: dimensions of which the axis does not matter
};

}  // namespace ridge::mapper
