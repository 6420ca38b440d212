#include "sim/cost/bound.hpp"

#include <algorithm>
#include <limits>

namespace ridge::cost {
namespace {

// An evaluation reaches the same amounts in another order of operations: the last bits may differ.
constexpr double rounding = 1e-12;
constexpr double impossible = std::numeric_limits<double>::infinity();

/// The levels at which a tensor may have its home and its innermost node: [first_home, last_home] and
/// [first_innermost, levels), as far as `may_keep` allows.
class Choices {
 public:
  Choices(const Setting& setting, TensorId tensor) : setting_(setting), tensor_(tensor) {
    const std::size_t role = setting.role_of(tensor);
    last_home_ = setting.level_count - 1;
    for (const LevelId level : setting.machine.levels.ids()) {
      if (!setting.machine.levels[level].keeps.has(role)) continue;
      if (!must_keep_) last_home_ = level.index();
      must_keep_ = true;
      first_innermost_ = level.index();
    }
  }

  bool home(LevelId level) const {
    return level.index() <= last_home_ && may_keep(level) && holds_all(level);
  }
  bool innermost(LevelId level) const { return level.index() >= first_innermost_ && may_keep(level); }

 private:
  bool may_keep(LevelId level) const {
    return setting_.machine.levels[level].may_keep.has(setting_.role_of(tensor_));
  }
  /// All instances of the level together have room for every distinct word.
  bool holds_all(LevelId level) const {
    const auto& size_bytes = setting_.machine.levels[level].size_bytes;
    const double instances = real(setting_.levels[level.index()].instances);
    return !size_bytes ||
           real(*size_bytes) * instances >= setting_.slots[setting_.slot(level, tensor_)].compulsory_bytes;
  }

  const Setting& setting_;
  TensorId tensor_;
  bool must_keep_ = false;
  std::size_t last_home_ = 0;
  std::size_t first_innermost_ = 0;
};

Direction home_direction(const Setting& setting, TensorId tensor) {
  return setting.problem.is_written(tensor) ? Direction::write : Direction::read;
}

/// Compulsory cycles of one tensor with its home at `level`, added to what its ports already carry.
double pass_home(const Setting& setting, LevelId level, TensorId tensor, std::vector<double>& port_bytes) {
  const std::size_t slot = setting.slot(level, tensor);
  const double instances = real(setting.levels[level.index()].instances);
  double cycles = 0;
  for (const PortUse& use : setting.uses(slot, home_direction(setting, tensor))) {
    port_bytes[use.port] += setting.slots[slot].compulsory_bytes * use.share;
    cycles = std::max(cycles, port_bytes[use.port] / (setting.ports[use.port].bytes_per_cycle * instances));
  }
  return cycles;
}

double traffic_cycles(const Setting& setting) {
  std::vector<double> certain_bytes(setting.ports.size());  // of tensors with one possible home
  double cycles = 0;
  for (const TensorId tensor : setting.problem.tensors.ids()) {
    const Choices choices(setting, tensor);
    double best_cycles = impossible;
    std::size_t homes = 0;
    LevelId home;
    for (const LevelId level : setting.machine.levels.ids()) {
      if (!choices.home(level)) continue;
      std::vector<double> alone(setting.ports.size());
      best_cycles = std::min(best_cycles, pass_home(setting, level, tensor, alone));
      home = level;
      ++homes;
    }
    if (homes == 1) best_cycles = pass_home(setting, home, tensor, certain_bytes);
    cycles = std::max(cycles, best_cycles);
  }
  return cycles;
}

/// Lanes below a level that can share one word (read) or one sum (written).
double sharing_lanes(const Setting& setting, LevelId level, TensorId tensor) {
  double lanes = 1;
  for (const Fanout& fanout : setting.machine.fanouts) {
    if (fanout.position < setting.machine.levels[level].position) continue;
    for (const std::size_t axis : {0U, 1U}) {
      const bool shared = setting.problem.is_written(tensor)
                              ? fanout.reduce[axis]
                              : fanout.multicast[axis].has(setting.role_of(tensor));
      if (shared) lanes *= real(fanout.size[axis]);
    }
  }
  return lanes;
}

/// Energy of a tensor with this home and this innermost level; what lies between costs nothing here.
double tensor_pj(const Setting& setting, TensorId tensor, LevelId home, LevelId innermost) {
  const Slot& top = setting.slots[setting.slot(home, tensor)];
  const Slot& bottom = setting.slots[setting.slot(innermost, tensor)];
  const double words = real(setting.problem.words(tensor));
  const double operands = std::max(words, setting.iterations / sharing_lanes(setting, innermost, tensor));
  const MoveEnergy& top_read = top.energy[0];
  const MoveEnergy& top_write = top.energy[1];
  const MoveEnergy& bottom_read = bottom.energy[0];
  const MoveEnergy& bottom_write = bottom.energy[1];
  if (!setting.problem.is_written(tensor)) {
    if (home == innermost) return bottom_read.at_least(operands);
    return top_read.at_least(words) + bottom_write.at_least(words) + bottom_read.at_least(operands);
  }
  if (home == innermost)
    return bottom_write.at_least(words) + bottom_write.at_least_partial(operands - words);
  // Below the home a word may pass complete or partial, whichever is narrower.
  const auto narrow = [](const MoveEnergy& energy, double count) {
    return std::min(energy.at_least(count), energy.at_least_partial(count));
  };
  return top_write.at_least(words) + narrow(bottom_read, words) + narrow(bottom_write, operands);
}

double cheapest_pj(const Setting& setting, TensorId tensor) {
  const Choices choices(setting, tensor);
  double best_pj = impossible;
  for (const LevelId home : setting.machine.levels.ids()) {
    if (!choices.home(home)) continue;
    for (std::size_t level = home.index(); level < setting.level_count; ++level) {
      if (!choices.innermost(LevelId(level))) continue;
      best_pj = std::min(best_pj, tensor_pj(setting, tensor, home, LevelId(level)));
    }
  }
  return best_pj;
}

}  // namespace

Score lower_bound(const Setting& setting) {
  if (!setting.unit) return {impossible, impossible};
  const double compute_cycles = setting.operations / setting.peak_ops_per_cycle;
  Score bound;
  bound.cycles = whole(std::max(compute_cycles, traffic_cycles(setting)) * (1 - rounding));
  if (!setting.unit->pj_per_iteration) {
    bound.energy_pj = std::numeric_limits<double>::quiet_NaN();
    return bound;
  }
  bound.energy_pj = *setting.unit->pj_per_iteration * setting.iterations +
                    setting.static_pj_per_cycle.value_or(0) * bound.cycles;
  for (const TensorId tensor : setting.problem.tensors.ids())
    bound.energy_pj += cheapest_pj(setting, tensor);
  bound.energy_pj *= 1 - rounding;
  return bound;
}

}  // namespace ridge::cost
