// Many different nests of one layer on one machine, for measurements on nests not seen before.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// How the bounds of a dimension come about.
enum class Bounds { perfect, imperfect };

/// `count` different nests that are legal and fit, drawn at random: factors, orders, spatial unrolling, and
/// where between the loops each tensor is kept (so most are uneven). The same seed gives the same nests. With
/// Bounds::imperfect every nest has a dimension whose bounds multiply to more than its size.
std::vector<Mapping> nest_pool(const Problem& problem, const Machine& machine, Bounds bounds,
                               std::size_t count, std::uint64_t seed);

}  // namespace ridge
