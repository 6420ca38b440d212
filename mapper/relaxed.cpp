#include "mapper/relaxed.hpp"

#include <utility>

namespace ridge::mapper {

bool is_walkable_when_relaxed(const Space& space) {
  return !is_walkable(space) && is_walkable(space.relaxed());
}

RelaxedSearch::RelaxedSearch(const Space& space, const SearchOptions& options, Watch& watch)
    : space_(&space),
      objective_(options.objective),
      watch_(&watch),
      relaxed_(space.relaxed()),
      relaxed_watch_(quiet_, &watch),
      exact_(relaxed_, options, relaxed_watch_) {}

ExactAnswer RelaxedSearch::run(const Mapping& start, std::int64_t more_work) {
  ExactAnswer answer = exact_.run(start, more_work);
  Judge judge(*space_, objective_, watch_);
  if (answer.best.exists()) judge.judge(answer.best.mapping);
  answer.best = judge.best();
  return answer;
}

}  // namespace ridge::mapper
