#include "mapper/edit.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "mapper/factors.hpp"

namespace ridge::mapper {

namespace {

using Kind = NestEntry::Kind;

bool comes_before(const NestEntry& a, const NestEntry& b) {
  return a.level != b.level ? a.level < b.level : a.tensor < b.tensor;
}

bool is_temporal(const NestEntry& entry, DimensionId dimension) {
  return entry.kind == Kind::temporal && entry.dimension == dimension;
}

std::int64_t trips_left(const Space& space, const Nest& nest, DimensionId dimension) {
  std::int64_t trips = space.problem().dimensions[dimension].bound;
  for (const NestEntry& entry : nest) {
    if (entry.kind == Kind::spatial && entry.dimension == dimension) trips = ceil_divide(trips, entry.bound);
  }
  return trips;
}

/// Shrinks the loops of a dimension from the inside; returns what is left for further out.
std::int64_t shrink_to_divisors(Nest& nest, DimensionId dimension, std::int64_t trips) {
  for (auto entry = nest.rbegin(); entry != nest.rend(); ++entry) {
    if (!is_temporal(*entry, dimension)) continue;
    entry->bound = largest_divisor(trips, entry->bound);
    trips /= entry->bound;
  }
  return trips;
}

/// The same with bounds that need not divide; the outermost loop is left to the caller.
std::int64_t shrink_to_fit(Nest& nest, DimensionId dimension, std::int64_t trips) {
  NestEntry* outer = nullptr;
  for (auto entry = nest.rbegin(); entry != nest.rend(); ++entry) {
    if (!is_temporal(*entry, dimension)) continue;
    if (outer != nullptr) trips = ceil_divide(trips, outer->bound);
    entry->bound = std::min(entry->bound, trips);
    outer = &*entry;
  }
  if (outer != nullptr) outer->bound = 1;
  return trips;
}

/// The loop over a dimension in the gap that ends behind the first `size` entries; null when there is none.
NestEntry* looped_here(Nest& nest, std::size_t size, DimensionId dimension) {
  for (std::size_t at = size; at-- > 0;) {
    if (nest[at].kind == Kind::spatial) return nullptr;
    if (is_temporal(nest[at], dimension)) return &nest[at];
    if (nest[at].kind == Kind::keep && !is_home(nest, at)) return nullptr;
  }
  return nullptr;
}

/// Behind the last spatial loop of a fanout among the first `size` entries; `size` when there is none.
std::size_t behind_fanout(const Nest& nest, std::size_t size, FanoutId fanout) {
  for (std::size_t at = size; at-- > 0;) {
    if (nest[at].kind == Kind::spatial && nest[at].fanout == fanout) return at + 1;
  }
  return size;
}

/// Where a spatial loop stands that could stand before entry `to`: one over x above that over y of its
/// dimension.
std::size_t before_y(const Nest& nest, std::size_t to, const NestEntry& loop) {
  if (loop.axis == Axis::y) return to;
  for (std::size_t at = to; at > 0; --at) {
    const NestEntry& before = nest[at - 1];
    if (before.kind != Kind::spatial || before.fanout != loop.fanout) break;
    if (before.axis == Axis::y && before.dimension == loop.dimension) to = at - 1;
  }
  return to;
}

}  // namespace

void tidy(Nest& nest) {
  std::size_t size = 0;
  for (const NestEntry& entry : nest) {
    if (entry.kind != Kind::keep && entry.bound == 1) continue;
    const NestEntry moved = entry;
    std::size_t to = size;
    if (moved.kind == Kind::temporal) {
      NestEntry* const same = looped_here(nest, size, moved.dimension);
      if (same != nullptr) {
        same->bound *= moved.bound;
        continue;
      }
    } else if (moved.kind == Kind::keep) {
      while (to > 0 && nest[to - 1].kind == Kind::keep && comes_before(moved, nest[to - 1]))
        --to;
    } else {
      to = before_y(nest, behind_fanout(nest, size, moved.fanout), moved);
    }
    std::move_backward(nest.begin() + static_cast<std::ptrdiff_t>(to),
                       nest.begin() + static_cast<std::ptrdiff_t>(size),
                       nest.begin() + static_cast<std::ptrdiff_t>(size + 1));
    nest[to] = moved;
    ++size;
  }
  nest.resize(size);
}

void refit(const Space& space, Nest& nest, DimensionId dimension) {
  const std::int64_t trips = trips_left(space, nest, dimension);
  const std::int64_t rest = space.options().imperfect_temporal ? shrink_to_fit(nest, dimension, trips)
                                                               : shrink_to_divisors(nest, dimension, trips);
  if (rest == 1) return;
  const auto loop = std::find_if(nest.begin(), nest.end(),
                                 [&](const NestEntry& entry) { return is_temporal(entry, dimension); });
  if (loop != nest.end()) {
    loop->bound *= rest;
    return;
  }
  const auto top =
      std::find_if(nest.begin(), nest.end(), [](const NestEntry& e) { return e.kind != Kind::keep; });
  nest.insert(top, NestEntry::temporal(dimension, rest));
}

Gaps gaps_for_node(const Space& space, const Nest& nest, LevelId level, TensorId tensor) {
  Gaps gaps{0, nest.size()};
  const std::size_t fanouts_above = space.fanouts_above(level);
  for (std::size_t i = 0; i < nest.size(); ++i) {
    const NestEntry& entry = nest[i];
    if (entry.kind == Kind::temporal) continue;
    const bool mine = entry.kind == Kind::keep && entry.tensor == tensor;
    if (entry.kind == Kind::keep && (!mine || entry.level == level)) continue;
    const bool outside =
        entry.kind == Kind::spatial ? entry.fanout.index() < fanouts_above : entry.level < level;
    if (outside) {
      gaps.first = i + 1;
    } else {
      gaps.last = std::min(gaps.last, i);
    }
  }
  return gaps;
}

std::size_t gap_for_fanout(const Space& space, const Nest& nest, FanoutId fanout) {
  std::size_t first = 0;
  std::size_t last = nest.size();
  for (std::size_t i = 0; i < nest.size(); ++i) {
    const NestEntry& entry = nest[i];
    if (entry.kind == Kind::temporal) continue;
    const bool outside = entry.kind == Kind::spatial ? entry.fanout <= fanout
                                                     : space.fanouts_above(entry.level) <= fanout.index();
    if (outside) {
      first = i + 1;
    } else {
      last = std::min(last, i);
    }
  }
  return first <= last ? last : no_gap;
}

bool is_home(const Nest& nest, std::size_t at) {
  if (nest[at].kind != Kind::keep) return false;
  const auto end = nest.begin() + static_cast<std::ptrdiff_t>(at);
  return std::none_of(nest.begin(), end, [&](const NestEntry& entry) {
    return entry.kind == Kind::keep && entry.tensor == nest[at].tensor;
  });
}

void put_homes_first(const Space& space, Nest& nest) {
  for (std::size_t at = 0; at < nest.size(); ++at) {
    if (!is_home(nest, at)) continue;
    const std::size_t fanouts_above = space.fanouts_above(nest[at].level);
    std::size_t to = at;
    for (; to > 0; --to) {
      const NestEntry& before = nest[to - 1];
      if (before.kind == Kind::spatial && before.fanout.index() < fanouts_above) break;
      if (before.kind == Kind::keep && is_home(nest, to - 1) && !comes_before(nest[at], before)) break;
    }
    std::rotate(nest.begin() + static_cast<std::ptrdiff_t>(to),
                nest.begin() + static_cast<std::ptrdiff_t>(at),
                nest.begin() + static_cast<std::ptrdiff_t>(at + 1));
  }
}

bool has_perfect_bounds(const Problem& problem, const Nest& nest) {
  for (const DimensionId dimension : problem.dimensions.ids()) {
    std::int64_t product = 1;
    for (const NestEntry& entry : nest)
      if (entry.kind != Kind::keep && entry.dimension == dimension) product *= entry.bound;
    if (product != problem.dimensions[dimension].bound) return false;
  }
  return true;
}

bool takes_loop(const Nest& nest, std::size_t gap) {
  return gap > 0 && (gap == nest.size() || !is_home(nest, gap));
}

}  // namespace ridge::mapper
