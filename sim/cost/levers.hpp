// What would make a level's tiles fit: each lever is tried on the model before it is offered.
#pragma once

#include <string>
#include <vector>

#include "sim/cost/level_tiles.hpp"

namespace ridge::cost {

/// Ways out for a level whose tiles do not fit: "fits with C <= 56", "bypass 'Weights' here", "keep 'Weights'
/// in 'DRAM' as well", "size >= 36 KiB".
///
/// Of all dimensions the one is named whose tiles would have to shrink least.
std::vector<std::string> capacity_levers(const Setting& setting, const Mapping& mapping, LevelId level,
                                         const LevelTiles& tiles);

}  // namespace ridge::cost
