#include "mapper/exact/sweeps.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "mapper/exact/visits.hpp"
#include "mapper/factors.hpp"
#include "sim/cost/setting.hpp"

namespace ridge::mapper {

namespace {

using Window = std::vector<Shape::Term>;

using cost::real;

/// One window of a tile: its indices, and those that a step finds.
struct SweptRank {
  const Window* window = nullptr;
  double lane = 1;         // indices of the tile
  double group = 1;        // of the tiles of a group, at least
  std::int64_t apart = 1;  // between two indices that follow each other,
  bool even = false;       // when it is the same everywhere
  bool regular = false;  // one dimension is looped: every step that moves it finds what the shortest one does

  /// Indices of a tile that stands so far from another one and are not in that one; at least.
  double beyond(std::int64_t shift) const {
    shift = std::abs(shift);
    if (shift == 0 || !even) return 0;
    return shift % apart == 0 ? std::min(lane, real(shift / apart)) : lane;
  }
  /// The same when it stands so far from it, or further: at most `indices`.
  double beyond_any(std::int64_t shift, double indices) const {
    return even ? std::min(indices, std::max(1.0, real(shift / apart))) : 1;
  }
};

/// What lanes beside each other have of such a set of indices, at least. Lanes of one dimension stand a tile
/// apart or more; of two sets of whole numbers, all sums of one of each are at least as many as both
/// together, less one.
double of_group(const SweptRank& rank, const Tiles& tiles, double indices) {
  double others = 0;
  for (const Shape::Term& term : *rank.window)
    others += (tiles.beside[term.active] - 1);
  double most = indices;
  for (const Shape::Term& term : *rank.window) {
    const double lanes = (tiles.beside[term.active] - 1);
    const double each = rank.beyond_any(tiles.extents[term.active] * term.coefficient, indices);
    most = std::max(most, indices + lanes * each + others - lanes);
  }
  return most;
}

SweptRank rank_of(const Window& window, const Tiles& tiles) {
  SweptRank rank;
  rank.window = &window;
  rank.lane = real(Shape::window_words(window, tiles.extents));
  std::int64_t span = 0;
  std::int64_t apart = 0;
  int looped = 0;
  for (const Shape::Term& term : window) {
    span += term.coefficient * (tiles.extents[term.active] - 1);
    if (tiles.extents[term.active] > 1) apart = std::gcd(apart, term.coefficient);
    looped += tiles.steps[term.active] > 1 ? 1 : 0;
  }
  rank.apart = std::max<std::int64_t>(1, apart);
  rank.even = rank.lane == real(span / rank.apart + 1);
  rank.regular = rank.even && looped <= 1;
  rank.group = of_group(rank, tiles, rank.lane);
  return rank;
}

/// Indices of a window that `tiles_on` steps along one of its dimensions find, at least: a step is as long as
/// the tile, or longer where lanes stand between.
Sweep found(const SweptRank& rank, const Tiles& tiles, const Shape::Term& term, std::int64_t tiles_on) {
  const double lane = rank.beyond_any(tiles_on * tiles.extents[term.active] * term.coefficient, rank.lane);
  return {lane, of_group(rank, tiles, lane)};
}

/// All ranks of a tile.
class Tile {
 public:
  Tile(const Shape& shape, TensorId tensor, const Tiles& tiles) : tiles_(&tiles) {
    for (const std::size_t d : shape.plain(tensor)) {
      plain_.lane *= real(tiles.extents[d]);
      plain_.group *= real(tiles.extents[d]) * tiles.beside[d];
      steps_ *= real(tiles.steps[d]);
      plain_looped_ = plain_looped_ || tiles.steps[d] > 1;
    }
    for (const Window& window : shape.windows(tensor)) {
      SweptRank& rank = ranks_[size_++];
      rank = rank_of(window, tiles);
      for (const Shape::Term& term : window)
        steps_ *= real(tiles.steps[term.active]);
    }
  }

  double steps() const { return steps_; }
  bool plain_looped() const { return plain_looped_; }
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

  /// Words that a tile does not share with the one before, which stood elsewhere by so much along each
  /// dimension.
  Sweep found_after(const std::array<std::int64_t, most_active>& shift, bool plain_moved) const {
    if (plain_moved) return words();
    Sweep kept = plain_;  // what stands in both, in every rank
    for (std::size_t r = 0; r < size_; ++r) {
      std::int64_t moved = 0;
      for (const Shape::Term& term : *ranks_[r].window)
        moved += term.coefficient * shift[term.active];
      const double lane = ranks_[r].beyond(moved);
      kept.lane *= ranks_[r].lane - lane;
      kept.group *= ranks_[r].group - (lane > 0 ? of_group(ranks_[r], *tiles_, lane) : 0);
    }
    const Sweep all = words();
    return {all.lane - kept.lane, all.group - kept.group};
  }

  /// The same when loops further out than those of a gap go on, whose innermost one is over `d`.
  Sweep found_by_outer(std::size_t d, const Factors& loops) const {
    Sweep result = plain_looped_ ? words() : Sweep{};
    for (std::size_t r = 0; r < size_; ++r) {
      for (const Shape::Term& term : *ranks_[r].window) {
        if (term.active != d) continue;
        if (!ranks_[r].regular) return {};
        const bool alone = loops[d] == tiles_->steps[d];
        return beside(r, found(ranks_[r], *tiles_, term, alone ? loops[d] - 1 : 1));
      }
    }
    return result;
  }

  /// Calls visit(dimension, regular, words_of) for every dimension of a window along which the tile moves:
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
  std::array<SweptRank, most_windows> ranks_;
  std::size_t size_ = 0;
  double steps_ = 1;
  bool plain_looped_ = false;
};

/// What is left of steps and lanes where last trips are short.
struct Short {
  double plain = 1;   // the part of all steps that exists, by dimensions alone in their rank
  double lane = 1;    // the part of all steps, of a lane on average, that moves what a step moves
  double spoilt = 0;  // the part in which some lanes of a group do not
  std::array<double, most_active> mean{};     // lanes of a group that have work
  std::array<double, most_active> without{};  // of these, such as always have
};

Short short_steps(const Shape& shape, TensorId tensor, const Tiles& tiles) {
  Short result;
  result.mean = tiles.beside;
  result.without = tiles.beside;
  for (const std::size_t d : shape.plain(tensor)) {
    const double filled = real(tiles.bounds[d]) / real(tiles.padded[d]);
    result.plain *= tiles.steps[d] == 2 ? std::max(0.0, 2 * filled - 1) : filled;
  }
  result.lane = result.plain;
  for (const Window& window : shape.windows(tensor)) {
    for (const Shape::Term& term : window) {
      const std::size_t d = term.active;
      if (tiles.padded[d] == tiles.bounds[d]) continue;
      const std::int64_t extent = tiles.extents[d];
      const double all = real(tiles.padded[d]) / real(extent);
      const double whole = real(tiles.bounds[d] / extent);
      const double most_at_once = all / real(tiles.steps[d]);
      const bool always_some = whole > all - most_at_once && most_at_once == tiles.beside[d];
      if (always_some && tiles.steps[d] > 2 && rank_of(window, tiles).regular) {
        // One lane may be left with a single tile, which it then keeps.
        const double counted = std::max(0.0, (whole - 1) / all);
        result.lane *= counted;
        result.mean[d] = std::max(1.0, tiles.beside[d] * counted);
        result.without[d] = result.mean[d];
        continue;
      }
      const double part = 1 - whole / all;
      result.lane *= std::max(0.0, 1 - 2 * part);
      result.spoilt += 2 * part * tiles.beside[d];
      result.without[d] -= std::ceil(all - real(tiles.bounds[d]) / real(extent));
    }
  }
  result.spoilt = std::min(1.0, result.spoilt);
  return result;
}

/// What `sweep_of(tiles)` finds when every lane has work in every step, less what short trips may save.
template <class SweepOf>
Sweep counted(const Shape& shape, TensorId tensor, const Tiles& tiles, SweepOf sweep_of) {
  const Short part = short_steps(shape, tensor, tiles);
  Tiles with = tiles;
  with.beside = part.mean;
  const Sweep all = sweep_of(with);
  if (std::isinf(all.lane)) return all;
  Sweep result{all.lane * part.lane, all.group * part.plain * (1 - part.spoilt)};
  if (part.spoilt == 0) return result;
  with.beside = part.without;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    if (with.beside[d] < 0.5) return result;
  }
  // In the other steps the lanes that always have work move as much.
  result.group += sweep_of(with).group * part.plain * part.spoilt;
  return result;
}

/// The loops of a gap that change a tile.
struct Changing {
  std::array<std::size_t, most_active> dimensions{};
  std::size_t size = 0;
  bool innermost_known = false;  // the last of them
  bool all = true;               // no other loop stands in the gap
};

Changing changing(const Shape& shape, TensorId tensor, const Gap& gap) {
  Changing result;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    if (gap.loops[d] == 1) continue;
    if (!has(shape.relevant(tensor), d)) {
      result.all = false;
    } else if (d == gap.innermost) {
      result.innermost_known = true;
    } else {
      result.dimensions[result.size++] = d;
    }
  }
  if (result.innermost_known) result.dimensions[result.size++] = gap.innermost;
  return result;
}

/// The words of all steps of a sweep with the loops of the gap in this order. What loops further out do to
/// the tile when they go on is not known: of a window of which one dimension is looped at all, they move it
/// back by all its trips or on by one.
Sweep sweep_of_gap(const Tile& tile, const Shape& shape, TensorId tensor, const Tiles& tiles, const Gap& gap,
                   const Changing& loops) {
  double steps = tile.steps();
  Sweep total;
  std::array<std::int64_t, most_active> shift{};
  bool plain_turned = false;
  for (std::size_t i = loops.size; i-- > 0;) {
    const std::size_t d = loops.dimensions[i];
    const bool sliding = has(shape.sliding(tensor), d);
    const double turns = steps / real(gap.loops[d]);
    auto moved = shift;
    const std::int64_t weight = tiles.extents[d] * gap.lanes_behind[d];
    if (sliding) moved[d] += weight;
    Sweep step = tile.found_after(moved, plain_turned || !sliding);
    if (!loops.all) step = least(step, i + 1 == loops.size ? step : tile.found_after(shift, plain_turned));
    total = total + step * (steps - turns);
    steps = turns;
    if (sliding) shift[d] -= (gap.loops[d] - 1) * weight;
    plain_turned = plain_turned || !sliding;
  }
  return total + tile.found_by_outer(loops.dimensions[loops.size - 1], gap.loops) * steps;
}

}  // namespace

Sweep found_by_step(const Shape& shape, TensorId tensor, const Tiles& tiles, std::size_t along) {
  const Tile tile(shape, tensor, tiles);
  Sweep result = tile.words();  // of a dimension alone in its rank all are new
  tile.for_each_step([&](std::size_t d, bool, auto&& words_of) {
    if (d == along) result = words_of(1);
  });
  return result;
}

Sweep least_sweep(const Shape& shape, TensorId tensor, const Tiles& tiles, const Gap& gap) {
  const Changing loops = changing(shape, tensor, gap);
  return counted(shape, tensor, tiles, [&](const Tiles& with) {
    const Tile tile(shape, tensor, with);
    Sweep result = unlimited;
    Changing order = loops;
    auto* const first = order.dimensions.begin();
    auto* const free = first + order.size - (order.innermost_known ? 1 : 0);
    do {
      result = least(result, sweep_of_gap(tile, shape, tensor, with, gap, order));
    } while (std::next_permutation(first, free));
    return result;
  });
}

Sweep sweeps_in_order(const Shape& shape, TensorId tensor, const Tiles& tiles, std::span<const Turn> turns) {
  return counted(shape, tensor, tiles, [&](const Tiles& with) {
    const Tile tile(shape, tensor, with);
    Sweep total = tile.words();
    double steps = 1;
    for (const Turn& turn : turns)
      steps *= real(turn.trips);
    std::array<std::int64_t, most_active> shift{};
    bool plain_turned = false;  // further in
    for (std::size_t i = turns.size(); i-- > 0;) {
      const Turn& turn = turns[i];
      if (turn.trips == 1) continue;
      // So often this loop goes on and all loops further in start again.
      steps /= real(turn.trips);
      const double often = steps * real(turn.trips - 1);
      const bool relevant = turn.dimension < shape.size() && has(shape.relevant(tensor), turn.dimension);
      const bool sliding = relevant && has(shape.sliding(tensor), turn.dimension);
      auto moved = shift;
      if (sliding) moved[turn.dimension] += turn.weight;
      const Sweep step = tile.found_after(moved, plain_turned || (relevant && !sliding));
      total.lane += often * step.lane;
      total.group += often * step.group;
      if (sliding) shift[turn.dimension] -= (turn.trips - 1) * turn.weight;
      plain_turned = plain_turned || (relevant && !sliding);
    }
    return total;
  });
}

Sweep least_sweep_of_any_order(const Shape& shape, TensorId tensor, const Tiles& tiles,
                               const Factors& loops) {
  return counted(shape, tensor, tiles, [&](const Tiles& with) {
    const Tile tile(shape, tensor, with);
    if (tile.steps() == 1) return tile.words();
    Sweep step = unlimited;
    for (const std::size_t d : shape.plain(tensor)) {
      if (loops[d] > 1) step = least(step, tile.words());
    }
    tile.for_each_step([&](std::size_t d, bool regular, auto&& words_of) {
      if (loops[d] == 1) return;
      // Of the innermost loop at least this part of the steps are along it alone.
      const double alone = 1 - 1 / real(smallest_divisor(loops[d], 2));
      step = least(step, words_of(1) * (regular ? 1 : alone));
    });
    return step * tile.steps();
  });
}

Sweep least_sweep_of_any_tiles(const Shape& shape, TensorId tensor, const Tiles& tiles) {
  return counted(shape, tensor, tiles, [&](const Tiles& with) {
    // One step in two at least is along one dimension, and finds something.
    const double words = Tile(shape, tensor, with).steps() / 2;
    return Sweep{words, words};
  });
}

Sweeps least_sweeps_of_any(const Shape& shape, TensorId tensor, Tiles tiles, double room) {
  Sweeps result{unlimited, unlimited};
  const Factors inside = tiles.extents;
  const Factors trips = tiles.steps;
  const auto consider = [&] {
    const Tile tile(shape, tensor, tiles);
    if (tile.words().lane > room) return;
    const bool moves = tile.steps() > 1;
    const Sweep sweep = least_sweep_of_any_order(shape, tensor, tiles, tiles.steps);
    result.first = least(result.first, most(sweep, visited(shape, tensor, tiles)));
    if (moves) result.again = least(result.again, most(sweep, found_again(shape, tensor, tiles)));
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
