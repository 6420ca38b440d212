#include "tests/nest/random_case.hpp"

#include <algorithm>
#include <optional>

#include "tests/nest/random_problem.hpp"
#include "tests/nest/written_rules.hpp"

namespace ridge {
namespace {

RoleSet random_roles(Dice& dice) {
  if (dice.chance(40)) return RoleSet::all();
  return RoleSet(static_cast<unsigned>(dice.below(8)));
}

/// 1 to 4 levels with up to two fanouts between or below them. Axis sizes are set when the loops are known.
Machine random_machine(Dice& dice) {
  Machine machine;
  machine.name = "random";
  const std::size_t level_count = 1 + dice.below(4);
  std::vector<std::size_t> fanouts_below(level_count, 0);
  for (std::size_t i = dice.below(3); i > 0; --i)
    ++fanouts_below[dice.below(level_count)];
  for (std::size_t i = 0; i < level_count; ++i) {
    StorageLevel level;
    level.name = "L" + std::to_string(i);
    level.position = machine.order.size();
    machine.order.push_back({MachineElement::Kind::level, machine.levels.push_back(level), {}});
    for (std::size_t j = 0; j < fanouts_below[i]; ++j) {
      Fanout fanout;
      fanout.name = "F" + std::to_string(machine.fanouts.size());
      fanout.position = machine.order.size();
      fanout.multicast = {random_roles(dice), random_roles(dice)};
      fanout.reduce = {dice.chance(65), dice.chance(65)};
      machine.order.push_back({MachineElement::Kind::fanout, {}, machine.fanouts.push_back(fanout)});
    }
  }
  return machine;
}

/// Bounds whose product is `size` (perfect) or at least `size`.
std::vector<std::int64_t> random_bounds(Dice& dice, std::int64_t size, bool perfect) {
  std::vector<std::int64_t> bounds;
  std::int64_t rest = size;
  for (std::size_t loops = dice.below(4); loops > 0 && rest > 1; --loops) {
    std::int64_t bound = dice.between(1, rest);
    while (perfect && rest % bound != 0)
      bound = dice.between(1, rest);
    bounds.push_back(bound);
    rest = (rest + bound - 1) / bound;
  }
  if (rest > 1) bounds.push_back(rest);
  if (!perfect && dice.chance(15)) bounds.push_back(dice.between(1, 2));  // perhaps never used
  if (!perfect && !bounds.empty() && dice.chance(15)) ++bounds[dice.below(bounds.size())];
  if (dice.chance(10)) bounds.push_back(1);
  dice.shuffle(bounds);
  return bounds;
}

std::vector<NestEntry> random_loops(Dice& dice, const Problem& problem, bool perfect) {
  std::vector<NestEntry> loops;
  for (auto dimension : problem.dimensions.ids())
    for (std::int64_t bound : random_bounds(dice, problem.dimensions[dimension].bound, perfect))
      loops.push_back(NestEntry::temporal(dimension, bound));
  return loops;
}

/// At least one node per tensor, anywhere; most tensors start at the outermost level.
std::vector<NestEntry> random_nodes(Dice& dice, const Problem& problem, const Machine& machine) {
  std::vector<NestEntry> nodes;
  for (auto tensor : problem.tensors.ids()) {
    const std::size_t before = nodes.size();
    for (auto level : machine.levels.ids())
      if (dice.chance(level.index() == 0 ? 85 : 60)) nodes.push_back(NestEntry::keep(level, tensor));
    if (nodes.size() == before)
      nodes.push_back(NestEntry::keep(LevelId(dice.below(machine.levels.size())), tensor));
  }
  return nodes;
}

/// A tensor's nodes must follow the order of levels: sort them among the places that they have.
void sort_nodes_by_level(std::vector<NestEntry>& entries, TensorId tensor) {
  std::vector<std::size_t> places;
  std::vector<LevelId> levels;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].kind != NestEntry::Kind::keep || entries[i].tensor != tensor) continue;
    places.push_back(i);
    levels.push_back(entries[i].level);
  }
  std::ranges::sort(levels);
  for (std::size_t i = 0; i < places.size(); ++i)
    entries[places[i]].level = levels[i];
}

/// The nest in sections: what stands before the first fanout's spatial loops, these loops, what stands
/// between them and the next fanout's, and so on. Inside a section the order is free but for a tensor's own
/// nodes.
Mapping random_nest(Dice& dice, const Problem& problem, const Machine& machine, bool perfect) {
  const std::size_t section_count = 2 * machine.fanouts.size() + 1;
  std::vector<std::vector<NestEntry>> sections(section_count);
  for (NestEntry loop : random_loops(dice, problem, perfect)) {
    std::size_t section = dice.below(section_count);
    if (!machine.fanouts.empty() && dice.chance(50)) {
      const FanoutId fanout(dice.below(machine.fanouts.size()));
      section = 2 * fanout.index() + 1;
      loop = NestEntry::spatial(loop.dimension, loop.bound, fanout, dice.chance(50) ? Axis::x : Axis::y);
    }
    sections[section].push_back(loop);
  }
  for (const NestEntry& node : random_nodes(dice, problem, machine)) {
    std::size_t fanouts_above = 0;
    for (const Fanout& fanout : machine.fanouts)
      fanouts_above += fanout.position < machine.levels[node.level].position ? 1U : 0U;
    sections[2 * fanouts_above].push_back(node);
  }
  Mapping mapping;
  for (auto& section : sections) {
    dice.shuffle(section);
    for (auto tensor : problem.tensors.ids())
      sort_nodes_by_level(section, tensor);
    mapping.nest.insert(mapping.nest.end(), section.begin(), section.end());
  }
  return mapping;
}

/// Spatial loops that the written tensor does not allow become temporal ones.
void obey_written_rules(const Problem& problem, const Machine& machine, Mapping& mapping) {
  for (std::size_t i = 0; i < mapping.nest.size(); ++i) {
    NestEntry& entry = mapping.nest[i];
    if (entry.kind == NestEntry::Kind::spatial && lacks_reduction(problem, machine, mapping, i))
      entry = NestEntry::temporal(entry.dimension, entry.bound);
  }
  for (NestEntry& entry : mapping.nest) {
    if (!places_overlap(problem, mapping)) return;
    if (entry.kind != NestEntry::Kind::spatial) continue;
    for (const Rank& rank : problem.tensors[problem.written].ranks)
      for (const Term& term : rank.terms)
        if (rank.terms.size() > 1 && term.dimension == entry.dimension)
          entry = NestEntry::temporal(entry.dimension, entry.bound);
  }
}

void size_fanouts(Dice& dice, const Mapping& mapping, Machine& machine) {
  for (const NestEntry& entry : mapping.nest)
    if (entry.kind == NestEntry::Kind::spatial)
      machine.fanouts[entry.fanout].size[static_cast<std::size_t>(entry.axis)] *= entry.bound;
  for (Fanout& fanout : machine.fanouts)
    for (std::int64_t& size : fanout.size)
      size += dice.chance(25) ? dice.between(1, 3) : 0;
}

std::int64_t product_of_bounds(const Mapping& mapping) {
  std::int64_t product = 1;
  for (const NestEntry& entry : mapping.nest)
    product *= entry.bound;
  return product;
}

}  // namespace

Case random_case(std::uint64_t seed) {
  Dice dice(seed);
  const bool perfect = seed % 2 == 0;
  while (true) {
    Case made{random_problem(dice), random_machine(dice), {}, seed};
    made.mapping = random_nest(dice, made.problem, made.machine, perfect);
    std::int64_t iterations = 1;
    for (const Dimension& dimension : made.problem.dimensions)
      iterations *= dimension.bound;
    const std::int64_t loop_space = product_of_bounds(made.mapping);
    if (loop_space > largest_loop_space || perfect != (loop_space == iterations)) continue;
    obey_written_rules(made.problem, made.machine, made.mapping);
    size_fanouts(dice, made.mapping, made.machine);
    return made;
  }
}

}  // namespace ridge
