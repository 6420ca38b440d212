// Constraints on mappings: what a machine's dataflow or a user demands of a nest.
//
//   ridge: constraints/1
//   min_used_lanes: 0.5
//   levels:
//     GLB: {keep: [inputs, outputs], bypass: [weights]}
//     innermost: {temporal: {only: [C, R, S], bounds: {R: all, C: <= 4}, order: [S, R, C]}}
//   fanouts:
//     PE.x: {only: [K], bounds: {K: ">= 2"}}
//     PE.y: {must: [C], not: [of outputs]}
//
// docs/mappings.md has the whole grammar.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// What the product of the bounds of one dimension at one place may be.
struct BoundRule {
  std::int64_t least = 1;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  bool all = false;  // the whole remaining dimension: nothing of it is looped further out
  Place place;       // where the rule was read

  bool allows(std::int64_t bound) const { return bound >= least && bound <= most; }
  bool operator==(const BoundRule& other) const {
    return least == other.least && most == other.most && all == other.all;
  }
};

/// Rules for the loops of one place. A temporal loop belongs to the level whose first node stands last before
/// it in the nest (loops above all nodes: to the outermost level), a spatial loop to its axis.
struct LoopRules {
  IdVector<DimensionId, BoundRule> bounds;  // one per dimension; `most` = 1 forbids
  std::vector<DimensionId> order;  // these, outermost first, stand in this order, innermost of the place
  Place order_place;
  bool operator==(const LoopRules& other) const { return bounds == other.bounds && order == other.order; }
};

/// The least part of a machine's lanes that must have work (sim/mapping/used_lanes.hpp).
struct UsedLanesRule {
  double least = 0;  // 0 to 1; 0: no rule
  Place place;       // where the rule was read

  /// Whether `used` of `lanes` are enough. The quotient is rounded once, as a written decimal is: 7 of 100
  /// are 0.07 of them.
  bool allows(std::int64_t used, std::int64_t lanes) const {
    return static_cast<double>(used) / static_cast<double>(lanes) >= least;
  }
  bool operator==(const UsedLanesRule& other) const { return least == other.least; }
};

/// Constraints resolved against one problem and one machine.
struct Constraints {
  UsedLanesRule used_lanes;
  IdVector<LevelId, LoopRules> temporal;
  IdVector<FanoutId, std::array<LoopRules, 2>> spatial;             // by Axis
  IdVector<LevelId, IdVector<TensorId, std::optional<bool>>> keep;  // true: must keep, false: must bypass
  IdVector<LevelId, IdVector<TensorId, Place>> keep_places;

  /// No constraint beyond the machine's own keeps.
  static Constraints none(const Problem& problem, const Machine& machine);
  bool operator==(const Constraints& other) const {
    return used_lanes == other.used_lanes && temporal == other.temporal && spatial == other.spatial &&
           keep == other.keep;
  }
};

/// Reads a constraints map: a file's, or the `constraints:` of a machine. Throws InputError with all that is
/// wrong in it, rules that contradict each other or the machine included. A constraints file serves all
/// layers of a network: a dimension that this problem does not have, but a layer type does, is passed over; a
/// bound greater than a dimension's size means the whole dimension.
Constraints read_constraints(const yaml::Node& root, const Problem& problem, const Machine& machine);

/// Both must hold. Contradictions throw InputError naming both places.
Constraints both(const Constraints& first, const Constraints& second);

/// Loads a file or a shipped constraint set by name (configs/constraints/NAME.yaml).
Constraints load_constraints(const std::string& path_or_name, const Problem& problem, const Machine& machine);

/// The constraints as a file that reads back to rules that allow the same mappings of this problem.
std::string print_constraints(const Constraints& constraints, const Problem& problem, const Machine& machine);

/// The first constraint a legal mapping breaks, as a sentence; nothing when it obeys. Loops of bound 1 do not
/// count. `all` at a place forbids loops over that dimension at levels and fanouts above it in the machine,
/// and at the x axis when the place is the y axis of the same fanout.
std::optional<std::string> broken_constraint(const Constraints& constraints, const Problem& problem,
                                             const Machine& machine, const Mapping& mapping);

}  // namespace ridge
