// What the windows of a tile go through, whatever the order of the loops: sets of indices and how large they
// are at least, where mapper/exact/sweeps.hpp counts steps.
#pragma once

#include "mapper/exact/sweeps.hpp"

namespace ridge::mapper {

/// Different words that a lane, and a group, goes through in one sweep: each is found once at least, but for
/// those that the tile holds before.
Sweep visited(const Shape& shape, TensorId tensor, const Tiles& tiles);

/// What each further pass finds at least. A loop that the tensor does not have brings the tile back to where
/// it was when the loops inside of it began, `inside` of these at least (all ones: not known), wherever those
/// outside have it: each time it finds what it goes through there, but for one tile. Some of `tiles.steps`
/// are above 1.
Sweep found_again(const Shape& shape, TensorId tensor, const Tiles& tiles, const Factors& inside = all_ones);

/// A part of a run, in which a lane has work of so many indices of every dimension.
struct Stretch {
  Factors most = all_ones;    // indices
  Factors fewest = all_ones;  // the same unless it may have fewer
  Factors times = all_ones;   // stretches in place of one, when it has the fewest
  ActiveMask in_a_row = 0;    // dimensions of which the indices follow each other
};

/// What a node finds in a stretch, at least, or in those that take its place when it has fewer indices: it
/// goes through all that these need, but for what one tile holds before. `tiles`: of the node, the largest
/// that they may be; their steps do not matter. `room`: words of a tile, at most.
Sweep found_in_stretch(const Shape& shape, TensorId tensor, const Tiles& tiles, const Stretch& stretch,
                       double room);

}  // namespace ridge::mapper
