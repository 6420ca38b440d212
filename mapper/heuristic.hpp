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

/// A fixed number of islands walk in rounds of fixed length, on as many threads as there are, and meet after
/// each. In the first each anneals from the best of its share of the seeds; afterwards half of them anneal
/// from one of the best answers so far and half from seeds not tried before. An island draws only from its
/// own random stream and the islands' answers are compared in order, so the answer is the same for any number
/// of threads. A smaller effort does a part of the same work: more effort never gives a worse answer.
/// `round`: mappings of a round, all islands together; in each the annealing cools down, so that short rounds
/// have an answer soon and long ones a better one. `enough`: a value at which no further round is needed (the
/// lower bound).
HeuristicAnswer heuristic_search(const Space& space, const SearchOptions& options, std::int64_t round,
                                 double enough, Watch& watch);

}  // namespace ridge::mapper
