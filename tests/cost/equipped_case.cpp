#include "tests/cost/equipped_case.hpp"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/nest/dice.hpp"

namespace ridge {
namespace {

Port port_of(std::string name, double bytes_per_cycle, RoleSet reads, RoleSet writes) {
  return {std::move(name), bytes_per_cycle, reads, writes};
}

double random_bandwidth(Dice& dice) {
  static const std::vector<double> choices{0.5, 1, 2, 3, 4, 7, 16, 12.8, 64};
  return dice.pick(choices);
}

std::vector<Port> random_ports(Dice& dice) {
  const RoleSet all = RoleSet::all();
  const RoleSet none;
  const double first = random_bandwidth(dice);
  const double second = random_bandwidth(dice);
  switch (dice.below(6)) {
    case 0:
      return {};
    case 1:
      return {port_of("shared", first, all, all)};
    case 2:  // a port for one role beside one for the others
      return {port_of("weights", first, RoleSet(1), RoleSet(1)),
              port_of("rest", second, RoleSet(6), RoleSet(6))};
    case 3:  // two ports for the same streams
      return {port_of("one", first, all, all), port_of("two", second, all, RoleSet(4))};
    case 4:  // writes without a limit
      return {port_of("read", first, all, none), Port{"write", std::nullopt, none, all}};
    default:
      return {port_of("read", first, all, none), port_of("write", second, none, all)};
  }
}

ActionEnergy random_energy(Dice& dice) {
  ActionEnergy energy;
  energy.picojoules = 0.25 * static_cast<double>(dice.between(0, 40));
  if (dice.chance(40)) energy.access_bytes = dice.between(1, 16);
  return energy;
}

void equip(Dice& dice, StorageLevel& level) {
  level.ports = random_ports(dice);
  level.double_buffered = RoleSet(static_cast<unsigned>(dice.below(8)));
  level.read_energy = random_energy(dice);
  level.write_energy = random_energy(dice);
  if (dice.chance(30)) level.static_power_mw = 0.5 * static_cast<double>(dice.between(0, 10));
  if (dice.chance(20)) level.word_bits = static_cast<int>(dice.between(1, 40));
}

void set_precisions(Dice& dice, Problem& problem) {
  static const std::vector<Precision> choices{Precision::int4, Precision::int8, Precision::fp16,
                                              Precision::fp32};
  const Precision precision = dice.pick(choices);
  for (Tensor& tensor : problem.tensors) {
    tensor.precision = precision;
    tensor.partial = partial_of(precision);
  }
}

}  // namespace

void set_ports(StorageLevel& level, std::optional<double> read_bytes_per_cycle,
               std::optional<double> write_bytes_per_cycle) {
  level.ports = {Port{"read", read_bytes_per_cycle, RoleSet::all(), RoleSet()},
                 Port{"write", write_bytes_per_cycle, RoleSet(), RoleSet::all()}};
}

void set_energy(StorageLevel& level, double pj_per_byte) {
  level.read_energy = ActionEnergy{pj_per_byte, std::nullopt};
  level.write_energy = ActionEnergy{pj_per_byte, std::nullopt};
}

void add_mac(Machine& machine, double iterations_per_cycle, std::optional<double> energy_pj) {
  ComputeUnit unit;
  unit.name = "MAC";
  unit.does = {"mac"};
  unit.operations_per_cycle = 2 * iterations_per_cycle;
  unit.energy_pj = energy_pj;
  machine.compute.push_back(std::move(unit));
}

Case random_equipped_case(std::uint64_t seed) {
  Case made = random_case(seed);
  Dice dice(seed ^ 0x5eed5eed5eed5eedULL);
  made.machine.clock.value = 1e6 * static_cast<double>(dice.between(100, 2000));
  for (StorageLevel& level : made.machine.levels)
    equip(dice, level);
  for (Fanout& fanout : made.machine.fanouts)
    fanout.hop_energy_pj_per_byte = 0.125 * static_cast<double>(dice.between(0, 8));
  static const std::vector<double> rates{0.25, 0.5, 1, 2, 4};
  const double rate = dice.pick(rates);
  add_mac(made.machine, rate, 0.5);
  set_precisions(dice, made.problem);
  return made;
}

Evaluation evaluated(const Case& made, const Conventions& conventions) {
  Evaluation result;
  EXPECT_FALSE(Evaluator(made.problem, made.machine, conventions).evaluate(made.mapping, result));
  return result;
}

}  // namespace ridge
