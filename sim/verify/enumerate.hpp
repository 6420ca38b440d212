// Every nest of the space of mappings, one after another: the referee of bounds and searches. It knows only
// what a nest is (sim/mapping) and what it costs (sim/cost), and takes no short cut.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>

#include "sim/cost/objective.hpp"
#include "sim/mapping/constraints.hpp"

namespace ridge::verify {

/// The least of each objective over all nests that can run and obey the constraints; infinity when there is
/// none (or, of energy and edp, when the energy is unknown).
struct Least {
  double cycles = std::numeric_limits<double>::infinity();
  double energy_pj = std::numeric_limits<double>::infinity();
  double edp_js = std::numeric_limits<double>::infinity();
  std::int64_t nests = 0;             // given to the evaluator
  Mapping fastest, thriftiest, best;  // of least cycles, energy, edp; empty where that is infinite

  /// In the unit of the objective.
  double value(Objective objective) const;
  const Mapping& mapping(Objective objective) const;
};

struct EnumerateOptions {
  /// More nests than this end the enumeration without an answer.
  std::int64_t most_nests = std::numeric_limits<std::int64_t>::max();
  /// Called every few thousand nests with the number so far; an answer of false ends the enumeration.
  std::function<bool(std::int64_t nests)> proceed = {};
};

/// Tries every nest of the space: nodes kept or not and anywhere among the loops, loops in any order, a
/// dimension at most once between two nodes (homes, which no loop changes, do not count) or a node and
/// spatial loops; those of a fanout together; spatial bounds of any size (of those that leave as many trips
/// the smallest), whole trips of temporal loops (they multiply to ceil(bound / spatial bounds)); nodes of the
/// outermost level stand first, since a home above all loops holds the same as one further in. Nothing when
/// it was ended early. `count_nests` (sim/verify/space_size.hpp) says beforehand how many nests there are.
std::optional<Least> enumerate(const Problem& problem, const Machine& machine, const Constraints& constraints,
                               const EnumerateOptions& options = {});

}  // namespace ridge::verify
