// The referee of the event engine: the machine of docs/cycles.md, cycle by cycle.
//
// It shares no code with sim/event. Tiles are real sets of words (tests/nest/loop_space.hpp), one after the
// other in a list; in every cycle each port passes one cycle's worth of the transfer that is needed first,
// and the lanes do one cycle's worth of work. Nothing is skipped, nothing is averaged.
#pragma once

#include <optional>

#include "tests/nest/random_case.hpp"

namespace ridge {

/// Cycles until the last result is home. The case is perfect; every port passes a whole number of cycles for
/// every transfer, or nothing is returned: then cycle by cycle is not fine enough.
std::optional<std::int64_t> step_through(const Case& made);

}  // namespace ridge
