// How many lanes of a machine have work under a nest.
#pragma once

#include <span>

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// Lanes that compute at least once. Where bounds divide: the product of the spatial bounds. Where they do
/// not, lanes whose iterations all lie past a dimension's size do not count. Of a nest that is not legal:
/// some number.
std::int64_t used_lanes(const Problem& problem, std::span<const NestEntry> nest);

}  // namespace ridge
