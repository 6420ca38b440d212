// Every nest there is for a small problem on a small machine, one after another: the referee of bounds and
// searches. It knows only what a nest is (sim/mapping, sim/cost) and shares nothing with mapper/ but the name
// of an objective.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "mapper/search.hpp"
#include "sim/mapping/constraints.hpp"

namespace ridge::test {

/// A nest that no other one beats in both cycles and energy.
struct FrontPoint {
  double cycles = 0;
  double energy_pj = 0;
  double edp_js = 0;
  Mapping mapping;
};

/// The best of all feasible nests.
struct Optimum {
  std::int64_t nests = 0;         // given to the evaluator
  std::vector<FrontPoint> front;  // by cycles, the fewest first
  bool exists() const { return !front.empty(); }
  double least_cycles() const { return front.front().cycles; }
  double least_energy_pj() const { return front.back().energy_pj; }
  /// The point of least value; `exists()` must hold.
  const FrontPoint& best(Objective objective) const;
  /// Its value; infinity when there is none. Worked out here, but for the edp of an evaluation.
  double value(Objective objective) const;
};

/// Which nests are looked at.
enum class Form {
  any,
  perfect,  // bounds multiply to exactly the sizes
  even,     // so, and as Timeloop writes a mapping: level by level its nodes, its temporal loops, each
            // dimension once, and the spatial loops of the fanout below, each dimension on one axis
};

/// Tries every nest of the space: nodes kept or not and anywhere among the loops, loops in any order, a
/// dimension at most once between two nodes (homes, which no loop changes, do not count) or a node and
/// spatial loops; those of a fanout together; spatial bounds of any size (of those that leave as many trips
/// the smallest), whole trips of temporal loops (they multiply to ceil(bound / spatial bounds)); nodes of the
/// outermost level stand first, since a home above all loops holds the same as one further in. Nothing when
/// there are more than `limit` nests.
std::optional<Optimum> enumerate(const Problem& problem, const Machine& machine,
                                 const Constraints& constraints, std::int64_t limit, Form form = Form::any);

}  // namespace ridge::test
