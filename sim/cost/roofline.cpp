#include "sim/cost/roofline.hpp"

#include <algorithm>

namespace ridge::cost {
namespace {

/// Operations per cycle when all of them take `cycles`, under a ceiling (no cycles: the ceiling).
double under_roof(double operations, double cycles, double ceiling_ops_per_cycle) {
  return std::min(ceiling_ops_per_cycle, operations / cycles);
}

}  // namespace

Roofs::Roofs(const Setting& setting)
    : setting_(&setting),
      compulsory_bytes_(setting.ports.size()),
      level_busy_cycles_(setting.level_count),
      level_bytes_(setting.level_count) {}

void Roofs::measure(const Traffic& traffic, const Time& time, Evaluation& result) {
  Roofline& roofline = result.roofline;
  const double peak = setting_->peak_ops_per_cycle;
  // Each is at most the one before by its definition; `under_roof` holds that against the last bit's
  // rounding.
  roofline.peak_ops_per_cycle = peak;
  roofline.attainable_ops_per_cycle = under_roof(setting_->operations, compulsory_cycles(traffic), peak);
  roofline.attainable_mapped_ops_per_cycle =
      under_roof(setting_->operations, time.most_busy_cycles(), roofline.attainable_ops_per_cycle);
  roofline.achieved_ops_per_cycle =
      under_roof(setting_->operations, result.cycles, roofline.attainable_mapped_ops_per_cycle);
  result.ops_utilization = roofline.achieved_ops_per_cycle / peak;
  write_boundaries(traffic, time, result);
  write_gap(traffic, time, result);
}

/// Every distinct word once, at complete width, through the ports of all instances of its home.
double Roofs::compulsory_cycles(const Traffic& traffic) {
  std::fill(compulsory_bytes_.begin(), compulsory_bytes_.end(), 0.0);
  double cycles = 0;
  for (const Flow& flow : traffic.flows()) {
    if (flow.parent != nullptr) continue;
    const Slot& home = setting_->slots[flow.slot];
    for (const PortUse& use : setting_->uses(flow.slot, home.written ? Direction::write : Direction::read)) {
      const LimitedPort& port = setting_->ports[use.port];
      compulsory_bytes_[use.port] += home.compulsory_bytes * use.share;
      const double instances = real(setting_->levels[port.level.index()].instances);
      cycles = std::max(cycles, compulsory_bytes_[use.port] / (port.bytes_per_cycle * instances));
    }
  }
  return cycles;
}

void Roofs::write_boundaries(const Traffic& traffic, const Time& time, Evaluation& result) {
  std::fill(level_busy_cycles_.begin(), level_busy_cycles_.end(), 0.0);
  for (std::size_t port = 0; port < setting_->ports.size(); ++port) {
    double& busy_cycles = level_busy_cycles_[setting_->ports[port].level.index()];
    busy_cycles = std::max(busy_cycles, time.port_busy_cycles()[port]);
  }
  const double peak = setting_->peak_ops_per_cycle;
  std::fill(level_bytes_.begin(), level_bytes_.end(), 0.0);
  for (const Flow& flow : traffic.flows())
    level_bytes_[flow.counts->level.index()] += flow.bytes[0] + flow.bytes[1];
  const bool memory_binds = result.roofline.attainable_mapped_ops_per_cycle < peak;
  result.roofline.boundaries.clear();
  for (const LevelId level : result.levels.ids()) {
    LevelCost& cost = result.levels[level];
    const double busy_cycles = level_busy_cycles_[level.index()];
    cost.busy_cycles = busy_cycles;
    if (cost.used_instances == 0) continue;
    const double bytes = level_bytes_[level.index()];
    Boundary boundary{level, 0, 0, under_roof(setting_->operations, busy_cycles, peak), false};
    if (bytes > 0) {
      boundary.ops_per_byte = setting_->operations / bytes;
      boundary.ridge_ops_per_byte = peak * busy_cycles / bytes;
    }
    boundary.binds = memory_binds && busy_cycles == time.most_busy_cycles();
    result.roofline.boundaries.push_back(boundary);
  }
}

/// Walks from the peak to what was achieved, adding one cause after another to a time that only grows: each
/// factor is the time with the cause over the time without it, so their product is exactly the whole gap.
void Roofs::write_gap(const Traffic& traffic, const Time& time, Evaluation& result) const {
  const Roofline& roofline = result.roofline;
  std::vector<GapFactor>& gap = result.roofline.gap;
  gap.clear();
  const auto add = [&gap](GapCause cause, double factor) {
    gap.push_back({cause, LevelId(), TensorId(), Direction::read, factor});
  };
  add(GapCause::memory_roof, roofline.peak_ops_per_cycle / roofline.attainable_ops_per_cycle);
  add(GapCause::traffic_beyond_compulsory,
      roofline.attainable_ops_per_cycle / roofline.attainable_mapped_ops_per_cycle);

  const double busy_cycles = time.most_busy_cycles();
  double so_far_cycles = std::max(setting_->operations / roofline.peak_ops_per_cycle, busy_cycles);
  double work_cycles = time.compute_cycles();
  const auto up_to = [&](double cycles) {  // parts add up to the total as they come, or less than it rounded
    const double before_cycles = so_far_cycles;
    so_far_cycles = std::max(so_far_cycles, std::min(cycles, result.cycles));
    return so_far_cycles / before_cycles;
  };
  add(GapCause::idle_lanes, up_to(std::max(work_cycles, busy_cycles)));
  for (const Flow& flow : traffic.flows()) {
    for (const Direction direction : {Direction::read, Direction::write}) {
      const double cycles = time.waited_cycles()[flow.index][side(direction)];
      if (cycles == 0) continue;
      work_cycles += cycles;
      const bool loads = loads_weights(*setting_, flow, direction);
      gap.push_back({loads ? GapCause::weight_load : GapCause::stall, flow.counts->level, flow.counts->tensor,
                     direction, up_to(std::max(work_cycles, busy_cycles))});
    }
  }
  if (time.array_cycles() > 0)
    add(GapCause::array_fill_drain, up_to(std::max(work_cycles + time.array_cycles(), busy_cycles)));
  add(GapCause::start_up, up_to(result.cycles));
}

}  // namespace ridge::cost
