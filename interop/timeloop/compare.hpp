// The same mapping by Timeloop's rules and by ours: every number that differs, and why.
#pragma once

#include <string>
#include <vector>

#include "sim/cost/evaluation.hpp"

namespace ridge::timeloop {

/// One number that the two give differently.
struct Difference {
  std::string what;  // "GLB Inputs fills", "cycles"
  double theirs = 0;
  double ours = 0;
  std::string cause;
};

/// Counts level by level and tensor by tensor, then cycles and energy. Both evaluations are of one mapping on
/// one machine. Empty when they agree.
std::vector<Difference> differences(const Problem& problem, const Machine& machine, const Mapping& mapping,
                                    const Evaluation& theirs, const Evaluation& ours);

}  // namespace ridge::timeloop
