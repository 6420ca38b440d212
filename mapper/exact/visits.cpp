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
  Visits(const Shape& shape, TensorId tensor, const Tiles& tiles)
      : shape_(&shape), tensor_(tensor), tiles_(&tiles) {
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
    return tiles_->extents[d] * tiles_->steps[d] == tiles_->padded[d] &&
           tiles_->bounds[d] == tiles_->padded[d];
  }

  const Shape* shape_;
  TensorId tensor_;
  const Tiles* tiles_;
  double filled_ = 1;
};

}  // namespace

Sweep visited(const Shape& shape, TensorId tensor, const Tiles& tiles) {
  return Visits(shape, tensor, tiles).words(tiles.steps);
}

namespace {

/// How many steps of a dimension may stand inside of a loop that brings the tile back.
struct Inside {
  std::size_t dimension = 0;
  std::array<std::int64_t, 3> ends{};
  std::size_t size = 0;
  void add(std::int64_t steps) {
    if (std::find(ends.begin(), ends.begin() + size, steps) == ends.begin() + size) ends[size++] = steps;
  }
};

/// The least of what one time finds, times the places outside. That falls or rises with the steps inside of
/// each dimension, so only the ends are tried; all of them 1 where nothing moves.
class LeastFoundAgain {
 public:
  LeastFoundAgain(const Visits& visits, const Factors& steps) : visits_(visits), all_(steps) {}

  void vary(const Inside& inside) { varied_[size_++] = inside; }

  Sweep find(double places) {
    choose(0, places, false);
    return result_;
  }

 private:
  void choose(std::size_t at, double places, bool moves) {
    if (at == size_) {
      if (!moves) return;
      const Sweep all = visits_.words(steps_);
      const Sweep once{std::max(0.0, all.lane - held_.lane), std::max(0.0, all.group - held_.group)};
      result_ = least(result_, once * places);
      return;
    }
    const Inside& inside = varied_[at];
    for (std::size_t i = 0; i < inside.size; ++i) {
      steps_[inside.dimension] = inside.ends[i];
      choose(at + 1, places * cost::real(all_[inside.dimension] / inside.ends[i]),
             moves || inside.ends[i] > 1);
    }
    steps_[inside.dimension] = 1;
  }

  const Visits& visits_;
  const Sweep held_ = visits_.held();
  const Factors& all_;
  std::array<Inside, most_active> varied_;
  std::size_t size_ = 0;
  Factors steps_ = all_ones;
  Sweep result_ = unlimited;
};

}  // namespace

Sweep found_again(const Shape& shape, TensorId tensor, const Tiles& tiles, const Factors& inside) {
  const Visits visits(shape, tensor, tiles);
  LeastFoundAgain again(visits, tiles.steps);
  bool any = false;
  double places = 1;
  const auto vary = [&](std::size_t d) {
    if (tiles.steps[d] == 1) return;
    Inside some{d, {}, 0};
    some.add(inside[d]);
    if (inside == all_ones) some.add(smallest_divisor(tiles.steps[d], 2));
    some.add(tiles.steps[d]);
    again.vary(some);
    any = true;
  };
  for (const std::size_t d : shape.plain(tensor)) {
    if (visits.filled(d) < 1) {
      vary(d);
      continue;
    }
    // Where a loop over a dimension alone in its rank stands inside and no trip of it is short, the tile
    // comes back to where it has nothing of what it holds.
    if (inside[d] > 1) return visits.words(tiles.steps);
    places *= cost::real(tiles.steps[d]);
  }
  for (const auto& window : shape.windows(tensor)) {
    for (const Shape::Term& term : window)
      vary(term.active);
  }
  return any ? again.find(places) : visits.words(tiles.steps);
}

}  // namespace ridge::mapper
