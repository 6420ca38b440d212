// All roots: every placement of the tensors and every unrolling over the fanouts that a space allows.
#pragma once

#include <optional>
#include <vector>

#include "mapper/space.hpp"

namespace ridge::mapper {

/// Every choice of levels for every tensor, each tensor at one level at least.
std::vector<Placement> all_placements(const Space& space);

/// Unrollings, fanout by fanout, from the innermost outwards: a tree of which each branch can be bounded
/// before the fanouts further out are looked at.
///
/// A dimension stands at most once per axis. Of bounds that leave as many trips only the smallest, from
/// outside in: more lanes would have no work.
class Unrollings {
 public:
  /// Of which at most `most_steps` steps are left.
  Unrollings(const Space& space, double most_steps);

  /// All ways to unroll `fanout` outside of `inside`, which unrolls the fanouts further in; these loops
  /// included.
  std::vector<Unrolling> around(FanoutId fanout, const Unrolling& inside) const;
  /// All of all fanouts; more than `most`: nothing.
  std::optional<std::vector<Unrolling>> all(std::size_t most) const;

 private:
  struct Choice;

  const Space* space_;
  double most_steps_;
  std::vector<std::int64_t> lanes_outside_;  // of the fanouts further out, at most
};

}  // namespace ridge::mapper
