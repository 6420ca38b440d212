// The closed-form model: counts -> cycles with causes, energy, area, roofline. What the search calls.
#pragma once

#include <memory>
#include <optional>

#include "sim/cost/conventions.hpp"
#include "sim/cost/evaluation.hpp"

namespace ridge {

/// The two numbers a search compares most.
struct Score {
  double cycles = 0;
  double energy_pj = 0;  // NaN when unknown
};

/// Evaluates mappings of one problem on one machine. Holds scratch space: one object per thread. After the
/// first call no method allocates, as long as nests do not grow.
class Evaluator {
 public:
  /// Under Timeloop's and AccelForge's conventions nests must be perfect.
  Evaluator(const Problem& problem, const Machine& machine, const Conventions& conventions = {});
  ~Evaluator();
  Evaluator(Evaluator&&) noexcept;
  Evaluator& operator=(Evaluator&&) noexcept;

  /// Fills `result` and returns nothing, or returns why the mapping cannot run (then `result` is
  /// unspecified). Legality, capacity, counts, causes, energy, roofline: all of it, re-using the vectors in
  /// `result`.
  std::optional<Infeasible> evaluate(const Mapping& mapping, Evaluation& result);

  /// The same with the cycles that another model has found, in the place of our own: energy, utilization and
  /// roofline follow from them. `causes` has nothing but compute, start-up and stalls of streams that there
  /// are.
  std::optional<Infeasible> evaluate(const Mapping& mapping, const Causes& causes, Evaluation& result);

  /// A lower bound on cycles and energy of every mapping of this problem on this machine, whatever the
  /// mapping: MACs over lanes, compulsory traffic over each home's bandwidth; compulsory energy.
  Score lower_bound() const;

  const Problem& problem() const;
  const Machine& machine() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A layer that no unit of the array does: every tensor passes its home (sim/cost/beside_homes.hpp) once, and
/// a unit beside the array, where one does the operation, works on it meanwhile. All cycles are `other_work`;
/// a note says so. Energy is that of the traffic, plus the unit's where it is stated.
Evaluation evaluate_as_traffic(const Problem& problem, const Machine& machine);

/// The unit beside the array that works on such a layer, a part of `machine`; null: none does.
const ComputeUnit* unit_beside(const Problem& problem, const Machine& machine);

/// The infeasibility for people: what is demanded, what is there, the places in both files, what would make
/// it fit.
Diagnostic describe(const Infeasible& infeasible, const Problem& problem, const Machine& machine,
                    const Mapping& mapping);

}  // namespace ridge
