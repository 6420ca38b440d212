// Formats applied to tiles, level by level from the inside.
#include <fmt/format.h>

#include "interop/timeloop/sparse/rank_loops.hpp"

namespace ridge::timeloop::sparse {
namespace {

class Formatter {
 public:
  Formatter(const Layer& layer, Tiles& tiles) : layer_(layer), tiles_(tiles) {}

  void apply(LevelId level, TensorId tensor) {
    Tile& tile = tiles_[level][tensor];
    tile.format = layer_.section.format(level, tensor);
    const Tile* child = tile.child ? &tiles_[*tile.child][tensor] : nullptr;
    // A compressed tile is made of its child's tiles: their ranks are its inner ranks.
    const bool of_tiles = tile.compressed() && child != nullptr && child->words > 1;
    const std::size_t count = tile.format == nullptr ? 1 : tile.format->ranks.size();
    const std::size_t inherited = of_tiles ? child->ranks.size() : 0;
    if (of_tiles) check_against(tile, *child, level, tensor);
    const Tensor& of = layer_.problem.tensors[tensor];
    auto ranks = hand_out(loops_between(tile, level, of, of_tiles), tile.format, inherited, count - inherited,
                          layer_.problem, tensor);
    if (!ranks) refuse(level, tensor, tile);
    if (of_tiles) tile.ranks = child->ranks;
    tile.ranks.insert(tile.ranks.end(), ranks->begin(), ranks->end());
    tile.innermost = of_tiles ? child->innermost : one_word(of);
  }

 private:
  /// Loops over the tensor from below this level down to its child. Where nothing below has ranks of its own,
  /// the first loop of each dimension stands for all of that dimension below, too.
  std::vector<BoxedLoop> loops_between(const Tile& tile, LevelId level, const Tensor& tensor,
                                       bool of_tiles) const {
    const std::size_t end = tile.child ? tile.child->index() : layer_.loops.level_count();
    Extents below = one_operation(layer_.problem);
    if (tile.child && !of_tiles) below = layer_.loops.through(*tile.child);
    std::vector<BoxedLoop> list;
    for (std::size_t l = end; l-- > level.index();) {
      const LevelId at(l);
      for (std::size_t loop = 0; loop < layer_.loops.at(at).size(); ++loop) {
        LevelLoop of = layer_.loops.at(at)[loop];
        if (!indexes(tensor, of.dimension)) continue;
        of.trips *= std::exchange(below[of.dimension], 1);
        list.push_back({of, box_of(tensor, layer_.loops.through(at, loop))});
      }
    }
    return list;
  }

  void check_against(const Tile& tile, const Tile& child, LevelId level, TensorId tensor) const {
    const std::string name = layer_.problem.tensors[tensor].name;
    const std::string& here = layer_.architecture.levels[level.index()].name;
    const std::string& inside = layer_.architecture.levels[tile.child->index()].name;
    if (child.ranks.size() > tile.format->ranks.size()) {
      throw InputError(tile.format->place,
                       fmt::format("'{}' has {} ranks at '{}', but tiles of {} at '{}'", name,
                                   tile.format->ranks.size(), here, child.ranks.size(), inside),
                       "the format of a level begins outside of that of the next one in: add ranks");
    }
    if (!child.compressed()) return;
    for (std::size_t rank = 0; rank < child.ranks.size(); ++rank) {
      const FormatKind outer = tile.format->ranks[rank].kind;
      const FormatKind inner = child.format->ranks[rank].kind;
      if (outer == inner) continue;
      throw InputError(tile.format->place,
                       fmt::format("a rank of '{}' is {} at '{}', but {} at '{}'", name, name_of(outer), here,
                                   name_of(inner), inside),
                       "tiles are moved as they are: their ranks are the same at both levels");
    }
  }

  [[noreturn]] void refuse(LevelId level, TensorId tensor, const Tile& tile) const {
    throw InputError(
        tile.format->place,
        fmt::format("the mapping has more loops over '{}' at '{}' than its format has ranks",
                    layer_.problem.tensors[tensor].name, layer_.architecture.levels[level.index()].name),
        "add ranks, or give one 'flattened_rankIDs', so that it takes several loops");
  }

  const Layer& layer_;
  Tiles& tiles_;
};

/// Who stores a tensor as it is below a level that compresses it has to be able to unpack it.
void check_boundary(const Layer& layer, const Tiles& tiles, LevelId level, TensorId tensor) {
  const Tile& tile = tiles[level][tensor];
  if (!tile.parent) return;
  const Tile& parent = tiles[*tile.parent][tensor];
  const Level& here = layer.architecture.levels[level.index()];
  const Level& above = layer.architecture.levels[tile.parent->index()];
  const std::string& name = layer.problem.tensors[tensor].name;
  const auto refuse = [&](std::string message, std::string help) {
    throw InputError((parent.compressed() ? parent : tile).format->place, std::move(message),
                     std::move(help));
  };
  if (!parent.compressed() && tile.compressed()) {
    refuse(
        fmt::format("'{}' is compressed at '{}', but not at '{}' outside of it", name, here.name, above.name),
        "give the outer level a format too");
  }
  if (!parent.compressed() || tile.compressed()) return;
  if (!here.metadata.decompresses) {
    refuse(
        fmt::format("'{}' is compressed at '{}', and '{}' cannot decompress it", name, above.name, here.name),
        "set 'decompression_supported: true' there, or give it a format too");
  }
  if (layer.problem.is_written(tensor) && !here.metadata.compresses) {
    refuse(
        fmt::format("'{}' is compressed at '{}', and '{}' cannot compress it", name, above.name, here.name),
        "set 'compression_supported: true' there, or give it a format too");
  }
}

}  // namespace

void apply_formats(const Layer& layer, Tiles& tiles) {
  Formatter formatter(layer, tiles);
  for (std::size_t l = tiles.size(); l-- > 0;) {
    for (const TensorId tensor : layer.problem.tensors.ids()) {
      const LevelId level(l);
      if (tiles[level][tensor].kept) formatter.apply(level, tensor);
    }
  }
  for (const LevelId level : tiles.ids())
    for (const TensorId tensor : layer.problem.tensors.ids())
      if (tiles[level][tensor].kept) check_boundary(layer, tiles, level, tensor);
}

}  // namespace ridge::timeloop::sparse
