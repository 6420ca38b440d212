// A network on one chip: each distinct layer mapped once, results in the order of the layers, totals.
//
// Layers are the same when their problems are equal in everything but the name. Layers run one after another,
// so latency and energy are sums over the layers. Every layer reads its operands from their homes and writes
// its result there; where a resident level is named, activations may stay in it (system/residency.hpp), and
// equal layers that find other things there are different ones.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mapper/front.hpp"
#include "mapper/search.hpp"
#include "system/residency.hpp"
#include "workloads/network.hpp"

namespace ridge {

/// How one group of equal layers was answered.
enum class LayerWork : std::uint8_t {
  mapped,   // on the compute units: `search` says how
  traffic,  // no compute unit does it: its operands and results cross the outermost level once, flagged
};

/// One group of layers whose problems are equal.
struct DistinctLayer {
  std::size_t first = 0;   // index into Network::layers of the first of them
  std::int64_t count = 0;  // layers of the group, counts included
  LayerWork work = LayerWork::mapped;
  Residence residence;                // what stays on chip while it runs
  SearchResult search;                // mapped; where fronts were asked for, what is said of the front
  std::optional<Front> front;         // mapped, where fronts were asked for
  std::optional<Evaluation> traffic;  // work == traffic
  /// The evaluation of one such layer, however it was made; null when no mapping was found.
  const Evaluation* evaluation() const;
  /// An evaluation, or a front with a point.
  bool has_answer() const;
};

/// One layer of the network, in its order.
struct LayerResult {
  std::size_t layer = 0;     // index into Network::layers
  std::size_t distinct = 0;  // index into NetworkMap::distinct
};

/// Sums over layers, counts included.
struct WorkTotals {
  std::int64_t layers = 0;
  std::int64_t operations = 0;
  double cycles = 0;
  double seconds = 0;
  std::optional<double> energy_pj = 0.0;  // nothing: some layer's energy is unknown
};

struct NetworkTotals {
  WorkTotals mapped;   // layers on the compute units
  WorkTotals traffic;  // layers counted as memory traffic
  WorkTotals all;      // both
  /// (sum of energy) x (sum of time), J s, of `all`. Nothing when an energy is unknown or
  /// no layer has an answer.
  std::optional<double> edp_js;
  /// The objective of the sums over all layers (mapped and traffic), in its unit: sums of cycles or of
  /// energy, of a product the same powers of both sums; nothing when a layer has no answer.
  std::optional<double> value;
  /// No mapping of the layers, one by one, has a smaller value: sums of the layers' bounds; for a product the
  /// larger of that of both sums and of what the layers' least products leave (docs/search.md).
  double lower_bound = 0;
  std::optional<double> gap;  // value / lower_bound - 1
  /// optimal only when every layer is, and for a product (edp, edap, weights of both) only when
  /// value == lower_bound: layers that are best each
  /// for themselves need not have the smallest product of sums. infeasible when a layer is. Nothing when no
  /// layer was searched (all are counted as traffic): then nothing is claimed, and there is no gap.
  std::optional<SearchStatus> status;
  bool cut_short = false;           // some layer was
  std::int64_t without_answer = 0;  // layers (counts included) for which no mapping was found
};

/// What stays on chip between the layers.
struct ResidentSummary {
  LevelId level;
  std::int64_t staying = 0;     // results that stay until they were read
  std::int64_t can_stay = 0;    // that could, if there were room for each
  std::int64_t results = 0;     // that later layers read
  std::int64_t peak_bytes = 0;  // of activations that stay, at most at one time
};

struct NetworkMap {
  Objective objective = Objective::edp;
  std::optional<FrontAxes> fronts;      // layers have fronts in place of mappings, and there are no totals
  std::vector<LayerResult> layers;      // the chosen layers, in the network's order
  std::vector<DistinctLayer> distinct;  // in order of first appearance
  std::optional<ResidentSummary> resident;  // where a resident level was named
  NetworkTotals totals;                     // over `layers`
  SearchStats stats;                        // all searches; seconds: wall clock of the whole
};

/// How far a network has come: called from one thread at a time when a distinct layer begins, moves on or is
/// done.
struct NetworkProgress {
  std::size_t done = 0;      // distinct layers finished
  std::size_t distinct = 0;  // distinct layers in all
  std::string layer;         // the name of the layer this report is about
  SearchProgress search;     // of that layer
};

struct NetworkMapOptions {
  /// For every layer: `time_limit` is for the whole network, shared out over the distinct layers;
  /// `cache` serves all layers, also those that are searched at the same time; `progress` is not used.
  SearchOptions search;
  /// Of every layer its front along these axes (mapper/front.hpp) in place of one mapping.
  std::optional<FrontAxes> fronts;
  /// Of an objective that trades, mappings whose sums have the least value, found together
  /// (system/together.hpp): a layer that is best for itself need not be one of them. `search.time_limit` is
  /// for all of it.
  bool together = false;
  /// Where activations may stay between layers; not together with `fronts`, `together` or `only`.
  std::optional<LevelId> resident_level;
  /// The constraints for a problem on a machine (a constraints file is resolved against every layer; the
  /// machine is the one asked about, or as a layer sees it whose activations stay); empty: none but the
  /// machine's own `constraints:`.
  std::function<Constraints(const Problem&, const Machine&)> constraints;
  /// Which layers, by index into Network::layers; empty: all.
  std::vector<std::size_t> only;
  std::function<void(const NetworkProgress&)> progress;
};

/// Maps the chosen layers of a network. The answer does not depend on the number of threads. Throws
/// InputError as `search` does.
NetworkMap map_network(const Network& network, const Machine& machine, const NetworkMapOptions& options = {});

}  // namespace ridge
