// Counts in words -> bytes of every stream, and of these the first fill and the last drain, which nothing can
// hide. All bytes are totals over the used instances of a level: so they stay exact (multiples of a bit), and
// one division by the bandwidth of all used instances gives their time. With imperfect spatial bounds
// instances do not work alike, and that time is a mean over those that ever work.
#pragma once

#include <span>
#include <vector>

#include "sim/cost/setting.hpp"

namespace ridge::cost {

/// The bytes of one storage node.
struct Flow {
  const NodeCounts* counts = nullptr;
  std::size_t index = 0;  // in Traffic::flows
  std::size_t slot = 0;
  Flow* parent = nullptr;  // the next node outwards; nullptr: this is the home
  Flow* child = nullptr;   // the next node inwards; nullptr: the compute units
  double read_bytes = 0;
  double fill_bytes = 0;
  double update_bytes = 0;
  double drain_bytes = 0;
  double first_fill_bytes = 0;           // the first fill, here
  double first_send_bytes = 0;           // and what the parent sends for it
  double last_drain_bytes = 0;           // the last drain, here
  double last_take_bytes = 0;            // and what the parent takes of it
  ByDirection<double> bytes{};           // of the two streams of this node
  ByDirection<double> start_up_bytes{};  // of these, in first fills and last drains
};

/// Whether waiting for a stream is waiting for weights on their last way, into the nodes that the lanes work
/// from: the cause `weight_load`, and not a stall.
bool loads_weights(const Setting& setting, const Flow& flow, Direction direction);

/// All flows of one mapping. Scratch space: `trace` re-uses it.
class Traffic {
 public:
  explicit Traffic(const Setting& setting);

  /// Reads `counts`, which must outlive the next use of the flows.
  void trace(const Counts& counts);

  /// In nest order.
  std::span<const Flow> flows() const { return {flows_.data(), flow_count_}; }
  /// nullptr: the level does not keep the tensor.
  const Flow* at(std::size_t slot) const { return by_slot_[slot]; }
  /// Used instances by level; 1 where nothing is kept, so that its no bytes take no time.
  double instances(LevelId level) const { return instances_[level.index()]; }
  /// Cycles that `bytes` of one stream take when it is alone on its ports.
  double cycles_alone(std::size_t slot, Direction direction, double bytes) const {
    const double bytes_per_cycle = setting_->slots[slot].bytes_per_cycle[side(direction)];
    return bytes / (bytes_per_cycle * instances_[setting_->slots[slot].level.index()]);
  }

 private:
  Flow& next_flow(const NodeCounts& node);
  void add_node(const NodeCounts& node);
  void add_first_fill(Flow& flow);
  void add_last_drain(Flow& flow);

  const Setting* setting_;
  std::vector<Flow> flows_;  // one per slot at most, never resized: pointers into it stay valid
  std::size_t flow_count_ = 0;
  std::vector<Flow*> by_slot_;
  std::vector<Flow*> innermost_;  // by tensor: its last node so far
  std::vector<double> instances_;
};

/// Words of the written tensor, of which some are complete, in bytes; `slot` gives the widths.
constexpr double mixed_bytes(const Slot& slot, double words, double complete) {
  return complete * slot.word_bytes + (words - complete) * slot.partial_bytes;
}

}  // namespace ridge::cost
