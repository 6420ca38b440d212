// What windows move: tiles of a tensor whose ranks slide overlap, and a step fetches what the tile before did
// not hold. Lower bounds, whatever the order of the loops.
//
// A *sweep* is a lane going through all tiles of its tensor once. Let x be the extents of a tile, N the steps
// of the sweep, d the dimension of the loop that changes the tile fastest. A step along d alone finds
//
//   new(d) = words of a tile of extents x with x_d doubled, less words of the tile
//
// and unless both dimensions of one window are looped, no step finds less than the least of these. When they
// are, a step of both may cancel; but one step in two at least is along d alone.
//
// Where last trips are short, a tile of a window that is not whole, or has no work, spoils two steps of its
// lane at most, and of the lanes beside it. Of other dimensions what exists counts; lanes that work in one of
// two trips do not.
#pragma once

#include "mapper/exact/shape.hpp"

namespace ridge::mapper {

/// Words moved in one sweep, at least: the mean over lanes.
struct Sweep {
  double lane = 0;   // into one lane
  double group = 0;  // into a group of lanes that one read serves
};

/// The tiles of one lane, and the lanes beside it that one read serves, by dimension.
struct Tiles {
  Factors extents = all_ones;
  Factors steps = all_ones;   // that the lane's tile moves along each dimension
  Factors beside = all_ones;  // lanes of the group
  Factors bounds = all_ones;  // indices that exist in all lanes
  Factors padded = all_ones;  // indices that the loops make; more when last trips are short
};

/// `fastest`: dimensions that may be looped innermost above the tile, with the trips of that loop in `trips`;
/// `alone`: of these, those that no loop further out divides.
Sweep least_sweep(const Shape& shape, TensorId tensor, const Tiles& tiles, ActiveMask fastest,
                  const Factors& trips, ActiveMask alone);

/// The same for the best of all tiles of at most `room` words, when nothing is known of the loops.
/// `tiles.extents`: those of a tile of one trip, `tiles.steps`: all trips.
struct Sweeps {
  Sweep first;
  Sweep again;  // each further one, where the tile changes at all; infinity where it never can
};
Sweeps least_sweeps_of_any(const Shape& shape, TensorId tensor, Tiles tiles, double room);

}  // namespace ridge::mapper
