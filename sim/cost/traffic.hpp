// Counts in words -> bytes of every stream, and of these the first fill and the last drain, which nothing can
// hide. All bytes are totals over the used instances of a level: so they stay exact (multiples of a bit), and
// one division by the bandwidth of all used instances gives their time. With imperfect spatial bounds
// instances do not work alike, and that time is a mean over those that ever work.
#pragma once

#include <vector>

#include "sim/cost/setting.hpp"

namespace ridge::cost {

/// The bytes of one storage node.
struct Flow {
  const NodeCounts* counts = nullptr;  // nullptr: the level does not keep the tensor
  int parent = -1;                     // slot of the next node outwards; -1: this is the home
  int child = -1;                      // slot of the next node inwards; -1: the compute units
  double read_bytes = 0;
  double fill_bytes = 0;
  double update_bytes = 0;
  double drain_bytes = 0;
  double first_fill_bytes = 0;  // the first fill, here
  double first_send_bytes = 0;  // and what the parent sends for it
  double last_drain_bytes = 0;  // the last drain, here
  double last_take_bytes = 0;   // and what the parent takes of it
};

/// All flows of one mapping, by slot, and their sums by stream. Scratch space: `trace` re-uses it.
class Traffic {
 public:
  explicit Traffic(const Setting& setting);

  /// Reads `counts`, which must outlive the next use of the flows.
  void trace(const Counts& counts);

  const Flow& flow(std::size_t slot) const { return flows_[slot]; }
  /// Used instances by level; 1 where nothing is kept, so that its no bytes take no time.
  double instances(LevelId level) const { return instances_[level.index()]; }
  /// By stream.
  const std::vector<double>& bytes() const { return bytes_; }
  /// Of `bytes`, those of first fills and last drains.
  const std::vector<double>& start_up_bytes() const { return start_up_bytes_; }
  /// Cycles that `bytes` of one stream take when it is alone on its ports.
  double cycles_alone(std::size_t slot, Direction direction, double bytes) const;

 private:
  void add_node(const NodeCounts& node);
  void add_first_fill(std::size_t slot);
  void add_last_drain(std::size_t slot);

  const Setting* setting_;
  std::vector<Flow> flows_;
  std::vector<double> instances_;
  std::vector<double> bytes_;
  std::vector<double> start_up_bytes_;
  std::vector<int> innermost_;  // by tensor: the slot of its last node so far
};

/// Words of the written tensor, of which some are complete, in bytes; `slot` gives the widths.
constexpr double mixed_bytes(const Slot& slot, double words, double complete) {
  return complete * slot.word_bytes + (words - complete) * slot.partial_bytes;
}

}  // namespace ridge::cost
