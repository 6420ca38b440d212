#include "sim/cost/traffic.hpp"

#include <algorithm>

namespace ridge::cost {

bool loads_weights(const Setting& setting, const Flow& flow, Direction direction) {
  const bool is_last = flow.child == nullptr && flow.parent != nullptr;
  return is_last && direction == Direction::write &&
         setting.problem.tensors[flow.counts->tensor].role == Role::weights;
}

Traffic::Traffic(const Setting& setting)
    : setting_(&setting),
      flows_(setting.slots.size()),
      by_slot_(setting.slots.size()),
      innermost_(setting.tensor_count),
      instances_(setting.level_count) {}

void Traffic::trace(const Counts& counts) {
  flow_count_ = 0;
  std::fill(by_slot_.begin(), by_slot_.end(), nullptr);
  std::fill(innermost_.begin(), innermost_.end(), nullptr);
  std::fill(instances_.begin(), instances_.end(), 1.0);
  for (const NodeCounts& node : counts.nodes)
    add_node(node);
}

/// A flow that moves nothing yet. Field by field: clearing the whole struct costs more than all of add_node.
Flow& Traffic::next_flow(const NodeCounts& node) {
  Flow& flow = flows_[flow_count_];
  flow.counts = &node;
  flow.index = flow_count_++;
  flow.slot = setting_->slot(node.level, node.tensor);
  flow.child = nullptr;
  flow.update_bytes = flow.drain_bytes = 0;
  flow.first_fill_bytes = flow.first_send_bytes = 0;
  flow.last_drain_bytes = flow.last_take_bytes = 0;
  flow.start_up_bytes[0] = flow.start_up_bytes[1] = 0;
  return flow;
}

void Traffic::add_node(const NodeCounts& node) {
  Flow& flow = next_flow(node);
  by_slot_[flow.slot] = &flow;
  instances_[node.level.index()] = real(node.instances);  // alike for all nodes of a level
  const Slot& widths = setting_->slots[flow.slot];
  // A word of the written tensor that goes down again is partial, else it would not be needed there.
  const double down_bytes = widths.written ? widths.partial_bytes : widths.word_bytes;
  flow.read_bytes = real(node.reads) * down_bytes;
  flow.fill_bytes = real(node.fills) * down_bytes;
  if (widths.written) {
    flow.update_bytes = mixed_bytes(widths, real(node.updates), real(node.complete_updates));
    flow.drain_bytes = mixed_bytes(widths, real(node.drains), real(node.complete_drains));
  }
  flow.bytes = {flow.read_bytes + flow.drain_bytes, flow.fill_bytes + flow.update_bytes};

  flow.parent = std::exchange(innermost_[node.tensor.index()], &flow);
  if (flow.parent == nullptr) return;
  flow.parent->child = &flow;
  if (widths.written)
    add_last_drain(flow);
  else
    add_first_fill(flow);
}

/// The first tile of every instance. What the parent sends for it is in the same proportion as over the whole
/// run: a word multicast to many leaves the parent once.
void Traffic::add_first_fill(Flow& flow) {
  const NodeCounts& node = *flow.counts;
  if (node.fills == 0) return;
  const double words = std::min(real(node.fills), real(node.tile_words) * real(node.instances));
  const double sent = real(flow.parent->counts->reads) * words / real(node.fills);
  flow.first_fill_bytes = words * setting_->slots[flow.slot].word_bytes;
  flow.first_send_bytes = sent * setting_->slots[flow.parent->slot].word_bytes;
  flow.start_up_bytes[side(Direction::write)] += flow.first_fill_bytes;
  flow.parent->start_up_bytes[side(Direction::read)] += flow.first_send_bytes;
}

/// The last tile of every instance: complete words as far as there are complete ones.
void Traffic::add_last_drain(Flow& flow) {
  const NodeCounts& node = *flow.counts;
  if (node.drains == 0) return;
  const NodeCounts& above = *flow.parent->counts;
  const double words = std::min(real(node.drains), real(node.tile_words) * real(node.instances));
  const double taken = real(above.updates) * words / real(node.drains);
  flow.last_drain_bytes =
      mixed_bytes(setting_->slots[flow.slot], words, std::min(words, real(node.complete_drains)));
  flow.last_take_bytes =
      mixed_bytes(setting_->slots[flow.parent->slot], taken, std::min(taken, real(above.complete_updates)));
  flow.start_up_bytes[side(Direction::read)] += flow.last_drain_bytes;
  flow.parent->start_up_bytes[side(Direction::write)] += flow.last_take_bytes;
}

}  // namespace ridge::cost
