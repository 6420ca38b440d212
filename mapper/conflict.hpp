// Proofs that a space is empty.
#pragma once

#include <optional>

#include "mapper/search.hpp"
#include "mapper/space.hpp"

namespace ridge::mapper {

/// The first conflict found, smallest first: no unit for the operation; a level that must both keep and
/// bypass a tensor; limits on loops that leave too few of them to cover a dimension, or all dimensions on the
/// lanes there are, or that contradict each other; more lanes that must have work than can; a tensor that no
/// level may keep, or that fits no level that could be its home; a level too small for the least
/// tile (mapper/least_tile.hpp) of every tensor that it must keep. Nothing: no proof, which does not
/// mean that a mapping exists.
std::optional<NoMapping> find_conflict(const Space& space);

}  // namespace ridge::mapper
