// A mapper's short form of a mapping, on one line:
//
//   L3[WIO] K2 - L2[WI] N1 K16X - L1[O] K2 C8 P16 C16X - L0[W] P8
//
// Levels outermost first, L0 the innermost of the machine; in brackets the roles it keeps (Weights, Inputs,
// Outputs); then its loops, outermost first, a dimension with its bound. X marks a spatial loop over the
// fanout that follows the level.
#pragma once

#include <optional>

#include "explore/validation/table.hpp"
#include "sim/mapping/mapping.hpp"

namespace ridge::validation {

/// Reads one cell. Dimensions have the problem's names, of one letter each. Records at its place what is
/// wrong with the text, and the first rule of a legal nest that the mapping breaks; then returns nothing.
std::optional<Mapping> read_short_mapping(const TableCell& cell, const Problem& problem,
                                          const Machine& machine, Diagnostics& diagnostics);

}  // namespace ridge::validation
