#include "interop/timeloop/sparse/tiles.hpp"

#include <cmath>

namespace ridge::timeloop::sparse {
namespace {

void link_levels(const Problem& problem, Tiles& tiles) {
  for (const TensorId tensor : problem.tensors.ids()) {
    std::optional<LevelId> above;
    for (const LevelId level : tiles.ids()) {
      Tile& tile = tiles[level][tensor];
      if (!tile.kept) continue;
      tile.parent = above;
      if (above) tiles[*above][tensor].child = level;
      above = level;
    }
  }
}

/// Units of a rank: `fibres` of them at most, of which `filled` hold something, each of `length` positions,
/// of which `used` do.
RankUnits units_of(FormatKind kind, double fibres, double filled, double length, double used) {
  switch (kind) {
    case FormatKind::uop:
      return {0, filled * (length + 1)};
    case FormatKind::cp:
      return {std::ceil(used) * filled, std::ceil(used) * filled};
    case FormatKind::rle:
      return {used * filled, used * filled};
    case FormatKind::b:
      return {filled * length, filled * std::ceil(used)};
    case FormatKind::ub:
      return {fibres * length, fibres * length};
  }
  return {};
}

void expect(const Tile* parent, const Density& density, Tile& tile) {
  double empty = 0;
  // A parent that has metadata knows which tiles are empty, and does not send them.
  if (parent != nullptr && parent->format != nullptr && density.least(tile.box) == 0)
    empty = density.empty(tile.box);
  tile.present = 1 - empty;
  if (tile.format != nullptr) tile.expected_units.resize(tile.ranks.size());
  if (tile.present <= 0) return;
  if (tile.format == nullptr) {
    tile.expected_words = density.mean(tile.box) / tile.present;
    return;
  }
  for (const Outcome& outcome : density.outcomes(tile.box)) {
    if (outcome.nonzeros == 0 && empty > 0) continue;
    const double chance = outcome.probability / tile.present;
    tile.expected_words += chance * static_cast<double>(outcome.nonzeros);
    const std::vector<RankUnits> units = units_of(tile, density, outcome.nonzeros);
    for (std::size_t rank = 0; rank < units.size(); ++rank) {
      tile.expected_units[rank].metadata += units[rank].metadata * chance;
      tile.expected_units[rank].payload += units[rank].payload * chance;
    }
  }
}

}  // namespace

Tiles dense_tiles(const Layer& layer, const Counts& counts) {
  Tiles tiles(layer.architecture.levels.size(),
              IdVector<TensorId, Tile>(layer.problem.tensors.size(), Tile()));
  for (const NodeCounts& node : counts.nodes) {
    Tile& tile = tiles[node.level][node.tensor];
    tile.kept = true;
    tile.box = box_of(layer.problem.tensors[node.tensor], layer.loops.through(node.level));
    tile.words = words_of(tile.box);
    tile.instances = node.instances;
    tile.dense[Action::read] = node.reads / node.instances;
    tile.dense[Action::fill] = node.fills / node.instances;
    tile.dense[Action::update] = node.updates / node.instances;
  }
  link_levels(layer.problem, tiles);
  return tiles;
}

// From the outermost rank inwards: all the fibres that there might be, those of them that hold something
// given what the whole tile holds, and in one of these the positions that do. An outer rank of one position
// says nothing; rank 0 always does, and what it points to is the data itself.
std::vector<RankUnits> units_of(const Tile& tile, const Density& density, std::int64_t nonzeros) {
  const KnownTile known{tile.box, nonzeros};
  std::vector<RankUnits> units(tile.ranks.size());
  double fibres = 1;
  double empty = density.empty_inside(tile.box, known);
  for (std::size_t rank = tile.ranks.size(); rank-- > 0;) {
    const auto length = static_cast<double>(tile.ranks[rank].fibre);
    const double empty_position = density.empty_inside(tile.inside(rank), known);
    if (tile.ranks[rank].fibre > 1 || rank == 0) {
      units[rank] = units_of(tile.format->ranks[rank].kind, fibres, fibres * (1 - empty), length,
                             length * (1 - empty_position));
    }
    fibres *= length;
    empty = empty_position;
  }
  units[0].payload = 0;
  return units;
}

void expect_occupancy(const Layer& layer, Tiles& tiles) {
  for (const LevelId level : tiles.ids()) {
    for (const TensorId tensor : layer.problem.tensors.ids()) {
      Tile& tile = tiles[level][tensor];
      const Tile* parent = tile.parent ? &tiles[*tile.parent][tensor] : nullptr;
      if (tile.kept) expect(parent, *layer.section.densities[tensor], tile);
    }
  }
}

}  // namespace ridge::timeloop::sparse
