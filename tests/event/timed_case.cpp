#include "tests/event/timed_case.hpp"

#include <cmath>

#include <fmt/format.h>

#include "sim/mapping/array_depth.hpp"
#include "tests/cost/equipped_case.hpp"
#include "tests/nest/case_text.hpp"
#include "tests/nest/dice.hpp"

namespace ridge {
namespace {

std::vector<Port> random_whole_ports(Dice& dice, double instances) {
  const RoleSet all = RoleSet::all();
  const RoleSet none;
  const auto bandwidth = [&] { return std::exp2(-double(dice.below(4))) / instances; };
  switch (dice.below(5)) {
    case 0:
      return {};
    case 1:
      return {{"shared", bandwidth(), all, all}};
    case 2:
      return {{"weights", bandwidth(), RoleSet(1), RoleSet(1)},
              {"rest", bandwidth(), RoleSet(6), RoleSet(6)}};
    case 3:
      return {{"read", bandwidth(), all, none}, {"write", std::nullopt, none, all}};
    default:
      return {{"read", bandwidth(), all, none}, {"write", bandwidth(), none, all}};
  }
}

}  // namespace

Case random_timed_case(std::uint64_t seed) {
  Case made = random_case(2 * seed);
  Dice dice(seed ^ 0x7153ULL);
  Counts counts;
  Counter(made.problem, made.machine).count(made.mapping, counts);
  for (const LevelId level : made.machine.levels.ids()) {
    double instances = 1;
    for (const NodeCounts& node : counts.nodes)
      if (node.level == level) instances = double(node.instances);
    StorageLevel& storage = made.machine.levels[level];
    storage.ports = random_whole_ports(dice, instances);
    storage.double_buffered = RoleSet(static_cast<unsigned>(dice.below(8)));
    storage.latency_cycles = dice.chance(30) ? double(dice.below(9)) : 0;
    storage.issue_cycles = dice.chance(30) ? double(dice.below(4)) : 0;
  }
  for (Fanout& fanout : made.machine.fanouts)
    for (const std::size_t axis : {0U, 1U}) {
      fanout.delay_cycles[axis] = dice.chance(30) ? double(dice.below(4)) : 0;
      fanout.tree[axis] = dice.chance(30);
    }
  add_mac(made.machine, dice.chance(50) ? 1 : 0.125, 0.5);
  for (Tensor& tensor : made.problem.tensors) {
    tensor.precision = Precision::int8;
    tensor.partial = seed % 2 == 0 ? Precision::int8 : Precision::int32;
  }
  return made;
}

event::Plan plan_of(const Case& made) {
  Counts counts;
  Steps steps;
  Counter(made.problem, made.machine).count(made.mapping, counts);
  StepCounter(made.problem, made.machine).count(made.mapping, steps);
  return event::make_plan(made.problem, made.machine, counts, steps,
                          array_depth_cycles(made.machine, made.mapping))
      .value();
}

std::string text_of_timed(const Case& made) {
  std::string text = text_of(made);
  for (const StorageLevel& level : made.machine.levels) {
    text += level.name + ": double-buffered " + std::to_string(level.double_buffered.bits());
    for (const Port& port : level.ports)
      text += ", " + port.name + " " +
              (port.bytes_per_cycle ? std::to_string(*port.bytes_per_cycle) : "unlimited");
    text += fmt::format(", latency {}, issue {}\n", level.latency_cycles, level.issue_cycles);
  }
  return text;
}

}  // namespace ridge
