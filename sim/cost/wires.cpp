#include "sim/cost/wires.hpp"

#include <algorithm>

namespace ridge::cost {

Wires::Wires(const Setting& setting)
    : setting_(&setting),
      used_(setting.machine.fanouts.size()),
      block_(setting.machine.fanouts.size() * setting.tensor_count),
      sent_words_(setting.machine.fanouts.size()),
      received_words_(setting.machine.fanouts.size()) {
  for (const Fanout& fanout : setting.machine.fanouts) {
    const auto above = [&fanout](const StorageLevel& level) { return level.position < fanout.position; };
    const auto& levels = setting.machine.levels;
    levels_above_.push_back(static_cast<std::size_t>(std::count_if(levels.begin(), levels.end(), above)));
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
  for (const TensorId tensor : setting_->problem.tensors.ids())
    cross(tensor, traffic, networks);
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

/// The slot of the node whose words come through this fanout; -1 when the tensor's home is below it.
int Wires::parent_above(std::size_t fanout, TensorId tensor, const Traffic& traffic) const {
  for (std::size_t level = levels_above_[fanout]; level-- > 0;) {
    const std::size_t slot = setting_->slot(LevelId(level), tensor);
    if (traffic.flow(slot).counts != nullptr) return static_cast<int>(slot);
  }
  return -1;
}

Wires::Bundle Wires::sent_down(const Flow& parent, const Traffic& traffic, bool written) const {
  const double words = real(parent.counts->reads);
  if (words == 0) return {};
  // Of partial results that are added together later, one receiver takes what was there before.
  if (written) return {words, 1, parent.read_bytes / words};
  const double received = parent.child < 0
                              ? setting_->iterations
                              : real(traffic.flow(static_cast<std::size_t>(parent.child)).counts->fills);
  return {words, received / words, parent.read_bytes / words};
}

Wires::Bundle Wires::taken_up(const Flow& parent, const Traffic& traffic) const {
  const double words = real(parent.counts->updates);
  if (words == 0) return {};
  const double sent = parent.child < 0
                          ? setting_->iterations
                          : real(traffic.flow(static_cast<std::size_t>(parent.child)).counts->drains);
  return {words, sent / words, parent.update_bytes / words};
}

void Wires::cross(TensorId tensor, const Traffic& traffic, std::vector<NetworkCost>& networks) {
  const bool written = setting_->problem.is_written(tensor);
  int previous = -1;
  Bundle down;
  Bundle up;
  for (std::size_t fanout = 0; fanout < networks.size(); ++fanout) {
    const int parent = parent_above(fanout, tensor, traffic);
    if (parent < 0) continue;
    if (parent != previous) {
      const Flow& flow = traffic.flow(static_cast<std::size_t>(parent));
      down = sent_down(flow, traffic, written);
      up = taken_up(flow, traffic);
      previous = parent;
    }
    const bool last = fanout + 1 == networks.size() || parent_above(fanout + 1, tensor, traffic) != parent;
    const double sent = down.words;
    const double received = pass(fanout, tensor, last, down, networks[fanout]);
    pass(fanout, tensor, last, up, networks[fanout]);
    if (written) continue;
    sent_words_[fanout] += sent;
    received_words_[fanout] += received;
  }
}

/// Takes a bundle through one fanout: what the last fanout before the child does not share out, no other can.
/// Returns the words on the far side.
double Wires::pass(std::size_t fanout, TensorId tensor, bool last, Bundle& bundle,
                   NetworkCost& network) const {
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
  return bundle.words;
}

}  // namespace ridge::cost
