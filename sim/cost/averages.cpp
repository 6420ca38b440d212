#include "sim/cost/averages.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace ridge::cost {
namespace {

/// Words of one instance.
double each(std::int64_t words, const NodeCounts& node) {
  return real(words / node.instances);
}

/// Blames the largest tile of the level.
Infeasible out_of_bounds(LevelId level, const Traffic& traffic, const Setting& setting,
                         std::int64_t demanded_words, std::int64_t available_words) {
  Infeasible infeasible;
  infeasible.level = level;
  std::int64_t largest_words = -1;
  for (const Flow& flow : traffic.flows()) {
    if (flow.counts->level != level || flow.counts->tile_words <= largest_words) continue;
    largest_words = flow.counts->tile_words;
    infeasible.tensor = flow.counts->tensor;
    infeasible.entry = flow.counts->entry;
  }
  const int bits = setting.slots[setting.slot(level, infeasible.tensor)].word_bits;
  infeasible.demanded_bytes = ceil_divide(demanded_words * bits, 8);
  infeasible.available_bytes = available_words * bits / 8;
  return infeasible;
}

double blocks(double words, const AveragedLevel& level) {
  return round_up(words / real(level.block_words));
}

}  // namespace

std::optional<Infeasible> averaged_capacity(const Averages& averages, const Setting& setting,
                                            const Traffic& traffic, IdVector<LevelId, LevelCost>& levels) {
  for (const LevelId level : levels.ids()) {
    std::int64_t words = 0;
    bool kept = false;
    levels[level].demanded_bytes = 0;
    for (const Flow& flow : traffic.flows()) {
      if (flow.counts->level != level) continue;
      kept = true;
      words += flow.counts->tile_words;
      TensorCost& cost = levels[level].tensors[flow.counts->tensor];
      cost.tile_bytes = ceil_divide(flow.counts->tile_words * setting.slots[flow.slot].word_bits, 8);
      levels[level].demanded_bytes += cost.tile_bytes;
    }
    const auto& capacity = averages.levels[level].capacity_words;
    if (!kept || !capacity) continue;
    const double least = averages.levels[level].least_words;
    if (words > *capacity || real(words) < least)
      return out_of_bounds(level, traffic, setting, words, *capacity);
  }
  return std::nullopt;
}

double averaged_cycles(const Averages& averages, const Setting& setting, const Traffic& traffic,
                       double compute_cycles) {
  double slowest_cycles = compute_cycles;
  for (std::size_t level = 0; level < setting.level_count; ++level) {
    double read = 0;  // words per cycle that it should pass
    double written = 0;
    for (const Flow& flow : traffic.flows()) {
      const NodeCounts& node = *flow.counts;
      if (node.level.index() != level) continue;
      read += each(node.reads, node) / compute_cycles;
      written += (each(node.fills, node) + each(node.updates, node)) / compute_cycles;
    }
    const AveragedLevel& limits = averages.levels[LevelId(level)];
    double speed = 1;
    const auto limit = [&speed](const std::optional<double>& bandwidth, double demand) {
      if (bandwidth && *bandwidth < demand) speed = std::min(speed, *bandwidth / demand);
    };
    limit(limits.read_words_per_cycle, read);
    limit(limits.write_words_per_cycle, written);
    limit(limits.shared_words_per_cycle, read + written);
    slowest_cycles = std::max(slowest_cycles, round_up(compute_cycles / speed));
  }
  return slowest_cycles;
}

void write_averaged_energy(const Averages& averages, const Setting& setting, const Traffic& traffic,
                           Evaluation& result) {
  for (LevelCost& level : result.levels) {
    level.energy_pj = 0.0;
    level.static_energy_pj.reset();
  }
  result.static_energy_pj.reset();
  result.compute_energy_pj = averages.compute_pj * setting.iterations;
  double total_pj = *result.compute_energy_pj;
  for (const Flow& flow : traffic.flows()) {
    const NodeCounts& node = *flow.counts;
    const AveragedLevel& level = averages.levels[node.level];
    const double clusters = real(std::min(node.instances, level.clusters));
    TensorCost& cost = result.levels[node.level].tensors[node.tensor];
    cost.read_energy_pj = blocks(each(node.reads, node), level) * level.read_pj * clusters;
    cost.write_energy_pj = (blocks(each(node.fills, node), level) * level.fill_pj +
                            blocks(each(node.updates, node), level) * level.update_pj) *
                           clusters;
    const double both_pj = *cost.read_energy_pj + *cost.write_energy_pj;
    *result.levels[node.level].energy_pj += both_pj;
    total_pj += both_pj;
  }
  result.energy_pj = total_pj;
  result.edp_js = total_pj * 1e-12 * result.seconds;
}

}  // namespace ridge::cost
