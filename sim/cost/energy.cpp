#include "sim/cost/energy.hpp"

#include <cmath>
#include <limits>

namespace ridge::cost {
namespace {

constexpr double joules_per_pj = 1e-12;

/// Inside, an energy that the machine does not state is NaN, and so is every sum it is a part of.
std::optional<double> if_known(double pj) {
  return std::isnan(pj) ? std::nullopt : std::optional(pj);
}

double node_read_pj(const Slot& slot, const NodeCounts& node) {
  const MoveEnergy& read = slot.energy[side(Direction::read)];
  if (!slot.written) return read.of(real(node.reads));
  return read.of(real(node.complete_drains)) +
         read.of_partial(real(node.reads) + real(node.drains) - real(node.complete_drains));
}

double node_write_pj(const Slot& slot, const NodeCounts& node) {
  const MoveEnergy& write = slot.energy[side(Direction::write)];
  if (!slot.written) return write.of(real(node.fills));
  return write.of(real(node.complete_updates)) +
         write.of_partial(real(node.fills) + real(node.updates) - real(node.complete_updates));
}

/// Energy of every node and every level. Returns the sum.
double write_storage(const Setting& setting, const Traffic& traffic, IdVector<LevelId, LevelCost>& levels) {
  double all_pj = 0;
  for (LevelCost& level : levels)
    level.energy_pj = 0.0;
  for (const Flow& flow : traffic.flows()) {
    const double read_pj = node_read_pj(setting.slots[flow.slot], *flow.counts);
    const double write_pj = node_write_pj(setting.slots[flow.slot], *flow.counts);
    LevelCost& level = levels[flow.counts->level];
    TensorCost& cost = level.tensors[flow.counts->tensor];
    cost.read_energy_pj = if_known(read_pj);
    cost.write_energy_pj = if_known(write_pj);
    *level.energy_pj += read_pj + write_pj;
    all_pj += read_pj + write_pj;
  }
  if (!std::isnan(all_pj)) return all_pj;
  for (LevelCost& level : levels)
    level.energy_pj = if_known(*level.energy_pj);
  return all_pj;
}

void write_static(const Setting& setting, Evaluation& result) {
  for (const LevelId level : result.levels.ids()) {
    const auto& pj_per_cycle = setting.levels[level.index()].static_pj_per_cycle;
    auto& energy_pj = result.levels[level].static_energy_pj;
    energy_pj.reset();
    if (pj_per_cycle) energy_pj = *pj_per_cycle * result.cycles;
  }
  result.static_energy_pj.reset();
  if (setting.static_pj_per_cycle) result.static_energy_pj = *setting.static_pj_per_cycle * result.cycles;
}

}  // namespace

std::optional<double> array_energy_pj(const Setting& setting) {
  if (!setting.unit || !setting.unit->pj_per_iteration) return std::nullopt;
  return *setting.unit->pj_per_iteration * setting.iterations;
}

void write_energy(const Setting& setting, const Traffic& traffic, std::optional<double> compute_pj,
                  Evaluation& result) {
  double total_pj = write_storage(setting, traffic, result.levels);
  write_static(setting, result);
  result.compute_energy_pj = compute_pj;
  total_pj += compute_pj.value_or(std::numeric_limits<double>::quiet_NaN());
  // Wires and static power that no machine states are left out, and a note says so.
  total_pj += result.static_energy_pj.value_or(0);
  for (const NetworkCost& network : result.networks)
    total_pj += network.energy_pj.value_or(0);
  result.energy_pj = if_known(total_pj);
  result.edp_js = if_known(total_pj * joules_per_pj * result.seconds);
}

}  // namespace ridge::cost
