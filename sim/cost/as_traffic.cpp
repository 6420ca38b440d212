// Layers that no unit of the array does: every tensor passes its outermost level once.
#include <algorithm>

#include "sim/cost/cost_model.hpp"
#include "sim/cost/energy.hpp"
#include "sim/cost/evaluator.hpp"

namespace ridge {
namespace cost {
namespace {

/// The fastest unit beside the array that does the operation at the precision of its inputs.
struct SideUnit {
  const ComputeUnit* unit = nullptr;
  double iterations_per_cycle = 0;  // of all its instances
};

SideUnit side_unit(const Setting& setting) {
  SideUnit best;
  const Machine& machine = setting.machine;
  const std::string_view precision = name_of(compute_precision(setting.problem));
  for (const ComputeUnit& unit : machine.compute) {
    if (at_the_bottom(unit, machine) || !unit.can(name_of(setting.problem.operation))) continue;
    const double rate = unit.rate(precision).value_or(0) * real(machine.instances(*unit.below));
    if (rate > best.iterations_per_cycle) best = {&unit, rate};
  }
  return best;
}

/// Every tensor at the outermost level that may keep it: read once, or written once, complete.
Counts compulsory_counts(const Setting& setting) {
  Counts counts;
  counts.operations = setting.problem.iterations();
  for (const TensorId tensor : setting.problem.tensors.ids()) {
    const auto& levels = setting.machine.levels;
    const auto outermost = std::find_if(levels.begin(), levels.end(), [&](const StorageLevel& level) {
      return level.may_keep.has(setting.role_of(tensor));
    });
    if (outermost == levels.end()) continue;
    NodeCounts node;
    node.level = LevelId(static_cast<std::size_t>(outermost - levels.begin()));
    node.tensor = tensor;
    node.home = true;
    node.instances = setting.levels[node.level.index()].instances;
    const std::int64_t words = setting.problem.words(tensor);
    node.tile_words = words;
    if (setting.problem.is_written(tensor))
      node.updates = node.complete_updates = words;
    else
      node.reads = words;
    counts.nodes.push_back(node);
  }
  return counts;
}

double busiest_port_cycles(const Setting& setting, const Traffic& traffic,
                           IdVector<LevelId, LevelCost>& levels) {
  double most_cycles = 0;
  for (const LimitedPort& port : setting.ports) {
    double bytes = 0;
    for (const PortUse& use : port.streams)
      if (const Flow* flow = traffic.at(use.slot)) bytes += flow->bytes[side(use.direction)] * use.share;
    const double cycles = bytes / (port.bytes_per_cycle * traffic.instances(port.level));
    levels[port.level].busy_cycles = std::max(levels[port.level].busy_cycles, cycles);
    most_cycles = std::max(most_cycles, cycles);
  }
  return most_cycles;
}

/// One roof only: the peak of the unit beside the array, where there is one, and what was achieved under it.
void write_roofline(const Setting& setting, double peak_ops_per_cycle, Evaluation& result) {
  if (result.cycles == 0) return;  // nothing limits it, and nothing computes
  const double achieved = setting.operations / result.cycles;
  Roofline& roofline = result.roofline;
  roofline.peak_ops_per_cycle = peak_ops_per_cycle;
  roofline.attainable_ops_per_cycle = achieved;
  roofline.attainable_mapped_ops_per_cycle = achieved;
  roofline.achieved_ops_per_cycle = achieved;
  if (peak_ops_per_cycle == 0) return;
  result.ops_utilization = achieved / peak_ops_per_cycle;
  GapFactor memory_roof;
  memory_roof.factor = peak_ops_per_cycle / achieved;
  roofline.gap.push_back(memory_roof);
}

std::shared_ptr<const Remarks> with_note(const Remarks& remarks, std::string note) {
  Remarks all = remarks;
  all.notes.push_back(std::move(note));
  return std::make_shared<const Remarks>(std::move(all));
}

}  // namespace

void CostModel::evaluate_as_traffic(Evaluation& result) {
  prepare(result);
  const Counts counts = compulsory_counts(setting_);
  traffic_.trace(counts);
  write_levels(result);
  const SideUnit side = side_unit(setting_);
  double cycles = busiest_port_cycles(setting_, traffic_, result.levels);
  if (side.unit != nullptr) cycles = std::max(cycles, setting_.iterations / side.iterations_per_cycle);
  result.causes.other_work = whole_cycles(cycles);
  result.cycles = result.causes.total();
  result.seconds = result.cycles / setting_.machine.clock.value;

  std::optional<double> compute_pj;
  if (side.unit != nullptr) compute_pj = side.unit->energy(name_of(compute_precision(setting_.problem)));
  if (compute_pj) *compute_pj *= setting_.iterations;
  write_energy(setting_, traffic_, compute_pj.value_or(0.0), result);
  result.compute_energy_pj = compute_pj;
  write_roofline(setting_, side.iterations_per_cycle * setting_.problem.operations_per_iteration, result);

  const std::string operation(name_of(setting_.problem.operation));
  std::string note = side.unit == nullptr
                         ? "no unit does '" + operation + "': counted as memory traffic alone"
                         : "'" + side.unit->name + "' does '" + operation +
                               "' beside the array: memory traffic, "
                               "or its rate where that is slower";
  if (!compute_pj) note += "; its compute energy is not in the energy";
  result.remarks = with_note(*setting_.remarks, std::move(note));
}

}  // namespace cost

Evaluation evaluate_as_traffic(const Problem& problem, const Machine& machine) {
  cost::CostModel model(problem, machine);
  Evaluation result;
  model.evaluate_as_traffic(result);
  return result;
}

const ComputeUnit* unit_beside(const Problem& problem, const Machine& machine) {
  return cost::side_unit(cost::Setting(problem, machine)).unit;
}

}  // namespace ridge
