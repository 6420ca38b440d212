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
  const Stall* stall = nullptr;  // in the causes that were named; null: another cause
};

/// All causes that took any cycles: compute first, the rest by cycles, largest first.
std::vector<NamedCause> named_causes(const Causes& causes, const Problem& problem, const Machine& machine);

/// One cause of the gap: "idle lanes", "stall DRAM Weights read", ...
std::string gap_cause_text(const GapFactor& part, const Problem& problem, const Machine& machine);

/// The same in few words, for a column: "excess traffic", "DRAM Weights read", ...
std::string short_gap_cause(const GapFactor& part, const Problem& problem, const Machine& machine);

/// Achieved of what the mapping's own roof allows: the roof that bound_by names. The one meaning of "of
/// roof".
double share_of_roof(const Roofline& roofline);

/// The largest part of the way from the peak to what is achieved, of the parts from `first` on; null when
/// there is none to speak of.
const GapFactor* largest_loss(const Roofline& roofline, GapCause first = GapCause::memory_roof);

/// What binds under the roofline of the mapping: the name of a level, or "compute".
std::string bound_by(const Roofline& roofline, const Machine& machine);

}  // namespace ridge::cli
