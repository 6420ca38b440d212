// The searches of a network's distinct layers.
#pragma once

#include <span>

#include "system/network_map.hpp"

namespace ridge {

/// Searches every group of `layers` (or evaluates it as traffic), with the options' constraints, objective,
/// limits and progress. `starts`: a mapping for each group to begin with, null where there is none; empty:
/// none at all. Without a time limit groups and islands run side by side; with one, group after group, each
/// with its part of the time that is left. The answer does not depend on the number of threads.
void search_layers(const Network& network, const Machine& machine, const NetworkMapOptions& options,
                   std::span<const Mapping* const> starts, std::vector<DistinctLayer>& layers);

}  // namespace ridge
