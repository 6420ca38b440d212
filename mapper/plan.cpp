#include "mapper/plan.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "mapper/factors.hpp"

namespace ridge::mapper {

namespace {

/// Trips that temporal loops of a dimension still have to make under an unrolling.
std::int64_t temporal_trips(const Space& space, const Unrolling& unrolling, DimensionId dimension) {
  std::int64_t trips = space.problem().dimensions[dimension].bound;
  for (const SpatialLoop& loop : unrolling) {
    if (loop.dimension == dimension) trips = ceil_divide(trips, loop.bound);
  }
  return trips;
}

/// The smallest bound within limits that divides `trips`, else, unless it must divide, the least one; 0 when
/// there is none.
std::int64_t least_bound(const Space& space, std::int64_t trips, TripLimits limits) {
  if (limits.least > limits.most || limits.least > trips) return 0;
  const std::int64_t divisor = smallest_divisor(trips, limits.least);
  if (divisor <= limits.most) return divisor;
  return space.options().bounds_divide() ? 0 : limits.least;
}

/// Spreads the trips of one dimension over the active levels: the least each must have from the inside, the
/// rest from the outside.
bool spread(const Space& space, Plan& plan, DimensionId dimension) {
  std::int64_t rest = temporal_trips(space, plan.unrolling, dimension);
  const std::size_t levels = space.machine().levels.size();
  for (std::size_t at = levels; at-- > 0;) {
    const LevelId level(at);
    const TripLimits limits = space.temporal_limits(level, dimension);
    if (limits.least <= 1) continue;
    const std::int64_t bound = is_active(plan.keep, level) ? least_bound(space, rest, limits) : 0;
    if (bound == 0) return false;
    plan.trips[level][dimension] = bound;
    rest = ceil_divide(rest, bound);
  }
  for (std::size_t at = 0; at < levels && rest > 1; ++at) {
    const LevelId level(at);
    if (!is_active(plan.keep, level)) continue;
    std::int64_t& trips = plan.trips[level][dimension];
    const std::int64_t room = space.temporal_limits(level, dimension).most / trips;
    if (room < 1) return false;
    const std::int64_t factor = largest_divisor(rest, room);
    trips *= factor;
    rest /= factor;
  }
  return rest == 1;
}

void write_loops(const Plan& plan, LevelId level, Mapping& mapping) {
  for (TensorId tensor : plan.keep[level].ids()) {
    if (plan.keep[level][tensor] != 0) mapping.nest.push_back(NestEntry::keep(level, tensor));
  }
  for (DimensionId dimension : plan.order[level]) {
    const std::int64_t trips = plan.trips[level][dimension];
    if (trips > 1) mapping.nest.push_back(NestEntry::temporal(dimension, trips));
  }
}

}  // namespace

Placement fullest_placement(const Space& space) {
  Placement keep;
  keep.assign(space.machine().levels.size(), {});
  for (LevelId level : keep.ids()) {
    keep[level].assign(space.problem().tensors.size(), 0);
    for (TensorId tensor : space.problem().tensors.ids()) {
      keep[level][tensor] = space.keeping(level, tensor) == Keeping::never ? 0 : 1;
    }
  }
  return keep;
}

bool is_active(const Placement& keep, LevelId level) {
  return std::any_of(keep[level].begin(), keep[level].end(), [](std::uint8_t kept) { return kept != 0; });
}

std::optional<Plan> outermost_plan(const Space& space, const Unrolling& unrolling, const Placement& keep) {
  const std::size_t dimensions = space.problem().dimensions.size();
  Plan plan{unrolling, keep, {}, {}};
  plan.trips.assign(space.machine().levels.size(), IdVector<DimensionId, std::int64_t>(dimensions, 1));
  plan.order.assign(space.machine().levels.size(), {});
  for (DimensionId dimension : space.problem().dimensions.ids()) {
    if (!spread(space, plan, dimension)) return std::nullopt;
  }
  std::vector<TensorId> tensors;
  for (TensorId tensor : space.problem().tensors.ids())
    tensors.push_back(tensor);
  for (LevelId level : space.machine().levels.ids())
    order_by_stationarity(space, plan, level, tensors);
  return plan;
}

void order_by_stationarity(const Space& space, Plan& plan, LevelId level, std::span<const TensorId> tensors) {
  const Problem& problem = space.problem();
  const auto& ruled = space.order_below(level);
  // 0: relevant to all of them (outermost) ... tensors.size(): irrelevant to the first (innermost), then the
  // ruled.
  const auto depth = [&](DimensionId dimension) {
    const auto rule = std::find(ruled.begin(), ruled.end(), dimension);
    if (rule != ruled.end()) return tensors.size() + 1 + static_cast<std::size_t>(rule - ruled.begin());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      if (!problem.relevant(tensors[i], dimension)) return tensors.size() - i;
    }
    return std::size_t{0};
  };
  auto& order = plan.order[level];
  order.clear();
  for (DimensionId dimension : problem.dimensions.ids())
    order.push_back(dimension);
  std::stable_sort(order.begin(), order.end(),
                   [&](DimensionId a, DimensionId b) { return depth(a) < depth(b); });
}

bool pull_in(const Space& space, Plan& plan, LevelId level, DimensionId dimension, std::int64_t prime) {
  std::int64_t& inner = plan.trips[level][dimension];
  if (inner > space.temporal_limits(level, dimension).most / prime) return false;
  for (std::size_t at = 0; at < level.index(); ++at) {
    std::int64_t& outer = plan.trips[LevelId(at)][dimension];
    if (outer % prime != 0 || outer / prime < space.temporal_limits(LevelId(at), dimension).least) continue;
    outer /= prime;
    inner *= prime;
    return true;
  }
  return false;
}

void write_nest(const Space& space, const Plan& plan, Mapping& mapping) {
  mapping.nest.clear();
  for (const MachineElement& element : space.machine().order) {
    if (element.kind == MachineElement::Kind::level) {
      write_loops(plan, element.level, mapping);
      continue;
    }
    for (const SpatialLoop& loop : plan.unrolling) {
      if (loop.fanout != element.fanout) continue;
      mapping.nest.push_back(NestEntry::spatial(loop.dimension, loop.bound, loop.fanout, loop.axis));
    }
  }
}

}  // namespace ridge::mapper
