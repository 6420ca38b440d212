// What limits a layer, and what would help: changes of the machine and of the mapping, each tried out.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "mapper/search.hpp"

namespace ridge {

/// A machine that differs in one thing.
struct MachineChange {
  std::string text;  // "twice the bandwidth of 'DRAM'"
  Machine machine;
};

/// One at a time: twice the bandwidth of every level that limits it; a second place for every tile of a
/// level, where some have but one; twice the size of every memory on the chip; units twice as fast.
std::vector<MachineChange> changes_of(const Machine& machine);

/// Cycles of a layer on a changed machine.
struct ChangeEffect {
  std::string change;
  std::optional<double> as_mapped_cycles;  // under the mapping that is explained; nothing: it does not fit
  std::optional<double> remapped_cycles;   // of the best mapping found for it, never more than as mapped;
                                           // nothing: none was found
  bool proven = false;                     // and no mapping of the changed machine takes fewer
};

struct Explanation {
  Mapping mapping;
  Evaluation evaluation;              // of that mapping on the machine as it is
  SearchResult best;                  // of the machine as it is
  std::vector<ChangeEffect> changes;  // the one that helps most first
};

/// Why there is nothing to explain.
struct NotExplained {
  std::optional<Infeasible> infeasible;  // the given mapping cannot run
  SearchResult search;                   // else: what was found instead of a mapping
};

/// What mappings of a problem on a (changed) machine have to obey.
using ConstraintsOf = std::function<Constraints(const Problem&, const Machine&)>;

/// Explains the cycles of `mapping`, or, where it is null, of the best one found. All searches are for
/// latency, otherwise by `options`; once its `cancel` is set no further change is tried.
std::variant<Explanation, NotExplained> explain(const Problem& problem, const Machine& machine,
                                                const ConstraintsOf& constraints, const Mapping* mapping,
                                                SearchOptions options);

}  // namespace ridge
