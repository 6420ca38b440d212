#include "mapper/exact/sweeps.hpp"

#include <algorithm>
#include <limits>

#include "mapper/factors.hpp"

namespace ridge::mapper {

namespace {

using Window = std::vector<Shape::Term>;

double real(std::int64_t count) {
  return static_cast<double>(count);
}

/// One window of a tile: its indices, and those that a step finds.
struct Rank {
  const Window* window = nullptr;
  double lane = 1;        // indices of the tile
  double group = 1;       // of the tiles of a group, at least
  bool interval = false;  // they follow each other without a gap
  bool regular = false;   // one dimension is looped: a step that moves it finds what the shortest one does
};

Rank rank_of(const Window& window, const Tiles& tiles) {
  Rank rank;
  rank.window = &window;
  rank.lane = real(Shape::window_words(window, tiles.extents));
  double span = 1;
  int looped = 0;
  for (const Shape::Term& term : window) {
    span += real(term.coefficient * (tiles.extents[term.active] - 1));
    looped += tiles.steps[term.active] > 1 ? 1 : 0;
  }
  rank.interval = rank.lane == span;
  rank.regular = rank.interval && looped <= 1;
  // Lanes of one dimension stand at least a tile apart. Of two sets of whole numbers, all sums of one of each
  // are at least as many as both together, less one.
  double others = 0;
  for (const Shape::Term& term : window)
    others += real(tiles.beside[term.active] - 1);
  for (const Shape::Term& term : window) {
    const double lanes = real(tiles.beside[term.active] - 1);
    const double apart =
        rank.interval ? std::min(rank.lane, real(tiles.extents[term.active] * term.coefficient)) : 1;
    rank.group = std::max(rank.group, rank.lane + lanes * apart + others - lanes);
  }
  return rank;
}

/// Indices of a window that `tiles_on` steps along one of its dimensions find.
Sweep found(const Rank& rank, const Tiles& tiles, const Shape::Term& term, std::int64_t tiles_on) {
  Sweep step;
  if (rank.interval) {
    step.lane = std::min(rank.lane, real(tiles_on * tiles.extents[term.active] * term.coefficient));
  } else {
    Factors doubled = tiles.extents;
    doubled[term.active] *= 2;
    step.lane = real(Shape::window_words(*rank.window, doubled)) - rank.lane;
  }
  const double one_tile =
      rank.interval ? std::min(step.lane, real(tiles.extents[term.active] * term.coefficient)) : 1;
  step.group = step.lane;
  for (const Shape::Term& other : *rank.window) {
    const double lanes = real(tiles.beside[other.active] - 1);
    step.group += other.active == term.active ? lanes * one_tile : lanes;
  }
  return step;
}

Sweep least(const Sweep& a, const Sweep& b) {
  return {std::min(a.lane, b.lane), std::min(a.group, b.group)};
}

constexpr Sweep unlimited{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};

/// All ranks of a tile.
class Tile {
 public:
  Tile(const Shape& shape, TensorId tensor, const Tiles& tiles) : tiles_(&tiles) {
    for (const std::size_t d : shape.plain(tensor)) {
      plain_.lane *= real(tiles.extents[d]);
      plain_.group *= real(tiles.extents[d] * tiles.beside[d]);
      steps_ *= real(tiles.steps[d]);
      plain_looped_ = plain_looped_ || tiles.steps[d] > 1;
      const double filled = real(tiles.bounds[d]) / real(tiles.padded[d]);
      const double counted = tiles.steps[d] == 2 ? std::max(0.0, 2 * filled - 1) : filled;
      whole_.lane *= counted;
      whole_.group *= counted;
    }
    for (const Window& window : shape.windows(tensor)) {
      Rank& rank = ranks_[size_++];
      rank = rank_of(window, tiles);
      for (const Shape::Term& term : window) {
        const std::size_t d = term.active;
        steps_ *= real(tiles.steps[d]);
        if (tiles.bounds[d] == tiles.padded[d]) continue;
        const std::int64_t whole = tiles.bounds[d] / tiles.extents[d] * tiles.extents[d];
        const double missing = 1 - real(whole) / real(tiles.padded[d]);
        whole_.lane *= std::max(0.0, 1 - 2 * missing);
        whole_.group *= std::max(0.0, 1 - 2 * missing * real(tiles.beside[d]));
      }
    }
  }

  static constexpr std::size_t most_windows = most_active / 2;
  double steps() const { return steps_; }
  bool plain_looped() const { return plain_looped_; }
  /// So much of what all lanes would move with work in every step.
  Sweep counted(const Sweep& words) const { return {words.lane * whole_.lane, words.group * whole_.group}; }

  Sweep words() const { return beside(size_, {1, 1}); }

  /// Words of so many indices of one rank, with all of the others.
  Sweep beside(std::size_t rank, const Sweep& indices) const {
    Sweep words{plain_.lane * indices.lane, plain_.group * indices.group};
    for (std::size_t r = 0; r < size_; ++r) {
      if (r == rank) continue;
      words.lane *= ranks_[r].lane;
      words.group *= ranks_[r].group;
    }
    return words;
  }

  /// Calls visit(active, regular, words_of) for every dimension of a window along which the tile moves:
  /// words_of(n) are those that n steps along it find.
  template <class Visit>
  void for_each_step(Visit visit) const {
    for (std::size_t r = 0; r < size_; ++r) {
      for (const Shape::Term& term : *ranks_[r].window) {
        if (tiles_->steps[term.active] == 1) continue;
        visit(term.active, ranks_[r].regular,
              [&, r](std::int64_t tiles_on) { return beside(r, found(ranks_[r], *tiles_, term, tiles_on)); });
      }
    }
  }

 private:
  const Tiles* tiles_;
  Sweep plain_{1, 1};
  Sweep whole_{1, 1};
  std::array<Rank, most_windows> ranks_;
  std::size_t size_ = 0;
  double steps_ = 1;
  bool plain_looped_ = false;
};

}  // namespace

Sweep least_sweep(const Shape& shape, TensorId tensor, const Tiles& tiles, ActiveMask fastest,
                  const Factors& trips, ActiveMask alone) {
  const Tile tile(shape, tensor, tiles);
  const double steps = tile.steps();
  Sweep result = unlimited;
  const auto consider = [&](double turns, const Sweep& step, const Sweep& turn) {
    result = least(result, {(steps - turns) * step.lane + turns * turn.lane,
                            (steps - turns) * step.group + turns * turn.group});
  };
  for (const std::size_t d : shape.plain(tensor)) {
    if (((fastest >> d) & 1U) != 0) consider(0, tile.words(), {});
  }
  tile.for_each_step([&](std::size_t d, bool regular, auto&& words_of) {
    if (((fastest >> d) & 1U) == 0) return;
    const Sweep step = words_of(1);
    const bool turns_back = ((alone >> d) & 1U) != 0;
    const Sweep turn = turns_back ? words_of(trips[d] - 1) : step;
    consider(steps / real(trips[d]), step, regular ? turn : Sweep{0, 0});
  });
  return tile.counted(result);
}

Sweeps least_sweeps_of_any(const Shape& shape, TensorId tensor, Tiles tiles, double room) {
  Sweeps result{unlimited, unlimited};
  const Factors inside = tiles.extents;
  const Factors trips = tiles.steps;
  const auto consider = [&] {
    const Tile tile(shape, tensor, tiles);
    if (tile.words().lane > room) return;
    if (tile.steps() == 1) {
      result.first = least(result.first, tile.counted(tile.words()));
      return;
    }
    Sweep step = tile.plain_looped() ? tile.words() : unlimited;
    tile.for_each_step([&](std::size_t, bool regular, auto&& words_of) {
      const Sweep words = words_of(1);
      const double often = regular ? 1 : 0.5;
      step = least(step, {words.lane * often, words.group * often});
    });
    const Sweep all = tile.counted({tile.steps() * step.lane, tile.steps() * step.group});
    result.first = least(result.first, all);
    result.again = least(result.again, all);
  };
  // Of dimensions alone in their rank the tile has one trip: any other moves as much and needs more room.
  std::vector<std::size_t> sliding;
  for (const auto& window : shape.windows(tensor)) {
    for (const Shape::Term& term : window)
      sliding.push_back(term.active);
  }
  const auto choose = [&](auto&& self, std::size_t at) -> void {
    if (at == sliding.size()) return consider();
    const std::size_t d = sliding[at];
    for (const std::int64_t inner : divisors_of(trips[d])) {
      tiles.extents[d] = inside[d] * inner;
      tiles.steps[d] = trips[d] / inner;
      self(self, at + 1);
    }
  };
  choose(choose, 0);
  return result;
}

}  // namespace ridge::mapper
