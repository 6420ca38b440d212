// How many words pass over the edges of a root.
#include <algorithm>
#include <cmath>

#include "mapper/exact/root.hpp"
#include "mapper/exact/visits.hpp"

namespace ridge::mapper {

namespace {

using cost::real;

}  // namespace

/// Takes what windows move into account.
void Root::add_sweep(TensorId tensor, const Edge& edge, const Sweep& first, const Sweep& again,
                     Passing& words) const {
  const double filled = raggedness(shape_->irrelevant(tensor), edge.child);
  const double lanes = edge.lanes * filled;
  const double groups = std::max(1.0, edge.groups * filled);
  words.child_first = std::max(words.child_first, first.lane * lanes);
  words.parent_first = std::max(words.parent_first, first.group * groups);
  words.child_again = std::max(words.child_again, again.lane * lanes);
  words.parent_again = std::max(words.parent_again, again.group * groups);
}

Tiles Root::tiles(const Edge& edge, const Factors& extents, const Factors& steps) const {
  Tiles tiles;
  tiles.extents = extents;
  tiles.steps = steps;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    tiles.beside[d] = real(edge.beside[d]);
    tiles.bounds[d] = shape_->bound(d);
    tiles.padded[d] = trips_[d] * lanes_in_all_[d];
  }
  return tiles;
}

/// The part of a read tensor's words that every further pass moves again, at least, with at most `left` trips
/// below the child, or just these when it stands. Where windows slide that is for found_again to say.
double Root::repeated(TensorId tensor, const Edge& edge, const Factors& left, bool stands) const {
  if (tensor == space_->problem().written) return 1;
  if (slides(tensor)) return 0;
  double again = 1;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(edge.short_of_work, d)) continue;
    const std::int64_t steps = trips_[d] / left[d];
    if (stands && steps == 1) continue;
    // A lane that has work in one of two trips keeps what it holds through the other; of more trips it seldom
    // has a single one: at most the lanes inside of some temporal loop, with a tile each.
    again *= steps < 3 ? std::max(0.0, 1 - (1 / filled_[d] - 1))
                       : std::max(0.0, 1 - real(extents(edge.child, left)[d] * lanes_in_all_[d]) /
                                               real(lanes_inside(edge.child)[d] * shape_->bound(d)));
  }
  return again;
}

Passing Root::passing_within(TensorId tensor, const Edge& edge, const Factors& left, bool stands) const {
  Passing words = edge.least;
  if (slides(tensor)) {
    if (!stands) return words;
    const Tiles moving = tiles(edge, extents(edge.child, left), steps_above(left));
    add_sweep(tensor, edge, {}, found_again(*shape_, tensor, moving), words);
    return words;
  }
  if (edge.short_of_work == 0) return words;
  const double again = repeated(tensor, edge, left, stands);
  words.parent_again = std::max(words.parent_again, edge.parent_words * again);
  words.child_again = std::max(words.child_again, edge.child_words * again);
  return words;
}

void Root::find_least(TensorId tensor, Edge& edge) const {
  const double again = repeated(tensor, edge, trips_, false);
  edge.least = {edge.parent_words, edge.child_words, edge.parent_words * again, edge.child_words * again};
  if (!slides(tensor)) return;
  const Tiles whole = tiles(edge, lanes_inside(edge.child), trips_);
  add_sweep(tensor, edge, visited(*shape_, tensor, whole), {}, edge.least);
  if (detail_ == Detail::rough) return;
  Sweeps sweeps = least_sweeps_of_any(*shape_, tensor, whole, edge.room_words);
  if (std::isinf(sweeps.first.lane)) return;  // nothing fits
  if (std::isinf(sweeps.again.lane)) sweeps.again = {0, 0};
  add_sweep(tensor, edge, sweeps.first, sweeps.again, edge.least);
}

Factors Root::steps_above(const Factors& left) const {
  Factors steps = all_ones;
  for (std::size_t d = 0; d < shape_->size(); ++d)
    steps[d] = trips_[d] / left[d];
  return steps;
}

Passing Root::passing_in_order(TensorId tensor, const Edge& edge, const Factors& left,
                               std::span<const Turn> turns) const {
  double passes = 1;
  for (const Turn& turn : turns) {
    if (turn.dimension < shape_->size() && has(shape_->irrelevant(tensor), turn.dimension))
      passes *= real(turn.trips);
  }
  const Passing each = passing_within(tensor, edge, left, true);
  Passing words{each.parent_first + each.parent_again * (passes - 1),
                each.child_first + each.child_again * (passes - 1), 0, 0};
  const Tiles moving = tiles(edge, extents(edge.child, left), steps_above(left));
  add_sweep(tensor, edge, sweeps_in_order(*shape_, tensor, moving, turns), {}, words);
  return words;
}

/// Whether a loop of the gap may bring the tile back: one that the tensor does not have.
bool Root::brings_back(TensorId tensor, const Gap& gap) const {
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (gap.loops[d] > 1 && has(shape_->irrelevant(tensor), d)) return true;
  }
  return false;
}

Passing Root::passing(TensorId tensor, const Edge& edge, const Factors& left, const Gap& gap) const {
  Passing words = passing_within(tensor, edge, left, true);
  if (!slides(tensor) || gap.loops == all_ones) return words;
  const Tiles moving = tiles(edge, extents(edge.child, left), steps_above(left));
  const Sweep sweep = least_sweep(*shape_, tensor, moving, gap);
  add_sweep(tensor, edge, sweep, sweep, words);
  if (!brings_back(tensor, gap))
    add_sweep(tensor, edge, {}, found_again(*shape_, tensor, moving, gap.loops), words);
  return words;
}

}  // namespace ridge::mapper
