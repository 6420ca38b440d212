// How much energy depends on the mapping, where cycles hardly do: figure 1 of Timeloop's paper.
#pragma once

#include <filesystem>

#include "explore/validation/set.hpp"

namespace ridge::validation {

/// Reads timeloop_ispass2019.yaml in `folder`. VGG's conv3_2 on nvdla_1024, its DRAM's bandwidth unlimited:
/// every mapping of explore/validation/weight_stationary.hpp.
Set timeloop_spread_set(const std::filesystem::path& folder);

}  // namespace ridge::validation
