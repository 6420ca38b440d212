// Why Timeloop's rules refuse a mapping, in the words of Timeloop's files.
#pragma once

#include "interop/timeloop/spec.hpp"
#include "sim/cost/evaluator.hpp"

namespace ridge::timeloop {

/// The infeasibility of a dense evaluation for people: what is demanded in words of the level, as Timeloop
/// counts tiles, what there is, and what to change in which file.
Diagnostic describe_refusal(const Spec& spec, const Mapping& mapping, const Infeasible& infeasible);

}  // namespace ridge::timeloop
