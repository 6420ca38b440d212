// The heuristic search: systematic seeds, then simulated annealing, on islands.
#pragma once

#include "mapper/judge.hpp"
#include "mapper/watch.hpp"

namespace ridge::mapper {

struct HeuristicAnswer {
  Candidate best;  // does not exist when nothing feasible was found
  std::int64_t evaluated = 0;
  std::int64_t feasible = 0;
};

/// A fixed number of islands share out `options.effort` and run on as many threads as there are. In the first
/// round each makes its share of the seeds and anneals from its best one; then all meet, and in the second
/// round each anneals from one of the best answers so far. An island draws only from its own random stream
/// and the islands' answers are compared in order, so the answer is the same for any number of threads.
/// `enough`: a value at which no second round is needed (the lower bound).
HeuristicAnswer heuristic_search(const Space& space, const SearchOptions& options, double enough,
                                 Watch& watch);

}  // namespace ridge::mapper
