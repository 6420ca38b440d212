// What a sparse evaluation says of itself.
#pragma once

#include "interop/timeloop/sparse/accesses.hpp"

namespace ridge::timeloop::sparse {

/// The rules that were followed, every saving with what it came to, and what became of the operations.
std::vector<std::string> notes_of(const Layer& layer, const Tiles& tiles, const Savings& savings,
                                  const SpatialSkipping& spatial, const Outcomes& outcomes);

}  // namespace ridge::timeloop::sparse
