// The rules of a legal nest a second time, one by one and as slowly as they read: the referee of
// LegalityChecker, with which it shares no code.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "base/checked.hpp"
#include "sim/mapping/mapping.hpp"

namespace ridge::test {

using Rule = Violation::Rule;
using Kind = NestEntry::Kind;

inline std::size_t position(const Machine& machine, const NestEntry& entry) {
  return entry.kind == Kind::keep ? machine.levels[entry.level].position
                                  : machine.fanouts[entry.fanout].position;
}

/// Rules about two entries, the first of which stands outside the second.
inline void check_pair(const NestEntry& outer, const NestEntry& inner, const Machine& machine,
                       std::set<Rule>& broken) {
  const bool outer_node = outer.kind == Kind::keep;
  const bool inner_node = inner.kind == Kind::keep;
  const bool outer_spatial = outer.kind == Kind::spatial;
  const bool inner_spatial = inner.kind == Kind::spatial;
  if (outer_node && inner_node && outer.tensor == inner.tensor) {
    if (outer.level == inner.level) broken.insert(Rule::node_twice);
    if (position(machine, outer) > position(machine, inner)) broken.insert(Rule::node_order);
  }
  if (outer_spatial && inner_node && position(machine, inner) < position(machine, outer)) {
    broken.insert(Rule::node_above_fanout_after_loop);
  }
  if (outer_node && inner_spatial && position(machine, outer) > position(machine, inner)) {
    broken.insert(Rule::node_below_fanout_before_loop);
  }
  if (outer_spatial && inner_spatial && position(machine, outer) > position(machine, inner)) {
    broken.insert(Rule::fanout_order);
  }
}

/// Do two children of the spatial loops write one index of `rank`? Every value of every dimension is tried.
inline bool children_meet(const Rank& rank, const Problem& problem, const std::vector<NestEntry>& nest) {
  std::vector<std::int64_t> values(rank.terms.size(), 0);
  std::map<std::int64_t, std::vector<std::int64_t>> child_of_index;
  while (true) {
    std::int64_t index = 0;
    std::vector<std::int64_t> child;
    for (std::size_t term = 0; term < rank.terms.size(); ++term) {
      index += rank.terms[term].coefficient * values[term];
      std::int64_t rest = values[term];
      for (auto loop = nest.rbegin(); loop != nest.rend(); ++loop) {
        if (loop->kind == Kind::keep || loop->dimension != rank.terms[term].dimension) continue;
        if (loop->kind == Kind::spatial) child.push_back(rest % loop->bound);
        rest /= loop->bound;
      }
    }
    const auto [found, is_new] = child_of_index.emplace(index, child);
    if (!is_new && found->second != child) return true;
    std::size_t term = 0;
    while (term < values.size() && ++values[term] == problem.dimensions[rank.terms[term].dimension].bound) {
      values[term++] = 0;
    }
    if (term == values.size()) return false;
  }
}

inline bool outputs_meet(const Problem& problem, const std::vector<NestEntry>& nest) {
  for (const Rank& rank : problem.tensors[problem.written].ranks) {
    if (children_meet(rank, problem, nest)) return true;
  }
  return false;
}

inline bool can_sum(std::size_t at, const std::vector<NestEntry>& nest, const Problem& problem,
                    const Machine& machine) {
  const NestEntry& loop = nest[at];
  if (loop.bound <= 1 || problem.relevant(problem.written, loop.dimension)) return true;
  if (!machine.fanouts[loop.fanout].reduce[static_cast<std::size_t>(loop.axis)]) return false;
  for (std::size_t outer = 0; outer < at; ++outer) {
    if (nest[outer].kind == Kind::keep && nest[outer].tensor == problem.written) return true;
  }
  return false;
}

inline void check_entry(std::size_t at, const std::vector<NestEntry>& nest, const Problem& problem,
                        const Machine& machine, std::set<Rule>& broken) {
  const NestEntry& entry = nest[at];
  if (entry.kind == Kind::keep) {
    const auto role = static_cast<std::size_t>(problem.tensors[entry.tensor].role);
    if (!machine.levels[entry.level].may_keep.has(role)) broken.insert(Rule::level_may_not_keep);
    return;
  }
  if (entry.bound < 1) broken.insert(Rule::bound_below_one);
  if (entry.kind != Kind::spatial) return;
  if (!can_sum(at, nest, problem, machine)) broken.insert(Rule::needs_reduction);
  long double product = 1;
  for (const NestEntry& other : nest) {
    const bool same = other.kind == Kind::spatial && other.fanout == entry.fanout && other.axis == entry.axis;
    if (same && other.bound > 1) product *= static_cast<long double>(other.bound);
  }
  const auto size = machine.fanouts[entry.fanout].size[static_cast<std::size_t>(entry.axis)];
  if (product > static_cast<long double>(size)) broken.insert(Rule::axis_overfull);
}

inline void check_presence(const std::vector<NestEntry>& nest, const Problem& problem, const Machine& machine,
                           std::set<Rule>& broken) {
  for (TensorId tensor : problem.tensors.ids()) {
    std::set<LevelId> levels;
    for (const NestEntry& entry : nest) {
      if (entry.kind == Kind::keep && entry.tensor == tensor) levels.insert(entry.level);
    }
    if (levels.empty()) broken.insert(Rule::no_home);
    const auto role = static_cast<std::size_t>(problem.tensors[tensor].role);
    for (LevelId level : machine.levels.ids()) {
      if (machine.levels[level].keeps.has(role) && !levels.contains(level))
        broken.insert(Rule::level_must_keep);
    }
  }
}

/// Every rule that a nest breaks. For small problems, and bounds whose product is far from 2^63.
inline std::set<Rule> broken_rules(const Problem& problem, const Machine& machine,
                                   const std::vector<NestEntry>& nest) {
  std::set<Rule> broken;
  for (std::size_t inner = 0; inner < nest.size(); ++inner) {
    check_entry(inner, nest, problem, machine, broken);
    for (std::size_t outer = 0; outer < inner; ++outer)
      check_pair(nest[outer], nest[inner], machine, broken);
  }
  check_presence(nest, problem, machine, broken);
  for (DimensionId dimension : problem.dimensions.ids()) {
    std::int64_t product = 1;
    for (const NestEntry& entry : nest) {
      if (entry.kind != Kind::keep && entry.dimension == dimension)
        product = saturating_multiply(product, entry.bound);
    }
    if (product < problem.dimensions[dimension].bound) broken.insert(Rule::bounds_too_small);
  }
  if (!broken.contains(Rule::bound_below_one) && outputs_meet(problem, nest)) {
    broken.insert(Rule::outputs_overlap);
  }
  return broken;
}

}  // namespace ridge::test
