// An evaluation whose cycles come from the event engine (sim/event) instead of the closed form: `--fidelity
// event`.
#pragma once

#include <optional>

#include "sim/cost/evaluator.hpp"
#include "sim/event/engine.hpp"

namespace ridge {

struct Played {
  Evaluation evaluation;
  event::Plan plan;
  event::Outcome outcome;
};

/// Counts, energy and roofline as always; cycles and their causes as the engine plays the mapping, to its
/// end. Fills `played` and returns nothing, or returns why the mapping cannot run. `spans` uses of ports and
/// lanes are kept, the first ones.
std::optional<Infeasible> evaluate_played(const Mapping& mapping, Evaluator& evaluator, std::size_t spans,
                                          Played& played);

}  // namespace ridge
