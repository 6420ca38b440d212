// Which loops each rank of a format describes. The loops over a tensor between a level and the next one in
// are handed out rank by rank, outermost or innermost first; a rank takes one loop, or all that its
// flattening allows.
#pragma once

#include "interop/timeloop/sparse/tiles.hpp"

namespace ridge::timeloop::sparse {

/// A loop over dimensions of the tensor, and the box of the tensor through it.
struct BoxedLoop {
  LevelLoop loop;
  Box box;
};

/// Hands `loops` (innermost first) to `count` ranks of `format`, from rank `first` on; without a format one
/// rank takes them all. A rank that finds no loop describes one position. The box of a rank is that of its
/// outermost loop, or of its innermost one when ranks are applied inner to outer; of a rank left over, that
/// of the innermost loop of the list. Nothing: a loop of more than one trip is left without a rank.
std::optional<std::vector<RankTile>> hand_out(const std::vector<BoxedLoop>& loops, const Format* format,
                                              std::size_t first, std::size_t count, const Problem& problem,
                                              TensorId tensor);

}  // namespace ridge::timeloop::sparse
