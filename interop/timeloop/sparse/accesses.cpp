#include "interop/timeloop/sparse/accesses.hpp"

#include <algorithm>
#include <cmath>

#include "interop/timeloop/sparse/computes.hpp"

namespace ridge::timeloop::sparse {
namespace {

Accesses stored(const Tile& tile, bool written) {
  Accesses accesses;
  const double left_out = 1 - tile.density();
  for (const Action action : actions) {
    const auto dense = static_cast<double>(tile.dense[action]);
    const bool thinned = tile.format != nullptr && (action != Action::update || written);
    accesses.words[Fate::actual][action] = dense - (thinned ? std::floor(dense * left_out) : 0);
    const double tiles_moved = tile.kept ? dense / static_cast<double>(tile.words) : 0;
    auto& actual = accesses.units[Fate::actual][action];
    for (const RankUnits& rank : tile.expected_units)
      actual.push_back({std::ceil(rank.metadata * tiles_moved), std::ceil(rank.payload * tiles_moved)});
    accesses.units[Fate::gated][action].resize(actual.size());
    accesses.units[Fate::skipped][action].resize(actual.size());
  }
  return accesses;
}

double take_away(double& amount, double probability, double (*round)(double)) {
  const double taken = round(amount * probability);
  amount -= taken;
  return taken;
}
double down(double amount) {
  return std::floor(amount);
}
double up(double amount) {
  return std::ceil(amount);
}

class Player {
 public:
  Player(const Layer& layer, const Tiles& tiles, const Savings& savings, const SpatialSkipping& spatial,
         std::int64_t operations)
      : layer_(layer),
        tiles_(tiles),
        savings_(savings),
        spatial_(spatial),
        remaining_{static_cast<double>(operations), {}} {
    accesses_.assign(tiles.size(), IdVector<TensorId, Accesses>(layer.problem.tensors.size()));
    settled_.assign(tiles.size(), IdVector<TensorId, std::uint8_t>(layer.problem.tensors.size(), 0));
    remaining_.emptied.assign(layer.problem.tensors.size(), std::nullopt);
    for (const LevelId level : tiles.ids())
      for (const TensorId tensor : layer.problem.tensors.ids())
        accesses_[level][tensor] = stored(tiles[level][tensor], layer.problem.is_written(tensor));
  }

  Outcomes play() {
    for (const TensorId tensor : layer_.problem.tensors.ids())
      for (const LevelId level : tiles_.ids())
        if (acts(level, tensor)) act(level, tensor);
    for (const LevelId level : tiles_.ids())
      for (const TensorId tensor : layer_.problem.tensors.ids())
        unpack(level, tensor);
    const Computes computes = compute(layer_, tiles_, remaining_);
    return {std::move(accesses_), computes};
  }

 private:
  bool acts(LevelId level, TensorId tensor) const {
    return savings_[level][tensor].has_value() || spatial_.acts(level, tensor);
  }

  double probability(LevelId level, TensorId tensor) const {
    const auto& saving = savings_[level][tensor];
    return saving ? saving->probability : spatial_.saved_below(level, tensor);
  }

  /// Accesses of the levels inside that an access here was to serve do not exist, down to the next level with
  /// a saving of its own: there the rest of its chance is left. Operations behind the last do not, either.
  void act(LevelId level, TensorId tensor) {
    const double here = probability(level, tensor);
    bool reaches_compute = true;
    for (std::size_t l = level.index() + 1; l < tiles_.size() && reaches_compute; ++l) {
      const LevelId inner(l);
      take_from(inner, tensor, here, tiles_[level][tensor].format);
      if (!acts(inner, tensor)) continue;
      reaches_compute = false;
      const double rest = here < 1 ? 1 - (1 - probability(inner, tensor)) / (1 - here) : 0;
      if (!spatial_only(inner, tensor)) {
        auto& units = accesses_[inner][tensor].units[Fate::actual];
        units[Action::read] = units[Action::update];  // as Timeloop has it
      }
      settle(inner, tensor, rest);
    }
    if (settled_[level][tensor] == 0) settle(level, tensor, here);
    if (!reaches_compute || layer_.problem.is_written(tensor)) return;
    take_away(remaining_.operations, here, down);
    remaining_.emptied[tensor] = std::round(here * 1e6) / 1e6;
  }

  void take_from(LevelId level, TensorId tensor, double probability, const Format* outer) {
    Accesses& accesses = accesses_[level][tensor];
    for (const Action action : actions)
      take_away(accesses.words[Fate::actual][action], probability, down);
    if (outer == nullptr || outer->ranks.size() != 1) return;
    for (const Action action : {Action::read, Action::fill}) {
      auto& units = accesses.units[Fate::actual][action];
      if (units.empty()) continue;
      take_away(units.front().metadata, probability, down);
      take_away(units.front().payload, probability, down);
    }
  }

  bool spatial_only(LevelId level, TensorId tensor) const { return !savings_[level][tensor]; }

  /// Gates or skips the level's own accesses. Fills are of the level outside, and stay.
  void settle(LevelId level, TensorId tensor, double probability) {
    settled_[level][tensor] = 1;
    if (spatial_only(level, tensor)) return;
    const Fate fate = savings_[level][tensor]->kind == SavingKind::gating ? Fate::gated : Fate::skipped;
    Accesses& accesses = accesses_[level][tensor];
    auto& actual = accesses.words[Fate::actual];
    const bool written = layer_.problem.is_written(tensor);
    accesses.words[fate][Action::read] += take_away(actual[Action::read], probability, written ? up : down);
    accesses.words[fate][Action::update] += take_away(actual[Action::update], probability, down);
    for (const Action action : {Action::read, Action::update}) {
      auto& units = accesses.units[Fate::actual][action];
      const std::size_t ranks = std::min(units.size(), ranks_sent(level, tensor));
      for (std::size_t rank = 0; rank < ranks; ++rank) {
        RankUnits& saved = accesses.units[fate][action][rank];
        saved.metadata += take_away(units[rank].metadata, probability, down);
        saved.payload += take_away(units[rank].payload, probability, down);
      }
    }
  }

  /// Ranks of what an access moves: of the next tile in.
  std::size_t ranks_sent(LevelId level, TensorId tensor) const {
    const Tile& tile = tiles_[level][tensor];
    const Tile& sent = tile.child ? tiles_[*tile.child][tensor] : tile;
    return sent.format == nullptr ? 0 : sent.ranks.size();
  }

  /// Between a compressed level and one inside that is not.
  void unpack(LevelId level, TensorId tensor) {
    const Tile& tile = tiles_[level][tensor];
    if (!tile.kept || tile.compressed() || !tile.parent) return;
    if (!tiles_[*tile.parent][tensor].compressed()) return;
    Accesses& accesses = accesses_[level][tensor];
    accesses.decompressed_words = accesses.words[Fate::actual][Action::fill];
    if (layer_.problem.is_written(tensor))
      accesses.compressed_words = accesses_[*tile.parent][tensor].words[Fate::actual][Action::update];
  }

  const Layer& layer_;
  const Tiles& tiles_;
  const Savings& savings_;
  const SpatialSkipping& spatial_;
  Remaining remaining_;
  Grid<Accesses> accesses_;
  Grid<std::uint8_t> settled_;
};

}  // namespace

Outcomes play(const Layer& layer, const Tiles& tiles, const Savings& savings, const SpatialSkipping& spatial,
              std::int64_t operations) {
  return Player(layer, tiles, savings, spatial, operations).play();
}

}  // namespace ridge::timeloop::sparse
