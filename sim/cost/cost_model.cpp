#include "sim/cost/cost_model.hpp"

#include <algorithm>

#include "sim/cost/averages.hpp"
#include "sim/cost/energy.hpp"
#include "sim/mapping/array_depth.hpp"

namespace ridge::cost {

CostModel::CostModel(const Problem& problem, const Machine& machine, Conventions conventions)
    : setting_(problem, machine),
      conventions_(std::move(conventions)),
      traffic_(setting_),
      time_(setting_),
      wires_(setting_),
      roofs_(setting_) {}

std::optional<Infeasible> CostModel::evaluate(const Mapping& mapping, const Counts& counts,
                                              const Steps& steps, Evaluation& result, const Causes* given) {
  Infeasible infeasible;
  if (!setting_.unit) {
    infeasible.reason = Infeasible::Reason::no_unit;
    return infeasible;
  }
  if (result.remarks != setting_.remarks) prepare(result);
  traffic_.trace(counts);
  write_levels(result);
  if (conventions_.averages) return evaluate_averages(counts, result);
  if (auto too_large = demand_capacity(setting_, traffic_, result.levels)) return too_large;

  if (given != nullptr) {
    time_.measure_given(traffic_, *given);
  } else if (conventions_.waiting == Waiting::slowest) {
    time_.measure_ports(counts, traffic_);
  } else {
    time_.measure(counts, traffic_, steps, array_depth_cycles(setting_.machine, mapping));
  }
  write_time(counts, result);
  wires_.measure(mapping, traffic_, result.networks);
  write_energy(setting_, traffic_, array_energy_pj(setting_), result);
  roofs_.measure(traffic_, time_, result);
  return std::nullopt;
}

/// As Timeloop does it. The fanouts' wires cost nothing there.
std::optional<Infeasible> CostModel::evaluate_averages(const Counts& counts, Evaluation& result) {
  const Averages& averages = *conventions_.averages;
  if (auto out_of_bounds = averaged_capacity(averages, setting_, traffic_, result.levels))
    return out_of_bounds;
  const double compute_cycles = real(counts.compute_steps);
  const double slowest_cycles = averaged_cycles(averages, setting_, traffic_, compute_cycles);
  time_.measure_slowest(traffic_, compute_cycles, slowest_cycles, averages.latency_cycles);
  write_time(counts, result);
  for (const FanoutId fanout : setting_.machine.fanouts.ids())
    result.networks[fanout.index()] = {fanout, 0, 0, 1, std::nullopt};
  write_averaged_energy(averages, setting_, traffic_, result);
  roofs_.measure(traffic_, time_, result);
  return std::nullopt;
}

void CostModel::write_time(const Counts& counts, Evaluation& result) {
  time_.write_causes(traffic_, result.causes);
  result.cycles = result.causes.total();
  result.seconds = result.cycles / setting_.machine.clock.value;
  result.lanes_utilization = setting_.iterations / (setting_.lanes * real(counts.compute_steps));
}

/// Shapes a result that another problem or machine has used, or nobody yet; afterwards nothing allocates.
void CostModel::prepare(Evaluation& result) const {
  result = Evaluation();
  result.remarks = setting_.remarks;
  result.counting = conventions_.counting;
  result.area_mm2 = setting_.area_mm2;
  result.operations = setting_.problem.operations();
  result.levels.assign(setting_.level_count, LevelCost());
  for (const LevelId level : result.levels.ids()) {
    result.levels[level].instances = setting_.levels[level.index()].instances;
    result.levels[level].tensors.assign(setting_.tensor_count, TensorCost());
  }
  result.networks.resize(setting_.machine.fanouts.size());
  result.causes.stalls.reserve(2 * setting_.slots.size());
  result.roofline.gap.reserve(2 * setting_.slots.size() + 4);
  result.roofline.boundaries.reserve(setting_.level_count);
}

void CostModel::write_levels(Evaluation& result) const {
  for (LevelCost& level : result.levels) {
    level.used_instances = 0;
    for (TensorCost& tensor : level.tensors)
      if (tensor.kept && traffic_.at(setting_.slot(tensor.counts.level, tensor.counts.tensor)) == nullptr)
        tensor = TensorCost();
  }
  for (const Flow& flow : traffic_.flows()) {
    const NodeCounts& node = *flow.counts;
    LevelCost& level = result.levels[node.level];
    level.used_instances = node.instances;
    TensorCost& cost = level.tensors[node.tensor];
    cost.kept = true;
    cost.counts = node;
    cost.read_bytes = flow.bytes[side(Direction::read)];
    cost.write_bytes = flow.bytes[side(Direction::write)];
  }
}

}  // namespace ridge::cost
