// Every nest there is for a small problem on a small machine, one after another: the referee of bounds and
// searches. It knows only what a nest is (sim/mapping, sim/cost) and shares nothing with mapper/ but the name
// of an objective.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>

#include "mapper/search.hpp"
#include "sim/mapping/constraints.hpp"

namespace ridge::test {

/// The least of each over all feasible nests; infinity when there is none.
struct Optimum {
  double cycles = std::numeric_limits<double>::infinity();
  double energy_pj = std::numeric_limits<double>::infinity();
  double edp_js = std::numeric_limits<double>::infinity();
  std::int64_t nests = 0;             // given to the evaluator
  Mapping fastest, thriftiest, best;  // of least cycles, energy, edp
  double value(Objective objective) const;
};

/// Tries every nest of the space: nodes kept or not and anywhere among the loops, loops in any order, a
/// dimension at most once between two nodes (homes, which no loop changes, do not count) or a node and
/// spatial loops; those of a fanout together; spatial bounds of any size (of those that leave as many trips
/// the smallest), whole trips of temporal loops (they multiply to ceil(bound / spatial bounds)); nodes of the
/// outermost level stand first, since a home above all loops holds the same as one further in. Nothing when
/// there are more than `limit` nests.
std::optional<Optimum> enumerate(const Problem& problem, const Machine& machine,
                                 const Constraints& constraints, std::int64_t limit);

}  // namespace ridge::test
