#include "sim/cost/energy.hpp"

namespace ridge::cost {
namespace {

constexpr double joules_per_pj = 1e-12;

std::optional<double> move(const MoveEnergy& energy, double complete, double partial) {
  if (energy.known) return energy.of(complete, partial);
  if (complete == 0 && partial == 0) return 0.0;
  return std::nullopt;
}

/// Energy of a level's tensors, and the level's own sum.
void write_level(const Setting& setting, LevelId level, double cycles, LevelCost& cost) {
  cost.energy_pj = 0.0;
  for (const TensorId tensor : cost.tensors.ids()) {
    TensorCost& it = cost.tensors[tensor];
    if (!it.kept) continue;
    const NodeEnergy energy = node_energy(setting.slots[setting.slot(level, tensor)], it.counts,
                                          setting.problem.is_written(tensor));
    it.read_energy_pj = energy.read_pj;
    it.write_energy_pj = energy.write_pj;
    cost.energy_pj = sum(cost.energy_pj, sum(energy.read_pj, energy.write_pj));
  }
  const auto& static_pj_per_cycle = setting.levels[level.index()].static_pj_per_cycle;
  cost.static_energy_pj.reset();
  if (static_pj_per_cycle) cost.static_energy_pj = *static_pj_per_cycle * cycles;
}

}  // namespace

NodeEnergy node_energy(const Slot& slot, const NodeCounts& node, bool written) {
  const MoveEnergy& read = slot.energy[static_cast<std::size_t>(Direction::read)];
  const MoveEnergy& write = slot.energy[static_cast<std::size_t>(Direction::write)];
  if (!written) return {move(read, real(node.reads), 0), move(write, real(node.fills), 0)};
  const double complete_drains = real(node.complete_drains);
  const double complete_updates = real(node.complete_updates);
  return {move(read, complete_drains, real(node.reads) + real(node.drains) - complete_drains),
          move(write, complete_updates, real(node.fills) + real(node.updates) - complete_updates)};
}

std::optional<double> array_energy_pj(const Setting& setting) {
  if (!setting.unit || !setting.unit->pj_per_iteration) return std::nullopt;
  return *setting.unit->pj_per_iteration * setting.iterations;
}

void write_energy(const Setting& setting, std::optional<double> compute_pj, Evaluation& result) {
  std::optional<double> total_pj = compute_pj;
  result.compute_energy_pj = compute_pj;
  for (const LevelId level : result.levels.ids()) {
    write_level(setting, level, result.cycles, result.levels[level]);
    total_pj = sum(total_pj, result.levels[level].energy_pj);
  }
  result.static_energy_pj.reset();
  if (setting.static_pj_per_cycle) result.static_energy_pj = *setting.static_pj_per_cycle * result.cycles;
  // Wires and static power that no machine states are left out, and a note says so.
  if (total_pj) {
    *total_pj += result.static_energy_pj.value_or(0);
    for (const NetworkCost& network : result.networks)
      *total_pj += network.energy_pj.value_or(0);
  }
  result.energy_pj = total_pj;
  result.edp_js.reset();
  if (total_pj) result.edp_js = *total_pj * joules_per_pj * result.seconds;
}

}  // namespace ridge::cost
