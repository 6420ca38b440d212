#include "explore/explain.hpp"

#include <algorithm>
#include <utility>

namespace ridge {
namespace {

constexpr double twice = 2;

void add_bandwidth(const Machine& machine, std::vector<MachineChange>& changes) {
  for (const LevelId level : machine.levels.ids()) {
    MachineChange change{"twice the bandwidth of '" + machine.levels[level].name + "'", machine};
    bool limited = false;
    for (Port& port : change.machine.levels[level].ports) {
      if (!port.bytes_per_cycle) continue;
      *port.bytes_per_cycle *= twice;
      limited = true;
    }
    if (limited) changes.push_back(std::move(change));
  }
}

/// Off the chip a tile has as many places as it likes.
bool is_on_chip(const StorageLevel& level) {
  return level.kind != MemoryKind::dram;
}

void add_places(const Machine& machine, std::vector<MachineChange>& changes) {
  for (const LevelId level : machine.levels.ids()) {
    const StorageLevel& storage = machine.levels[level];
    if (!is_on_chip(storage) || (storage.may_keep.bits() & ~storage.double_buffered.bits()) == 0) continue;
    MachineChange change{"double buffering in '" + storage.name + "'", machine};
    change.machine.levels[level].double_buffered = RoleSet::all();
    changes.push_back(std::move(change));
  }
}

void add_sizes(const Machine& machine, std::vector<MachineChange>& changes) {
  for (const LevelId level : machine.levels.ids()) {
    const StorageLevel& storage = machine.levels[level];
    if (!is_on_chip(storage) || !storage.size_bytes) continue;
    MachineChange change{"twice the size of '" + storage.name + "'", machine};
    *change.machine.levels[level].size_bytes *= 2;
    changes.push_back(std::move(change));
  }
}

void add_rates(const Machine& machine, std::vector<MachineChange>& changes) {
  MachineChange change{"twice as many operations per cycle in every lane", machine};
  for (ComputeUnit& unit : change.machine.compute) {
    unit.operations_per_cycle *= twice;
    for (auto& [precision, rate] : unit.rate_by_precision)
      rate *= twice;
  }
  changes.push_back(std::move(change));
}

/// No mapping takes longer than any.
bool takes_fewer(const std::optional<double>& cycles, const std::optional<double>& others) {
  return cycles && (!others || *cycles < *others);
}

/// What the mapping takes on the changed machine, and what its best one takes, to begin with that one.
ChangeEffect effect_of(const MachineChange& change, const Problem& problem, const ConstraintsOf& constraints,
                       const Mapping& mapping, SearchOptions options) {
  ChangeEffect effect;
  effect.change = change.text;
  Evaluation evaluation;
  if (!Evaluator(problem, change.machine).evaluate(mapping, evaluation))
    effect.as_mapped_cycles = evaluation.cycles;
  options.start = &mapping;
  const SearchResult best = search(problem, change.machine, constraints(problem, change.machine), options);
  if (best.mapping) effect.remapped_cycles = best.evaluation->cycles;
  effect.proven = best.status == SearchStatus::optimal;
  if (takes_fewer(effect.as_mapped_cycles, effect.remapped_cycles)) {
    effect.remapped_cycles = effect.as_mapped_cycles;  // the given mapping need not obey the constraints
    effect.proven = false;
  }
  return effect;
}

}  // namespace

std::vector<MachineChange> changes_of(const Machine& machine) {
  std::vector<MachineChange> changes;
  add_bandwidth(machine, changes);
  add_places(machine, changes);
  add_sizes(machine, changes);
  add_rates(machine, changes);
  return changes;
}

std::variant<Explanation, NotExplained> explain(const Problem& problem, const Machine& machine,
                                                const ConstraintsOf& constraints, const Mapping* mapping,
                                                SearchOptions options) {
  options.objective = Objective::latency;
  options.start = mapping;
  Explanation explanation;
  if (mapping != nullptr) {
    if (const auto infeasible = Evaluator(problem, machine).evaluate(*mapping, explanation.evaluation))
      return NotExplained{infeasible, {}};
    explanation.mapping = *mapping;
  }
  explanation.best = search(problem, machine, constraints(problem, machine), options);
  if (mapping == nullptr) {
    if (!explanation.best.mapping) return NotExplained{std::nullopt, std::move(explanation.best)};
    explanation.mapping = *explanation.best.mapping;
    explanation.evaluation = *explanation.best.evaluation;
  }
  for (const MachineChange& change : changes_of(machine)) {
    if (options.cancel != nullptr && *options.cancel) break;
    explanation.changes.push_back(effect_of(change, problem, constraints, explanation.mapping, options));
  }
  std::stable_sort(explanation.changes.begin(), explanation.changes.end(),
                   [](const ChangeEffect& a, const ChangeEffect& b) {
                     return takes_fewer(a.remapped_cycles, b.remapped_cycles);
                   });
  return explanation;
}

}  // namespace ridge
