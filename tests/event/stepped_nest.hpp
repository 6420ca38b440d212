// A nest as the stepper plays it: the tiles of every node, one after the other, made from real sets of words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/nest/random_case.hpp"

namespace ridge::stepped {

/// Thrown where going cycle by cycle is not fine enough: a transfer takes a part of a cycle, passes two
/// ports, or is a mean of words of two widths.
struct NotWhole {};

/// One port's part of a transfer.
struct Load {
  std::string port;
  std::int64_t cycles = 0;
};

/// What one node holds for a while, all instances together.
struct Tile {
  std::int64_t from = 0, until = 0;  // ticks
  bool brings = true;                // words from the parent
  std::vector<Load> fill, drain;
};

struct Node {
  bool written = false;
  std::size_t places = 1;
  std::size_t entry = 0;        // in the nest
  int parent = -1, child = -1;  // -1: the home; the lanes
  std::vector<Tile> tiles;
};

/// A tick is a step of the loops down to the innermost one that moves a tile: a loop over one of the tensor's
/// dimensions, above a node that is not its home.
struct Nest {
  std::vector<Node> nodes;
  std::vector<int> innermost;  // by tensor: the node that the lanes work from; -1: the home
  std::int64_t ticks = 0;
  std::int64_t tick_cycles = 0;  // that the lanes need for one
  std::vector<Load> tick_loads;  // operands and results of one
  std::int64_t end_cycles = 0;   // after all
};

/// The case is perfect. Throws NotWhole.
Nest nest_of(const Case& made);

}  // namespace ridge::stepped
