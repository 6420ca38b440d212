#include "mapper/moves.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "mapper/factors.hpp"
#include "mapper/prime_powers.hpp"

namespace ridge::mapper {

namespace {

using Kind = NestEntry::Kind;

/// Lanes of a dimension's spatial loops but the one at `mine`.
std::int64_t other_lanes(const Nest& nest, std::size_t mine, DimensionId dimension) {
  std::int64_t lanes = 1;
  for (std::size_t i = 0; i < nest.size(); ++i) {
    if (i != mine && nest[i].kind == Kind::spatial && nest[i].dimension == dimension) lanes *= nest[i].bound;
  }
  return lanes;
}

}  // namespace

Moves::Moves(const Space& space, Random& random) : space_(&space), random_(&random) {
  for (LevelId level : space.machine().levels.ids()) {
    for (TensorId tensor : space.problem().tensors.ids()) {
      if (space.keeping(level, tensor) == Keeping::free) free_nodes_.push_back({level, tensor});
    }
  }
  for (FanoutId fanout : space.machine().fanouts.ids()) {
    for (Axis side : {Axis::x, Axis::y}) {
      UnrolledAxis axis{
          fanout, side, space.machine().fanouts[fanout].size[static_cast<std::size_t>(side)], {}};
      for (DimensionId dimension : space.problem().dimensions.ids()) {
        if (space.spatial_limits(fanout, side, dimension).most > 1) axis.dimensions.push_back(dimension);
      }
      if (!axis.dimensions.empty()) axes_.push_back(std::move(axis));
    }
  }
}

void Moves::change(Nest& nest) {
  const std::size_t draw = random_->below(100);
  if (draw < 35) {
    move_factor(nest);
  } else if (draw < 55) {
    move_loop(nest);
  } else if (draw < 70) {
    swap_loops(nest);
  } else if (draw < 80) {
    move_node(nest);
  } else if (draw < 87) {
    flip_node(nest);
  } else {
    change_unrolling(nest);
  }
  tidy(nest);
}

template <class Wanted>
std::size_t Moves::pick(const Nest& nest, Wanted wanted) {
  std::size_t picked = none;
  std::size_t seen = 0;
  for (std::size_t i = 0; i < nest.size(); ++i) {
    if (wanted(i) && random_->below(++seen) == 0) picked = i;
  }
  return picked;
}

std::size_t Moves::pick_loop(const Nest& nest) {
  return pick(nest, [&](std::size_t i) { return nest[i].kind == Kind::temporal; });
}

std::size_t Moves::pick_gap(const Nest& nest) {
  for (int tries = 0; tries < 8; ++tries) {
    const std::size_t gap = random_->below(nest.size() + 1);
    if (takes_loop(nest, gap)) return gap;
  }
  return none;
}

/// A prime factor of a bound; in a space with imperfect loops sometimes any smaller number.
std::int64_t Moves::factor_of(std::int64_t bound) {
  if (space_->options().imperfect_temporal && random_->chance(0.3)) {
    return 2 + static_cast<std::int64_t>(random_->below(static_cast<std::size_t>(bound - 1)));
  }
  std::int64_t picked = 1;
  std::size_t seen = 0;
  for (const PrimePower& power : PrimePowers(bound)) {
    if (random_->below(++seen) == 0) picked = power.prime;
  }
  return picked;
}

void Moves::move_factor(Nest& nest) {
  const std::size_t from = pick_loop(nest);
  if (from == none) return;
  const DimensionId dimension = nest[from].dimension;
  const std::int64_t factor = factor_of(nest[from].bound);
  nest[from].bound = ceil_divide(nest[from].bound, factor);
  const std::size_t to = pick(nest, [&](std::size_t i) {
    return i != from && nest[i].kind == Kind::temporal && nest[i].dimension == dimension;
  });
  if (to != none && random_->chance(0.6)) {
    nest[to].bound *= factor;
  } else {
    add_factor(nest, dimension, factor);
  }
  if (space_->options().imperfect_temporal) refit(*space_, nest, dimension);
}

/// A new loop somewhere; at the place of the first node's loops when no gap was found. A nest that lost all
/// of its nodes, on the way from one that cannot run, may be empty.
void Moves::add_factor(Nest& nest, DimensionId dimension, std::int64_t factor) {
  const std::size_t drawn = pick_gap(nest);
  const std::size_t gap = drawn == none ? std::min<std::size_t>(1, nest.size()) : drawn;
  nest.insert(nest.begin() + static_cast<std::ptrdiff_t>(gap), NestEntry::temporal(dimension, factor));
}

void Moves::swap_loops(Nest& nest) {
  const std::size_t a = pick_loop(nest);
  const std::size_t b = pick_loop(nest);
  if (a != none && b != none) std::swap(nest[a], nest[b]);
}

void Moves::move_loop(Nest& nest) {
  const std::size_t from = pick_loop(nest);
  if (from == none) return;
  const NestEntry loop = nest[from];
  nest.erase(nest.begin() + static_cast<std::ptrdiff_t>(from));
  add_factor(nest, loop.dimension, loop.bound);
}

void Moves::move_node(Nest& nest) {
  const std::size_t from =
      pick(nest, [&](std::size_t i) { return nest[i].kind == Kind::keep && !is_home(nest, i); });
  if (from == none) return;
  const NestEntry node = nest[from];
  const Gaps gaps = gaps_for_node(*space_, nest, node.level, node.tensor);
  if (gaps.first > gaps.last) return;  // of a nest that cannot run
  const std::size_t to = gaps.first + random_->below(gaps.last - gaps.first + 1);
  nest.insert(nest.begin() + static_cast<std::ptrdiff_t>(to), node);
  nest.erase(nest.begin() + static_cast<std::ptrdiff_t>(to <= from ? from + 1 : from));
}

void Moves::flip_node(Nest& nest) {
  if (free_nodes_.empty()) return;
  const FreeNode node = free_nodes_[random_->below(free_nodes_.size())];
  const std::size_t there = pick(nest, [&](std::size_t i) {
    return nest[i].kind == Kind::keep && nest[i].level == node.level && nest[i].tensor == node.tensor;
  });
  if (there != none) {
    nest.erase(nest.begin() + static_cast<std::ptrdiff_t>(there));
    return;
  }
  const Gaps gaps = gaps_for_node(*space_, nest, node.level, node.tensor);
  if (gaps.first > gaps.last) return;
  const std::size_t to = gaps.first + random_->below(gaps.last - gaps.first + 1);
  nest.insert(nest.begin() + static_cast<std::ptrdiff_t>(to), NestEntry::keep(node.level, node.tensor));
}

void Moves::change_unrolling(Nest& nest) {
  if (axes_.empty()) return;
  const UnrolledAxis& axis = axes_[random_->below(axes_.size())];
  const auto is_here = [&](const NestEntry& entry) {
    return entry.kind == Kind::spatial && entry.fanout == axis.fanout && entry.axis == axis.axis;
  };
  const std::size_t given_up = pick(nest, [&](std::size_t i) { return is_here(nest[i]); });
  if (given_up != none && random_->chance(0.6)) {
    const DimensionId dimension = nest[given_up].dimension;
    nest.erase(nest.begin() + static_cast<std::ptrdiff_t>(given_up));
    refit(*space_, nest, dimension);
  }
  unroll(nest, axis, axis.dimensions[random_->below(axis.dimensions.size())]);
}

/// Unrolls `dimension` over what is left of the axis: as far as it goes, or to a divisor, or less.
void Moves::unroll(Nest& nest, const UnrolledAxis& axis, DimensionId dimension) {
  std::int64_t room = axis.size;
  std::size_t mine = none;
  for (std::size_t i = 0; i < nest.size(); ++i) {
    const NestEntry& entry = nest[i];
    if (entry.kind != Kind::spatial || entry.fanout != axis.fanout || entry.axis != axis.axis) continue;
    if (entry.dimension == dimension) mine = i;
    if (entry.dimension != dimension) room /= entry.bound;
  }
  const std::size_t gap = gap_for_fanout(*space_, nest, axis.fanout);
  if (mine == none && gap == no_gap) return;
  const std::int64_t bound = space_->problem().dimensions[dimension].bound;
  const std::int64_t most =
      std::min({room, bound, space_->spatial_limits(axis.fanout, axis.axis, dimension).most});
  if (most < 1) return;
  std::int64_t lanes = random_->chance(0.2)
                           ? 1 + static_cast<std::int64_t>(random_->below(static_cast<std::size_t>(most)))
                           : most;
  if (space_->options().bounds_divide()) {
    lanes = largest_divisor(bound / other_lanes(nest, mine, dimension), lanes);
  } else if (space_->least_lanes() == 1 || random_->chance(0.7)) {  // else lanes of little work count, too
    lanes =
        random_->chance(0.5) ? largest_divisor(bound, lanes) : ceil_divide(bound, ceil_divide(bound, lanes));
  }
  if (mine != none) {
    nest[mine].bound = lanes;
  } else {
    nest.insert(nest.begin() + static_cast<std::ptrdiff_t>(gap),
                NestEntry::spatial(dimension, lanes, axis.fanout, axis.axis));
  }
  refit(*space_, nest, dimension);
}

bool Moves::relieve(Nest& nest, const Infeasible& obstacle) {
  if (obstacle.reason != Infeasible::Reason::capacity) return false;
  const std::size_t from = pick(nest, [&](std::size_t i) {
    return i > obstacle.entry && nest[i].kind == Kind::temporal &&
           space_->problem().relevant(obstacle.tensor, nest[i].dimension);
  });
  if (from == none) return false;
  const DimensionId dimension = nest[from].dimension;
  const std::int64_t factor = factor_of(nest[from].bound);
  nest[from].bound = ceil_divide(nest[from].bound, factor);
  std::size_t to = obstacle.entry;
  while (to > 0 && nest[to - 1].kind == Kind::keep)
    --to;
  nest.insert(nest.begin() + static_cast<std::ptrdiff_t>(to), NestEntry::temporal(dimension, factor));
  if (space_->options().imperfect_temporal) refit(*space_, nest, dimension);
  tidy(nest);
  return true;
}

}  // namespace ridge::mapper
