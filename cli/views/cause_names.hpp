// The causes of cycles under the names that text and JSON share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/cost/evaluation.hpp"

namespace ridge::cli {

std::string_view name_of(Infeasible::Reason reason);

/// One line of "where the cycles go".
struct NamedCause {
  std::string name;  // "compute", "stall: DRAM Weights read", "start-up", ...
  double cycles = 0;
};

/// All causes that took any cycles: compute first, the rest by cycles, largest first.
std::vector<NamedCause> named_causes(const Causes& causes, const Problem& problem, const Machine& machine);

/// One cause of the gap: "idle lanes", "stall DRAM Weights read", ...
std::string gap_cause_text(const GapFactor& part, const Problem& problem, const Machine& machine);

/// The same in few words, for a column: "excess traffic", "DRAM Weights read", ...
std::string short_gap_cause(const GapFactor& part, const Problem& problem, const Machine& machine);

/// What binds under the roofline of the mapping: the name of a level, or "compute".
std::string bound_by(const Roofline& roofline, const Machine& machine);

}  // namespace ridge::cli
