// Whether a network's parameters fit the level that is their home between layers.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "arch/machine.hpp"
#include "workloads/network.hpp"

namespace ridge {

/// More parameters than the machine holds: a search, which sees one layer at a time, does not notice.
struct WeightsShortage {
  double weight_bytes = 0;       // of all layers together
  LevelId level;                 // the outermost that may keep weights
  std::int64_t level_bytes = 0;  // all its instances together
};

/// Nothing when the parameters of `layers` (indices into Network::layers; counts included, shared ones once)
/// fit, when their home has no size, or when their number is unknown. A parameter is as wide as the words of
/// its layer's parameter tensor; of a layer without one, as the widest tensor that is read.
std::optional<WeightsShortage> weights_shortage(const Network& network,
                                                const std::vector<std::size_t>& layers,
                                                const Machine& machine);

}  // namespace ridge
