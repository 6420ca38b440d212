// Sums over the layers of a network, and what may be claimed about them.
#pragma once

#include "system/network_map.hpp"

namespace ridge {

/// What layers cost at least.
struct Floor {
  Score least;
  double roots = 0;  // of the least values, such that they grow as one amount does: cycles of latency, sqrt(J
                     // s) of edp
};

/// Of one of the group's layers; one that is counted as traffic costs what it costs.
Floor layer_floor(Objective objective, const DistinctLayer& layer);

/// Totals of `map.layers`, whose `distinct` groups are answered. Layers without an answer add to
/// `without_answer` and to the bound only. `of_all`: what the layers together cost at least, when other
/// answers than those of `map` could have been chosen.
NetworkTotals total(const NetworkMap& map, const MachineConstants& machine,
                    const std::optional<Floor>& of_all = std::nullopt);

}  // namespace ridge
