// Timeloop's constraints as ours: what its mapper may choose from.
#pragma once

#include "interop/timeloop/spec.hpp"
#include "mapper/search.hpp"

namespace ridge::timeloop {

/// All constraints of a spec (rule_list.hpp). Factors are exact, at most or at least; 0 is all that is left.
/// A permutation orders the dimensions it names, innermost of the level; before its `split` dimensions may
/// lie on X only, after it on Y only. A least parallelism is a rule on used lanes (parallelism.hpp).
/// Overbooked tiles, where a level allows them, are warned of: none are found. Throws InputError with all
/// that is wrong.
Constraints read_rules(const Spec& spec, Diagnostics& diagnostics);

/// The first of the mapper's `optimization-metrics`: edp, delay, energy. Edp when there is none. Keys that
/// steer Timeloop's own search (threads, timeouts, victory condition) mean nothing here.
Objective read_metric(const Spec& spec, Diagnostics& diagnostics);

}  // namespace ridge::timeloop
