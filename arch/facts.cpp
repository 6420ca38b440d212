#include "arch/facts.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace ridge {

namespace {

constexpr double operations_per_mac = 2;
constexpr double bytes_per_gb = 1e9;

/// MACs per cycle of the fastest kind of unit at a precision; nothing when none can. Units of different kinds
/// do not work on one layer together.
std::optional<double> macs_per_cycle(const Machine& machine, const std::string& precision) {
  std::optional<double> best;
  for (const ComputeUnit& unit : machine.compute) {
    const auto rate = unit.can("mac") ? unit.rate(precision) : std::nullopt;
    if (rate) best = std::max(best.value_or(0), *rate * static_cast<double>(machine.instances(unit)));
  }
  return best;
}

std::vector<Peak> peaks_of(const Machine& machine) {
  std::vector<std::string> precisions;
  for (const ComputeUnit& unit : machine.compute) {
    if (!unit.can("mac")) continue;
    if (unit.rate_by_precision.empty()) precisions.emplace_back();
    for (const auto& [precision, rate] : unit.rate_by_precision)
      precisions.push_back(precision);
  }
  std::vector<Peak> peaks;
  for (const std::string& precision : precisions) {
    const auto known = [&](const Peak& peak) { return peak.precision == precision; };
    if (std::any_of(peaks.begin(), peaks.end(), known)) continue;
    const double ops = operations_per_mac * macs_per_cycle(machine, precision).value_or(0);
    peaks.push_back({precision, ops, ops * machine.clock.value});
  }
  return peaks;
}

/// A direction is as fast as its ports together, and unlimited as soon as one role it may carry has no limit.
DirectionFacts direction_of(const Machine& machine, const StorageLevel& level, RoleSet Port::*direction,
                            std::int64_t instances) {
  double sum = 0;
  unsigned limited = 0;
  for (const Port& port : level.ports) {
    if (!port.bytes_per_cycle || ((port.*direction).bits() & level.may_keep.bits()) == 0) continue;
    sum += *port.bytes_per_cycle;
    limited |= (port.*direction).bits();
  }
  if ((limited & level.may_keep.bits()) != level.may_keep.bits()) return {};
  const double total = sum * static_cast<double>(instances);
  return {sum, total, total * machine.clock.value / bytes_per_gb};
}

bool has_shared_ports(const StorageLevel& level) {
  return !level.ports.empty() && std::all_of(level.ports.begin(), level.ports.end(), [](const Port& port) {
    return port.bytes_per_cycle && port.reads == port.writes;
  });
}

LevelFacts facts_of(const Machine& machine, LevelId id, const std::vector<Peak>& peaks) {
  const StorageLevel& level = machine.levels[id];
  LevelFacts facts;
  facts.level = id;
  facts.instances = machine.instances(id);
  facts.size_bytes = level.size_bytes;
  if (level.size_bytes) facts.total_size_bytes = checked_multiply(*level.size_bytes, facts.instances);
  facts.shared_ports = has_shared_ports(level);
  facts.read = direction_of(machine, level, &Port::reads, facts.instances);
  facts.write = direction_of(machine, level, &Port::writes, facts.instances);
  for (const Peak& peak : peaks) {
    if (!facts.read.total_bytes_per_cycle) break;
    facts.ridge_ops_per_byte.push_back(peak.ops_per_cycle / *facts.read.total_bytes_per_cycle);
  }
  return facts;
}

}  // namespace

MachineFacts facts_of(const Machine& machine) {
  MachineFacts facts;
  facts.lanes = machine.lanes();
  facts.peaks = peaks_of(machine);
  for (LevelId id : machine.levels.ids())
    facts.levels.push_back(facts_of(machine, id, facts.peaks));
  facts.area_mm2 = machine.area_mm2();
  return facts;
}

}  // namespace ridge
