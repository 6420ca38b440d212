// Cases for the event engine.
#pragma once

#include <cstdint>

#include "sim/event/engine.hpp"
#include "tests/nest/random_case.hpp"

namespace ridge {

/// A random perfect case (tests/nest/random_case.hpp) on a machine whose ports take a whole number of cycles
/// for every word, with random buffering.
Case random_timed_case(std::uint64_t seed);

event::Plan plan_of(const Case& made);

/// "DRAM: Z A | m 4 | ..." and the machine, for messages.
std::string text_of_timed(const Case& made);

}  // namespace ridge
