// Whether a space has any mapping at all.
#pragma once

#include <cstdint>

#include "mapper/space.hpp"
#include "mapper/watch.hpp"

namespace ridge::mapper {

/// What is known of it.
enum class Emptiness : std::uint8_t { empty, unknown, inhabited };

/// Looks for a conflict (mapper/conflict.hpp), then with some hundred mappings of the heuristic for one
/// that runs, then walks the space, or a larger one where it cannot be walked (mapper/relaxed.hpp), with at
/// most `work_left`, which then is less by the work that was done. Costs do not matter, and the first mapping
/// found ends it; so does `watch`, of the search that asks.
Emptiness emptiness_of(const Space& space, std::int64_t& work_left, Watch& watch);

}  // namespace ridge::mapper
