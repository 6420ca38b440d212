// When tiles move: the words that enter a node's tile, told apart by the loop whose advance moves it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// A temporal loop of bound > 1. A *step* of it: it advances, and all loops inside it wrap to zero.
struct StepLoop {
  std::size_t entry = 0;  // in the nest
  DimensionId dimension;
  std::int64_t bound = 1;
  std::int64_t last = 0;   // its last trip where all loops of its dimension outside are at theirs
  std::int64_t steps = 0;  // in the whole nest: those in which some lane works
};

/// One storage node below its tensor's home. Words are totals over the used instances.
struct NodeSteps {
  std::size_t loops = 0;     // the loops that move the tile are among the first so many of Steps::loops
  double first_words = 0;    // that enter before the first step
  std::size_t words_at = 0;  // see Steps::words_of
};

struct Steps {
  std::vector<StepLoop> loops;   // outermost first
  std::vector<NodeSteps> nodes;  // as in Counts::nodes; of homes empty
  std::vector<double> words;     // of all nodes

  /// Words that enter a node in all steps of a loop, by loop, for the `loops` of the node.
  std::span<const double> words_of(const NodeSteps& node) const {
    return {words.data() + node.words_at, node.loops};
  }
};

/// Tells the steps of legal nests of one problem on one machine apart, under our own rules of counting
/// (docs/counting.md). Words are exact where bounds are perfect; where a dimension runs out early they are
/// means. They add up to the fills that NodeCounts has, for the written tensor to the drains.
/// Allocates nothing once it has seen a nest as long as the longest.
class StepCounter {
 public:
  StepCounter(const Problem& problem, const Machine& machine);
  ~StepCounter();
  StepCounter(StepCounter&&) noexcept;
  StepCounter& operator=(StepCounter&&) noexcept;

  /// Assumes find_violation(problem, machine, mapping) has found nothing.
  void count(const Mapping& mapping, Steps& steps);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ridge
