#include "mapper/exact/visits.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "mapper/factors.hpp"
#include "sim/cost/setting.hpp"

namespace ridge::mapper {

namespace {

/// What a lane goes through when its tile moves so many steps along each dimension.
class Visits {
 public:
  /// `in_a_row`: dimensions of which it has indices that follow each other.
  Visits(const Shape& shape, TensorId tensor, const Tiles& tiles, ActiveMask in_a_row = 0)
      : shape_(&shape), tensor_(tensor), tiles_(&tiles), in_a_row_(in_a_row) {
    for (const std::size_t d : shape.plain(tensor))
      filled_ *= filled(d);
    for (const auto& window : shape.windows(tensor)) {
      for (const Shape::Term& term : window)
        filled_ *= filled(term.active);
    }
  }

  /// The part of a dimension's indices that exists.
  double filled(std::size_t d) const { return cost::real(tiles_->bounds[d]) / cost::real(tiles_->padded[d]); }

  /// Different words, on the mean of all lanes and places: whether a lane has work in one dimension does not
  /// depend on the others.
  Sweep words(const Factors& steps) const {
    Sweep all{filled_, filled_};
    for (const std::size_t d : shape_->plain(tensor_)) {
      const double indices = cost::real(tiles_->extents[d] * steps[d]);
      all.lane *= indices;
      all.group *= indices * tiles_->beside[d];
    }
    for (const auto& window : shape_->windows(tensor_)) {
      all.lane *= rank_indices(window, steps, false);
      all.group *= rank_indices(window, steps, true);
    }
    return all;
  }

  /// Indices of one rank: of a dimension that is alone in it, and of a window.
  Sweep indices(std::size_t plain, const Factors& steps) const {
    const double lane = cost::real(tiles_->extents[plain] * steps[plain]);
    return {lane, lane * tiles_->beside[plain]};
  }
  Sweep indices(const std::vector<Shape::Term>& window, const Factors& steps) const {
    return {rank_indices(window, steps, false), rank_indices(window, steps, true)};
  }
  /// The part of all words that exists.
  double filled() const { return filled_; }

  /// Words of the tiles of a lane and of a group, at most.
  Sweep held() const {
    Sweep all{1, 1};
    for (const std::size_t d : shape_->plain(tensor_)) {
      all.lane *= cost::real(tiles_->extents[d]);
      all.group *= tiles_->beside[d];
    }
    for (const auto& window : shape_->windows(tensor_)) {
      double span = 1;
      double points = 1;
      for (const Shape::Term& term : window) {
        span += cost::real(term.coefficient * (tiles_->extents[term.active] - 1));
        points *= cost::real(tiles_->extents[term.active]);
        all.group *= tiles_->beside[term.active];
      }
      all.lane *= std::min(span, points);
    }
    all.group *= all.lane;
    return all;
  }

  /// Of the words that it goes through, those that a tile can hold when it begins, at most: in every rank no
  /// more than there are, nor than all lanes have places for. `tile`: indices of each dimension, at most;
  /// `room`: words of a lane.
  Sweep held_of(const Factors& indices, const Factors& tile, double room) const {
    Sweep by_rank{1, 1};
    double rooms = 1;  // of different words that the lanes of a group have
    const auto add = [&](double held, double lanes, double lane_indices, double group_indices) {
      by_rank.lane *= std::min(held, lane_indices);
      by_rank.group *= std::min(held * lanes, group_indices);
      rooms *= std::min(lanes, group_indices);
    };
    for (const std::size_t d : shape_->plain(tensor_)) {
      const double n = cost::real(indices[d]);
      add(cost::real(tile[d]), tiles_->beside[d], n, n * tiles_->beside[d]);
    }
    for (const auto& window : shape_->windows(tensor_)) {
      double span = 1;
      double points = 1;
      double lanes = 1;
      for (const Shape::Term& term : window) {
        span += cost::real(term.coefficient * (tile[term.active] - 1));
        points *= cost::real(tile[term.active]);
        lanes *= tiles_->beside[term.active];
      }
      add(std::min(span, points), lanes, rank_indices(window, indices, false),
          rank_indices(window, indices, true));
    }
    return least(by_rank, {room, room * rooms});
  }

 private:
  /// Of two sets of whole numbers all sums of one of each are at least as many as both together, less one. A
  /// set of numbers in a row, put down wherever another one has an index, finds as many more each time as
  /// that is away from the one before, or all.
  double rank_indices(const std::vector<Shape::Term>& window, const Factors& steps, bool group) const {
    const auto count = [&](const Shape::Term& term) {
      return cost::real(tiles_->extents[term.active] * steps[term.active]) *
             (group ? tiles_->beside[term.active] : 1.0);
    };
    double indices = 1;
    for (const Shape::Term& term : window)
      indices += count(term) - 1;
    if (window.size() != 2 || group) return indices;
    const bool first_is_wide = window[0].coefficient >= window[1].coefficient;
    const Shape::Term& wide = window[first_is_wide ? 0 : 1];
    const Shape::Term& row = window[first_is_wide ? 1 : 0];
    if (!is_row(row.active)) return indices;
    const double apart = std::floor(cost::real(wide.coefficient) / cost::real(row.coefficient));
    return count(row) + (count(wide) - 1) * std::max(1.0, std::min(count(row), apart));
  }

  /// No lanes outside have some of the dimension's indices: those of this one follow each other.
  bool is_row(std::size_t d) const {
    return has(in_a_row_, d) || (tiles_->extents[d] * tiles_->steps[d] == tiles_->padded[d] &&
                                 tiles_->bounds[d] == tiles_->padded[d]);
  }

  const Shape* shape_;
  TensorId tensor_;
  const Tiles* tiles_;
  ActiveMask in_a_row_;
  double filled_ = 1;
};

}  // namespace

Sweep visited(const Shape& shape, TensorId tensor, const Tiles& tiles) {
  return Visits(shape, tensor, tiles).words(tiles.steps);
}

namespace {

/// The least of what one time finds, times the places outside. What stands inside of a loop that brings the
/// tile back makes the product fall or rise with the steps along each dimension, so only the ends are tried.
class LeastFoundAgain {
 public:
  LeastFoundAgain(const Visits& visits, const Factors& all, const Factors& inside)
      : visits_(visits), all_(all), inside_(inside) {}

  /// A rank of so many dimensions.
  template <class Rank>
  void vary(const Rank& rank, std::span<const std::size_t> dimensions) {
    choose(rank, dimensions, 0, {}, false);
    ends_[size_++] = options_.size();
  }

  Sweep find(double places) {
    combine(0, {visits_.filled(), visits_.filled()}, places, false);
    return result_;
  }

 private:
  /// One way in which steps along a rank stand inside.
  struct Option {
    Sweep indices;      // that they go through
    double places = 1;  // outside
    bool moves = false;
  };

  template <class Rank>
  void choose(const Rank& rank, std::span<const std::size_t> dimensions, std::size_t at, Option option,
              bool moves) {
    if (at == dimensions.size()) {
      option.indices = visits_.indices(rank, steps_);
      option.moves = moves;
      options_.push_back(option);
      return;
    }
    const std::size_t d = dimensions[at];
    const std::int64_t all = all_[d];
    std::int64_t last = 0;
    for (const std::int64_t end :
         {inside_[d], all == 1 || inside_ != all_ones ? 0 : smallest_divisor(all, 2), all}) {
      if (end <= last) continue;
      last = end;
      steps_[d] = end;
      Option next = option;
      next.places *= cost::real(all / end);
      choose(rank, dimensions, at + 1, next, moves || end > 1);
    }
    steps_[d] = 1;
  }

  void combine(std::size_t rank, const Sweep& words, double places, bool moves) {
    if (rank == size_) {
      if (!moves) return;
      const Sweep once{std::max(0.0, words.lane - held_.lane), std::max(0.0, words.group - held_.group)};
      result_ = least(result_, once * places);
      return;
    }
    for (std::size_t i = rank == 0 ? 0 : ends_[rank - 1]; i < ends_[rank]; ++i) {
      const Option& option = options_[i];
      combine(rank + 1, {words.lane * option.indices.lane, words.group * option.indices.group},
              places * option.places, moves || option.moves);
    }
  }

  const Visits& visits_;
  const Sweep held_ = visits_.held();
  const Factors& all_;
  const Factors& inside_;
  Factors steps_ = all_ones;
  std::vector<Option> options_;
  std::array<std::size_t, most_active> ends_{};  // of the options of each rank
  std::size_t size_ = 0;
  Sweep result_ = unlimited;
};

}  // namespace

Sweep found_again(const Shape& shape, TensorId tensor, const Tiles& tiles, const Factors& inside) {
  const Visits visits(shape, tensor, tiles);
  LeastFoundAgain again(visits, tiles.steps, inside);
  bool any = false;
  double places = 1;
  for (const std::size_t d : shape.plain(tensor)) {
    const bool is_short = visits.filled(d) < 1;
    // Where a loop over a dimension alone in its rank stands inside and no trip of it is short, the tile
    // comes back to where it has nothing of what it holds.
    if (!is_short && inside[d] > 1) return visits.words(tiles.steps);
    any = any || (is_short && tiles.steps[d] > 1);
    if (!is_short) places *= cost::real(tiles.steps[d]);
    again.vary(d, is_short ? std::span(&d, 1) : std::span<const std::size_t>());
  }
  for (const auto& window : shape.windows(tensor)) {
    std::array<std::size_t, most_active> dimensions{};
    for (std::size_t i = 0; i < window.size(); ++i) {
      dimensions[i] = window[i].active;
      any = any || tiles.steps[window[i].active] > 1;
    }
    again.vary(window, std::span(dimensions.data(), window.size()));
  }
  return any ? again.find(places) : visits.words(tiles.steps);
}

Sweep found_in_stretch(const Shape& shape, TensorId tensor, const Tiles& tiles, const Stretch& stretch,
                       double room) {
  Tiles single = tiles;
  single.extents = all_ones;
  single.steps = all_ones;
  const Visits visits(shape, tensor, single, stretch.in_a_row);
  const Sweep most_held = visits.held_of(stretch.most, tiles.extents, room);
  Factors indices = stretch.most;
  // Where the tile moves along a dimension that is alone in its rank it comes from where it has nothing of
  // what it begins with: the part of all stretches of which that is known.
  const auto begin_with_nothing = [&] {
    double most = 0;
    for (const std::size_t d : shape.plain(tensor)) {
      if (cost::real(indices[d]) <= std::min(room, cost::real(tiles.extents[d]))) continue;
      const std::int64_t whole = tiles.bounds[d] / indices[d];
      const double part = cost::real(whole * indices[d]) / cost::real(tiles.bounds[d]);
      most = std::max(most, std::min(1.0, part));
    }
    return most;
  };
  Sweep result = unlimited;
  // Words grow at most in proportion to the indices of a dimension: over these, less the tile, they are least
  // at one end.
  const auto choose = [&](auto&& self, std::size_t d, double times) -> void {
    if (d == shape.size()) {
      const Sweep words = visits.words(indices);
      const Sweep once{std::max(0.0, words.lane - most_held.lane),
                       std::max(0.0, words.group - most_held.group)};
      result = least(result, most(once, words * begin_with_nothing()) * times);
      return;
    }
    self(self, d + 1, times);
    if (!has(shape.relevant(tensor), d) || stretch.most[d] == stretch.fewest[d]) return;
    indices[d] = stretch.fewest[d];
    self(self, d + 1, times * cost::real(stretch.times[d]));
    indices[d] = stretch.most[d];
  };
  choose(choose, 0, 1);
  return result;
}

}  // namespace ridge::mapper
