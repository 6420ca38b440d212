// Every nest of the space of mappings, one after another: the referee of bounds and searches. It knows only
// what a nest is (sim/mapping) and what it costs (sim/cost), and takes no short cut.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include "sim/cost/conventions.hpp"
#include "sim/cost/objective.hpp"
#include "sim/mapping/constraints.hpp"
#include "sim/verify/form.hpp"

namespace ridge::verify {

/// A nest that no other one beats in both cycles and energy.
struct FrontPoint {
  double cycles = 0;
  double energy_pj = 0;  // infinity: not known
  double edp_js = 0;
  Mapping mapping;
};

/// The best of all nests that can run and obey the constraints.
struct Least {
  std::int64_t nests = 0;         // given to the evaluator
  std::vector<FrontPoint> front;  // by cycles, the fewest first
  std::optional<MachineConstants> machine;
  bool exists() const { return !front.empty(); }
  double least_cycles() const { return front.front().cycles; }
  double least_energy_pj() const { return front.back().energy_pj; }
  /// The point of least value; `exists()` must hold.
  const FrontPoint& best(Objective objective) const;
  /// Its value; infinity when there is none.
  double value(Objective objective) const;

 private:
  double value_of(Objective objective, const FrontPoint& point) const;
};

struct EnumerateOptions {
  Form form = Form::any;         // not imperfect
  Conventions conventions = {};  // how nests are counted, timed and charged; AccelForge's want perfect nests
  /// More nests than this end the enumeration without an answer.
  std::int64_t most_nests = std::numeric_limits<std::int64_t>::max();
  /// Called every few thousand nests with the number so far; an answer of false ends the enumeration.
  std::function<bool(std::int64_t nests)> proceed = {};
  /// Called with every nest that can run and obeys the constraints.
  std::function<void(const Mapping&, const Evaluation&)> visit = {};
};

/// Tries every nest of the space: nodes kept or not and anywhere among the loops, loops in any order, a
/// dimension at most once between two nodes (homes, which no loop changes, do not count) or a node and
/// spatial loops; those of a fanout together; spatial bounds of any size (of those that leave as many trips
/// the smallest, or the fewest that the constraints ask for), whole trips of temporal loops (they multiply to
/// ceil(bound / spatial bounds)); nodes of the outermost level stand first, since a home above all loops
/// holds the same as one further in. Nothing when it was ended early. `count_nests`
/// (sim/verify/space_size.hpp) says beforehand how many nests there are.
std::optional<Least> enumerate(const Problem& problem, const Machine& machine, const Constraints& constraints,
                               const EnumerateOptions& options = {});

}  // namespace ridge::verify
