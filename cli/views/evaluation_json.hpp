// One evaluation as JSON.
#pragma once

#include "cli/views/json.hpp"
#include "sim/cost/evaluation.hpp"

namespace ridge::cli {

/// The object of schema "ridge.evaluation/1". `layer` becomes problem.name. A level lists the tensors that it
/// keeps; their counts are totals over all used instances, in words.
Json evaluation_json(const std::string& layer, const Problem& problem, const Machine& machine,
                     const Evaluation& evaluation);

/// The same for a mapping that cannot run: feasible is false, `reason` is "illegal", "capacity", "no_unit" or
/// "overflow", and `message`, `help`, `place` and `notes` say what the error says.
Json infeasible_json(const std::string& layer, const Problem& problem, const Machine& machine,
                     const Infeasible& infeasible, const Diagnostic& diagnostic);

}  // namespace ridge::cli
