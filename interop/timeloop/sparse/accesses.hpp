// What becomes of the accesses: thinned by formats, gated, skipped, or taken away by what is saved outside.
#pragma once

#include "interop/timeloop/sparse/savings.hpp"
#include "interop/timeloop/sparse/spatial_skipping.hpp"

namespace ridge::timeloop::sparse {

/// Of one level and tensor. All words are whole numbers, of one instance that holds something.
struct Accesses {
  ByFate<ByAction<double>> words;
  ByFate<ByAction<std::vector<RankUnits>>> units;  // by rank; none without a format
  double decompressed_words = 0;
  double compressed_words = 0;
};

/// Operations in all.
struct Computes {
  std::int64_t actual = 0;
  std::int64_t gated = 0;
  std::int64_t skipped = 0;
};

struct Outcomes {
  Grid<Accesses> accesses;
  Computes computes;
};

/// Plays all savings on the tiles. `operations`: of the dense layer. Throws InputError when not exactly two
/// tensors are read: what becomes of an operation is known of two operands only.
Outcomes play(const Layer& layer, const Tiles& tiles, const Savings& savings, const SpatialSkipping& spatial,
              std::int64_t operations);

}  // namespace ridge::timeloop::sparse
