#include "system/network_map.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>

#include "base/parallel.hpp"
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

/// Passes on what one layer's search reports, with the layer's name, one report at a time.
class Progress {
 public:
  Progress(const NetworkMapOptions& options, const Network& network, NetworkMap& map)
      : options_(&options), network_(&network), map_(&map) {}

  void report(const DistinctLayer& layer, const SearchProgress& search, bool is_done) {
    if (!options_->progress) return;
    const std::lock_guard lock(mutex_);
    done_ += is_done ? 1U : 0U;
    options_->progress({done_, map_->distinct.size(), network_->layers[layer.first].name, search});
  }

 private:
  const NetworkMapOptions* options_;
  const Network* network_;
  const NetworkMap* map_;
  std::mutex mutex_;
  std::size_t done_ = 0;
};

class NetworkSearch {
 public:
  NetworkSearch(const Network& network, const Machine& machine, const NetworkMapOptions& options,
                NetworkMap& map)
      : network_(&network),
        machine_(&machine),
        options_(&options),
        map_(&map),
        progress_(options, network, map) {}

  /// Without a time limit layers and islands run side by side; with one, layer after layer, each with its
  /// part of the time that is left.
  void run() {
    if (!options_->search.time_limit) {
      parallel_for(map_->distinct.size(), [&](std::size_t i) { map_one(map_->distinct[i], std::nullopt); });
      return;
    }
    for (std::size_t i = 0; i < map_->distinct.size(); ++i) {
      const double left = std::max(0.0, options_->search.time_limit->value - seconds());
      map_one(map_->distinct[i], Seconds{left / static_cast<double>(map_->distinct.size() - i)});
    }
  }

  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  void map_one(DistinctLayer& layer, std::optional<Seconds> time_limit) {
    const Problem& problem = network_->layers[layer.first].problem;
    if (!has_unit_for(problem, *machine_)) {
      layer.work = LayerWork::traffic;
      layer.traffic = evaluate_as_traffic(problem, *machine_);
      progress_.report(layer, {}, true);
      return;
    }
    SearchOptions options = options_->search;
    options.time_limit = time_limit;
    if (options_->progress)
      options.progress = [&](const SearchProgress& search) { progress_.report(layer, search, false); };
    if (options_->fronts) {
      layer.front = pareto_front(problem, *machine_, constraints_for(problem), options);
      layer.search.status = layer.front->status;
      layer.search.end = layer.front->end;
      layer.search.infeasible = layer.front->infeasible;
      layer.search.stats = layer.front->stats;
    } else {
      layer.search = search(problem, *machine_, constraints_for(problem), options);
    }
    const SearchResult& found = layer.search;
    progress_.report(layer, {found.stats.evaluated, options.effort, found.value, found.lower_bound}, true);
  }

  Constraints constraints_for(const Problem& problem) const {
    if (options_->constraints) return options_->constraints(problem);
    if (machine_->constraints) return read_constraints(*machine_->constraints, problem, *machine_);
    return Constraints::none(problem, *machine_);
  }

  const Network* network_;
  const Machine* machine_;
  const NetworkMapOptions* options_;
  NetworkMap* map_;
  Progress progress_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

const Evaluation* DistinctLayer::evaluation() const {
  if (work == LayerWork::traffic) return traffic ? &*traffic : nullptr;
  return search.evaluation ? &*search.evaluation : nullptr;
}

bool DistinctLayer::has_answer() const {
  return evaluation() != nullptr || (front && !front->points.empty());
}

NetworkMap map_network(const Network& network, const Machine& machine, const NetworkMapOptions& options) {
  NetworkMap map;
  map.objective = options.search.objective;
  map.fronts = options.fronts;
  group_layers(network, options.only, map);
  NetworkSearch searches(network, machine, options, map);
  searches.run();
  if (!map.fronts) map.totals = total(map, MachineConstants(machine));
  for (const DistinctLayer& layer : map.distinct) {
    map.stats.evaluated += layer.search.stats.evaluated;
    map.stats.feasible += layer.search.stats.feasible;
    map.totals.cut_short |= layer.work == LayerWork::mapped && layer.search.cut_short();
    map.stats.cached += layer.search.stats.cached;
  }
  map.stats.seconds = searches.seconds();
  return map;
}

}  // namespace ridge
