// What the views show of a workload's layers, whether `ridge map` searched their mappings or `ridge evaluate`
// was given them.
#pragma once

#include <string>
#include <vector>

#include "arch/machine.hpp"
#include "cli/space_size.hpp"
#include "system/network_map.hpp"
#include "workloads/network.hpp"

namespace ridge::cli {

struct NetworkReport {
  const Network* network = nullptr;
  const Machine* machine = nullptr;
  NetworkMap map;
  bool searched = true;  // false: mappings were given, so nothing is claimed about how good they are
  std::vector<std::string> notes;      // on the network as a whole (cli/network_notes.hpp)
  std::vector<SpaceSize> spaces = {};  // by distinct layer; empty: not asked for

  const Layer& layer(const DistinctLayer& group) const { return network->layers[group.first]; }
  /// Layers that were asked for, counts included, with and without an answer.
  std::int64_t layer_count() const;
  /// Of a group of map.distinct.
  SpaceSize space(const DistinctLayer& group) const;
  /// The names of a group's layers after the first.
  std::vector<std::string> other_names(std::size_t group) const;
};

}  // namespace ridge::cli
