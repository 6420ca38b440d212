#include "sim/cost/setting.hpp"

#include <limits>

namespace ridge::cost {
namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

MoveEnergy move_energy(const std::optional<ActionEnergy>& action, const Slot& slot) {
  MoveEnergy energy;
  if (!action) {
    energy.pj_per_word = energy.pj_per_partial = std::numeric_limits<double>::quiet_NaN();
    return energy;
  }
  if (!action->access_bytes) {
    energy.pj_per_word = action->picojoules * slot.word_bytes;
    energy.pj_per_partial = action->picojoules * slot.partial_bytes;
    return energy;
  }
  energy.pj_per_access = action->picojoules;
  energy.accesses_per_word = slot.word_bytes / real(*action->access_bytes);
  energy.accesses_per_partial = slot.partial_bytes / real(*action->access_bytes);
  return energy;
}

/// Sum of the bandwidths that serve one stream at a level; infinite when one of them is unlimited or none
/// serves it.
double bandwidth_of(const StorageLevel& level, std::size_t role, Direction direction) {
  double bytes_per_cycle = 0;
  for (const Port& port : level.ports) {
    if (!(direction == Direction::read ? port.reads : port.writes).has(role)) continue;
    if (!port.bytes_per_cycle) return unlimited;
    bytes_per_cycle += *port.bytes_per_cycle;
  }
  return bytes_per_cycle > 0 ? bytes_per_cycle : unlimited;
}

}  // namespace

double MoveEnergy::at_least(double complete) const {
  const double pj = pj_per_access == 0 ? pj_per_word : pj_per_access * accesses_per_word;
  return std::isnan(pj) ? 0 : pj * complete;
}

double MoveEnergy::at_least_partial(double partial) const {
  const double pj = pj_per_access == 0 ? pj_per_partial : pj_per_access * accesses_per_partial;
  return std::isnan(pj) ? 0 : pj * partial;
}

Precision compute_precision(const Problem& problem) {
  std::optional<Precision> widest;
  for (const TensorId tensor : problem.tensors.ids()) {
    const Precision precision = problem.tensors[tensor].precision;
    if (problem.is_written(tensor)) continue;
    if (!widest || bits_of(precision) > bits_of(*widest)) widest = precision;
  }
  return widest ? *widest : problem.tensors[problem.written].precision;
}

bool at_the_bottom(const ComputeUnit& unit, const Machine& machine) {
  return !unit.below || machine.levels[*unit.below].position + 1 == machine.order.size();
}

Setting::Setting(const Problem& the_problem, const Machine& the_machine)
    : problem(the_problem),
      machine(the_machine),
      level_count(machine.levels.size()),
      tensor_count(problem.tensors.size()),
      slots(level_count * tensor_count),
      area_mm2(machine.area_mm2()),
      lanes(real(machine.lanes())),
      iterations(real(problem.iterations())),
      operations(iterations * problem.operations_per_iteration),
      uses_(level_count * tensor_count) {
  for (const LevelId level : machine.levels.ids())
    levels.push_back({machine.instances(level), machine.levels[level].latency_cycles,
                      machine.levels[level].issue_cycles, std::nullopt});
  fill_slots();
  for (const LevelId level : machine.levels.ids())
    fill_ports(level);
  fill_static_power();
  find_unit();
  collect_remarks();
}

void Setting::fill_slots() {
  for (const LevelId level : machine.levels.ids()) {
    const StorageLevel& storage = machine.levels[level];
    for (const TensorId tensor : problem.tensors.ids()) {
      Slot& it = slots[slot(level, tensor)];
      it.level = level;
      it.tensor = tensor;
      it.written = problem.is_written(tensor);
      it.word_bits = storage.word_bits.value_or(problem.word_bits(tensor));
      it.partial_bits = storage.word_bits.value_or(problem.partial_bits(tensor));
      it.word_bytes = it.word_bits / 8.0;
      it.partial_bytes = it.partial_bits / 8.0;
      it.double_buffered = storage.double_buffered.has(role_of(tensor));
      for (const Direction direction : {Direction::read, Direction::write}) {
        it.bytes_per_cycle[side(direction)] = bandwidth_of(storage, role_of(tensor), direction);
        it.energy[side(direction)] =
            move_energy(direction == Direction::read ? storage.read_energy : storage.write_energy, it);
      }
      it.compulsory_bytes = real(problem.words(tensor)) * it.word_bytes;
    }
  }
}

void Setting::fill_ports(LevelId level) {
  for (const Port& port : machine.levels[level].ports) {
    if (!port.bytes_per_cycle) continue;
    LimitedPort limited{level, *port.bytes_per_cycle, {}};
    for (const TensorId tensor : problem.tensors.ids()) {
      for (const Direction direction : {Direction::read, Direction::write}) {
        if (!(direction == Direction::read ? port.reads : port.writes).has(role_of(tensor))) continue;
        const std::size_t index = slot(level, tensor);
        const double together = slots[index].bytes_per_cycle[side(direction)];
        if (together == unlimited) continue;  // an unlimited port serves it too
        limited.streams.push_back({ports.size(), index, direction, *port.bytes_per_cycle / together});
        uses_[index][side(direction)].push_back(limited.streams.back());
      }
    }
    ports.push_back(std::move(limited));
  }
}

void Setting::fill_static_power() {
  const auto per_cycle = [this](double milliwatts, std::int64_t instances) {
    return milliwatts * real(instances) / machine.clock.value * 1e9;  // mW s = 1e9 pJ
  };
  const auto add = [this](double pj_per_cycle) {
    static_pj_per_cycle = static_pj_per_cycle.value_or(0) + pj_per_cycle;
  };
  for (const LevelId level : machine.levels.ids()) {
    const auto& power = machine.levels[level].static_power_mw;
    if (!power) continue;
    LevelConstants& constants = levels[level.index()];
    constants.static_pj_per_cycle = per_cycle(*power, constants.instances);
    add(*constants.static_pj_per_cycle);
  }
  for (const ComputeUnit& each : machine.compute) {
    if (!each.static_power_mw) continue;
    add(per_cycle(*each.static_power_mw, each.below ? machine.instances(*each.below) : machine.lanes()));
  }
}

void Setting::find_unit() {
  const std::string_view precision = name_of(compute_precision(problem));
  for (const ComputeUnit& candidate : machine.compute) {
    if (!at_the_bottom(candidate, machine) || !candidate.can(name_of(problem.operation))) continue;
    const std::optional<double> rate = candidate.rate(precision);
    if (!rate || (unit && unit->iterations_per_cycle >= *rate)) continue;
    unit = ArrayUnit{*rate, candidate.energy(precision)};
  }
  if (unit) peak_ops_per_cycle = lanes * unit->iterations_per_cycle * problem.operations_per_iteration;
}

void Setting::collect_remarks() {
  Remarks all{machine.notes, machine.sources};
  for (const StorageLevel& level : machine.levels) {
    if (!level.read_energy || !level.write_energy)
      all.notes.push_back("access energy of '" + level.name +
                          "' is not stated: energies in which it has a part are unknown");
  }
  for (const Fanout& fanout : machine.fanouts) {
    if (!fanout.hop_energy_pj_per_byte)
      all.notes.push_back("hop energy of '" + fanout.name +
                          "' is not stated: its wires are not in the energy");
  }
  if (unit && !unit->pj_per_iteration)
    all.notes.push_back("compute energy is not stated: energies in which it has a part are unknown");
  if (!static_pj_per_cycle) all.notes.push_back("no static power is stated: energy is dynamic energy");
  remarks = std::make_shared<const Remarks>(std::move(all));
}

}  // namespace ridge::cost
