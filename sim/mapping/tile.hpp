// The tile of a storage node: what all loops below it touch, at a home also what the temporal loops above it
// do. For drawings and messages; searches count with sim/nest.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// The largest tile of one node in one instance.
struct Tile {
  std::vector<std::int64_t> rank_words;  // distinct indices by rank of the tensor
  std::int64_t words = 1;                // their product
  bool exact = true;                     // false: an irregular rank, bounded from above
  bool partial = false;                  // its words are partial at some time (perhaps not, if outputs slide)
  int word_bits = 8;                     // as held: partial width, or the width that the level forces
  std::int64_t bytes = 0;                // of one copy (double buffering not included), rounded up
};

/// How far each dimension moves below `entry` (exclusive): the product of the bounds there, at most its size.
IdVector<DimensionId, std::int64_t> extents_below(const Mapping& mapping, std::size_t entry,
                                                  const Problem& problem);

/// The tile of the node at `entry`, which must be a `keep`. The mapping must be legal.
Tile tile_of(const Mapping& mapping, std::size_t entry, const Problem& problem, const Machine& machine);

}  // namespace ridge
