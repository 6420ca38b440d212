// Nests as mapping files write them.
#include <fmt/format.h>

#include "sim/mapping/mapping.hpp"
#include "sim/mapping/names.hpp"

namespace ridge {

namespace {

std::string keep_text(std::span<const NestEntry> nodes, const Problem& problem, const Machine& machine) {
  std::string tensors;
  for (const NestEntry& node : nodes) {
    if (!tensors.empty()) tensors += ", ";
    tensors += yaml_word(problem.tensors[node.tensor].name);
  }
  return fmt::format("- keep: {{{}: [{}]}}", yaml_word(machine.levels[nodes[0].level].name), tensors);
}

std::string loop_text(const NestEntry& loop, const Problem& problem, const Machine& machine) {
  const std::string dimension = yaml_word(problem.dimensions[loop.dimension].name);
  if (loop.kind == NestEntry::Kind::temporal) return fmt::format("- for: {{{}: {}}}", dimension, loop.bound);
  return fmt::format("- spatial: {{{}: {}, over: {}}}", dimension, loop.bound,
                     yaml_word(axis_name(machine, loop.fanout, loop.axis)));
}

/// How many entries from `first` on are nodes of one level.
std::size_t run_of_nodes(std::span<const NestEntry> nest, std::size_t first) {
  std::size_t count = 0;
  while (first + count < nest.size() && nest[first + count].kind == NestEntry::Kind::keep &&
         nest[first + count].level == nest[first].level) {
    ++count;
  }
  return count;
}

}  // namespace

std::string print_entry(const NestEntry& entry, const Problem& problem, const Machine& machine) {
  if (entry.kind == NestEntry::Kind::keep) return keep_text(std::span(&entry, 1), problem, machine);
  return loop_text(entry, problem, machine);
}

std::string print_nest(const Mapping& mapping, const Problem& problem, const Machine& machine, int indent) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  const std::span<const NestEntry> nest = mapping.nest;
  std::string text;
  for (std::size_t at = 0; at < nest.size();) {
    const std::size_t nodes = run_of_nodes(nest, at);
    text += margin;
    text += nodes > 0 ? keep_text(nest.subspan(at, nodes), problem, machine)
                      : loop_text(nest[at], problem, machine);
    text += '\n';
    at += nodes > 0 ? nodes : 1;
  }
  return text;
}

std::string print_mapping_file(const Mapping& mapping, const Problem& problem, const Machine& machine) {
  return "ridge: mapping/1\nnest:\n" + print_nest(mapping, problem, machine, 2);
}

}  // namespace ridge
