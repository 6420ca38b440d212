#include "sim/cost/traffic.hpp"

#include <algorithm>

namespace ridge::cost {

Traffic::Traffic(const Setting& setting)
    : setting_(&setting),
      flows_(setting.slots.size()),
      instances_(setting.level_count),
      bytes_(setting.uses.size()),
      start_up_bytes_(setting.uses.size()),
      innermost_(setting.tensor_count) {}

void Traffic::trace(const Counts& counts) {
  std::fill(flows_.begin(), flows_.end(), Flow{});
  std::fill(instances_.begin(), instances_.end(), 1.0);
  std::fill(bytes_.begin(), bytes_.end(), 0.0);
  std::fill(start_up_bytes_.begin(), start_up_bytes_.end(), 0.0);
  std::fill(innermost_.begin(), innermost_.end(), -1);
  for (const NodeCounts& node : counts.nodes)
    add_node(node);
}

double Traffic::cycles_alone(std::size_t slot, Direction direction, double bytes) const {
  const double bytes_per_cycle = setting_->slots[slot].bytes_per_cycle[static_cast<std::size_t>(direction)];
  return bytes / (bytes_per_cycle * instances(setting_->level_of(slot)));
}

void Traffic::add_node(const NodeCounts& node) {
  const std::size_t here = setting_->slot(node.level, node.tensor);
  const Slot& widths = setting_->slots[here];
  const bool written = setting_->problem.is_written(node.tensor);
  Flow& flow = flows_[here];
  flow.counts = &node;
  instances_[node.level.index()] = std::max(instances_[node.level.index()], real(node.instances));
  // A word of the written tensor that goes down again is partial, else it would not be needed there.
  const double down_bytes = written ? widths.partial_bytes : widths.word_bytes;
  flow.read_bytes = real(node.reads) * down_bytes;
  flow.fill_bytes = real(node.fills) * down_bytes;
  if (written) {
    flow.update_bytes = mixed_bytes(widths, real(node.updates), real(node.complete_updates));
    flow.drain_bytes = mixed_bytes(widths, real(node.drains), real(node.complete_drains));
  }
  bytes_[Setting::stream(here, Direction::read)] = flow.read_bytes + flow.drain_bytes;
  bytes_[Setting::stream(here, Direction::write)] = flow.fill_bytes + flow.update_bytes;

  flow.parent = innermost_[node.tensor.index()];
  innermost_[node.tensor.index()] = static_cast<int>(here);
  if (flow.parent < 0) return;
  flows_[static_cast<std::size_t>(flow.parent)].child = static_cast<int>(here);
  if (written)
    add_last_drain(here);
  else
    add_first_fill(here);
}

/// The first tile of every instance. What the parent sends for it is in the same proportion as over the whole
/// run: a word multicast to many leaves the parent once.
void Traffic::add_first_fill(std::size_t slot) {
  Flow& flow = flows_[slot];
  const NodeCounts& node = *flow.counts;
  if (node.fills == 0) return;
  const auto parent = static_cast<std::size_t>(flow.parent);
  const double words = std::min(real(node.fills), real(node.tile_words) * real(node.instances));
  const double sent = real(flows_[parent].counts->reads) * words / real(node.fills);
  flow.first_fill_bytes = words * setting_->slots[slot].word_bytes;
  flow.first_send_bytes = sent * setting_->slots[parent].word_bytes;
  start_up_bytes_[Setting::stream(slot, Direction::write)] += flow.first_fill_bytes;
  start_up_bytes_[Setting::stream(parent, Direction::read)] += flow.first_send_bytes;
}

/// The last tile of every instance: complete words as far as there are complete ones.
void Traffic::add_last_drain(std::size_t slot) {
  Flow& flow = flows_[slot];
  const NodeCounts& node = *flow.counts;
  if (node.drains == 0) return;
  const auto parent = static_cast<std::size_t>(flow.parent);
  const NodeCounts& above = *flows_[parent].counts;
  const double words = std::min(real(node.drains), real(node.tile_words) * real(node.instances));
  const double taken = real(above.updates) * words / real(node.drains);
  flow.last_drain_bytes =
      mixed_bytes(setting_->slots[slot], words, std::min(words, real(node.complete_drains)));
  flow.last_take_bytes =
      mixed_bytes(setting_->slots[parent], taken, std::min(taken, real(above.complete_updates)));
  start_up_bytes_[Setting::stream(slot, Direction::read)] += flow.last_drain_bytes;
  start_up_bytes_[Setting::stream(parent, Direction::write)] += flow.last_take_bytes;
}

}  // namespace ridge::cost
