// All roots: every placement of the tensors and every unrolling over the fanouts that a space allows.
#pragma once

#include "mapper/exact/shape.hpp"
#include "mapper/space.hpp"

namespace ridge::mapper {

/// Every choice of levels for every tensor, each tensor at one level at least.
std::vector<Placement> all_placements(const Space& space);

/// Every set of spatial loops that leaves at most `most_steps` steps, a dimension at most once per axis. Of
/// bounds that leave as many trips only the smallest: more lanes would have no work. At most `most`; more
/// than that: nothing.
std::optional<std::vector<Unrolling>> all_unrollings(const Space& space, double most_steps, std::size_t most);

}  // namespace ridge::mapper
