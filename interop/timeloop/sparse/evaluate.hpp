// Sparse layers by Timeloop's (Sparseloop's) rules: a mapping is counted as if it were dense, then formats
// thin what is stored, and what gating and skipping save is taken off (docs/from-timeloop.md).
//
// From the counts on, in this order: which loops the ranks of formats describe, what tiles hold, which
// accesses are of no effect, what becomes of accesses and operations, and then room, energy and cycles.
#pragma once

#include <functional>

#include "interop/timeloop/spec.hpp"
#include "sim/cost/evaluator.hpp"

namespace ridge::timeloop {

/// Why a mapping cannot run, and the same for people.
struct Refusal {
  Infeasible infeasible;
  Diagnostic finding;
};

/// Evaluates one mapping of a spec as timeloop-model does, with the spec's sparse optimizations where it has
/// any: counts are then what really moves, `operations` those really done. Throws InputError where the
/// optimizations do not fit the mapping: a format with too few ranks, a level that cannot decompress.
std::optional<Refusal> evaluate(const Spec& spec, const Mapping& mapping, Evaluation& result);

/// The same for a search: a mapping that the optimizations do not fit cannot run either. The spec must
/// outlive it.
std::function<std::optional<Infeasible>(const Mapping&, Evaluation&)> evaluator_of(const Spec& spec);

/// The dense layer by Ridgepoint's own rules.
std::optional<Refusal> evaluate_exactly(const Spec& spec, const Mapping& mapping, Evaluation& result);

}  // namespace ridge::timeloop
