// The exact search: all roots in the order of their bounds, each walked under one incumbent.
#pragma once

#include <memory>

#include "mapper/judge.hpp"
#include "mapper/watch.hpp"

namespace ridge::mapper {

struct ExactAnswer {
  Candidate best;          // the start, or a better one; does not exist when nothing was found
  bool proven = false;     // everything was walked or excluded: the best is the best there is
  double lower_bound = 0;  // no mapping of the space has a smaller value; infinity: there is none
  std::int64_t evaluated = 0;
  std::int64_t feasible = 0;
  std::int64_t steps = 0;   // nodes placed, sections ended
  std::int64_t labels = 0;  // of completions
  std::int64_t work = 0;    // as Incumbent counts it
  std::size_t roots = 0;    // placement x unrolling, of which some mapping may be better than the start
  std::size_t walked = 0;   // of these
};

class Incumbent;  // mapper/exact/walk.hpp

/// What the search with this incumbent says at its end, but for its roots.
ExactAnswer answer_of(const Incumbent& incumbent, bool proven, double lower_bound);

/// Whether a space is of the kind that the walk covers: our own accounting, whole trips, no rules on temporal
/// loops, no level with a latency or an issue of which cycles know.
bool is_walkable(const Space& space);

/// A walk of a walkable space that goes on where it stopped at a limit.
class ExactSearch {
 public:
  /// All arguments must outlive it.
  ExactSearch(const Space& space, const SearchOptions& options, Watch& watch);
  ~ExactSearch();

  /// `start`: a mapping to improve on, may be empty. Ends when so much more work is done (Incumbent), or when
  /// the watch says so. The counts of the answer are those of all runs together.
  ExactAnswer run(const Mapping& start, std::int64_t more_work);

 private:
  class Search;
  std::unique_ptr<Search> search_;
};

/// The same in one run.
ExactAnswer exact_search(const Space& space, const SearchOptions& options, const Mapping& start,
                         std::int64_t most_work, Watch& watch);

}  // namespace ridge::mapper
