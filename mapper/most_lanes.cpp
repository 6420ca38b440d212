#include "mapper/room_states.hpp"
#include "mapper/unrolling.hpp"

namespace ridge::mapper {

namespace {

/// The most lanes of the dimensions so far, by state; 0: not reached.
using Table = std::vector<std::int64_t>;

class Programme {
 public:
  explicit Programme(const Space& space)
      : space_(&space), states_(space), rules_(UnrollingRules::of(space, true)) {}

  bool is_small() const { return states_.are_few(); }

  MostLanes run() {
    Table first(states_.count(), 0);
    first[states_.whole()] = 1;
    tables_.push_back(std::move(first));
    for (DimensionId dimension : space_->problem().dimensions.ids()) {
      Table next(states_.count(), 0);
      each_step(dimension, [&](const UnrollingStep& step, std::int64_t lanes) {
        next[step.to] = std::max(next[step.to], lanes);
      });
      tables_.push_back(std::move(next));
    }
    const auto best = std::max_element(tables_.back().begin(), tables_.back().end());
    MostLanes most{*best, {}};
    if (most.lanes > 0) trace(static_cast<std::size_t>(best - tables_.back().begin()), most.unrolling);
    return most;
  }

 private:
  template <class Visit>
  void each_step(DimensionId dimension, Visit visit) {
    const Table& before = tables_[dimension.index()];
    const std::int64_t needed = trips_needed(dimension);
    states_.each_step(
        dimension, rules_, [&](std::size_t state) { return before[state] > 0; },
        [&](const UnrollingStep& step) {
          if (step.trips >= needed) visit(step, before[step.from] * lanes_of(dimension, step));
        });
  }

  /// Trips that temporal loops must make: with perfect bounds no lane can have them.
  std::int64_t trips_needed(DimensionId dimension) const {
    if (!rules_.perfect) return 1;
    std::int64_t trips = 1;
    for (LevelId level : space_->machine().levels.ids()) {
      const auto more = checked_multiply(trips, space_->temporal_limits(level, dimension).least);
      trips = more.value_or(std::numeric_limits<std::int64_t>::max());
    }
    return trips;
  }

  std::int64_t lanes_of(DimensionId dimension, const UnrollingStep& step) const {
    std::int64_t lanes = 1;
    for (const std::int64_t bound : step.bounds)
      lanes *= bound;
    return std::min(lanes, space_->problem().dimensions[dimension].bound);
  }

  /// The bounds that lead to a state, from the last dimension to the first.
  void trace(std::size_t state, Unrolling& unrolling) {
    for (std::size_t d = space_->problem().dimensions.size(); d-- > 0;) {
      const std::int64_t wanted = tables_[d + 1][state];
      const std::size_t to = state;
      bool found = false;
      each_step(DimensionId(d), [&](const UnrollingStep& step, std::int64_t lanes) {
        if (found || step.to != to || lanes != wanted) return;
        found = true;
        state = step.from;
        add_loops(DimensionId(d), step.bounds, unrolling);
      });
    }
    std::stable_sort(unrolling.begin(), unrolling.end(),
                     [](const SpatialLoop& a, const SpatialLoop& b) { return a.fanout < b.fanout; });
  }

  void add_loops(DimensionId dimension, std::span<const std::int64_t> bounds, Unrolling& unrolling) const {
    for (std::size_t at = 0; at < bounds.size(); ++at) {
      const AxisRooms& axis = states_.axes()[at];
      if (bounds[at] > 1) unrolling.push_back({axis.fanout, axis.axis, dimension, bounds[at]});
    }
  }

  const Space* space_;
  RoomStates states_;
  UnrollingRules rules_;
  std::vector<Table> tables_;  // before each dimension, and behind the last
};

}  // namespace

std::optional<MostLanes> most_lanes(const Space& space) {
  Programme programme(space);
  if (!programme.is_small()) return std::nullopt;
  return programme.run();
}

}  // namespace ridge::mapper
