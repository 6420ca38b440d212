#include "mapper/unrolling.hpp"

#include <algorithm>
#include <set>

#include "base/checked.hpp"
#include "mapper/factors.hpp"

namespace ridge::mapper {

namespace {

constexpr std::size_t beam_width = 96;

/// The loops of one axis.
using AxisChoice = std::vector<SpatialLoop>;

/// Unrollings of the axes so far.
struct Partial {
  Unrolling loops;
  std::int64_t lanes = 1;
  IdVector<DimensionId, std::int64_t> trips;  // left for temporal loops
  double steps = 1;                           // product of `trips`
};

class Axes {
 public:
  explicit Axes(const Space& space) : space_(&space) {}

  /// Every choice for one axis: no dimension, one, or two, with the bounds worth trying.
  std::vector<AxisChoice> choices(FanoutId fanout, Axis axis) const {
    const std::int64_t size = space_->machine().fanouts[fanout].size[static_cast<std::size_t>(axis)];
    std::vector<AxisChoice> all{{}};
    for (DimensionId first : space_->problem().dimensions.ids()) {
      for (std::int64_t bound : bounds(fanout, axis, first, size)) {
        all.push_back({{fanout, axis, first, bound}});
        for (DimensionId second : space_->problem().dimensions.ids()) {
          if (second == first) continue;
          for (std::int64_t other : bounds(fanout, axis, second, size / bound)) {
            all.push_back({{fanout, axis, first, bound}, {fanout, axis, second, other}});
          }
        }
      }
    }
    std::erase_if(all, [&](const AxisChoice& choice) { return !has_what_it_must(choice, fanout, axis); });
    return all;
  }

 private:
  /// As many lanes as there are, as many as divide, and halves of them for partners; each trimmed to the
  /// lanes that get work. Only those that divide where all must.
  std::vector<std::int64_t> bounds(FanoutId fanout, Axis axis, DimensionId dimension,
                                   std::int64_t room) const {
    const std::int64_t size = space_->problem().dimensions[dimension].bound;
    const TripLimits limits = space_->spatial_limits(fanout, axis, dimension);
    const std::int64_t most = std::min(limits.most, room);
    std::set<std::int64_t> found;
    for (std::int64_t limit = most; limit > 1; limit /= 2) {
      found.insert(largest_divisor(size, limit));
      if (space_->options().bounds_divide()) continue;
      found.insert(ceil_divide(size, ceil_divide(size, limit)));
      if (space_->least_lanes() > 1) found.insert(std::min(limit, size));  // lanes of little work, too
    }
    std::erase_if(found, [&](std::int64_t bound) { return bound < 2 || bound < limits.least; });
    return {found.begin(), found.end()};
  }

  bool has_what_it_must(const AxisChoice& choice, FanoutId fanout, Axis axis) const {
    for (DimensionId dimension : space_->problem().dimensions.ids()) {
      const std::int64_t least = space_->spatial_limits(fanout, axis, dimension).least;
      const bool there = std::any_of(choice.begin(), choice.end(), [&](const SpatialLoop& loop) {
        return loop.dimension == dimension && loop.bound >= least;
      });
      if (least > 1 && !there) return false;
    }
    return true;
  }

  const Space* space_;
};

/// `partial` with one more axis unrolled; nothing when some lanes would have no work at all, or a bound does
/// not divide and must.
std::optional<Partial> extended(const Space& space, const Partial& partial, const AxisChoice& choice) {
  Partial result = partial;
  for (const SpatialLoop& loop : choice) {
    std::int64_t& trips = result.trips[loop.dimension];
    if (loop.bound > trips) return std::nullopt;
    if (space.options().bounds_divide() && trips % loop.bound != 0) return std::nullopt;
    result.steps /= static_cast<double>(trips);
    trips = ceil_divide(trips, loop.bound);
    result.steps *= static_cast<double>(trips);
    result.loops.push_back(loop);
    result.lanes *= loop.bound;
  }
  return result;
}

/// Which dimensions stand on which axes, whatever their bounds.
std::vector<std::size_t> signature(const Unrolling& loops) {
  std::vector<std::size_t> dimensions;
  for (const SpatialLoop& loop : loops) {
    const std::size_t axis = loop.fanout.index() * 2 + static_cast<std::size_t>(loop.axis);
    dimensions.push_back((axis << 16U) + loop.dimension.index());
  }
  std::sort(dimensions.begin(), dimensions.end());
  return dimensions;
}

/// The best of every signature, best first, at most `count`. When `by_lanes`, of every number of lanes as
/// well.
std::vector<Partial> best_of(std::vector<Partial> partials, std::size_t count, bool by_lanes) {
  std::stable_sort(partials.begin(), partials.end(), [](const Partial& a, const Partial& b) {
    return std::pair(a.steps, a.loops.size()) < std::pair(b.steps, b.loops.size());
  });
  std::set<std::pair<std::vector<std::size_t>, std::int64_t>> seen;
  std::vector<Partial> kept;
  for (Partial& partial : partials) {
    if (kept.size() == count) break;
    if (seen.insert({signature(partial.loops), by_lanes ? partial.lanes : 0}).second)
      kept.push_back(std::move(partial));
  }
  return kept;
}

/// Those that can still come to the least lanes, with `left` lanes on the axes to come.
void erase_too_narrow(std::vector<Partial>& partials, const Space& space, std::int64_t left) {
  std::erase_if(partials, [&](const Partial& partial) { return partial.lanes * left < space.least_lanes(); });
}

/// Sees to it that one unrolling has as many lanes as there can be.
void add_widest(const Space& space, std::size_t count, std::vector<Unrolling>& unrollings) {
  auto most = most_lanes(space);
  if (!most || most->lanes < space.least_lanes()) return;
  if (unrollings.size() == count) unrollings.pop_back();
  unrollings.push_back(std::move(most->unrolling));
}

}  // namespace

std::vector<Unrolling> best_unrollings(const Space& space, std::size_t count) {
  Partial nothing{{}, 1, {}, 1};
  const bool lanes_count = space.least_lanes() > 1;
  std::int64_t left = space.machine().lanes();
  for (const Dimension& dimension : space.problem().dimensions) {
    nothing.trips.push_back(dimension.bound);
    nothing.steps *= static_cast<double>(dimension.bound);
  }
  std::vector<Partial> beam{nothing};
  for (FanoutId fanout : space.machine().fanouts.ids()) {
    for (Axis axis : {Axis::x, Axis::y}) {
      std::vector<Partial> wider;
      for (const AxisChoice& choice : Axes(space).choices(fanout, axis)) {
        for (const Partial& partial : beam) {
          if (auto next = extended(space, partial, choice)) wider.push_back(std::move(*next));
        }
      }
      left /= space.machine().fanouts[fanout].size[static_cast<std::size_t>(axis)];
      erase_too_narrow(wider, space, left);
      beam = best_of(std::move(wider), std::max(beam_width, count), lanes_count);
    }
  }
  std::vector<Unrolling> unrollings;
  for (Partial& partial : best_of(std::move(beam), count, false))
    unrollings.push_back(std::move(partial.loops));
  if (lanes_count) add_widest(space, count, unrollings);
  return unrollings;
}

}  // namespace ridge::mapper
