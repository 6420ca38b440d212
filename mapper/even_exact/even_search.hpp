// The exact search among even nests by Timeloop's rules and accounting (docs/even-search.md): all roots in
// the order of their bounds, each walked under one incumbent.
#pragma once

#include "mapper/exact/exact.hpp"

namespace ridge::mapper::even {

/// Whether a space is of this kind: even nests, Timeloop's counting and accounting, fanouts all of whose axes
/// multicast and reduce, a written tensor without windows.
bool is_walkable(const Space& space);

/// Walks such a space, as exact_search does.
ExactAnswer exact_search(const Space& space, const SearchOptions& options, const Mapping& start,
                         std::int64_t most_work, Watch& watch);

}  // namespace ridge::mapper::even
