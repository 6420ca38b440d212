// Constraints on mappings: what a machine's dataflow or a user demands of a nest.
//
//   ridge: constraints/1
//   levels:
//     GLB: {keep: [inputs, outputs], bypass: [weights]}
//     RF:  {temporal: {only: [C, R, S], bounds: {R: all, C: <= 4}, order: [S, R, C]}}      # order: innermost
//     last
//   fanouts:
//     PE.x: {only: [K], bounds: {K: ">= 2"}}
//     PE.y: {must: [C]}
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// What the total bound of one dimension at one place may be.
struct BoundRule {
  std::int64_t least = 1;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  bool all = false;  // the whole remaining dimension: nothing of it is looped further out
  bool allows(std::int64_t bound) const { return bound >= least && bound <= most; }
};

/// Rules for the loops of one place: the temporal loops directly below a level (until the next level's first
/// node or fanout), or the spatial loops of one axis.
struct LoopRules {
  IdVector<DimensionId, BoundRule> bounds;  // one per dimension; `most` = 1 forbids
  std::vector<DimensionId> order;  // these, outermost first, stand in this order, innermost of the place
};

/// Constraints resolved against one problem and one machine.
struct Constraints {
  IdVector<LevelId, LoopRules> temporal;
  IdVector<FanoutId, std::array<LoopRules, 2>> spatial;             // by Axis
  IdVector<LevelId, IdVector<TensorId, std::optional<bool>>> keep;  // true: must keep, false: must bypass

  /// No constraint beyond the machine's own keeps.
  static Constraints none(const Problem& problem, const Machine& machine);
};

/// Reads a constraints map. Dimensions that a problem does not have are ignored when a well-known layer type
/// has them (a constraints file serves all layers of a network), an error otherwise.
Constraints read_constraints(const yaml::Node& root, const Problem& problem, const Machine& machine);

/// Merges: both must hold. Contradictions throw InputError naming both places.
Constraints both(const Constraints& first, const Constraints& second);

/// Loads a file or a shipped constraint set by name (configs/constraints/NAME.yaml).
Constraints load_constraints(const std::string& path_or_name, const Problem& problem, const Machine& machine);

/// The first constraint a mapping breaks, as a sentence; nothing when it obeys.
std::optional<std::string> broken_constraint(const Constraints& constraints, const Problem& problem,
                                             const Machine& machine, const Mapping& mapping);

}  // namespace ridge
