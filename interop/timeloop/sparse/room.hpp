// Does it fit: words and metadata of the fullest tiles, and lanes.
#pragma once

#include "interop/timeloop/sparse/accesses.hpp"
#include "interop/timeloop/sparse/evaluate.hpp"

namespace ridge::timeloop::sparse {

/// The outermost level whose tiles, compressed as they are, do not fit, or fill less of it than it demands.
std::optional<Refusal> find_overflow(const Layer& layer, const Tiles& tiles);

/// The machine with fanouts at least as wide as the mapping's spatial loops: when lanes are skipped, fewer
/// than the mapping spans are needed.
Machine widened(const Machine& machine, const Mapping& mapping);

/// A fanout that what is left of the lanes does not fit.
std::optional<Refusal> find_too_few_lanes(const Layer& layer, const Machine& machine, const Mapping& mapping,
                                          const SpatialSkipping& spatial);

}  // namespace ridge::timeloop::sparse
