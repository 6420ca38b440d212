// Which dimensions to unroll over which axes so that lanes have work.
#pragma once

#include <optional>

#include "mapper/space.hpp"

namespace ridge::mapper {

/// Up to `count` unrollings, those that need the fewest compute steps first (product over dimensions of
/// ceil(bound / lanes it is unrolled over)), no two with the same dimensions on the same axes. At most two
/// dimensions share an axis. When limits demand more than that can give, the list is empty. Where the
/// constraints want lanes to have work, only unrollings over so many lanes, and among them one over the most.
/// Deterministic.
std::vector<Unrolling> best_unrollings(const Space& space, std::size_t count);

/// The fewest compute steps that any legal nest under the limits can have, imperfect bounds included: a lane
/// does every iteration of its share, so steps >= product over dimensions of ceil(bound / product of its
/// spatial bounds). Exact dynamic programming over (dimension, room left on each axis), over divisors alone
/// in a space whose bounds divide; on machines with very many axes iterations over lanes, which is lower.
/// `least` limits are not used: the result may be too low, never too high.
std::int64_t fewest_steps(const Space& space);

/// The most lanes that any legal nest under the limits lets work, and an unrolling with so many; 0 lanes when
/// the limits on spatial loops exclude each other. Exact but for what one dimension's imperfect loops may do,
/// where it may be too high, never too low. Nothing on machines with very many axes.
struct MostLanes {
  std::int64_t lanes = 0;
  Unrolling unrolling;
};
std::optional<MostLanes> most_lanes(const Space& space);

}  // namespace ridge::mapper
