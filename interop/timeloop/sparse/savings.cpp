#include "interop/timeloop/sparse/savings.hpp"

#include <fmt/format.h>

#include "interop/timeloop/sparse/granularity.hpp"

namespace ridge::timeloop::sparse {
namespace {

class Finder {
 public:
  Finder(const Layer& layer, const Tiles& tiles) : layer_(layer), tiles_(tiles) {
    savings_.assign(tiles.size(), IdVector<TensorId, std::optional<Saving>>(layer.problem.tensors.size()));
  }

  void add_all(SavingKind kind) {
    for (std::size_t l = tiles_.size(); l-- > 0;)
      for (const Item& item : layer_.section.items)
        if (item.kind == kind && item.level == LevelId(l)) add(item);
  }

  Savings take() { return std::move(savings_); }

 private:
  /// Of the options the one that saves most energy, of equal ones the last.
  void add(const Item& item) {
    const Option* best = nullptr;
    double best_pj = 0;
    double best_probability = 0;
    for (const Option& option : item.options) {
      const LevelId level = kept_at(item.level, option);
      const double probability = no_effect(level, option);
      const double pj = probability * energy_at_stake(level, option.target);
      if (best != nullptr && pj < best_pj) continue;
      best = &option;
      best_pj = pj;
      best_probability = probability;
    }
    const LevelId level = kept_at(item.level, *best);
    auto& saving = savings_[level][best->target];
    if (saving && saving->probability >= best_probability) return;
    saving = Saving{item.kind, best_probability, item.level, *best};
  }

  LevelId kept_at(LevelId level, const Option& option) const {
    if (const auto found = keeper(tiles_, level, option.target)) return *found;
    throw InputError(
        option.place,
        fmt::format("no level from '{}' outwards keeps '{}'", layer_.architecture.levels[level.index()].name,
                    layer_.problem.tensors[option.target].name),
        "keep it there, or name an outer level");
  }

  /// An access is of no effect when any of its conditions is empty.
  double no_effect(LevelId level, const Option& option) const {
    const Granularity granularity(layer_, tiles_, level, option.target);
    double effective = 1;
    for (const TensorId condition : option.conditions) {
      if (const auto box = granularity.condition_box(condition))
        effective *= 1 - layer_.section.densities[condition]->empty(*box);
    }
    return 1 - effective;
  }

  /// pJ of reading a tile and its metadata once.
  double energy_at_stake(LevelId level, TensorId target) const {
    const Level& at = layer_.architecture.levels[level.index()];
    const Tile& tile = tiles_[level][target];
    const Tile& sent = tile.child ? tiles_[*tile.child][target] : tile;
    double units = 0;
    for (const RankUnits& rank : sent.expected_units)
      units += rank.metadata + rank.payload;
    const auto words_per_unit = static_cast<double>(at.metadata.word_bits / at.word_bits);
    return at.read_pj / static_cast<double>(at.block_words) * (tile.expected_words + words_per_unit * units);
  }

  const Layer& layer_;
  const Tiles& tiles_;
  Savings savings_;
};

}  // namespace

std::optional<LevelId> keeper(const Tiles& tiles, LevelId level, TensorId tensor) {
  for (std::size_t l = level.index() + 1; l-- > 0;)
    if (tiles[LevelId(l)][tensor].kept) return LevelId(l);
  return std::nullopt;
}

Savings find_savings(const Layer& layer, const Tiles& tiles) {
  Finder finder(layer, tiles);
  finder.add_all(SavingKind::gating);
  finder.add_all(SavingKind::skipping);
  return finder.take();
}

}  // namespace ridge::timeloop::sparse
