#include "mapper/exact/exact.hpp"

#include <algorithm>

#include "mapper/exact/roots.hpp"
#include "mapper/exact/walk.hpp"

namespace ridge::mapper {

bool is_walkable(const Space& space) {
  if (space.options().even || space.options().imperfect_temporal) return false;
  if (space.options().conventions.averages) return false;
  for (const LevelId level : space.machine().levels.ids()) {
    if (!space.order_below(level).empty()) return false;
    for (const DimensionId dimension : space.problem().dimensions.ids()) {
      const TripLimits limits = space.temporal_limits(level, dimension);
      if (limits.least > 1 || limits.most < std::numeric_limits<std::int64_t>::max()) return false;
    }
  }
  return Shape(space.problem()).fits();
}

ExactAnswer exact_search(const Space& space, const SearchOptions& options, const Mapping& start,
                         std::int64_t most_steps) {
  const Shape shape(space.problem());
  const cost::Setting setting(space.problem(), space.machine());
  Incumbent incumbent(space, options.objective, most_steps);
  if (!start.nest.empty()) incumbent.offer(start);
  const std::vector<Placement> placements = all_placements(space);
  const auto unrollings = all_unrollings(space, 2'000'000);
  ExactAnswer answer;
  if (!unrollings) return answer;
  struct Bounded {
    double bound;
    std::uint32_t placement;
    std::uint32_t unrolling;
  };
  std::vector<Bounded> roots;
  for (std::uint32_t p = 0; p < placements.size(); ++p) {
    for (std::uint32_t u = 0; u < unrollings->size(); ++u) {
      const Root root(space, shape, setting, placements[p], (*unrollings)[u]);
      if (!root.possible()) continue;
      const double bound = Walk(space, shape, setting, root, incumbent).bound();
      if (bound < incumbent.value()) roots.push_back({bound, p, u});
    }
  }
  std::stable_sort(roots.begin(), roots.end(),
                   [](const Bounded& a, const Bounded& b) { return a.bound < b.bound; });
  answer.roots = roots.size();
  answer.proven = true;
  for (const Bounded& each : roots) {
    if (each.bound >= incumbent.value()) break;
    const Root root(space, shape, setting, placements[each.placement], (*unrollings)[each.unrolling]);
    ++answer.walked;
    if (!Walk(space, shape, setting, root, incumbent).run()) {
      answer.proven = false;
      answer.lower_bound = each.bound;
      break;
    }
  }
  if (answer.proven) answer.lower_bound = incumbent.value();
  answer.best = incumbent.best();
  answer.evaluated = incumbent.evaluated();
  answer.feasible = incumbent.feasible();
  answer.steps = incumbent.steps();
  return answer;
}

}  // namespace ridge::mapper
