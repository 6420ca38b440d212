// The two rules of a legal nest that speak of the written tensor and spatial loops, found by walking: partial
// results of different places are either summed on the way up or never about the same word.
#pragma once

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// True when the spatial loop at `entry` does not index the written tensor and cannot be summed: its axis
/// does not reduce, or no node of the written tensor stands above it.
bool lacks_reduction(const Problem& problem, const Machine& machine, const Mapping& mapping,
                     std::size_t entry);

/// True when two lanes with different coordinates in the written tensor's own dimensions ever write the same
/// word.
bool places_overlap(const Problem& problem, const Mapping& mapping);

}  // namespace ridge
