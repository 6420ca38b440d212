// Which dimensions to unroll over which axes so that lanes have work.
#pragma once

#include "mapper/space.hpp"

namespace ridge::mapper {

/// Up to `count` unrollings, those that need the fewest compute steps first (product over dimensions of
/// ceil(bound / lanes it is unrolled over)), no two with the same dimensions on the same axes. At most two
/// dimensions share an axis. When limits demand more than that can give, the list is empty. Deterministic.
std::vector<Unrolling> best_unrollings(const Space& space, std::size_t count);

/// The fewest compute steps that any legal nest under the limits can have, imperfect bounds included: a lane
/// does every iteration of its share, so steps >= product over dimensions of ceil(bound / product of its
/// spatial bounds). Exact dynamic programming over (dimension, room left on each axis); on machines with very
/// many axes iterations over lanes, which is lower. `least` limits are not used: the result may be too low,
/// never too high.
std::int64_t fewest_steps(const Space& space);

}  // namespace ridge::mapper
