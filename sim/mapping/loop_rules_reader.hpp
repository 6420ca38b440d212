// The rules for the loops of one place: {only: [K], must: [C], not: [R], bounds: {K: <= 4}, order: [K, C]}.
#pragma once

#include "sim/mapping/constraints.hpp"

namespace ridge {

/// Reads rules, `what` naming the place in messages. Contradictions between them are errors too.
LoopRules read_loop_rules(const yaml::Node& node, const std::string& what, const Problem& problem,
                          Diagnostics& diagnostics);

}  // namespace ridge
