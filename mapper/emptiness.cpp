#include "mapper/emptiness.hpp"

#include <atomic>
#include <cmath>

#include "mapper/conflict.hpp"
#include "mapper/heuristic.hpp"
#include "mapper/space_walk.hpp"
#include "mapper/watch.hpp"

namespace ridge::mapper {

namespace {

constexpr std::int64_t looked_at = 400;

/// The options of a search that the first mapping ends. Neither copied nor moved: they point to each other.
struct AnyMapping {
  std::atomic<bool> found = false;
  SearchOptions options;
  Watch watch;

  explicit AnyMapping(Watch& asking) : watch(options, &asking) {
    options.objective = Objective::latency;
    options.effort = looked_at;
    options.cancel = &found;
    options.progress = [this](const SearchProgress& progress) {
      if (std::isfinite(progress.value)) found = true;
    };
  }
};

}  // namespace

Emptiness emptiness_of(const Space& space, std::int64_t& work_left, Watch& watch) {
  if (find_conflict(space)) return Emptiness::empty;
  AnyMapping any(watch);
  if (heuristic_search(space, any.options, looked_at, 0, any.watch).best.exists())
    return Emptiness::inhabited;
  SpaceWalk walk(space, any.options, any.watch);
  if (work_left < 1 || walk.walked() == Walked::no) return Emptiness::unknown;
  const ExactAnswer answer = walk.run({}, work_left);
  work_left -= answer.work;
  if (answer.best.exists()) return Emptiness::inhabited;
  return answer.proven && std::isinf(answer.lower_bound) ? Emptiness::empty : Emptiness::unknown;
}

}  // namespace ridge::mapper
