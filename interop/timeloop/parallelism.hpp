// The least parallelism that a Timeloop mapper is asked for, as our rule on used lanes.
#pragma once

#include "interop/timeloop/rule_list.hpp"
#include "sim/mapping/constraints.hpp"

namespace ridge::timeloop {

/// True for the types that ask for it: 'parallelism' and 'utilization'.
bool is_parallelism(const WrittenRule& rule);

/// The `min` of the one constraint that asks for a least parallelism: the part of all lanes, the product of
/// the spatial factors over that of the fan-outs, that its mapper demands. As there, it stands at the
/// innermost level, though it speaks of the whole machine, and there is at most one. Other constraints are
/// passed over.
UsedLanesRule read_parallelism(const std::vector<WrittenRule>& rules, const Spec& spec,
                               Diagnostics& diagnostics);

/// Warns of a given mapping that has less: Timeloop's model takes it all the same, and so does ours. What is
/// wrong in the constraints is for who searches.
void warn_of_parallelism(const Mapping& mapping, const Spec& spec, Diagnostics& diagnostics);

}  // namespace ridge::timeloop
