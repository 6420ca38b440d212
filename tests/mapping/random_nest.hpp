// Random problems, machines and legal nests: the same seed gives the same case everywhere. The machine comes
// first, with roles that its levels must or may keep and axes of given width, and the nest has to fit it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/mapping/slow_legality.hpp"
#include "tests/nest/dice.hpp"

namespace ridge::test {

struct RandomNest {
  Problem problem;
  Machine machine;
  Mapping mapping;
};

inline Tensor make_tensor(const std::string& name, Role role, std::vector<Rank> ranks) {
  Tensor tensor;
  tensor.name = name;
  tensor.role = role;
  tensor.ranks = std::move(ranks);
  return tensor;
}

inline Rank index_of(std::vector<Term> terms) {
  return Rank{std::move(terms)};
}

/// Outputs[k, p] += Weights[k, c, r] * Inputs[c, a p + b r], or, when it slides, with p and a p + b r
/// exchanged.
inline Problem random_convolution(Dice& dice, bool outputs_slide) {
  Problem problem;
  problem.name = outputs_slide ? "transposed convolution" : "convolution";
  const DimensionId k = problem.dimensions.push_back({"K", dice.between(1, 6)});
  const DimensionId c = problem.dimensions.push_back({"C", dice.between(1, 6)});
  const DimensionId p = problem.dimensions.push_back({"P", dice.between(1, 9)});
  const DimensionId r = problem.dimensions.push_back({"R", dice.between(1, 4)});
  const std::int64_t stride = dice.between(1, 3);
  const std::int64_t dilation = dice.between(1, 3);
  const Rank window = index_of({{p, stride}, {r, dilation}});
  const Rank plain = index_of({{p, 1}});
  problem.tensors.push_back(
      make_tensor("Weights", Role::weights, {index_of({{k}}), index_of({{c}}), index_of({{r}})}));
  problem.tensors.push_back(
      make_tensor("Inputs", Role::inputs, {index_of({{c}}), outputs_slide ? plain : window}));
  problem.written = problem.tensors.push_back(
      make_tensor("Outputs", Role::outputs, {index_of({{k}}), outputs_slide ? window : plain}));
  return problem;
}

inline Problem random_matrix_product(Dice& dice) {
  Problem problem;
  problem.name = "matrix product";
  const DimensionId m = problem.dimensions.push_back({"M", dice.between(1, 12)});
  const DimensionId n = problem.dimensions.push_back({"N", dice.between(1, 12)});
  const DimensionId k = problem.dimensions.push_back({"K", dice.between(1, 12)});
  problem.tensors.push_back(make_tensor("A", Role::inputs, {index_of({{m}}), index_of({{k}})}));
  problem.tensors.push_back(make_tensor("B", Role::weights, {index_of({{k}}), index_of({{n}})}));
  problem.written =
      problem.tensors.push_back(make_tensor("Z", Role::outputs, {index_of({{m}}), index_of({{n}})}));
  return problem;
}

/// A written rank of three dimensions, with any coefficients.
inline Problem random_wide_rank(Dice& dice) {
  Problem problem;
  problem.name = "wide rank";
  Rank rank;
  for (const char* name : {"A", "B", "C"}) {
    rank.terms.push_back({problem.dimensions.push_back({name, dice.between(1, 5)}), dice.between(1, 8)});
  }
  const DimensionId d = problem.dimensions.push_back({"D", dice.between(1, 4)});
  problem.tensors.push_back(make_tensor("X", Role::inputs, {index_of({{d}})}));
  problem.written = problem.tensors.push_back(make_tensor("Y", Role::outputs, {rank}));
  return problem;
}

inline Problem random_problem(Dice& dice) {
  const std::size_t kind = dice.below(4);
  if (kind == 0) return random_matrix_product(dice);
  return kind == 1 ? random_wide_rank(dice) : random_convolution(dice, kind == 2);
}

inline RoleSet random_roles(Dice& dice) {
  return RoleSet(static_cast<unsigned>(dice.below(8)));
}

inline StorageLevel random_level(Dice& dice, std::size_t index) {
  StorageLevel level;
  level.name = "L" + std::to_string(index);
  level.kind = index == 0 ? MemoryKind::dram : MemoryKind::scratchpad;
  if (index == 0 || dice.chance(50)) return level;  // may keep all, must keep nothing
  level.may_keep = random_roles(dice);
  level.keeps = RoleSet(level.may_keep.bits() & random_roles(dice).bits());
  return level;
}

/// 1 to 4 levels, of which the outermost may keep all, and up to two fanouts anywhere below it.
inline Machine random_machine(Dice& dice) {
  Machine machine;
  machine.name = "random";
  const std::size_t levels = 1 + dice.below(4);
  std::vector<std::size_t> fanouts_below(levels, 0);
  for (std::size_t left = dice.below(3); left > 0; --left)
    ++fanouts_below[dice.below(levels)];
  for (std::size_t index = 0; index < levels; ++index) {
    StorageLevel level = random_level(dice, index);
    level.position = machine.order.size();
    machine.order.push_back({MachineElement::Kind::level, machine.levels.push_back(level), {}});
    for (std::size_t count = fanouts_below[index]; count > 0; --count) {
      Fanout fanout;
      fanout.name = "F" + std::to_string(machine.fanouts.size());
      fanout.position = machine.order.size();
      for (std::size_t axis = 0; axis < 2; ++axis) {
        fanout.size[axis] = dice.between(1, 6);
        fanout.multicast[axis] = random_roles(dice);
        fanout.reduce[axis] = dice.chance(60);
      }
      machine.order.push_back({MachineElement::Kind::fanout, {}, machine.fanouts.push_back(fanout)});
    }
  }
  return machine;
}

/// Where the entries of a nest may stand: section 2 i takes the nodes of levels below i fanouts, section 2 i
/// + 1 the spatial loops of fanout i, and temporal loops stand anywhere.
using Sections = std::vector<std::vector<NestEntry>>;

inline void add_random_nodes(Dice& dice, const Problem& problem, const Machine& machine, Sections& sections) {
  for (TensorId tensor : problem.tensors.ids()) {
    const auto role = static_cast<std::size_t>(problem.tensors[tensor].role);
    bool has_home = false;
    for (std::size_t index = machine.levels.size(); index-- > 0;) {
      const StorageLevel& level = machine.levels[LevelId(index)];
      const bool wanted = dice.chance(70) || (index == 0 && !has_home);
      if (!level.keeps.has(role) && !(level.may_keep.has(role) && wanted)) continue;
      has_home = true;
      std::size_t above = 0;
      for (const Fanout& fanout : machine.fanouts)
        above += fanout.position < level.position ? 1U : 0U;
      sections[2 * above].push_back(NestEntry::keep(LevelId(index), tensor));
    }
  }
}

/// Loops over one dimension whose bounds multiply to its size, or to more; spatial where an axis has room.
inline void add_random_loops(Dice& dice, DimensionId dimension, std::int64_t size,
                             std::vector<std::array<std::int64_t, 2>>& room, Sections& sections) {
  std::int64_t rest = size;
  while (rest > 1 || dice.chance(20)) {
    const std::size_t section = dice.below(sections.size());
    std::int64_t bound = dice.chance(40) ? rest : dice.between(1, rest);
    if (dice.chance(5)) ++bound;
    if (section % 2 == 1 && dice.chance(85)) {
      const Axis axis = dice.chance(50) ? Axis::x : Axis::y;
      std::int64_t& left = room[section / 2][static_cast<std::size_t>(axis)];
      bound = std::min(bound, left);
      left /= bound;
      sections[section].push_back(NestEntry::spatial(dimension, bound, FanoutId(section / 2), axis));
    } else {
      sections[section].push_back(NestEntry::temporal(dimension, bound));
    }
    rest = (rest + bound - 1) / bound;
  }
}

/// Puts each tensor's nodes of a section, wherever they stand in it, in the order of levels.
inline void sort_nodes(std::vector<NestEntry>& section, TensorId tensor) {
  std::vector<LevelId> levels;
  const auto is_node = [&](const NestEntry& entry) {
    return entry.kind == Kind::keep && entry.tensor == tensor;
  };
  for (const NestEntry& entry : section) {
    if (is_node(entry)) levels.push_back(entry.level);
  }
  std::sort(levels.begin(), levels.end());
  auto next = levels.begin();
  for (NestEntry& entry : section) {
    if (is_node(entry)) entry.level = *next++;
  }
}

/// Spatial loops whose sums have nowhere to go, or whose children write the same words, become temporal.
inline void make_sums_legal(const Problem& problem, const Machine& machine, std::vector<NestEntry>& nest) {
  const auto in_time = [](NestEntry& loop) { loop = NestEntry::temporal(loop.dimension, loop.bound); };
  for (std::size_t at = 0; at < nest.size(); ++at) {
    if (nest[at].kind == Kind::spatial && !can_sum(at, nest, problem, machine)) in_time(nest[at]);
  }
  for (NestEntry& entry : nest) {
    if (!outputs_meet(problem, nest)) return;
    if (entry.kind == Kind::spatial && problem.relevant(problem.written, entry.dimension)) in_time(entry);
  }
}

inline Mapping random_legal_nest(Dice& dice, const Problem& problem, const Machine& machine) {
  Sections sections(2 * machine.fanouts.size() + 1);
  add_random_nodes(dice, problem, machine, sections);
  std::vector<std::array<std::int64_t, 2>> room;
  for (const Fanout& fanout : machine.fanouts)
    room.push_back(fanout.size);
  for (DimensionId dimension : problem.dimensions.ids()) {
    add_random_loops(dice, dimension, problem.dimensions[dimension].bound, room, sections);
  }
  Mapping mapping;
  for (std::vector<NestEntry>& section : sections) {
    dice.shuffle(section);
    for (TensorId tensor : problem.tensors.ids())
      sort_nodes(section, tensor);
    mapping.nest.insert(mapping.nest.end(), section.begin(), section.end());
  }
  make_sums_legal(problem, machine, mapping.nest);
  return mapping;
}

inline RandomNest random_nest(std::uint64_t seed) {
  Dice dice(seed);
  RandomNest made;
  made.problem = random_problem(dice);
  made.machine = random_machine(dice);
  made.mapping = random_legal_nest(dice, made.problem, made.machine);
  return made;
}

}  // namespace ridge::test
