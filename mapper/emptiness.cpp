#include "mapper/emptiness.hpp"

#include <atomic>
#include <cmath>

#include "mapper/conflict.hpp"
#include "mapper/even_exact/even_search.hpp"
#include "mapper/exact/exact.hpp"
#include "mapper/heuristic.hpp"
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
  const bool even = even::is_walkable(space);
  if (work_left < 1 || !(even || is_walkable(space))) return Emptiness::unknown;
  const auto walk = even ? even::exact_search : exact_search;
  const ExactAnswer answer = walk(space, any.options, {}, work_left, any.watch);
  work_left -= answer.work;
  if (answer.best.exists()) return Emptiness::inhabited;
  return answer.proven ? Emptiness::empty : Emptiness::unknown;
}

}  // namespace ridge::mapper
