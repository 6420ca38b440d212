// The tiles of one level under one mapping, for messages: what they demand, and what they would demand if the
// mapping were changed. Not for searches.
#pragma once

#include <optional>
#include <vector>

#include "sim/cost/setting.hpp"

namespace ridge::cost {

/// One tile of the level, largest first in LevelTiles::tiles.
struct LevelTile {
  NodeCounts counts;
  std::int64_t bytes = 0;  // demanded, double buffering included
  bool doubled = false;
  int word_bits = 8;  // as held
};

class LevelTiles {
 public:
  /// Counts the mapping, which must be legal and countable.
  LevelTiles(const Setting& setting, const Mapping& mapping, LevelId level);

  const std::vector<LevelTile>& tiles() const { return tiles_; }
  /// Greatest 64-bit number when the sum leaves 64 bits.
  std::int64_t bytes() const { return bytes_; }
  bool fits() const;

  /// Bytes demanded if no tile of the level had an extent above `most` in `dimension` and the rest of it were
  /// looped outside: then tiles with it change, and partial results live longer. Homes hold what they hold.
  std::int64_t bytes_capped(DimensionId dimension, std::int64_t most) const;

  /// The largest extent below the size of `dimension` with which the level's tiles fit; nothing when none
  /// does or no tile would shrink.
  std::optional<std::int64_t> fitting_extent(DimensionId dimension) const;
  /// The largest extent of `dimension` in any tile that is no home.
  std::int64_t extent(DimensionId dimension) const;

 private:
  const Setting& setting_;
  const Mapping& mapping_;
  LevelId level_;
  std::vector<LevelTile> tiles_;
  std::int64_t bytes_ = 0;
};

}  // namespace ridge::cost
