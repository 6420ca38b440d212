#include <algorithm>
#include <map>

#include "base/checked.hpp"
#include "mapper/unrolling.hpp"

namespace ridge::mapper {

namespace {

using Rooms = std::vector<std::int64_t>;  // what is left of each axis

struct AxisLimits {
  std::int64_t size = 1;
  IdVector<DimensionId, std::int64_t> most;
};

std::vector<AxisLimits> axes_of(const Space& space) {
  std::vector<AxisLimits> axes;
  const Machine& machine = space.machine();
  for (FanoutId fanout : machine.fanouts.ids()) {
    for (Axis axis : {Axis::x, Axis::y}) {
      AxisLimits limits{machine.fanouts[fanout].size[static_cast<std::size_t>(axis)], {}};
      if (limits.size == 1) continue;
      for (DimensionId dimension : space.problem().dimensions.ids()) {
        limits.most.push_back(std::max<std::int64_t>(1, space.spatial_limits(fanout, axis, dimension).most));
      }
      axes.push_back(std::move(limits));
    }
  }
  return axes;
}

/// One axis with the lanes of all: whatever fits the axes one by one fits it.
std::vector<AxisLimits> pooled(const std::vector<AxisLimits>& axes) {
  AxisLimits pool = axes.front();
  for (std::size_t i = 1; i < axes.size(); ++i) {
    pool.size = checked_multiply(pool.size, axes[i].size).value_or(std::numeric_limits<std::int64_t>::max());
    for (DimensionId dimension : pool.most.ids()) {
      pool.most[dimension] =
          checked_multiply(pool.most[dimension], axes[i].most[dimension]).value_or(pool.size);
    }
  }
  return {pool};
}

/// An axis of n lanes has at most 2 sqrt(n) different values of floor(n / k): the states of the programme.
bool too_many_states(const std::vector<AxisLimits>& axes) {
  double states = 1;
  for (const AxisLimits& axis : axes) {
    double values = 0;
    for (std::int64_t k = 1; k <= axis.size && values <= 4096; k = axis.size / (axis.size / k) + 1)
      ++values;
    states *= values;
  }
  return states > 4096;
}

/// All ways to unroll one dimension from one state, into the states of the next dimension.
class Stage {
 public:
  Stage(const std::vector<AxisLimits>& axes, DimensionId dimension, std::int64_t bound)
      : axes_(&axes), dimension_(dimension), bound_(bound) {}

  std::map<Rooms, std::int64_t> from(const std::map<Rooms, std::int64_t>& states) {
    next_.clear();
    for (const auto& [rooms, steps] : states) {
      rooms_ = rooms;
      steps_ = steps;
      unroll(0, bound_);
    }
    return std::move(next_);
  }

 private:
  /// `trips` of the dimension are left after the axes before `at`. Of all bounds that leave the same room,
  /// the largest serves.
  void unroll(std::size_t at, std::int64_t trips) {
    if (at == axes_->size()) {
      const auto [state, added] = next_.try_emplace(rooms_, steps_ * trips);
      if (!added) state->second = std::min(state->second, steps_ * trips);
      return;
    }
    const std::int64_t room = rooms_[at];
    const std::int64_t most = std::min({room, (*axes_)[at].most[dimension_], trips});
    for (std::int64_t bound = most; bound >= 1; bound = room / (room / bound + 1)) {
      rooms_[at] = room / bound;
      unroll(at + 1, ceil_divide(trips, bound));
    }
    rooms_[at] = room;
  }

  const std::vector<AxisLimits>* axes_;
  DimensionId dimension_;
  std::int64_t bound_;
  Rooms rooms_;
  std::int64_t steps_ = 1;
  std::map<Rooms, std::int64_t> next_;
};

}  // namespace

std::int64_t fewest_steps(const Space& space) {
  std::vector<AxisLimits> axes = axes_of(space);
  if (axes.empty()) return space.problem().iterations();
  if (too_many_states(axes)) axes = pooled(axes);
  Rooms whole;
  for (const AxisLimits& axis : axes)
    whole.push_back(axis.size);
  std::map<Rooms, std::int64_t> states{{whole, 1}};
  for (DimensionId dimension : space.problem().dimensions.ids()) {
    states = Stage(axes, dimension, space.problem().dimensions[dimension].bound).from(states);
  }
  std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
  for (const auto& [rooms, steps] : states)
    fewest = std::min(fewest, steps);
  return fewest;
}

}  // namespace ridge::mapper
