// Sums over the layers of a network, and what may be claimed about them.
#pragma once

#include "system/network_map.hpp"

namespace ridge {

/// Totals of `map.layers`, whose `distinct` groups are answered. Layers without an answer add to
/// `without_answer` and to the bound only.
NetworkTotals total(const NetworkMap& map, const MachineConstants& machine);

}  // namespace ridge
