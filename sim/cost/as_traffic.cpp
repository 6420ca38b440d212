// Layers that no unit of the array does: every tensor passes its home once.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/diagnostics.hpp"
#include "sim/cost/beside_homes.hpp"
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

/// Every tensor at its home: read once, or written once, complete.
Counts compulsory_counts(const Setting& setting, const IdVector<TensorId, std::optional<LevelId>>& homes) {
  Counts counts;
  counts.operations = setting.problem.iterations();
  for (const TensorId tensor : setting.problem.tensors.ids()) {
    if (!homes[tensor]) continue;
    NodeCounts node;
    node.level = *homes[tensor];
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

void write_boundaries(const Setting& setting, double memory_cycles, bool memory_binds, Evaluation& result) {
  Roofline& roofline = result.roofline;
  for (const LevelId level : result.levels.ids()) {
    const LevelCost& cost = result.levels[level];
    if (cost.used_instances == 0) continue;
    double bytes = 0;
    for (const TensorCost& tensor : cost.tensors)
      bytes += tensor.read_bytes + tensor.write_bytes;
    Boundary boundary;
    boundary.level = level;
    boundary.ops_per_byte = setting.operations / bytes;
    if (cost.busy_cycles > 0)
      boundary.ridge_ops_per_byte = roofline.peak_ops_per_cycle * cost.busy_cycles / bytes;
    boundary.attainable_ops_per_cycle =
        std::min(roofline.peak_ops_per_cycle, setting.operations / cost.busy_cycles);
    boundary.binds = memory_binds && cost.busy_cycles == memory_cycles;
    roofline.boundaries.push_back(boundary);
  }
}

/// Two roofs: the unit beside the array, where there is one, and the compulsory words through the ports.
void write_roofline(const Setting& setting, const SideUnit& side, double memory_cycles, Evaluation& result) {
  Roofline& roofline = result.roofline;
  const bool has_peak = side.unit != nullptr;
  const double unit_cycles = has_peak ? setting.iterations / side.iterations_per_cycle : 0;
  roofline.peak_ops_per_cycle = has_peak
                                    ? side.iterations_per_cycle * setting.problem.operations_per_iteration
                                    : std::numeric_limits<double>::infinity();
  write_boundaries(setting, memory_cycles, memory_cycles > unit_cycles, result);
  result.ops_utilization = std::numeric_limits<double>::quiet_NaN();
  if (setting.operations == 0) return;  // moves data and computes nothing: every rate is 0
  roofline.attainable_ops_per_cycle =
      std::min(roofline.peak_ops_per_cycle, setting.operations / memory_cycles);
  roofline.attainable_mapped_ops_per_cycle = roofline.attainable_ops_per_cycle;
  roofline.achieved_ops_per_cycle =
      std::min(roofline.attainable_ops_per_cycle, setting.operations / result.cycles);
  if (!has_peak) return;
  result.ops_utilization = roofline.achieved_ops_per_cycle / roofline.peak_ops_per_cycle;
  const auto add = [&roofline](GapCause cause, double factor) {
    roofline.gap.push_back({cause, LevelId(), TensorId(), Direction::read, factor});
  };
  add(GapCause::memory_roof, roofline.peak_ops_per_cycle / roofline.attainable_ops_per_cycle);
  add(GapCause::idle_lanes, roofline.attainable_ops_per_cycle / roofline.achieved_ops_per_cycle);
}

/// "no unit does 'reduction' at int8: counted as memory traffic alone".
std::string work_note(const Setting& setting, const SideUnit& side) {
  const std::string work = fmt::format("'{}' at {}", name_of(setting.problem.operation),
                                       name_of(compute_precision(setting.problem)));
  if (side.unit == nullptr) return fmt::format("no unit does {}: counted as memory traffic alone", work);
  return fmt::format("'{}' does {} beside the array: memory traffic, or its rate where that is slower",
                     side.unit->name, work);
}

/// ", 'Inputs' and 'Outputs' through 'UnifiedBuffer', 'Scale' through 'WeightMemory'".
std::string homes_note(const Setting& setting, const Counts& counts) {
  std::string note;
  for (const LevelId level : setting.machine.levels.ids()) {
    std::vector<std::string> tensors;
    for (const NodeCounts& node : counts.nodes)
      if (node.level == level) tensors.push_back(setting.problem.tensors[node.tensor].name);
    if (tensors.empty()) continue;
    note += fmt::format(", {} through '{}'", list_of(tensors, "and"), setting.machine.levels[level].name);
  }
  return note;
}

std::shared_ptr<const Remarks> with_note(const Remarks& remarks, std::string note) {
  Remarks all = remarks;
  all.notes.push_back(std::move(note));
  return std::make_shared<const Remarks>(std::move(all));
}

}  // namespace

void CostModel::evaluate_as_traffic(Evaluation& result) {
  prepare(result);
  const SideUnit side = side_unit(setting_);
  const Counts counts = compulsory_counts(setting_, homes_beside(setting_, side.unit));
  traffic_.trace(counts);
  write_levels(result);
  const double memory_cycles = busiest_port_cycles(setting_, traffic_, result.levels);
  double cycles = memory_cycles;
  if (side.unit != nullptr) cycles = std::max(cycles, setting_.iterations / side.iterations_per_cycle);
  result.causes.other_work = whole(cycles);
  result.cycles = result.causes.total();
  result.seconds = result.cycles / setting_.machine.clock.value;

  std::optional<double> compute_pj;
  if (side.unit != nullptr) compute_pj = side.unit->energy(name_of(compute_precision(setting_.problem)));
  if (compute_pj) *compute_pj *= setting_.iterations;
  write_energy(setting_, traffic_, compute_pj.value_or(0.0), result);
  result.compute_energy_pj = compute_pj;
  write_roofline(setting_, side, memory_cycles, result);

  std::string note = work_note(setting_, side) + homes_note(setting_, counts);
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
