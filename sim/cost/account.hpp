// An evaluation of what another model has counted, timed and charged: written up as our own are, causes and
// roofline included.
#pragma once

#include "sim/cost/conventions.hpp"
#include "sim/cost/evaluation.hpp"

namespace ridge {

/// What the other model says of one storage node.
struct NodeAccount {
  NodeCounts counts;  // to be shown
  NodeCounts moved;   // what takes bandwidth: also what is read in vain, and what describes the words
  double read_pj = 0;
  double write_pj = 0;
  std::int64_t demanded_bytes = 0;    // of one instance
  std::int64_t compulsory_words = 0;  // at a home: what has to pass once, whatever the mapping
};

struct Account {
  std::vector<NodeAccount> nodes;  // in nest order
  std::int64_t iterations = 0;     // that are really done
  std::int64_t issued = 0;         // and those that take a cycle of a lane
  double compute_cycles = 0;
  double slowest_cycles = 0;  // of compute and of every level: the latency
  double latency_cycles = 0;  // added to it
  double compute_pj = 0;
  std::vector<std::string> notes;
};

/// The problem's own iterations give way to those that are done: in operations, and in every roof.
Evaluation evaluation_of(const Account& account, const Problem& problem, const Machine& machine,
                         const Conventions& conventions);

}  // namespace ridge
