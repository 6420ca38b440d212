#include "arch/machine.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/checked.hpp"

namespace ridge {

namespace {

using ByPrecision = std::vector<std::pair<std::string, double>>;

std::optional<double> find_precision(const ByPrecision& values, std::string_view precision) {
  for (const auto& [name, value] : values) {
    if (name == precision) return value;
  }
  return std::nullopt;
}

template <class IdType, class T>
std::optional<IdType> find_named(const IdVector<IdType, T>& table, std::string_view name) {
  for (IdType id : table.ids()) {
    if (table[id].name == name) return id;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(MachineRole role) {
  switch (role) {
    case MachineRole::weights:
      return "weights";
    case MachineRole::inputs:
      return "inputs";
    case MachineRole::outputs:
      return "outputs";
  }
  return "";
}

std::string_view name_of(MemoryKind kind) {
  switch (kind) {
    case MemoryKind::dram:
      return "dram";
    case MemoryKind::cache:
      return "cache";
    case MemoryKind::scratchpad:
      return "scratchpad";
    case MemoryKind::reg:
      return "register";
  }
  return "";
}

std::string_view name_of(Axis axis) {
  return axis == Axis::x ? "x" : "y";
}

double ActionEnergy::of(std::int64_t words, int bits) const {
  const double moved_bits = static_cast<double>(words) * bits;
  if (!access_bytes) return moved_bits / 8 * picojoules;
  return std::ceil(moved_bits / (8 * static_cast<double>(*access_bytes))) * picojoules;
}

double Fanout::depth_cycles(Axis axis, std::int64_t used) const {
  const auto at = static_cast<std::size_t>(axis);
  if (used <= 1) return 0;
  if (!tree[at]) return delay_cycles[at] * static_cast<double>(used - 1);
  return delay_cycles[at] * static_cast<double>(std::bit_width(static_cast<std::uint64_t>(used - 1)));
}

bool ComputeUnit::can(std::string_view operation) const {
  return std::find(does.begin(), does.end(), operation) != does.end();
}

std::optional<double> ComputeUnit::rate(std::string_view precision) const {
  if (rate_by_precision.empty()) return operations_per_cycle / 2;
  return find_precision(rate_by_precision, precision);
}

std::optional<double> ComputeUnit::energy(std::string_view precision) const {
  if (const auto special = find_precision(energy_by_precision, precision)) return special;
  return energy_pj;
}

std::optional<LevelId> Machine::level_named(std::string_view level) const {
  return find_named(levels, level);
}

std::optional<FanoutId> Machine::fanout_named(std::string_view fanout) const {
  return find_named(fanouts, fanout);
}

std::int64_t Machine::instances(LevelId level) const {
  std::int64_t product = 1;
  for (const Fanout& fanout : fanouts) {
    if (fanout.position < levels[level].position) product *= fanout.instances();
  }
  return product;
}

std::int64_t Machine::lanes() const {
  std::int64_t product = 1;
  for (const Fanout& fanout : fanouts)
    product *= fanout.instances();
  return product;
}

std::int64_t Machine::instances(const ComputeUnit& unit) const {
  return unit.below ? instances(*unit.below) : lanes();
}

std::optional<double> Machine::area_mm2() const {
  double sum = 0;
  for (LevelId id : levels.ids()) {
    if (levels[id].kind == MemoryKind::dram) continue;
    if (!levels[id].area_mm2) return published_area_mm2;
    sum += *levels[id].area_mm2 * static_cast<double>(instances(id));
  }
  for (const ComputeUnit& unit : compute) {
    if (!unit.area_mm2) return published_area_mm2;
    sum += *unit.area_mm2 * static_cast<double>(instances(unit));
  }
  return sum;
}

}  // namespace ridge
