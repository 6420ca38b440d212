#include "mapper/least_tile.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace ridge::mapper {

namespace {

constexpr std::array both_axes{Axis::x, Axis::y};

/// Calls `visit` for each axis of each fanout above (or below) a level.
template <class Visit>
void each_axis(const Space& space, LevelId level, bool above, Visit visit) {
  const Machine& machine = space.machine();
  for (FanoutId fanout : machine.fanouts.ids()) {
    if ((machine.fanouts[fanout].position < machine.levels[level].position) != above) continue;
    for (const Axis axis : both_axes)
      visit(fanout, axis);
  }
}

/// Bounds of a tile: of the least one, and of a whole.
LeastTile words_of_tiles(const Space& space, LevelId level, TensorId tensor) {
  Problem smallest = space.problem();
  Problem whole = space.problem();
  for (DimensionId dimension : smallest.dimensions.ids()) {
    const std::int64_t bound = space.problem().dimensions[dimension].bound;
    std::int64_t lanes = 1;
    each_axis(space, level, false, [&](FanoutId fanout, Axis axis) {
      lanes = saturating_multiply(lanes, space.spatial_limits(fanout, axis, dimension).least);
    });
    std::int64_t sharing = 1;
    each_axis(space, level, true, [&](FanoutId fanout, Axis axis) {
      sharing = saturating_multiply(
          sharing, std::max<std::int64_t>(1, space.spatial_limits(fanout, axis, dimension).most));
    });
    smallest.dimensions[dimension].bound = std::min(lanes, bound);
    whole.dimensions[dimension].bound = std::max(std::min(lanes, bound), ceil_divide(bound, sharing));
  }
  const std::int64_t shared = ceil_divide(space.problem().words(tensor), space.machine().instances(level));
  return {smallest.words(tensor), std::max(whole.words(tensor), shared)};
}

/// The dimensions that the written tensor lacks: over them its words are summed.
std::vector<DimensionId> summed_dimensions(const Problem& problem) {
  std::vector<DimensionId> summed;
  for (DimensionId dimension : problem.dimensions.ids())
    if (!problem.relevant(problem.written, dimension)) summed.push_back(dimension);
  return summed;
}

/// The most iterations of one word that the fanouts below a level add up on their way to it.
std::int64_t most_added_below(const Space& space, LevelId level, const std::vector<DimensionId>& summed) {
  std::int64_t most = 1;
  each_axis(space, level, false, [&](FanoutId fanout, Axis axis) {
    std::int64_t lanes = 1;
    for (DimensionId dimension : summed)
      lanes = saturating_multiply(
          lanes, std::max<std::int64_t>(1, space.spatial_limits(fanout, axis, dimension).most));
    const std::int64_t size = space.machine().fanouts[fanout].size[static_cast<std::size_t>(axis)];
    most = saturating_multiply(most, std::min(lanes, size));
  });
  return most;
}

bool must_be_partial(const Space& space, LevelId level, TensorId tensor) {
  const Problem& problem = space.problem();
  const bool exact = space.options().conventions.counting == CountingRules::exact;  // others have one width
  if (!exact || !problem.is_written(tensor)) return false;
  for (std::size_t inner = level.index() + 1; inner < space.machine().levels.size(); ++inner)
    if (space.keeping(LevelId(inner), tensor) != Keeping::never) return false;
  const std::vector<DimensionId> summed = summed_dimensions(problem);
  std::int64_t iterations = 1;
  for (DimensionId dimension : summed)
    iterations = saturating_multiply(iterations, problem.dimensions[dimension].bound);
  return iterations > most_added_below(space, level, summed);
}

}  // namespace

LeastTile least_tile(const Space& space, LevelId level, TensorId tensor) {
  LeastTile tile = words_of_tiles(space, level, tensor);
  tile.partial = must_be_partial(space, level, tensor);
  return tile;
}

}  // namespace ridge::mapper
