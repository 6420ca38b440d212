// The exact search: all roots in the order of their bounds, each walked under one incumbent.
#pragma once

#include "mapper/judge.hpp"
#include "mapper/watch.hpp"

namespace ridge::mapper {

struct ExactAnswer {
  Candidate best;            // does not exist when nothing was found that is better than the start
  bool proven = false;       // everything was walked or excluded
  double lower_bound = 0;    // of the whole space
  std::int64_t evaluated = 0;
  std::int64_t feasible = 0;
  std::int64_t steps = 0;
  std::size_t roots = 0;
  std::size_t walked = 0;
};

/// Whether a space is of the kind that the walk covers: our own accounting, whole trips, no rules on temporal
/// loops.
bool is_walkable(const Space& space);

/// `start`: a mapping to improve on, may be empty.
ExactAnswer exact_search(const Space& space, const SearchOptions& options, const Mapping& start,
                         std::int64_t most_steps);

}  // namespace ridge::mapper
