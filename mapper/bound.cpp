#include "mapper/bound.hpp"

#include <algorithm>
#include <cmath>

#include "mapper/chain.hpp"
#include "mapper/unrolling.hpp"

namespace ridge::mapper {

namespace {

/// Rounding of a few sums and products of doubles is far below this.
constexpr double rounded_down = 1 - 1e-12;

using Floors = IdVector<TensorId, TensorFloor>;

class CycleBound {
 public:
  CycleBound(const Space& space, const cost::Setting& setting, const Floors& floors)
      : space_(&space), setting_(&setting), floors_(&floors) {}

  double compute() const {
    const auto steps = static_cast<double>(fewest_steps(*space_));
    return std::ceil(steps / setting_->unit->iterations_per_cycle * rounded_down);
  }

  /// Cycles in which the busiest port passes what it must.
  double port() const {
    double most = 0;
    for (const cost::LimitedPort& limited : setting_->ports) {
      double cycles = 0;
      for (const cost::PortUse& use : limited.streams)
        cycles += cycles_of(use, stream_bytes(use));
      most = std::max(most, cycles);
    }
    return std::ceil(most * rounded_down);
  }

  /// The lanes wait for what the busiest port passes of tiles that have one place: those from which they
  /// work, and those of results.
  double exposed() const {
    if (space_->options().conventions.waiting == Waiting::slowest) return 0;
    double most = 0;
    for (const cost::LimitedPort& limited : setting_->ports) {
      double cycles = 0;
      for (const cost::PortUse& use : limited.streams)
        cycles += cycles_of(use, waited_for_bytes(limited.level, use));
      most = std::max(most, cycles);
    }
    return std::floor(most * rounded_down);
  }

 private:
  /// Cycles in which a port of one instance passes its part of `bytes`, of all instances.
  double cycles_of(const cost::PortUse& use, double bytes) const {
    const cost::LimitedPort& port = setting_->ports[use.port];
    return bytes / static_cast<double>(space_->machine().instances(port.level)) * use.share /
           port.bytes_per_cycle;
  }

  /// Bytes of one stream, all instances, at least.
  double stream_bytes(const cost::PortUse& use) const {
    const cost::Slot& slot = setting_->slots[use.slot];
    const LevelFloor& floor = (*floors_)[slot.tensor].levels[slot.level];
    return use.direction == Direction::read ? floor.read_bytes : floor.write_bytes;
  }

  bool single_buffered(LevelId level, TensorId tensor) const {
    return !setting_->slots[setting_->slot(level, tensor)].double_buffered;
  }

  double waited_for_bytes(LevelId level, const cost::PortUse& use) const {
    const TensorId tensor = setting_->slots[use.slot].tensor;
    if (!single_buffered(level, tensor)) return 0;
    const LevelFloor& floor = (*floors_)[tensor].levels[level];
    const bool is_written = space_->problem().is_written(tensor);
    if (use.direction == Direction::read) return is_written ? floor.drain_bytes : 0;
    return !is_written && is_innermost(level, tensor) ? floor.fill_bytes : 0;  // read-backs are no first fill
  }

  /// No level further in may keep the tensor.
  bool is_innermost(LevelId level, TensorId tensor) const {
    for (std::size_t inner = level.index() + 1; inner < space_->machine().levels.size(); ++inner)
      if (space_->keeping(LevelId(inner), tensor) != Keeping::never) return false;
    return true;
  }

  const Space* space_;
  const cost::Setting* setting_;
  const Floors* floors_;
};

/// Under another tool's accounting, whose counts our floors do not bound: compute alone.
Bound averaged_bound(const Space& space, const cost::Setting& setting, const Averages& averages) {
  return {static_cast<double>(fewest_steps(space)) + averages.latency_cycles,
          averages.compute_pj * setting.iterations * rounded_down};
}

}  // namespace

double Bound::value(Objective objective, const MachineConstants& machine) const {
  const Amounts least = machine.amounts(cycles, energy_pj);
  const bool alone = objective == Objective::latency || objective == Objective::energy;
  return alone ? objective.value(least) : objective.value_at_least(least);  // each alone is rounded already
}

std::optional<Bound> lower_bound(const Space& space) {
  const cost::Setting setting(space.problem(), space.machine());
  if (!setting.unit) return std::nullopt;
  if (const auto& averages = space.options().conventions.averages)
    return averaged_bound(space, setting, *averages);
  Floors floors;
  Bound bound;
  for (TensorId tensor : space.problem().tensors.ids()) {
    auto floor = floor_of(space, setting, tensor);
    if (!floor) return std::nullopt;
    bound.energy_pj += floor->energy_pj;
    floors.push_back(std::move(*floor));
  }
  const CycleBound cycles(space, setting, floors);
  bound.cycles = std::max(cycles.compute() + cycles.exposed(), cycles.port());
  bound.energy_pj += setting.unit->pj_per_iteration.value_or(std::nan("")) * setting.iterations;
  bound.energy_pj += setting.static_pj_per_cycle.value_or(0) * bound.cycles;
  bound.energy_pj *= rounded_down;
  return bound;
}

}  // namespace ridge::mapper
