// The tiles of a mapping: dense counts of one instance, and for those stored in a format, which loops each
// rank describes, what a tile is expected to hold, and its metadata.
#pragma once

#include "interop/timeloop/sparse/loops.hpp"
#include "interop/timeloop/sparse/section.hpp"

namespace ridge::timeloop::sparse {

/// The part of a tile that one rank of its format describes.
struct RankTile {
  std::vector<LevelLoop> loops;
  Box box;                 // of the tensor, through the loop that decides for the rank: see rank_loops.hpp
  std::int64_t fibre = 1;  // words that its loops alone span
};

/// Expected units of one rank.
struct RankUnits {
  double metadata = 0;
  double payload = 0;
};

struct Tile {
  bool kept = false;
  Box box;
  std::int64_t words = 0;                // of the box
  std::int64_t instances = 0;            // used, by dense counts
  ByAction<std::int64_t> dense;          // words of one instance
  std::optional<LevelId> parent, child;  // next levels outwards and inwards that keep the tensor

  const Format* format = nullptr;  // null: as it is, without metadata
  std::vector<RankTile> ranks;     // innermost first; one, of all loops, without a format
  Box innermost;                   // what one position of rank 0 describes

  double expected_words = 0;  // nonzeros, given that the tile is there at all
  double present = 1;         // chance that it is: empty ones are not sent by a parent with metadata
  std::vector<RankUnits> expected_units;  // by rank, of one tile; none without a format

  bool compressed() const { return format != nullptr && format->compressed(); }
  /// What one position of the rank describes.
  const Box& inside(std::size_t rank) const { return rank == 0 ? innermost : ranks[rank - 1].box; }
  /// Of the dense words, those that are there; the whole where there is no format.
  double density() const { return format == nullptr ? 1 : expected_words / static_cast<double>(words); }
};

using Tiles = Grid<Tile>;

/// What one mapping is evaluated on.
struct Layer {
  const Problem& problem;
  const Architecture& architecture;
  const Section& section;
  const Loops& loops;
};

/// Tiles of a counted mapping, without formats yet.
Tiles dense_tiles(const Layer& layer, const Counts& counts);

/// Hands the loops to the formats' ranks. Throws InputError where that cannot be: see rank_loops.hpp.
void apply_formats(const Layer& layer, Tiles& tiles);

/// Works out what tiles hold.
void expect_occupancy(const Layer& layer, Tiles& tiles);

/// Units of every rank of a tile in a format, when the tile holds so many nonzeros.
std::vector<RankUnits> units_of(const Tile& tile, const Density& density, std::int64_t nonzeros);

}  // namespace ridge::timeloop::sparse
