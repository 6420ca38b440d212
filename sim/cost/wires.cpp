#include "sim/cost/wires.hpp"

#include <algorithm>

namespace ridge::cost {

Wires::Wires(const Setting& setting)
    : setting_(&setting),
      used_(setting.machine.fanouts.size()),
      block_(setting.machine.fanouts.size() * setting.tensor_count),
      sent_words_(setting.machine.fanouts.size()),
      received_words_(setting.machine.fanouts.size()) {
  for (const StorageLevel& level : setting.machine.levels) {
    const auto above = [&level](const Fanout& fanout) { return fanout.position < level.position; };
    const auto& fanouts = setting.machine.fanouts;
    fanouts_above_.push_back(static_cast<std::size_t>(std::count_if(fanouts.begin(), fanouts.end(), above)));
  }
  for (const DimensionId dimension : setting.problem.dimensions.ids()) {
    for (const TensorId tensor : setting.problem.tensors.ids())
      relevant_.push_back(setting.problem.relevant(tensor, dimension) ? 1 : 0);
  }
}

void Wires::measure(const Mapping& mapping, const Traffic& traffic, std::vector<NetworkCost>& networks) {
  spread(mapping);
  std::fill(sent_words_.begin(), sent_words_.end(), 0.0);
  std::fill(received_words_.begin(), received_words_.end(), 0.0);
  for (const FanoutId fanout : setting_->machine.fanouts.ids()) {
    networks[fanout.index()] = {fanout, 0, 0, 1, std::nullopt};
    if (setting_->machine.fanouts[fanout].hop_energy_pj_per_byte) networks[fanout.index()].energy_pj = 0.0;
  }
  for (const Flow& flow : traffic.flows())
    cross(flow, networks);
  for (std::size_t fanout = 0; fanout < networks.size(); ++fanout) {
    if (sent_words_[fanout] > 0) networks[fanout].multicast = received_words_[fanout] / sent_words_[fanout];
  }
}

/// How far the nest spreads over every fanout, and over how many neighbours each tensor's words are shared.
void Wires::spread(const Mapping& mapping) {
  std::fill(used_.begin(), used_.end(), Extent{1, 1});
  std::fill(block_.begin(), block_.end(), Extent{1, 1});
  const std::size_t tensors = setting_->tensor_count;
  for (const NestEntry& entry : mapping.nest) {
    if (entry.kind != NestEntry::Kind::spatial) continue;
    const Fanout& fanout = setting_->machine.fanouts[entry.fanout];
    const auto axis = static_cast<std::size_t>(entry.axis);
    used_[entry.fanout.index()][axis] *= real(entry.bound);
    for (std::size_t tensor = 0; tensor < tensors; ++tensor) {
      if (relevant_[entry.dimension.index() * tensors + tensor] != 0) continue;
      const bool shared = tensor == setting_->problem.written.index()
                              ? fanout.reduce[axis]
                              : fanout.multicast[axis].has(setting_->role_of(TensorId(tensor)));
      if (shared) block_[entry.fanout.index() * tensors + tensor][axis] *= real(entry.bound);
    }
  }
}

/// Of partial results that are added together later, one receiver takes what was there before.
Wires::Bundle Wires::sent_down(const Flow& flow) const {
  const Slot& slot = setting_->slots[flow.slot];
  const double words = real(flow.counts->reads);
  if (words == 0 || slot.written) return {words, 1, slot.partial_bytes};
  const double received = flow.child == nullptr ? setting_->iterations : real(flow.child->counts->fills);
  return {words, received / words, slot.word_bytes};
}

/// What goes up has the width with which it was sent: on its way into a sum it is partial, even where the sum
/// is complete. Compute units send partial results where several are added, else what arrives.
Wires::Bundle Wires::taken_up(const Flow& flow) const {
  const double words = real(flow.counts->updates);
  if (words == 0) return {};
  if (flow.child != nullptr) {
    const double sent = real(flow.child->counts->drains);
    return {words, sent / words, flow.child->drain_bytes / sent};
  }
  const bool added = setting_->iterations > words;
  return {words, setting_->iterations / words,
          added ? setting_->slots[flow.slot].partial_bytes : flow.update_bytes / words};
}

/// The fanouts between a node and its child, outermost first.
void Wires::cross(const Flow& flow, std::vector<NetworkCost>& networks) {
  const std::size_t first = fanouts_above_[flow.counts->level.index()];
  const std::size_t end =
      flow.child == nullptr ? networks.size() : fanouts_above_[flow.child->counts->level.index()];
  if (first == end) return;
  const bool written = setting_->slots[flow.slot].written;
  Bundle down = sent_down(flow);
  Bundle up = taken_up(flow);
  for (std::size_t fanout = first; fanout < end; ++fanout) {
    const double sent = down.words;
    pass(fanout, flow.counts->tensor, fanout + 1 == end, down, networks[fanout]);
    pass(fanout, flow.counts->tensor, fanout + 1 == end, up, networks[fanout]);
    if (written) continue;
    sent_words_[fanout] += sent;
    received_words_[fanout] += down.words;
  }
}

/// Takes a bundle through one fanout: what the last fanout before the child does not share out, no other can.
void Wires::pass(std::size_t fanout, TensorId tensor, bool last, Bundle& bundle, NetworkCost& network) const {
  if (bundle.words == 0) return;
  const Extent& block = block_[fanout * setting_->tensor_count + tensor.index()];
  const double receivers = last ? bundle.receivers : std::min(bundle.receivers, block[0] * block[1]);
  const Extent shared = receivers > 1 ? block : Extent{1, 1};
  const double hops =
      (used_[fanout][0] - shared[0]) / 2 + (used_[fanout][1] - shared[1]) / 2 + std::max(0.0, receivers - 1);
  network.words += bundle.words;
  network.hops += bundle.words * hops;
  if (network.energy_pj) {
    const double pj_per_byte = *setting_->machine.fanouts[network.fanout].hop_energy_pj_per_byte;
    *network.energy_pj += bundle.words * hops * bundle.bytes_per_word * pj_per_byte;
  }
  bundle.words *= receivers;
  bundle.receivers /= receivers;
}

}  // namespace ridge::cost
