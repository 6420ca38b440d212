#include "interop/timeloop/sparse/evaluate.hpp"

#include <algorithm>
#include <cmath>

#include "interop/timeloop/refusal.hpp"
#include "interop/timeloop/sparse/charges.hpp"
#include "interop/timeloop/sparse/notes.hpp"
#include "interop/timeloop/sparse/room.hpp"
#include "sim/cost/account.hpp"
#include "sim/mapping/legality.hpp"

namespace ridge::timeloop {
namespace sparse {
namespace {

/// All that is known of one sparse mapping before it is written up.
struct Played {
  Tiles tiles;
  Savings savings;
  SpatialSkipping spatial;
  Outcomes outcomes;
};

Played play_mapping(const Layer& layer, Tiles tiles, std::int64_t operations) {
  Savings savings = find_savings(layer, tiles);
  SpatialSkipping spatial(layer, tiles);
  Outcomes outcomes = play(layer, tiles, savings, spatial, operations);
  return {std::move(tiles), std::move(savings), std::move(spatial), std::move(outcomes)};
}

NodeAccount account_of(const Layer& layer, const NodeCounts& dense, const Played& played) {
  const Tile& tile = played.tiles[dense.level][dense.tensor];
  const Accesses& accesses = played.outcomes.accesses[dense.level][dense.tensor];
  const Level& level = layer.architecture.levels[dense.level.index()];
  const Presence& presence = played.spatial.at(dense.level.index(), dense.tensor);
  const bool spatial = played.spatial.any();
  NodeAccount account;
  account.counts = dense;
  account.counts.instances = spatial ? presence.lanes.all() : tile.instances;
  account.counts.tile_words = room_of(layer, dense.tensor, tile).words;
  account.moved = account.counts;
  const auto all = [&](double words) { return static_cast<std::int64_t>(words) * account.counts.instances; };
  const auto moved = [&](Action action) {
    return moved_words(level, tile, accesses, action) * account.counts.instances;
  };
  const ByAction<double>& actual = accesses.words[Fate::actual];
  account.counts.reads = all(actual[Action::read]);
  account.counts.fills = all(actual[Action::fill]);
  account.counts.updates = account.counts.complete_updates = all(actual[Action::update]);
  account.moved.reads = moved(Action::read);
  account.moved.fills = moved(Action::fill);
  account.moved.updates = account.moved.complete_updates = moved(Action::update);
  const double present = spatial ? presence.share : tile.present;
  const Charge pj = charge(layer, dense.level, dense.tensor, tile, accesses, account.counts.instances,
                           static_cast<double>(tile.instances) * present);
  account.read_pj = pj.read_pj;
  account.write_pj = pj.write_pj;
  account.demanded_bytes = (account.counts.tile_words * level.word_bits + 7) / 8;
  return account;
}

/// What has to pass a home once: its nonzeros where it has a format, and no more than passes.
void add_compulsory(const Layer& layer, const Played& played, NodeAccount& account) {
  const NodeCounts& counts = account.moved;
  if (!counts.home) return;
  const auto distinct = static_cast<double>(layer.problem.words(counts.tensor));
  const double stored = distinct * played.tiles[counts.level][counts.tensor].density();
  const std::int64_t passing = layer.problem.is_written(counts.tensor) ? counts.updates : counts.reads;
  account.compulsory_words = std::min(passing, static_cast<std::int64_t>(std::ceil(stored)));
}

Account account_of(const Layer& layer, const Spec& spec, const Counts& dense, const Played& played) {
  const Computes& computes = played.outcomes.computes;
  const ComputeEnergies& pj = layer.section.energies.compute;
  Account account;
  account.iterations = computes.actual;
  account.issued = computes.actual + computes.gated;
  // Lanes that skip an operation go on with the next one.
  const double lanes = std::floor(played.spatial.mean_lanes(dense.used_lanes));
  account.compute_cycles =
      std::max(1.0, std::ceil(static_cast<double>(account.issued) / std::max(1.0, lanes)));
  account.slowest_cycles =
      slowest_cycles(layer, played.tiles, played.outcomes.accesses, account.compute_cycles);
  account.latency_cycles = spec.conventions.averages->latency_cycles;
  account.compute_pj = static_cast<double>(computes.actual) * pj[Fate::actual] +
                       static_cast<double>(computes.gated) * pj[Fate::gated] +
                       static_cast<double>(computes.skipped) * pj[Fate::skipped];
  for (const NodeCounts& node : dense.nodes) {
    account.nodes.push_back(account_of(layer, node, played));
    add_compulsory(layer, played, account.nodes.back());
  }
  account.notes = notes_of(layer, played.tiles, played.savings, played.spatial, played.outcomes);
  return account;
}

bool skips_lanes(const Section& section) {
  return std::any_of(section.items.begin(), section.items.end(),
                     [](const Item& item) { return item.kind == SavingKind::spatial_skipping; });
}

std::optional<Refusal> evaluate_sparse(const Spec& spec, const Mapping& mapping, Evaluation& result) {
  const Machine machine = skips_lanes(*spec.sparse) ? widened(spec.machine, mapping) : spec.machine;
  if (const auto violation = LegalityChecker(spec.problem, machine).check(mapping)) {
    Infeasible illegal;
    illegal.reason = Infeasible::Reason::illegal;
    illegal.violation = violation;
    return Refusal{illegal, describe_refusal(spec, mapping, illegal)};
  }
  Counts dense;
  Counter(spec.problem, machine, spec.conventions.counting).count(mapping, dense);
  const Loops loops(spec.problem, loops_of(spec, mapping));
  const Layer layer{spec.problem, spec.architecture, *spec.sparse, loops};
  Tiles tiles = dense_tiles(layer, dense);
  apply_formats(layer, tiles);
  expect_occupancy(layer, tiles);
  check_blocks(layer, tiles);
  if (auto overflow = find_overflow(layer, tiles)) return overflow;
  const Played played = play_mapping(layer, std::move(tiles), dense.operations);
  if (auto missing = find_too_few_lanes(layer, spec.machine, mapping, played.spatial)) return missing;
  result =
      evaluation_of(account_of(layer, spec, dense, played), spec.problem, spec.machine, spec.conventions);
  return std::nullopt;
}

}  // namespace
}  // namespace sparse

std::optional<Refusal> evaluate(const Spec& spec, const Mapping& mapping, Evaluation& result) {
  if (spec.sparse) return sparse::evaluate_sparse(spec, mapping, result);
  Evaluator evaluator(spec.problem, spec.machine, spec.conventions);
  const auto infeasible = evaluator.evaluate(mapping, result);
  if (!infeasible) return std::nullopt;
  return Refusal{*infeasible, describe_refusal(spec, mapping, *infeasible)};
}

std::function<std::optional<Infeasible>(const Mapping&, Evaluation&)> evaluator_of(const Spec& spec) {
  return [&spec](const Mapping& mapping, Evaluation& result) -> std::optional<Infeasible> {
    try {
      const auto refusal = evaluate(spec, mapping, result);
      if (!refusal) return std::nullopt;
      return refusal->infeasible;
    } catch (const InputError&) {
      Infeasible misfit;
      misfit.reason = Infeasible::Reason::illegal;
      return misfit;
    }
  };
}

std::optional<Refusal> evaluate_exactly(const Spec& spec, const Mapping& mapping, Evaluation& result) {
  const auto infeasible = Evaluator(spec.problem, spec.machine).evaluate(mapping, result);
  if (!infeasible) return std::nullopt;
  return Refusal{*infeasible, describe(*infeasible, spec.problem, spec.machine, mapping)};
}

}  // namespace ridge::timeloop
