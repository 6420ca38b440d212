// The formulas of docs/cycles.md and docs/energy.md, derived a second time from counts, machine and problem:
// slow, straightforward, and without a line of sim/cost.
#pragma once

#include "sim/nest/counts.hpp"
#include "tests/nest/random_case.hpp"

namespace ridge {

/// Bits of the words that one node moves, over all instances.
struct MovedBits {
  double read = 0;   // reads and drains
  double write = 0;  // fills and updates
};
MovedBits moved_bits(const Case& made, const NodeCounts& node);

/// Of these, what passes after the first tiles went in and before the last results came out: the largest tile
/// of every instance is taken for the first and the last.
MovedBits steady_bits(const Case& made, const Counts& counts, const NodeCounts& node);

/// Dynamic energy of one node.
struct MovedEnergy {
  double read_pj = 0;
  double write_pj = 0;
};
MovedEnergy moved_energy(const Case& made, const NodeCounts& node);

/// Cycles that the busiest port of a level needs for its bytes; 0 without a limited port.
double busiest_port_cycles(const Case& made, const Counts& counts, LevelId level);

/// The same for the compulsory words of the tensors whose home is at `level`, over all its instances.
double compulsory_port_cycles(const Case& made, const Counts& counts, LevelId level);

}  // namespace ridge
