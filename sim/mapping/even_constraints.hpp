// Constraints on nests in Timeloop's form.
#pragma once

#include "sim/mapping/constraints.hpp"

namespace ridge {

/// What `broken_constraint` says of a nest in Timeloop's form: loops behind the spatial ones of a fanout
/// belong to the level right below, be it one that keeps nothing.
std::optional<std::string> broken_constraint_of_even(const Constraints& constraints, const Problem& problem,
                                                     const Machine& machine, const Mapping& mapping);

}  // namespace ridge
