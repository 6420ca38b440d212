#include "sim/cost/level_tiles.hpp"

#include <algorithm>
#include <limits>

#include "base/checked.hpp"
#include "sim/cost/capacity.hpp"
#include "sim/mapping/tile.hpp"

namespace ridge::cost {
namespace {

constexpr std::int64_t most_bytes = std::numeric_limits<std::int64_t>::max();

std::int64_t add_up(std::int64_t a, std::int64_t b) {
  return checked_add(a, b).value_or(most_bytes);
}

/// Words of a tensor over the part of the layer with these extents.
std::int64_t words_within(const Problem& problem, TensorId tensor,
                          const IdVector<DimensionId, std::int64_t>& extents) {
  Problem part = problem;
  for (const DimensionId dimension : part.dimensions.ids())
    part.dimensions[dimension].bound = extents[dimension];
  return part.words(tensor);
}

}  // namespace

LevelTiles::LevelTiles(const Setting& setting, const Mapping& mapping, LevelId level)
    : setting_(setting), mapping_(mapping), level_(level) {
  Counts counts;
  Counter(setting.problem, setting.machine).count(mapping, counts);
  for (const NodeCounts& node : counts.nodes) {
    if (node.level != level) continue;
    const Slot& slot = setting.slots[setting.slot(level, node.tensor)];
    const bool changes = node.changes && !node.home;
    LevelTile tile{node, 0, slot.double_buffered && changes,
                   node.holds_partial() ? slot.partial_bits : slot.word_bits};
    tile.bytes = demanded_bytes(slot, node.tile_words, node.holds_partial(), changes).value_or(most_bytes);
    bytes_ = add_up(bytes_, tile.bytes);
    tiles_.push_back(tile);
  }
  std::stable_sort(tiles_.begin(), tiles_.end(),
                   [](const LevelTile& a, const LevelTile& b) { return a.bytes > b.bytes; });
}

bool LevelTiles::fits() const {
  const auto& size_bytes = setting_.machine.levels[level_].size_bytes;
  return !size_bytes || bytes_ <= *size_bytes;
}

std::int64_t LevelTiles::extent(DimensionId dimension) const {
  std::int64_t largest = 1;
  for (const LevelTile& tile : tiles_) {
    if (tile.counts.home) continue;
    largest = std::max(largest, extents_below(mapping_, tile.counts.entry, setting_.problem)[dimension]);
  }
  return largest;
}

std::int64_t LevelTiles::bytes_capped(DimensionId dimension, std::int64_t most) const {
  const Problem& problem = setting_.problem;
  const bool looped_outside = most < problem.dimensions[dimension].bound;
  std::int64_t sum_bytes = 0;
  for (const LevelTile& tile : tiles_) {
    const NodeCounts& node = tile.counts;
    if (node.home) {
      sum_bytes = add_up(sum_bytes, tile.bytes);
      continue;
    }
    auto extents = extents_below(mapping_, node.entry, problem);
    extents[dimension] = std::min(extents[dimension], most);
    const bool has_it = problem.relevant(node.tensor, dimension);
    const bool changes = node.changes || (looped_outside && has_it);
    const bool partial =
        node.holds_partial() || (looped_outside && problem.is_written(node.tensor) && !has_it);
    const auto bytes = demanded_bytes(setting_.slots[setting_.slot(level_, node.tensor)],
                                      words_within(problem, node.tensor, extents), partial, changes);
    sum_bytes = add_up(sum_bytes, bytes.value_or(most_bytes));
  }
  return sum_bytes;
}

std::optional<std::int64_t> LevelTiles::fitting_extent(DimensionId dimension) const {
  const std::int64_t size_bytes = setting_.machine.levels[level_].size_bytes.value_or(most_bytes);
  std::int64_t fits = 0;  // demand only grows with the extent: search for the last that fits
  std::int64_t fits_not = extent(dimension);
  while (fits + 1 < fits_not) {
    const std::int64_t middle = fits + (fits_not - fits) / 2;
    (bytes_capped(dimension, middle) <= size_bytes ? fits : fits_not) = middle;
  }
  if (fits == 0) return std::nullopt;
  return fits;
}

}  // namespace ridge::cost
