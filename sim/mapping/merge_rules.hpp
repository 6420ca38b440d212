// Rules that must hold together: the tighter of two, or an error when they exclude each other.
#pragma once

#include "sim/mapping/constraints.hpp"

namespace ridge {

/// Each makes the first rule as tight as both; records an error naming both places when nothing satisfies
/// both.
void tighten(BoundRule& rule, const BoundRule& other, Diagnostics& diagnostics);
void tighten_order(LoopRules& rules, const std::vector<DimensionId>& order, const Place& place,
                   Diagnostics& diagnostics);
void tighten(LoopRules& rules, const LoopRules& other, Diagnostics& diagnostics);
void tighten_keep(std::optional<bool>& rule, Place& rule_place, bool keep, const Place& place,
                  Diagnostics& diagnostics);

}  // namespace ridge
