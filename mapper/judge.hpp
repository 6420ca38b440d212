// Gives candidate nests to the evaluator, counts them and keeps the best.
#pragma once

#include <limits>

#include "mapper/even.hpp"
#include "mapper/obedience.hpp"
#include "mapper/search.hpp"
#include "mapper/space.hpp"
#include "mapper/watch.hpp"

namespace ridge::mapper {

/// A nest and what it costs. Without a nest: infinitely much.
struct Candidate {
  Mapping mapping;
  double value = std::numeric_limits<double>::infinity();  // in the unit of the objective
  double cycles = std::numeric_limits<double>::infinity();
  double energy_pj = std::numeric_limits<double>::infinity();  // infinity, too, when unknown
  bool exists() const { return !mapping.nest.empty(); }
};

/// Smaller value first; ties go to lower latency, then energy, then the shorter nest.
bool is_better(const Candidate& a, const Candidate& b);

/// The same, and the last tie goes to the text of the nest: no two different nests are alike.
bool is_better_by_text(const Space& space, const Candidate& a, const Candidate& b);

/// One object per thread. The space must outlive it.
class Judge {
 public:
  /// `watch`: hears of every mapping that is better than those before, may be null. `own`: instead of the
  /// evaluator of sim/cost (SearchOptions::evaluator).
  Judge(const Space& space, Objective objective, Watch* watch, MappingEvaluator own = {});

  /// What `mapping` costs, in a space of even nests after it was made even (see `judged`): its `value` is
  /// infinite when it disobeys, is illegal, does not fit, demands more bytes or takes more cycles than the
  /// space allows (of the latter the cycles are told all the same) or its energy is not known but asked for.
  /// The mapping is not copied into the result unless it is the best so far (see `best`).
  const Candidate& judge(const Mapping& mapping);

  /// The nest that was looked at last.
  const Nest& judged() const { return judged_->nest; }
  Objective objective() const { return objective_; }
  /// Why the last mapping cannot run, when the evaluator said so, or which tile to blame where all together
  /// demand too much.
  const std::optional<Infeasible>& obstacle() const { return obstacle_; }
  const Candidate& best() const { return best_; }
  std::int64_t evaluated() const { return evaluated_; }
  std::int64_t feasible() const { return feasible_; }
  /// Nests looked at, those that never came to the evaluator included.
  std::int64_t seen() const { return seen_; }

 private:
  void look_at_capacity();

  Objective objective_;
  const Machine* machine_;
  double most_cycles_;
  double most_bytes_;
  Watch* watch_;
  Obedience obedience_;
  std::optional<Evener> evener_;  // in a space of even nests
  Mapping even_;
  const Mapping* judged_ = &even_;
  Evaluator evaluator_;
  MappingEvaluator own_;
  Evaluation evaluation_;
  Candidate verdict_;  // its mapping stays empty
  Candidate best_;
  std::optional<Infeasible> obstacle_;
  std::int64_t evaluated_ = 0;
  std::int64_t feasible_ = 0;
  std::int64_t seen_ = 0;
};

}  // namespace ridge::mapper
