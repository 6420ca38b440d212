// Sets of dimensions as constraints write them, so that one file serves layers whose dimensions have other
// names: "K", "of weights", "not of outputs", "of weights and not of inputs".
#pragma once

#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// The dimensions that one text means, in the problem's order: the one of that name, or those that satisfy
/// every condition joined with "and", "of ROLE" being true of the dimensions of a tensor of that role. The
/// name of a dimension that only other layer types have means none. Records an error for any other text.
std::vector<DimensionId> dimensions_named(const std::string& text, const Place& place, const Problem& problem,
                                          Diagnostics& diagnostics);

/// The tensors that a text means: those of a role, or the one of that name (none when only other layer types
/// have it). Records an error for any other text.
std::vector<TensorId> tensors_named(const std::string& text, const Place& place, const Problem& problem,
                                    Diagnostics& diagnostics);

}  // namespace ridge
