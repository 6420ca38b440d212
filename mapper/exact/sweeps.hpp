// What windows move: tiles of a tensor whose ranks slide overlap, and a step fetches what the tile before did
// not hold. Lower bounds, whatever the order of the loops.
//
// A *sweep* is a lane going through all tiles of its tensor once. With L indices of a window in a row, a tile
// that stands k indices further finds min(L, k) of them: so much a loop that goes on, or one that starts
// again, moves it. Unless both dimensions of one window are looped, no step finds less than the shortest one.
// When they are, a step of both may cancel; but of the innermost loop all steps but the last are along one
// alone.
//
// Where last trips are short, lanes run out of work and keep what they hold. A lane that works again finds at
// least what a step finds, where one dimension of its window is looped: so what counts is how many tiles
// exist. Otherwise a tile that is not whole, or has no work, spoils two steps of its lane at most, and of the
// lanes beside it. Of dimensions alone in their rank what exists counts; lanes that work in one of two trips
// do not.
#pragma once

#include <algorithm>
#include <limits>
#include <span>

#include "mapper/exact/shape.hpp"

namespace ridge::mapper {

/// Words moved in one sweep, at least: the mean over lanes.
struct Sweep {
  double lane = 0;   // into one lane
  double group = 0;  // into a group of lanes that one read serves
};

inline Sweep operator+(const Sweep& a, const Sweep& b) {
  return {a.lane + b.lane, a.group + b.group};
}

inline Sweep operator*(const Sweep& a, double often) {
  return {a.lane * often, a.group * often};
}

inline Sweep least(const Sweep& a, const Sweep& b) {
  return {std::min(a.lane, b.lane), std::min(a.group, b.group)};
}

inline Sweep most(const Sweep& a, const Sweep& b) {
  return {std::max(a.lane, b.lane), std::max(a.group, b.group)};
}

inline constexpr Sweep unlimited{std::numeric_limits<double>::infinity(),
                                 std::numeric_limits<double>::infinity()};

/// The tiles of one lane, and the lanes beside it that one read serves, by dimension.
struct Tiles {
  Factors extents = all_ones;
  Factors steps = all_ones;                  // that the lane's tile moves along each dimension
  std::array<double, most_active> beside{};  // lanes of the group
  Factors bounds = all_ones;                 // indices that exist in all lanes
  Factors padded = all_ones;                 // indices that the loops make; more when last trips are short
};

/// The temporal loops between two nodes, one for each dimension.
struct Gap {
  Factors loops = all_ones;
  std::size_t innermost = most_active;  // dimension of the last one; most_active: any
  Factors lanes_behind = all_ones;      // that stand between the loops and the tile
};

/// One sweep. `gap`: the last loops above the tile of which one changes it, in any order.
Sweep least_sweep(const Shape& shape, TensorId tensor, const Tiles& tiles, const Gap& gap);

/// What one step along a dimension finds, when no other one moves the tile with it. Of the tensor's
/// dimensions.
Sweep found_by_step(const Shape& shape, TensorId tensor, const Tiles& tiles, std::size_t along);

/// A temporal loop above a tile; its weight is what one trip adds to the dimension's index.
struct Turn {
  std::size_t dimension = 0;  // active
  std::int64_t trips = 1;
  std::int64_t weight = 1;
};

/// Words moved in all sweeps together under these loops, outermost first, none of the last ones idle.
Sweep sweeps_in_order(const Shape& shape, TensorId tensor, const Tiles& tiles, std::span<const Turn> turns);

/// One sweep under any loops, however they are split and interleaved. `loops`: trips of which those of the
/// innermost loop are a part.
Sweep least_sweep_of_any_order(const Shape& shape, TensorId tensor, const Tiles& tiles, const Factors& loops);

/// The same when nothing is known of the tiles but how often they move.
Sweep least_sweep_of_any_tiles(const Shape& shape, TensorId tensor, const Tiles& tiles);

/// The same for the best of all tiles of at most `room` words, when nothing is known of the loops.
/// `tiles.extents`: those of a tile of one trip, `tiles.steps`: all trips.
struct Sweeps {
  Sweep first;
  Sweep again;  // in each further pass, where the tile changes at all; infinity where it never can
};
Sweeps least_sweeps_of_any(const Shape& shape, TensorId tensor, Tiles tiles, double room);

}  // namespace ridge::mapper
