// What the words that pass over the edges of a root cost.
#include <algorithm>
#include <limits>

#include "mapper/exact/root.hpp"

namespace ridge::mapper {

namespace {

using cost::real;

}  // namespace

/// The energy of words sent through fanouts, each to so many receivers at the end (or joined from so many):
/// the model of sim/cost/wires.hpp. Where counts are bounds, a bound.
Wires Root::wires(TensorId tensor, std::size_t first_fanout, std::size_t end_fanout,
                  std::size_t fanouts_above, double receivers, double bytes_per_word) const {
  const bool written = tensor == space_->problem().written;
  const bool bounds_only = ragged_ || open_ > 0 || shape_->sliding(tensor) != 0;
  if (open_ > 0) receivers = std::numeric_limits<double>::infinity();  // at most
  Wires pj;
  double words = 1;
  for (std::size_t f = first_fanout; f < end_fanout; ++f) {
    const Fanout& fanout = space_->machine().fanouts[fanouts_[f]];
    std::array<double, 2> block{1, 1};
    for (const SpatialLoop& loop : *unrolling_) {
      if (loop.fanout != fanouts_[f]) continue;
      const auto axis = static_cast<std::size_t>(loop.axis);
      if (!has(shape_->irrelevant(tensor), shape_->active(loop.dimension))) continue;
      if (written ? fanout.reduce[axis] : fanout.multicast[axis].has(setting_->role_of(tensor)))
        block[axis] *= real(loop.bound);
    }
    const bool last =
        fanouts_[f].index() + 1 == fanouts_above;  // it makes all copies that are still to be made
    const double here = last ? receivers : std::min(receivers, block[0] * block[1]);
    if (here <= 1) block = {1, 1};
    const double way = (used_[f][0] - block[0]) / 2 + (used_[f][1] - block[1]) / 2;
    const double hop = bytes_per_word * fanout.hop_energy_pj_per_byte.value_or(0);
    if (!bounds_only) {
      pj.parent_word += words * (way + std::max(0.0, here - 1)) * hop;
      words *= here;
      receivers /= here;
    } else if (!last) {
      pj.parent_word += way * hop;
    } else {  // one hop for every receiver but the first; of fewer words that are sent, more are received
      pj.parent_word += std::max(0.0, way - 1) * hop;
      pj.child_word += std::min(1.0, way) * hop;
    }
  }
  return pj;
}

/// Different indices of the windows that the lanes inside of a level need at once, over the number of lanes,
/// at least: as far as one read may serve several lanes.
double Root::overlap(TensorId tensor, LevelId level) const {
  Factors lanes = all_ones;
  std::size_t spread = fanouts_.size();  // the fanout with lanes of windows
  bool several = false;
  for (std::size_t f = section_[level]; f < fanouts_.size(); ++f) {
    const Fanout& fanout = space_->machine().fanouts[fanouts_[f]];
    const std::size_t role = setting_->role_of(tensor);
    if (!fanout.multicast[0].has(role) && !fanout.multicast[1].has(role)) continue;
    for (std::size_t d = 0; d < shape_->size(); ++d) {
      if (lanes_[f][d] == 1 || !has(shape_->sliding(tensor), d)) continue;
      lanes[d] *= lanes_[f][d];
      several = several || (spread != fanouts_.size() && spread != f);
      spread = f;
    }
  }
  if (spread == fanouts_.size()) return 1;
  // Loops between two fanouts may set their lanes apart in any way.
  if (several || open_ > 0) return shape_->overlap(tensor, lanes);
  return shape_->overlap(tensor, lanes, lanes_between(spread + 1, fanouts_.size()), trips_);
}

/// As in sim/cost/rhythm.hpp.
bool Root::lanes_wait(TensorId tensor, const Edge& edge) const {
  if (space_->options().conventions.waiting == Waiting::slowest) return false;
  const cost::Slot& child = setting_->slots[setting_->slot(edge.child, tensor)];
  return !child.double_buffered && (child.written || edge.child == chains_[tensor].back());
}

void Root::charge_port(std::size_t slot, Direction direction, double bytes, bool waited_for,
                       Cost& cost) const {
  for (const cost::PortUse& use : setting_->uses(slot, direction)) {
    const cost::LimitedPort& port = setting_->ports[use.port];
    const double cycles = bytes * use.share / (port.bytes_per_cycle * instances_[port.level]);
    cost.busy_cycles[use.port] += cycles;
    if (waited_for) cost.exposed_cycles[use.port] += cycles;
  }
}

/// Of the ports that a stream passes.
double Root::slowest_cycles(std::size_t slot, Direction direction, double bytes) const {
  double cycles = 0;
  for (const cost::PortUse& use : setting_->uses(slot, direction)) {
    const cost::LimitedPort& port = setting_->ports[use.port];
    cycles = std::max(cycles, bytes * use.share / (port.bytes_per_cycle * instances_[port.level]));
  }
  return cycles;
}

/// Where the innermost node of a read tensor has one place and the node above it, too, the outer tile comes
/// while the lanes work on one inner tile, and not while they wait for the next.
bool Root::is_on_last_way(TensorId tensor, const Edge& edge) const {
  const std::vector<LevelId>& chain = chains_[tensor];
  const auto has_one_place = [&](LevelId level) {
    return !setting_->slots[setting_->slot(level, tensor)].double_buffered;
  };
  const bool is_last = edge.child == chain.back();
  const bool is_before_last = chain.size() > 2 && edge.child == chain[chain.size() - 2];
  return (is_last || is_before_last) && has_one_place(edge.child) && has_one_place(chain.back()) &&
         space_->options().conventions.waiting != Waiting::slowest;
}

double Root::cycles_alone(std::size_t slot, Direction direction, double bytes) const {
  const cost::Slot& at = setting_->slots[slot];
  return bytes / (at.bytes_per_cycle[cost::side(direction)] * instances_[at.level]);
}

void Root::charge(TensorId tensor, const Edge& edge, double passes, const Passing& words_moved,
                  double& first_touches, Cost& cost) const {
  const std::size_t here = setting_->slot(edge.child, tensor);
  const std::size_t there = setting_->slot(edge.parent, tensor);
  const cost::Slot& child = setting_->slots[here];
  const cost::Slot& parent = setting_->slots[there];
  const auto& parent_energy = parent.energy;
  const auto& child_energy = child.energy;
  constexpr std::size_t read = 0;
  constexpr std::size_t write = 1;
  const bool waited_for = lanes_wait(tensor, edge);
  if (!child.written) {
    const double sent = words_moved.parent_first + words_moved.parent_again * (passes - 1);
    const double filled = words_moved.child_first + words_moved.child_again * (passes - 1);
    cost.energy_pj += parent_energy[read].at_least(sent) + child_energy[write].at_least(filled) +
                      sent * edge.wires.parent_word + filled * edge.wires.child_word;
    charge_port(there, Direction::read, sent * parent.word_bytes, waited_for, cost);
    charge_port(here, Direction::write, filled * child.word_bytes, waited_for, cost);
    if (!is_on_last_way(tensor, edge)) return;
    cost.way_cycles[tensor.index()] +=
        std::max(slowest_cycles(there, Direction::read, sent * parent.word_bytes),
                 slowest_cycles(here, Direction::write, filled * child.word_bytes));
    return;
  }
  const double words = shape_->words(tensor);
  const double taken = edge.parent_words * passes;
  const double drained = edge.child_words * passes;
  const double read_back =
      all_take_back_ ? edge.parent_words * (passes - 1) : std::max(0.0, taken - first_touches);
  const double filled = all_take_back_ ? edge.child_words * (passes - 1) : read_back;
  first_touches += edge.empty_words * (all_take_back_ ? 1 : passes);
  const double complete_taken = edge.parent_copies == 1 ? words : 0;
  const double complete_drained = edge.child_copies == 1 ? words : 0;
  const double taken_bytes =
      complete_taken * parent.word_bytes + (taken - complete_taken) * parent.partial_bytes;
  const double drained_bytes =
      complete_drained * child.word_bytes + (drained - complete_drained) * child.partial_bytes;
  cost.energy_pj +=
      parent_energy[write].at_least(complete_taken) +
      parent_energy[write].at_least_partial(taken - complete_taken) +
      parent_energy[read].at_least_partial(read_back) + child_energy[write].at_least_partial(filled) +
      child_energy[read].at_least(complete_drained) +
      child_energy[read].at_least_partial(drained - complete_drained) + taken * edge.wires.parent_word +
      drained * edge.wires.child_word + read_back * edge.back_pj;
  charge_port(there, Direction::write, taken_bytes, waited_for, cost);
  charge_port(here, Direction::read, drained_bytes, waited_for, cost);
  charge_port(there, Direction::read, read_back * parent.partial_bytes, waited_for, cost);
  charge_port(here, Direction::write, filled * child.partial_bytes, waited_for, cost);
  if (!waited_for) return;
  cost.exposed_drain_cycles += std::max(slowest_cycles(here, Direction::read, drained_bytes),
                                        slowest_cycles(there, Direction::write, taken_bytes));
}

/// The model of sim/cost/time.cpp: level after level has its first tiles before the ports further in begin;
/// of a level's tensors at least the slowest is waited for. The last results pass node after node.
void Root::charge_start_up(TensorId tensor, const Edge& edge, double tile_words, double child_words,
                           FirstTiles& first, Cost& cost) const {
  if (space_->options().conventions.waiting == Waiting::slowest) return;
  const std::size_t here = setting_->slot(edge.child, tensor);
  const std::size_t there = setting_->slot(edge.parent, tensor);
  const cost::Slot& child = setting_->slots[here];
  const cost::Slot& parent = setting_->slots[there];
  const double words = std::min(child_words, tile_words * full_tiles(tensor, edge.child));
  const double at_parent = words / edge.served;
  if (!child.written) {
    const double cycles = std::max(cycles_alone(here, Direction::write, words * child.word_bytes),
                                   cycles_alone(there, Direction::read, at_parent * parent.word_bytes));
    const std::size_t level = edge.child.index();
    double& slowest_cycles = (child.double_buffered ? first.hidden_cycles : first.waited_cycles)[level];
    const double later = std::max(0.0, cycles - slowest_cycles);
    slowest_cycles += later;
    first.all_cycles += later;
    for (std::size_t port = 0; port < setting_->ports.size(); ++port) {
      if (setting_->ports[port].level.index() > level) cost.busy_cycles[port] += later;
    }
    if (child.double_buffered) cost.start_up_cycles += later;
    return;
  }
  const double cycles = std::max(
      cycles_alone(here, Direction::read, words * std::min(child.word_bytes, child.partial_bytes)),
      cycles_alone(there, Direction::write, at_parent * std::min(parent.word_bytes, parent.partial_bytes)));
  for (std::size_t port = 0; port < setting_->ports.size(); ++port) {
    const auto is_port = [&](const cost::PortUse& use) { return use.port == port; };
    const auto& drained = setting_->uses(here, Direction::read);
    const auto& taken = setting_->uses(there, Direction::write);
    if (std::none_of(drained.begin(), drained.end(), is_port) &&
        std::none_of(taken.begin(), taken.end(), is_port))
      cost.busy_cycles[port] += cycles;
  }
  first.all_cycles += cycles;
  if (child.double_buffered) cost.start_up_cycles += cycles;
}

void Root::charge_one_drain(const Edge& edge, double passes, double tiles, Cost& cost) const {
  const TensorId written = space_->problem().written;
  const std::size_t here = setting_->slot(edge.child, written);
  const std::size_t there = setting_->slot(edge.parent, written);
  const auto bytes = [&](const cost::Slot& slot, double words, double copies) {
    const bool complete = passes == 1 && copies == 1;
    return words / tiles * (complete ? slot.word_bytes : std::min(slot.word_bytes, slot.partial_bytes));
  };
  charge_port(there, Direction::write, bytes(setting_->slots[there], edge.parent_words, edge.parent_copies),
              true, cost);
  charge_port(here, Direction::read, bytes(setting_->slots[here], edge.child_words, edge.child_copies), true,
              cost);
}

void Root::charge_one_step(TensorId tensor, const Edge& edge, const Factors& left, std::size_t along,
                           Cost& cost) const {
  const Tiles moving = tiles(edge, extents(edge.child, left), steps_above(left));
  const Sweep found = found_by_step(*shape_, tensor, moving, along);
  const std::size_t here = setting_->slot(edge.child, tensor);
  const std::size_t there = setting_->slot(edge.parent, tensor);
  charge_port(there, Direction::read, found.group * edge.groups * setting_->slots[there].word_bytes, true,
              cost);
  charge_port(here, Direction::write, found.lane * edge.lanes * setting_->slots[here].word_bytes, true, cost);
}

bool Root::narrow_sums(const Edge& edge) const {
  const auto narrow = [&](LevelId level) {
    const cost::Slot& slot = setting_->slots[setting_->slot(level, space_->problem().written)];
    return slot.partial_bytes < slot.word_bytes;
  };
  return narrow(edge.child) || narrow(edge.parent);
}

void Root::charge_at_least(TensorId tensor, const Edge& edge, double passes, const Passing& words_moved,
                           double& first_touches, Cost& cost) const {
  charge(tensor, edge, passes, words_moved, first_touches, cost);
  if (edge.pass_may_pay) first_touches = std::numeric_limits<double>::infinity();
}

/// Every operation takes its operands from their innermost nodes and leaves its result there.
void Root::add_base() {
  const std::size_t all_fanouts = space_->machine().fanouts.size();
  base_.energy_pj = setting_->unit->pj_per_iteration.value_or(0) * setting_->iterations;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const LevelId level = chains_[tensor].back();
    const std::size_t at = setting_->slot(level, tensor);
    const cost::Slot& slot = setting_->slots[at];
    double shared = shared_lanes(tensor, section_[level], fanouts_.size()) * open_shared(tensor, level);
    const double words = shape_->words(tensor);
    if (!slot.written) {
      shared /= overlap(tensor, level);
      const double reads = std::max(words, setting_->iterations / shared);
      base_.energy_pj += slot.energy[0].at_least(reads);
      charge_port(at, Direction::read, reads * slot.word_bytes, false, base_);
      const Wires way = wires(tensor, section_[level], fanouts_.size(), all_fanouts,
                              setting_->iterations / reads, slot.word_bytes);
      base_.energy_pj += reads * way.parent_word + setting_->iterations * way.child_word;
      const double most_reads =
          setting_->iterations / shared * open_shared(tensor, level);  // when no open fanout shares them
      if (most_reads > reads) streams_.push_back({tensor, at, reads, most_reads});
      continue;
    }
    const double updates = std::max(words, setting_->iterations / shared);
    updates_ = updates;
    const bool joined = setting_->iterations > updates && open_ == 0;
    const Wires way =
        wires(tensor, section_[level], fanouts_.size(), all_fanouts, setting_->iterations / updates,
              joined ? slot.partial_bytes : std::min(slot.word_bytes, slot.partial_bytes));
    base_.energy_pj += updates * way.parent_word + setting_->iterations * way.child_word;
    if (all_take_back_)
      sums_apart_ = spread(tensor, section_[level], fanouts_.size()) /
                    shared_lanes(tensor, section_[level], fanouts_.size());
    const double copies = spread(tensor, 0, section_[level]);
    const double complete = copies == 1 ? words : 0;
    base_.energy_pj +=
        slot.energy[1].at_least(complete) + slot.energy[1].at_least_partial(updates - complete);
    charge_port(at, Direction::write, complete * slot.word_bytes + (updates - complete) * slot.partial_bytes,
                false, base_);
  }
  const TensorId written = space_->problem().written;
  const std::size_t at = setting_->slot(chains_[written].back(), written);
  Cost sum;
  charge_port(at, Direction::read, setting_->slots[at].partial_bytes, false, sum);
  sum_cycles_ = sum.busy_cycles;
}

/// Under other conventions every port is waited for by itself.
double Root::tick_cycles(const Cost& cost) const {
  double cycles = compute_cycles_;
  if (space_->options().conventions.waiting == Waiting::slowest) return cycles;
  for (std::size_t port = 0; port < setting_->ports.size(); ++port)
    cycles = std::max(cycles, operand_cycles(cost, port));
  return cycles;
}

void Root::charge_sums(double first_touches, Cost& cost) const {
  const TensorId written = space_->problem().written;
  const std::size_t at = setting_->slot(chains_[written].back(), written);
  const cost::Slot& slot = setting_->slots[at];
  const double read_back = std::max(0.0, updates_ - first_touches * sums_apart_);
  cost.sums_read_words = read_back;
  cost.energy_pj += slot.energy[0].at_least_partial(read_back) + read_back * base_back_pj_;
  charge_port(at, Direction::read, read_back * slot.partial_bytes, false, cost);
}

double Root::cycles(const Cost& cost) const {
  double exposed_cycles = cost.exposed_drain_cycles;
  double busy_cycles = 0;
  for (std::size_t port = 0; port < setting_->ports.size(); ++port) {
    exposed_cycles = std::max(exposed_cycles, cost.exposed_cycles[port]);
    busy_cycles = std::max(busy_cycles, cost.busy_cycles[port]);
  }
  const double ticks = tick_cycles(cost);
  const bool as_built = space_->options().conventions.waiting == Waiting::as_built;
  const double way_cycles = *std::max_element(cost.way_cycles.begin(), cost.way_cycles.end());
  const double cycles =
      std::max({busy_cycles, std::max(ticks + exposed_cycles, way_cycles) + cost.start_up_cycles,
                as_built ? ticks + depth_cycles_ : 0});
  return cost::whole(cycles * rounded_down);
}

}  // namespace ridge::mapper
