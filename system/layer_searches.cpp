#include "system/layer_searches.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>

#include "base/parallel.hpp"

namespace ridge {

namespace {

/// Passes on what one layer's search reports, with the layer's name, one report at a time.
class Progress {
 public:
  Progress(const Network& network, const NetworkMapOptions& options, std::size_t layers)
      : options_(&options), network_(&network), layers_(layers) {}

  void report(const DistinctLayer& layer, const SearchProgress& search, bool is_done) {
    if (!options_->progress) return;
    const std::lock_guard lock(mutex_);
    done_ += is_done ? 1U : 0U;
    options_->progress({done_, layers_, network_->layers[layer.first].name, search});
  }

 private:
  const NetworkMapOptions* options_;
  const Network* network_;
  std::size_t layers_;
  std::mutex mutex_;
  std::size_t done_ = 0;
};

class LayerSearches {
 public:
  LayerSearches(const Network& network, const Machine& machine, const NetworkMapOptions& options,
                std::span<const Mapping* const> starts, std::vector<DistinctLayer>& layers)
      : network_(&network),
        machine_(&machine),
        options_(&options),
        starts_(starts),
        layers_(&layers),
        progress_(network, options, layers.size()) {}

  void run() {
    if (!options_->search.time_limit) {
      parallel_for(layers_->size(), [&](std::size_t i) { map_one(i, std::nullopt); });
      return;
    }
    for (std::size_t i = 0; i < layers_->size(); ++i) {
      const double left = std::max(0.0, options_->search.time_limit->value - seconds());
      map_one(i, Seconds{left / static_cast<double>(layers_->size() - i)});
    }
  }

 private:
  void map_one(std::size_t index, std::optional<Seconds> time_limit) {
    DistinctLayer& layer = (*layers_)[index];
    const Problem& problem = network_->layers[layer.first].problem;
    const Machine machine = options_->resident_level
                                ? machine_for(*machine_, *options_->resident_level, layer.residence)
                                : *machine_;
    if (!has_unit_for(problem, machine)) {
      layer.work = LayerWork::traffic;
      layer.traffic = evaluate_as_traffic(problem, machine);
      progress_.report(layer, {}, true);
      return;
    }
    SearchOptions options = options_->search;
    options.time_limit = time_limit;
    if (!starts_.empty()) options.start = starts_[index];
    if (options_->progress)
      options.progress = [&](const SearchProgress& search) { progress_.report(layer, search, false); };
    if (options_->fronts) {
      layer.front =
          pareto_front(problem, machine, constraints_for(problem, machine), options, *options_->fronts);
      layer.search.status = layer.front->status;
      layer.search.end = layer.front->end;
      layer.search.infeasible = layer.front->infeasible;
      layer.search.stats = layer.front->stats;
    } else {
      layer.search = search(problem, machine, constraints_for(problem, machine), options);
    }
    const SearchResult& found = layer.search;
    progress_.report(layer, {found.stats.evaluated, options.effort, found.value, found.lower_bound}, true);
  }

  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  Constraints constraints_for(const Problem& problem, const Machine& machine) const {
    if (options_->constraints) return options_->constraints(problem, machine);
    if (machine.constraints) return read_constraints(*machine.constraints, problem, machine);
    return Constraints::none(problem, machine);
  }

  const Network* network_;
  const Machine* machine_;
  const NetworkMapOptions* options_;
  std::span<const Mapping* const> starts_;
  std::vector<DistinctLayer>* layers_;
  Progress progress_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

void search_layers(const Network& network, const Machine& machine, const NetworkMapOptions& options,
                   std::span<const Mapping* const> starts, std::vector<DistinctLayer>& layers) {
  LayerSearches(network, machine, options, starts, layers).run();
}

}  // namespace ridge
