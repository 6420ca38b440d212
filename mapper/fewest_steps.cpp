#include "mapper/room_states.hpp"
#include "mapper/unrolling.hpp"

namespace ridge::mapper {

namespace {

constexpr std::int64_t unreached = std::numeric_limits<std::int64_t>::max();

/// The fewest steps of the dimensions so far, by state.
std::int64_t fewest(const Problem& problem, UnrollingRules rules, RoomStates& states) {
  std::vector<std::int64_t> steps(states.count(), unreached);
  steps[states.whole()] = 1;
  std::vector<std::int64_t> next;
  for (DimensionId dimension : problem.dimensions.ids()) {
    next.assign(steps.size(), unreached);
    states.each_step(
        dimension, rules, [&](std::size_t state) { return steps[state] != unreached; },
        [&](const UnrollingStep& step) {
          next[step.to] = std::min(next[step.to], steps[step.from] * step.trips);
        });
    steps.swap(next);
  }
  return *std::min_element(steps.begin(), steps.end());
}

}  // namespace

std::int64_t fewest_steps(const Space& space) {
  RoomStates states(space);
  if (states.are_few()) return fewest(space.problem(), UnrollingRules::of(space, false), states);
  std::int64_t lanes = 1;
  for (const AxisRooms& axis : states.axes())
    lanes = checked_multiply(lanes, axis.size).value_or(std::numeric_limits<std::int64_t>::max());
  return ceil_divide(space.problem().iterations(), lanes);
}

}  // namespace ridge::mapper
