#include "system/network_map.hpp"

#include <algorithm>
#include <chrono>

#include "base/diagnostics.hpp"
#include "system/layer_searches.hpp"
#include "system/resident_map.hpp"
#include "system/together.hpp"
#include "system/totals.hpp"

namespace ridge {

namespace {

bool same_work(Problem a, const Problem& b) {
  a.name = b.name;
  return a == b;
}

/// Groups the chosen layers by their problems, in order of first appearance.
void group_layers(const Network& network, const std::vector<std::size_t>& only, NetworkMap& map) {
  std::vector<std::size_t> chosen = only;
  for (std::size_t i = 0; only.empty() && i < network.layers.size(); ++i)
    chosen.push_back(i);
  for (const std::size_t layer : chosen) {
    const Layer& it = network.layers.at(layer);
    auto group = std::find_if(map.distinct.begin(), map.distinct.end(), [&](const DistinctLayer& other) {
      return same_work(it.problem, network.layers[other.first].problem);
    });
    if (group == map.distinct.end()) {
      group = map.distinct.insert(map.distinct.end(), DistinctLayer{});
      group->first = layer;
    }
    group->count += it.count;
    map.layers.push_back({layer, static_cast<std::size_t>(group - map.distinct.begin())});
  }
}

}  // namespace

const Evaluation* DistinctLayer::evaluation() const {
  if (work == LayerWork::traffic) return traffic ? &*traffic : nullptr;
  return search.evaluation ? &*search.evaluation : nullptr;
}

bool DistinctLayer::has_answer() const {
  return evaluation() != nullptr || (front && !front->points.empty());
}

NetworkMap map_network(const Network& network, const Machine& machine, const NetworkMapOptions& options) {
  const auto begun = std::chrono::steady_clock::now();
  NetworkMap map;
  map.objective = options.search.objective;
  map.fronts = options.fronts;
  group_layers(network, options.only, map);
  if (options.together && !options.fronts) {
    map_together(network, machine, options, map);
  } else if (options.resident_level) {
    check(!options.fronts && map.layers.size() == network.layers.size(),
          "whole networks, and no fronts, have a resident level");
    map_resident(network, machine, options, map);
  } else {
    search_layers(network, machine, options, {}, map.distinct);
    if (!map.fronts) map.totals = total(map, MachineConstants(machine));
  }
  for (const DistinctLayer& layer : map.distinct) {
    map.stats.evaluated += layer.search.stats.evaluated;
    map.stats.feasible += layer.search.stats.feasible;
    map.totals.cut_short |= layer.work == LayerWork::mapped && layer.search.cut_short();
    map.stats.cached += layer.search.stats.cached;
  }
  map.stats.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return map;
}

}  // namespace ridge
