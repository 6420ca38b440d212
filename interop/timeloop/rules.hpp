// Timeloop's constraints as ours: what its mapper may choose from.
#pragma once

#include "interop/timeloop/spec.hpp"
#include "mapper/search.hpp"

namespace ridge::timeloop {

/// All constraints of a spec: sections whose name contains "constraints" (a list, or `targets:`), the older
/// `mapspace: targets:`, and those inside a v0.4 tree. Factors are exact, at most or at least; 0 is all that
/// is left. A permutation orders the dimensions it names, innermost of the level; before its `split`
/// dimensions may lie on X only, after it on Y only. What cannot be said in our terms is warned of and left
/// out, so that the space grows, never shrinks. Throws InputError with all that is wrong.
Constraints read_rules(const Spec& spec, Diagnostics& diagnostics);

/// The first of the mapper's `optimization-metrics`: edp, delay, energy. Edp when there is none. Keys that
/// steer Timeloop's own search (threads, timeouts, victory condition) mean nothing here.
Objective read_metric(const Spec& spec, Diagnostics& diagnostics);

}  // namespace ridge::timeloop
