#include "tests/nest/small_nest.hpp"

#include <cstdio>
#include <sstream>
#include <string>

#include "base/diagnostics.hpp"

namespace ridge {
namespace {

/// The id of what is named `name` in a table whose items have names.
template <class Id, class Item>
Id named(const IdVector<Id, Item>& table, std::string_view name) {
  for (Id id : table.ids())
    if (table[id].name == name) return id;
  check(false, "small nest: unknown name '" + std::string(name) + "'");
  return Id();
}

void add_fanout(Machine& machine, const std::string& name, const std::string& sizes) {
  Fanout fanout;
  fanout.name = name;
  fanout.position = machine.order.size();
  const bool read = std::sscanf(sizes.c_str(), "%ld,%ld", &fanout.size[0], &fanout.size[1]) == 2;
  check(read, "small nest: a fanout is NAME(x,y)");
  machine.order.push_back({MachineElement::Kind::fanout, {}, machine.fanouts.push_back(fanout)});
}

void add_level(Machine& machine, const std::string& name) {
  StorageLevel level;
  level.name = name;
  level.position = machine.order.size();
  machine.order.push_back({MachineElement::Kind::level, machine.levels.push_back(level), {}});
}

/// "DRAM: Z A".
void add_nodes(Case& made, const std::string& level, std::istringstream& tensors) {
  const LevelId id = named(made.machine.levels, level);
  for (std::string tensor; tensors >> tensor;)
    made.mapping.nest.push_back(NestEntry::keep(id, named(made.problem.tensors, tensor)));
}

/// "m 4" or "k 2 on PE.y".
void add_loop(Case& made, const std::string& dimension, std::istringstream& rest) {
  const DimensionId id = named(made.problem.dimensions, dimension);
  std::int64_t bound = 0;
  std::string on;
  std::string place;
  check(static_cast<bool>(rest >> bound), "small nest: a loop is DIMENSION BOUND");
  if (!(rest >> on >> place)) {
    made.mapping.nest.push_back(NestEntry::temporal(id, bound));
    return;
  }
  const std::size_t dot = place.find('.');
  const Axis axis = place.substr(dot + 1) == "x" ? Axis::x : Axis::y;
  made.mapping.nest.push_back(
      NestEntry::spatial(id, bound, named(made.machine.fanouts, place.substr(0, dot)), axis));
}

}  // namespace

Machine machine_of(std::string_view text) {
  Machine machine;
  machine.name = std::string(text);
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    const std::size_t bracket = word.find('(');
    if (bracket == std::string::npos)
      add_level(machine, word);
    else
      add_fanout(machine, word.substr(0, bracket), word.substr(bracket + 1));
  }
  return machine;
}

Case case_of(Problem problem, Machine machine, std::string_view nest) {
  Case made{std::move(problem), std::move(machine), {}, 0};
  std::istringstream entries{std::string(nest)};
  for (std::string entry; std::getline(entries, entry, '|');) {
    std::istringstream words(entry);
    std::string first;
    words >> first;
    if (first.ends_with(':'))
      add_nodes(made, first.substr(0, first.size() - 1), words);
    else
      add_loop(made, first, words);
  }
  return made;
}

const NodeCounts& node_at(const Counts& counts, const Case& made, std::string_view level,
                          std::string_view tensor) {
  const LevelId wanted_level = named(made.machine.levels, level);
  const TensorId wanted_tensor = named(made.problem.tensors, tensor);
  for (const NodeCounts& node : counts.nodes)
    if (node.level == wanted_level && node.tensor == wanted_tensor) return node;
  check(false, "small nest: no such node");
  return counts.nodes.front();
}

}  // namespace ridge
