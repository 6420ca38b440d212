// Pure counting: words read, filled, updated and drained at every storage node. No time, no energy.
// The rules are those of docs/counting.md (design section 4); the referee is the walker in
// tests/nest/walker.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// The rules of counting, a value passed in: our own (docs/counting.md), Timeloop's (sim/nest/sampled.hpp),
/// under which drains are not counted, or AccelForge's: ours, but of lanes that add into one word each takes
/// back what it held before (docs/known-optima.md). Under the last two a nest must be perfect.
enum class CountingRules : std::uint8_t { exact, timeloop, accelforge };

/// Whether results of the lanes along an axis are one update of the level above. AccelForge has one switch
/// for reuse both ways: where nothing is multicast, nothing is added on its way up, and the level above takes
/// what every lane gives.
inline bool joins_results(const Fanout& fanout, std::size_t axis, CountingRules rules) {
  return fanout.reduce[axis] && (rules != CountingRules::accelforge || fanout.multicast[axis] != RoleSet());
}

/// One storage node. Counts are totals over all used instances, in words.
struct NodeCounts {
  LevelId level;
  TensorId tensor;
  std::size_t entry = 0;  // index into the nest
  bool home = false;
  std::int64_t instances = 0;         // used instances: coordinates of the spatial loops above that ever work
  std::int64_t tile_words = 0;        // of one instance, the largest it ever holds (home: all it ever holds)
  std::int64_t reads = 0;             // sent to children (written tensor: partial results read back)
  std::int64_t fills = 0;             // received from the parent
  std::int64_t updates = 0;           // received from children (written tensor only)
  std::int64_t drains = 0;            // sent to the parent (written tensor only)
  std::int64_t complete_updates = 0;  // of `updates`, those after which the word is complete
  std::int64_t complete_drains = 0;   // of `drains`, those of complete words
  bool changes =
      false;  // a temporal loop above changes the tile (so a double-buffered one needs twice its size)
  /// True when words of this node are partial at some time: they demand partial width.
  bool holds_partial() const { return updates != complete_updates; }
};

/// No count exceeds the problem's iterations (every word moved in a step belongs to an iteration of its own),
/// so a problem whose iterations fit in 63 bits has counts that do.
struct Counts {
  std::vector<NodeCounts> nodes;   // in nest order
  std::int64_t operations = 0;     // iterations executed = iterations of the problem
  std::int64_t compute_steps = 0;  // temporal steps in which some lane works
  std::int64_t used_lanes = 0;     // lanes that ever work
};

/// Counts legal mappings of one problem on one machine. Keeps scratch space: one object per thread; `count`
/// allocates nothing once it has seen a nest as long as the longest.
class Counter {
 public:
  Counter(const Problem& problem, const Machine& machine, CountingRules rules = CountingRules::exact);
  ~Counter();
  Counter(Counter&&) noexcept;
  Counter& operator=(Counter&&) noexcept;

  /// Assumes find_violation(problem, machine, mapping) has found nothing.
  void count(const Mapping& mapping, Counts& counts);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ridge
