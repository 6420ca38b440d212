// A network's mappings with activations that stay on chip between layers (system/residency.hpp).
//
// Which of them stay is a walk over the layers in their order. A state is what stays at that moment; where a
// result is written it may begin to stay. Each layer is mapped for what stays while it runs, and of all ways
// through the states the one with the least objective of the sums is taken.
#pragma once

#include "system/network_map.hpp"

namespace ridge {

/// Answers `map`: its groups are layers whose problem and residence are equal, and the totals are of them.
/// `options.resident_level` is set, `options.only` empty; fronts and `together` are not asked for. The lower
/// bound holds for every choice of what stays, among those that were looked at: see most_states. Throws
/// InputError as `search` does.
void map_resident(const Network& network, const Machine& machine, const NetworkMapOptions& options,
                  NetworkMap& map);

/// Where more states are possible at a layer, its result does not begin to stay.
inline constexpr std::size_t most_states = 1024;

}  // namespace ridge
