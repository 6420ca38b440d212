// The objectives that every exact search is tried with.
#pragma once

#include "sim/cost/objective.hpp"

namespace ridge::test {

/// One of each kind; in the last, energy counts twice.
inline constexpr Objective objectives[]{Objective::latency, Objective::energy, Objective::edp, {1, 2, 0}};

}  // namespace ridge::test
