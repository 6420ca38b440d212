// Proofs that no loops obey the limits of a space.
#pragma once

#include <optional>
#include <string>

#include "mapper/search.hpp"
#include "mapper/space.hpp"

namespace ridge::mapper {

/// The first of these: limits that leave too few loops to cover a dimension, or all dimensions on the lanes
/// there are; limits that contradict each other or the machine; more lanes that must have work than can.
std::optional<NoMapping> find_loop_conflict(const Space& space);

/// What is said of a space without a legal nest.
NoMapping no_legal_nest(LevelId level, TensorId tensor, std::string sentence, std::string help);

}  // namespace ridge::mapper
