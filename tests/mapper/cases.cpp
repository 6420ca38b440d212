#include "tests/mapper/cases.hpp"

#include <algorithm>

namespace ridge::test {

namespace {

Tensor tensor(std::string name, Role role, std::vector<Rank> ranks) {
  Tensor made;
  made.name = std::move(name);
  made.role = role;
  made.origin = role == Role::weights ? Origin::parameter : Origin::activation;
  made.ranks = std::move(ranks);
  return made;
}

Rank rank(std::vector<Term> terms) {
  return Rank{std::move(terms)};
}

/// Dimensions by name, in order.
Problem with_dimensions(std::string name,
                        const std::vector<std::pair<std::string, std::int64_t>>& dimensions) {
  Problem problem;
  problem.name = std::move(name);
  for (const auto& [dimension, bound] : dimensions)
    problem.dimensions.push_back({dimension, bound});
  return problem;
}

void add_tensors(Problem& problem, Tensor weights, Tensor inputs, Tensor outputs) {
  problem.tensors.push_back(std::move(weights));
  problem.tensors.push_back(std::move(inputs));
  problem.written = problem.tensors.push_back(std::move(outputs));
}

DimensionId dim(std::size_t index) {
  return DimensionId(index);
}

}  // namespace

Problem matrix_product(std::int64_t m, std::int64_t n, std::int64_t k) {
  Problem problem = with_dimensions("matrix_product", {{"M", m}, {"N", n}, {"K", k}});
  const Rank rm = rank({{dim(0), 1}});
  const Rank rn = rank({{dim(1), 1}});
  const Rank rk = rank({{dim(2), 1}});
  add_tensors(problem, tensor("Weights", Role::weights, {rk, rn}), tensor("Inputs", Role::inputs, {rm, rk}),
              tensor("Outputs", Role::outputs, {rm, rn}));
  return problem;
}

Problem convolution_1d(std::int64_t k, std::int64_t c, std::int64_t p, std::int64_t r, std::int64_t stride) {
  Problem problem = with_dimensions("convolution_1d", {{"K", k}, {"C", c}, {"P", p}, {"R", r}});
  const Rank rk = rank({{dim(0), 1}});
  const Rank rc = rank({{dim(1), 1}});
  add_tensors(problem, tensor("Weights", Role::weights, {rk, rc, rank({{dim(3), 1}})}),
              tensor("Inputs", Role::inputs, {rc, rank({{dim(2), stride}, {dim(3), 1}})}),
              tensor("Outputs", Role::outputs, {rk, rank({{dim(2), 1}})}));
  return problem;
}

Problem convolution_2d(const std::vector<std::int64_t>& sizes, std::int64_t stride) {
  Problem problem = with_dimensions("convolution_2d", {{"N", sizes[0]},
                                                       {"K", sizes[1]},
                                                       {"C", sizes[2]},
                                                       {"P", sizes[3]},
                                                       {"Q", sizes[4]},
                                                       {"R", sizes[5]},
                                                       {"S", sizes[6]}});
  const auto one = [](std::size_t index) { return rank({{dim(index), 1}}); };
  add_tensors(
      problem, tensor("Weights", Role::weights, {one(1), one(2), one(5), one(6)}),
      tensor("Inputs", Role::inputs,
             {one(0), one(2), rank({{dim(3), stride}, {dim(5), 1}}), rank({{dim(4), stride}, {dim(6), 1}})}),
      tensor("Outputs", Role::outputs, {one(0), one(1), one(3), one(4)}));
  return problem;
}

Machine empty_machine() {
  Machine machine;
  machine.name = "made_up";
  machine.clock = Hertz{1e9};
  ComputeUnit mac;
  mac.name = "MAC";
  mac.does = {"mac"};
  mac.rate_by_precision = {{"int8", 1.0}};
  mac.energy_pj = 0.5;
  mac.energy_by_precision = {{"int8", 0.5}};
  machine.compute.push_back(mac);
  return machine;
}

void add_level(Machine& machine, const LevelFacts& facts) {
  StorageLevel level;
  level.name = facts.name;
  level.kind = facts.size_bytes == 0 ? MemoryKind::dram : MemoryKind::scratchpad;
  if (facts.size_bytes > 0) level.size_bytes = facts.size_bytes;
  level.keeps = facts.keeps;
  if (facts.bytes_per_cycle > 0) {
    level.ports.push_back({"read", facts.bytes_per_cycle, RoleSet::all(), RoleSet()});
    level.ports.push_back({"write", facts.bytes_per_cycle, RoleSet(), RoleSet::all()});
  }
  if (facts.double_buffered) level.double_buffered = RoleSet::all();
  level.read_energy = ActionEnergy{facts.pj_per_byte, std::nullopt};
  level.write_energy = ActionEnergy{facts.pj_per_byte * 1.25, std::nullopt};
  level.position = machine.order.size();
  machine.order.push_back({MachineElement::Kind::level, machine.levels.push_back(level), {}});
}

void add_fanout(Machine& machine, std::int64_t x, std::int64_t y, bool multicast, bool reduce) {
  Fanout fanout;
  fanout.name = "PE";
  fanout.size = {x, y};
  if (multicast) fanout.multicast = {RoleSet::all(), RoleSet::all()};
  fanout.reduce = {reduce, reduce};
  fanout.position = machine.order.size();
  machine.order.push_back({MachineElement::Kind::fanout, {}, machine.fanouts.push_back(fanout)});
}

Machine three_levels(std::int64_t buffer_bytes, std::int64_t x, std::int64_t y, std::int64_t register_bytes) {
  Machine machine = empty_machine();
  add_level(machine, {"DRAM", 0, 100, 8, false, RoleSet::all()});
  add_level(machine, {"GLB", buffer_bytes, 4, 32, true, {}});
  add_fanout(machine, x, y, true, true);
  add_level(machine, {"RF", register_bytes, 0.3, 0, false, RoleSet::all()});
  return machine;
}

namespace {

Problem random_small_problem(Dice& dice) {
  const std::vector<std::int64_t> sizes{1, 2, 2, 3, 4, 5, 6};
  if (dice.flip()) return matrix_product(dice.of(sizes), dice.of(sizes), dice.of(sizes));
  const auto stride = static_cast<std::int64_t>(1 + dice.roll(2));
  return convolution_1d(dice.of<std::int64_t>({1, 2, 3}), dice.of<std::int64_t>({1, 2}),
                        dice.of<std::int64_t>({2, 3, 4, 5}), dice.of<std::int64_t>({1, 2, 3}), stride);
}

LevelFacts random_buffer(Dice& dice, const std::string& name, double pj_per_byte) {
  LevelFacts facts{name, static_cast<std::int64_t>(6 + dice.roll(60)), pj_per_byte, 0, dice.flip(), {}};
  if (dice.flip()) facts.bytes_per_cycle = static_cast<double>(1 + dice.roll(8));
  facts.keeps = dice.roll(3) == 0 ? RoleSet::all() : RoleSet(static_cast<unsigned>(dice.roll(8)));
  return facts;
}

void add_random_fanout(Machine& machine, Dice& dice) {
  add_fanout(machine, static_cast<std::int64_t>(1 + dice.roll(5)),
             static_cast<std::int64_t>(1 + dice.roll(2)), true, true);
  Fanout& fanout = machine.fanouts[FanoutId(machine.fanouts.size() - 1)];
  if (fanout.size[0] == 5) {  // no roll: seeds keep their cases
    fanout.delay_cycles = {1, 2};
    fanout.tree = {false, true};
  }
  for (std::size_t axis = 0; axis < 2; ++axis) {
    fanout.multicast[axis] = RoleSet(static_cast<unsigned>(dice.roll(8)));
    fanout.reduce[axis] = dice.flip();
  }
}

Machine random_small_machine(Dice& dice) {
  Machine machine = empty_machine();
  LevelFacts memory{"DRAM", 0, 50, 0, false, dice.roll(4) == 0 ? RoleSet() : RoleSet::all()};
  if (dice.flip()) memory.bytes_per_cycle = static_cast<double>(1 + dice.roll(4));
  add_level(machine, memory);
  const std::size_t fanout_at = dice.roll(3);  // 0: below DRAM, 1: at the bottom or below the buffer, 2: none
  if (fanout_at == 0) add_random_fanout(machine, dice);
  add_level(machine, random_buffer(dice, "GLB", 5));
  if (fanout_at == 1) add_random_fanout(machine, dice);
  if (dice.roll(3) == 0) add_level(machine, random_buffer(dice, "RF", 0.5));
  if (dice.roll(3) == 0) machine.levels[LevelId(0)].static_power_mw = 20;
  return machine;
}

}  // namespace

Case random_small_case(std::uint64_t seed) {
  Dice dice(seed);
  Problem problem = random_small_problem(dice);
  return {std::move(problem), random_small_machine(dice)};
}

Case random_case_with_requests(std::uint64_t seed) {
  Case made = random_small_case(seed);
  for (StorageLevel& level : made.machine.levels) {
    if (level.ports.empty()) continue;
    level.latency_cycles = 5;
    level.issue_cycles = static_cast<double>(seed % 3);
  }
  return made;
}

Case random_window_case(std::uint64_t seed) {
  Dice dice(seed + 77);
  const auto stride = static_cast<std::int64_t>(1 + dice.roll(3));
  const std::vector<std::int64_t> few{1, 1, 2};
  const std::vector<std::int64_t> more{2, 3, 4, 5, 6};
  const std::vector<std::int64_t> taps{1, 2, 3};
  Problem problem = dice.flip() ? convolution_1d(dice.of(few), dice.of(few), dice.of(more) + dice.of(few),
                                                 dice.of(taps) + 1, stride)
                                : convolution_2d({1, dice.of(few), dice.of(few), dice.of(more), dice.of(taps),
                                                  dice.of(taps), dice.of(few)},
                                                 stride);
  Machine machine = random_small_machine(dice);
  for (Fanout& fanout : machine.fanouts)
    fanout.hop_energy_pj_per_byte = 0.25 * static_cast<double>(dice.roll(8));
  return {std::move(problem), std::move(machine)};
}

Case random_deep_window_case(std::uint64_t seed) {
  Dice dice(seed + 7777777);
  const auto stride = static_cast<std::int64_t>(1 + dice.roll(5) / 4);
  Problem problem =
      dice.roll(4) != 0
          ? convolution_1d(dice.of<std::int64_t>({1, 2, 2, 3, 4}), dice.of<std::int64_t>({1, 2, 3, 4, 5}),
                           dice.of<std::int64_t>({2, 3, 4, 5, 6, 8, 9}), dice.of<std::int64_t>({2, 2, 3}),
                           stride)
          : convolution_2d({1, dice.of<std::int64_t>({1, 2}), dice.of<std::int64_t>({1, 2}),
                            dice.of<std::int64_t>({2, 3}), dice.of<std::int64_t>({2, 4}), 2,
                            dice.of<std::int64_t>({1, 2})},
                           stride);
  Machine machine = empty_machine();
  LevelFacts memory{"DRAM", 0, 50, 0, false, RoleSet::all()};
  if (dice.flip()) memory.bytes_per_cycle = static_cast<double>(1 + dice.roll(4));
  add_level(machine, memory);
  if (dice.roll(3) != 0) add_level(machine, random_buffer(dice, "GLB", 5));
  add_random_fanout(machine, dice);
  add_level(machine, random_buffer(dice, "Spad", 0.5));
  machine.levels[LevelId(machine.levels.size() - 1)].size_bytes =
      static_cast<std::int64_t>(3 + dice.roll(12));
  if (dice.flip()) add_level(machine, random_buffer(dice, "RF", 0.25));
  return {std::move(problem), std::move(machine)};
}

Case random_square_case(std::uint64_t seed) {
  Dice dice(seed + 777777);
  const std::vector<std::int64_t> few{1, 1, 2};
  const auto side = dice.of<std::int64_t>({2, 3, 4});
  const auto taps = dice.of<std::int64_t>({1, 2, 2, 3});
  Problem problem = convolution_2d({1, dice.of(few), dice.of(few), side, side, taps, taps},
                                   static_cast<std::int64_t>(1 + dice.roll(2)));
  Machine machine = random_small_machine(dice);
  for (Fanout& fanout : machine.fanouts) {
    if (dice.flip()) fanout.hop_energy_pj_per_byte = 0.25 * static_cast<double>(dice.roll(8));
    if (dice.flip()) fanout.size[1] = fanout.size[0];
    if (dice.flip()) fanout.multicast[1] = fanout.multicast[0];
    if (dice.flip()) fanout.reduce[1] = fanout.reduce[0];
  }
  return {std::move(problem), std::move(machine)};
}

Case random_case_of_two_fanouts(std::uint64_t seed) {
  Dice dice(seed + 777);
  Problem problem =
      dice.roll(3) != 0
          ? random_small_problem(dice)
          : convolution_1d(dice.of<std::int64_t>({1, 2}), dice.of<std::int64_t>({1, 2}),
                           dice.of<std::int64_t>({2, 3, 4, 5, 6}), dice.of<std::int64_t>({2, 3}),
                           static_cast<std::int64_t>(1 + dice.roll(2)));
  Machine machine = empty_machine();
  LevelFacts memory{"DRAM", 0, 50, 0, false, RoleSet::all()};
  if (dice.flip()) memory.bytes_per_cycle = static_cast<double>(1 + dice.roll(4));
  add_level(machine, memory);
  const std::size_t buffer_at = dice.roll(3);  // above the fanouts, between or below them
  for (std::size_t at = 0; at < 3; ++at) {
    if (at == buffer_at) add_level(machine, random_buffer(dice, "GLB", 5));
    if (at < 2) add_random_fanout(machine, dice);
  }
  machine.fanouts[FanoutId(0)].name = "Core";
  if (dice.roll(4) == 0) add_level(machine, random_buffer(dice, "RF", 0.5));
  if (dice.roll(3) == 0) machine.levels[LevelId(0)].static_power_mw = 20;
  if (dice.flip()) {
    for (Fanout& fanout : machine.fanouts)
      fanout.hop_energy_pj_per_byte = 0.25 * static_cast<double>(dice.roll(8));
  }
  return {std::move(problem), std::move(machine)};
}

Case random_wild_case(std::uint64_t seed) {
  Dice dice(seed + 7777);
  Problem problem =
      dice.roll(3) != 0
          ? random_small_problem(dice)
          : convolution_1d(dice.of<std::int64_t>({1, 2}), dice.of<std::int64_t>({1, 2}),
                           dice.of<std::int64_t>({2, 3, 4, 5, 6}), dice.of<std::int64_t>({2, 3}),
                           static_cast<std::int64_t>(1 + dice.roll(2)));
  const auto energy = [&] { return dice.of<double>({0, 0.25, 1, 5, 50}); };
  const auto buffer = [&](const char* name) {
    LevelFacts facts = random_buffer(dice, name, energy());
    if (dice.roll(3) == 0) facts.keeps = RoleSet::all();
    return facts;
  };
  Machine machine = empty_machine();
  LevelFacts memory{"DRAM", 0, energy(), 0, false, dice.roll(4) == 0 ? RoleSet() : RoleSet::all()};
  if (dice.flip()) memory.bytes_per_cycle = static_cast<double>(1 + dice.roll(4));
  add_level(machine, memory);
  const std::size_t fanouts = 1 + dice.roll(2);
  const std::size_t levels = fanouts == 2 || dice.flip() ? 2 : 1;
  std::size_t standing = 0;
  for (std::size_t at = 0; at < fanouts; ++at) {
    if (standing < levels && dice.flip()) add_level(machine, buffer(standing++ == 0 ? "GLB" : "RF"));
    add_random_fanout(machine, dice);
    for (std::size_t axis = 0; axis < 2; ++axis) {  // mostly as machines are
      Fanout& fanout = machine.fanouts[FanoutId(at)];
      if (dice.flip()) fanout.multicast[axis] = RoleSet::all();
      fanout.reduce[axis] = fanout.reduce[axis] || dice.flip();
    }
  }
  while (standing < levels)
    add_level(machine, buffer(standing++ == 0 ? "GLB" : "RF"));
  machine.fanouts[FanoutId(0)].name = "Core";
  for (Fanout& fanout : machine.fanouts)
    fanout.hop_energy_pj_per_byte = dice.of<double>({0, 0.25, 1, 4, 20});
  for (StorageLevel& level : machine.levels)
    if (dice.roll(4) == 0) level.word_bits = dice.of<int>({4, 12, 16});
  return {std::move(problem), std::move(machine)};
}

Constraints random_lane_constraints(const Case& small, std::uint64_t seed) {
  Dice dice(seed + 2000);
  Constraints constraints = Constraints::none(small.problem, small.machine);
  for (const FanoutId fanout : small.machine.fanouts.ids()) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      if (dice.roll(3) != 0) continue;
      const DimensionId dimension(dice.roll(small.problem.dimensions.size()));
      const std::int64_t most =
          std::min(small.machine.fanouts[fanout].size[axis], small.problem.dimensions[dimension].bound);
      if (most < 2) continue;
      const auto lanes = static_cast<std::int64_t>(2 + dice.roll(static_cast<std::size_t>(most - 1)));
      constraints.spatial[fanout][axis].bounds[dimension].least = lanes;
    }
  }
  return constraints;
}

Constraints random_constraints(const Case& small, std::uint64_t seed) {
  Dice dice(seed + 1000);
  Constraints constraints = Constraints::none(small.problem, small.machine);
  const DimensionId dimension(dice.roll(small.problem.dimensions.size()));
  const LevelId level(dice.roll(small.machine.levels.size()));
  BoundRule& rule = constraints.temporal[level].bounds[dimension];
  switch (dice.roll(4)) {
    case 0:
      rule.most = 1;
      break;
    case 1:
      rule.all = true;
      break;
    case 2:
      rule.most = 2;
      break;
    default:
      constraints.temporal[level].order = {dimension};
  }
  if (small.machine.fanouts.size() > 0 && dice.flip()) {
    constraints.spatial[FanoutId(0)][dice.roll(2)].bounds[dimension].most = 1;
  }
  if (dice.roll(3) == 0) {
    const TensorId tensor(dice.roll(small.problem.tensors.size()));
    const LevelId inner(small.machine.levels.size() - 1);
    constraints.keep[inner][tensor] = dice.flip() && !small.machine.levels[inner].keeps.has(tensor.index());
    if (small.machine.levels[inner].keeps.has(tensor.index())) constraints.keep[inner][tensor] = true;
  }
  if (dice.roll(3) == 0) constraints.used_lanes.least = dice.of<double>({0.3, 0.5, 0.75, 1.0});
  return constraints;
}

}  // namespace ridge::test
