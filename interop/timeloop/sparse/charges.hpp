// Energy, time and room of accesses that are known.
#pragma once

#include "interop/timeloop/sparse/accesses.hpp"

namespace ridge::timeloop::sparse {

/// A level that compresses tiles into blocks of several words knows how full they are for these sizes only.
/// Throws InputError where a format meets another one.
void check_blocks(const Layer& layer, const Tiles& tiles);

struct Charge {
  double read_pj = 0;
  double write_pj = 0;  // fills, updates, packing and unpacking
};

/// Of all instances. `used`: instances with work, `mean_instances`: of these, with something in their tile,
/// on average. Whole accesses are charged, of data by blocks and of metadata by rows of its storage.
Charge charge(const Layer& layer, LevelId level, TensorId tensor, const Tile& tile, const Accesses& accesses,
              std::int64_t used, double mean_instances);

/// Bits of metadata that these units take.
double metadata_bits(const Format* format, const std::vector<RankUnits>& units);

/// Words of one instance that take bandwidth: actual and gated ones, and their metadata in whole words.
std::int64_t moved_words(const Level& level, const Tile& tile, const Accesses& accesses, Action action);

/// The slowest of compute and all levels. Every step is in double and in this order: the last bit of a
/// quotient decides what is rounded up.
double slowest_cycles(const Layer& layer, const Tiles& tiles, const Grid<Accesses>& accesses,
                      double compute_cycles);

/// What tiles take of one instance of a level.
struct Room {
  std::int64_t words = 0;
  std::int64_t metadata_bits = 0;
};

/// Of the fullest tile there may be.
Room room_of(const Layer& layer, TensorId tensor, const Tile& tile);

}  // namespace ridge::timeloop::sparse
