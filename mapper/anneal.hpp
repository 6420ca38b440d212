// Simulated annealing over nests, from a good one.
#pragma once

#include "mapper/judge.hpp"
#include "mapper/random.hpp"
#include "mapper/watch.hpp"

namespace ridge::mapper {

struct Annealing {
  std::int64_t evaluations = 0;  // in which it cools down
  std::int64_t at_most = 0;      // to be spent: fewer end it while it is still warm
  double hot = 0.1;              // temperatures, in units of ln(value)
  double cold = 0.001;
};

/// Walks from `start` over mappings, each a random move or a few of them away from the
/// last one accepted; worse ones are accepted with probability exp(-worsening of ln(value) / temperature). A
/// start that cannot run is no obstacle: what does not fit counts by how much it does not, above all that can
/// run. The judge keeps the best. Ends early when the watch says so.
void anneal(const Space& space, const Mapping& start, const Annealing& annealing, Judge& judge,
            Random& random, Watch& watch);

}  // namespace ridge::mapper
