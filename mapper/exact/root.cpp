#include "mapper/exact/root.hpp"

#include <algorithm>
#include <cmath>

#include "base/checked.hpp"
#include "sim/cost/capacity.hpp"

namespace ridge::mapper {

namespace {

double real(std::int64_t count) {
  return static_cast<double>(count);
}

bool has(ActiveMask mask, std::size_t active) {
  return ((mask >> active) & 1U) != 0;
}

}  // namespace

Root::Root(const Space& space, const Shape& shape, const cost::Setting& setting, const Placement& keep,
           const Unrolling& unrolling, bool rough)
    : space_(&space), shape_(&shape), setting_(&setting), unrolling_(&unrolling), rough_(rough) {
  find_sections();
  unroll();
  for (const TensorId tensor : space.problem().tensors.ids()) {
    chains_.push_back({});
    for (const LevelId level : space.machine().levels.ids()) {
      if (keep[level][tensor] != 0) chains_[tensor].push_back(level);
    }
  }
  possible_ = hold_homes();
  if (!possible_) return;
  find_accumulation();
  for (const TensorId tensor : space.problem().tensors.ids()) {
    edges_.push_back({});
    make_edges(tensor);
  }
  add_base();
}

void Root::find_sections() {
  for (const SpatialLoop& loop : *unrolling_) {
    if (fanouts_.empty() || fanouts_.back() != loop.fanout) fanouts_.push_back(loop.fanout);
  }
  const Machine& machine = space_->machine();
  for (const LevelId level : machine.levels.ids()) {
    const auto above = [&](FanoutId fanout) {
      return machine.fanouts[fanout].position < machine.levels[level].position;
    };
    section_.push_back(static_cast<std::size_t>(std::count_if(fanouts_.begin(), fanouts_.end(), above)));
  }
}

void Root::unroll() {
  lanes_.assign(fanouts_.size(), all_ones);
  used_.assign(fanouts_.size(), {1, 1});
  std::size_t at = 0;
  for (const SpatialLoop& loop : *unrolling_) {
    while (fanouts_[at] != loop.fanout)
      ++at;
    const std::size_t active = shape_->active(loop.dimension);
    lanes_[at][active] *= loop.bound;
    lanes_in_all_[active] *= loop.bound;
    used_[at][static_cast<std::size_t>(loop.axis)] *= real(loop.bound);
  }
  double steps = 1;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    trips_[d] = ceil_divide(shape_->bound(d), lanes_in_all_[d]);
    ragged_ = ragged_ || trips_[d] * lanes_in_all_[d] != shape_->bound(d);
    filled_[d] = real(shape_->bound(d)) / real(trips_[d] * lanes_in_all_[d]);
    steps *= real(trips_[d]);
  }
  compute_cycles_ = cost::whole_cycles(steps / setting_->unit->iterations_per_cycle);
  for (const LevelId level : space_->machine().levels.ids()) {
    double instances = 1;
    for (std::size_t i = 0; i < section_[level]; ++i)
      instances *= used_[i][0] * used_[i][1];
    instances_.push_back(instances);
  }
}

/// Homes hold all that their instance ever needs.
bool Root::hold_homes() {
  IdVector<LevelId, std::int64_t> bytes(space_->machine().levels.size(), 0);
  Checked checked;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    if (chains_[tensor].empty()) return false;
    const LevelId home = chains_[tensor].front();
    const std::int64_t demanded = demanded_bytes(tensor, home, extents(home, trips_), false, false);
    if (demanded < 0) return false;
    bytes[home] = checked.add(bytes[home], demanded);
    if (tensor == space_->problem().written && spread(tensor, 0, section_[home]) > 1) return false;
  }
  if (checked.overflowed()) return false;
  for (const LevelId level : bytes.ids()) {
    const auto& size = space_->machine().levels[level].size_bytes;
    if (size && bytes[level] > *size) return false;
  }
  return true;
}

/// Lanes of some fanouts that hold the same words of a tensor.
double Root::spread(TensorId tensor, std::size_t first_fanout, std::size_t end_fanout) const {
  double lanes = 1;
  for (std::size_t f = first_fanout; f < end_fanout; ++f) {
    for (std::size_t d = 0; d < shape_->size(); ++d) {
      if (has(shape_->irrelevant(tensor), d)) lanes *= real(lanes_[f][d]);
    }
  }
  return lanes;
}

/// Of these, lanes that one read serves, or whose results one update joins.
double Root::shared_lanes(TensorId tensor, std::size_t first_fanout, std::size_t end_fanout) const {
  const Machine& machine = space_->machine();
  const bool written = tensor == space_->problem().written;
  double lanes = 1;
  for (const SpatialLoop& loop : *unrolling_) {
    const auto at =
        static_cast<std::size_t>(std::find(fanouts_.begin(), fanouts_.end(), loop.fanout) - fanouts_.begin());
    if (at < first_fanout || at >= end_fanout) continue;
    const std::size_t active = shape_->active(loop.dimension);
    if (active == shape_->size() || !has(shape_->irrelevant(tensor), active)) continue;
    const Fanout& fanout = machine.fanouts[loop.fanout];
    const auto axis = static_cast<std::size_t>(loop.axis);
    if (written ? fanout.reduce[axis] : fanout.multicast[axis].has(setting_->role_of(tensor)))
      lanes *= real(loop.bound);
  }
  return lanes;
}

/// The part of the padded indices of these dimensions that exist, where spatial loops above `level` divide
/// them: lanes without work move nothing.
double Root::raggedness(ActiveMask dimensions, LevelId level) const {
  double filled = 1;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    bool divided = false;
    for (std::size_t f = 0; f < section_[level]; ++f)
      divided = divided || lanes_[f][d] > 1;
    if (divided && has(dimensions, d)) filled *= filled_[d];
  }
  return filled;
}

void Root::make_edges(TensorId tensor) {
  const std::vector<LevelId>& chain = chains_[tensor];
  const double words = shape_->words(tensor);
  for (std::size_t i = 1; i < chain.size(); ++i) {
    Edge edge;
    edge.parent = chain[i - 1];
    edge.child = chain[i];
    edge.section = section_[edge.child];
    edge.parent_copies = spread(tensor, 0, section_[edge.parent]);
    edge.child_copies = spread(tensor, 0, section_[edge.child]);
    const double apart = spread(tensor, section_[edge.parent], section_[edge.child]) /
                         shared_lanes(tensor, section_[edge.parent], section_[edge.child]);
    const double filled = raggedness(shape_->irrelevant(tensor), edge.child);
    edge.parent_words = words * std::max(1.0, edge.parent_copies * apart * filled);
    edge.child_words = words * std::max(1.0, edge.child_copies * filled);
    for (std::size_t d = 0; d < shape_->size(); ++d) {
      if (!has(shape_->relevant(tensor), d) || filled_[d] == 1) continue;
      for (std::size_t f = 0; f < edge.section; ++f)
        edge.short_of_work |= lanes_[f][d] > 1 ? ActiveMask{1} << d : 0U;
    }
    const cost::Slot& slot = setting_->slots[setting_->slot(edge.child, tensor)];
    const bool partial = slot.written && edge.child_copies > 1;
    edge.wires =
        wires(tensor, section_[edge.parent], section_[edge.child], edge.child_words / edge.parent_words,
              partial ? slot.partial_bytes : std::min(slot.word_bytes, slot.partial_bytes));
    if (slot.written) {
      const cost::Slot& above = setting_->slots[setting_->slot(edge.parent, tensor)];
      edge.back_pj =
          wires(tensor, section_[edge.parent], section_[edge.child], 1, above.partial_bytes).alone();
    }
    edge.room_words = room_words(tensor, edge.child);
    find_lanes(tensor, edge);
    find_least(tensor, edge);
    edges_[tensor].push_back(edge);
  }
}

/// The energy of words sent through fanouts, each to so many receivers at the end (or joined from so many):
/// the model of sim/cost/wires.hpp. Where counts are bounds, a bound.
Wires Root::wires(TensorId tensor, std::size_t first_fanout, std::size_t end_fanout, double receivers,
                  double bytes_per_word) const {
  const bool written = tensor == space_->problem().written;
  const bool bounds_only = ragged_ || shape_->sliding(tensor) != 0;
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
    const bool last = f + 1 == end_fanout;
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

void Root::charge_port(std::size_t slot, Direction direction, double bytes, Cost& cost) const {
  for (const cost::PortUse& use : setting_->uses(slot, direction)) {
    const cost::LimitedPort& port = setting_->ports[use.port];
    cost.busy_cycles[use.port] += bytes * use.share / (port.bytes_per_cycle * instances_[port.level]);
  }
}

double Root::cycles_alone(std::size_t slot, Direction direction, double bytes) const {
  const cost::Slot& at = setting_->slots[slot];
  return bytes / (at.bytes_per_cycle[cost::side(direction)] * instances_[at.level]);
}

/// Lanes of every dimension that stand inside of a level.
Factors Root::lanes_inside(LevelId level) const {
  Factors result = all_ones;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    for (std::size_t f = section_[level]; f < fanouts_.size(); ++f)
      result[d] *= lanes_[f][d];
  }
  return result;
}

/// Lanes of every dimension in the fanouts inside of one in use.
Factors Root::inside_fanout(std::size_t fanout) const {
  Factors result = all_ones;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    for (std::size_t f = fanout + 1; f < fanouts_.size(); ++f)
      result[d] *= lanes_[f][d];
  }
  return result;
}

/// The children of an edge, and those of them that one read of the parent serves.
void Root::find_lanes(TensorId tensor, Edge& edge) const {
  const Machine& machine = space_->machine();
  double beside = 1;
  for (const SpatialLoop& loop : *unrolling_) {
    const auto at =
        static_cast<std::size_t>(std::find(fanouts_.begin(), fanouts_.end(), loop.fanout) - fanouts_.begin());
    const std::size_t active = shape_->active(loop.dimension);
    if (at < section_[edge.parent] || at >= edge.section || active == shape_->size()) continue;
    if (!machine.fanouts[loop.fanout].multicast[static_cast<std::size_t>(loop.axis)].has(
            setting_->role_of(tensor)))
      continue;
    edge.beside[active] *= loop.bound;
    beside *= real(loop.bound);
  }
  edge.lanes = 1;
  for (std::size_t f = 0; f < edge.section; ++f)
    edge.lanes *= used_[f][0] * used_[f][1];
  edge.groups = edge.lanes / beside;
}

/// Takes what windows move into account.
void Root::add_sweep(TensorId tensor, const Edge& edge, const Sweep& first, const Sweep& again,
                     Passing& words) const {
  const double filled = raggedness(shape_->irrelevant(tensor), edge.child);
  const double lanes = edge.lanes * filled;
  const double groups = std::max(1.0, edge.groups * filled);
  words.child_first = std::max(words.child_first, first.lane * lanes);
  words.parent_first = std::max(words.parent_first, first.group * groups);
  words.child_again = std::max(words.child_again, again.lane * lanes);
  words.parent_again = std::max(words.parent_again, again.group * groups);
}

Tiles Root::tiles(const Edge& edge, const Factors& extents, const Factors& steps) const {
  Tiles tiles;
  tiles.extents = extents;
  tiles.steps = steps;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    tiles.beside[d] = real(edge.beside[d]);
    tiles.bounds[d] = shape_->bound(d);
    tiles.padded[d] = trips_[d] * lanes_in_all_[d];
  }
  return tiles;
}

/// The part of a read tensor's words that every further pass moves again, at least, with at most `left` trips
/// below the child, or just these when it stands. Windows: whatever the order, a pass finds at most one tile
/// in every lane.
double Root::repeated(TensorId tensor, const Edge& edge, const Factors& left, bool stands) const {
  if (tensor == space_->problem().written) return 1;
  double again = 1;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(edge.short_of_work, d)) continue;
    const std::int64_t steps = trips_[d] / left[d];
    if (stands && steps == 1) continue;
    // A lane that has work in one of two trips keeps what it holds through the other; of more trips it seldom
    // has a single one: at most the lanes inside of some temporal loop, with a tile each.
    again *= steps < 3 ? std::max(0.0, 1 - (1 / filled_[d] - 1))
                       : std::max(0.0, 1 - real(extents(edge.child, left)[d] * lanes_in_all_[d]) /
                                               real(lanes_inside(edge.child)[d] * shape_->bound(d)));
  }
  if (!slides(tensor)) return again;
  const double tile = real(shape_->tile_words(tensor, extents(edge.child, left)));
  const double held = std::min(edge.room_words, tile) * instances_[edge.child];
  return std::min(again, std::max(0.0, 1 - held / shape_->words(tensor)));
}

Passing Root::passing_within(TensorId tensor, const Edge& edge, const Factors& left, bool stands) const {
  if (!slides(tensor) && edge.short_of_work == 0) return edge.least;
  const double again = repeated(tensor, edge, left, stands);
  Passing words = edge.least;
  words.parent_again = std::max(words.parent_again, edge.parent_words * again);
  words.child_again = std::max(words.child_again, edge.child_words * again);
  return words;
}

void Root::find_least(TensorId tensor, Edge& edge) const {
  const double again = repeated(tensor, edge, trips_, false);
  edge.least = {edge.parent_words, edge.child_words, edge.parent_words * again, edge.child_words * again};
  if (rough_ || !slides(tensor)) return;
  Sweeps sweeps =
      least_sweeps_of_any(*shape_, tensor, tiles(edge, lanes_inside(edge.child), trips_), edge.room_words);
  if (std::isinf(sweeps.first.lane)) return;  // nothing fits
  if (std::isinf(sweeps.again.lane)) sweeps.again = {0, 0};
  add_sweep(tensor, edge, sweeps.first, sweeps.again, edge.least);
}

Factors Root::steps_above(const Factors& left) const {
  Factors steps = all_ones;
  for (std::size_t d = 0; d < shape_->size(); ++d)
    steps[d] = trips_[d] / left[d];
  return steps;
}

Passing Root::passing_in_order(TensorId tensor, const Edge& edge, const Factors& left,
                               std::span<const Turn> turns) const {
  double passes = 1;
  for (const Turn& turn : turns) {
    if (turn.dimension < shape_->size() && has(shape_->irrelevant(tensor), turn.dimension))
      passes *= real(turn.trips);
  }
  const Passing each = passing_within(tensor, edge, left, true);
  Passing words{each.parent_first + each.parent_again * (passes - 1),
                each.child_first + each.child_again * (passes - 1), 0, 0};
  const Tiles moving = tiles(edge, extents(edge.child, left), steps_above(left));
  add_sweep(tensor, edge, sweeps_in_order(*shape_, tensor, moving, turns), {}, words);
  return words;
}

Passing Root::passing(TensorId tensor, const Edge& edge, const Factors& left, const Gap& gap) const {
  Passing words = passing_within(tensor, edge, left, true);
  if (!slides(tensor) || gap.loops == all_ones) return words;
  const Tiles moving = tiles(edge, extents(edge.child, left), steps_above(left));
  const Sweep sweep = least_sweep(*shape_, tensor, moving, gap);
  add_sweep(tensor, edge, sweep, sweep, words);
  return words;
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
  if (!child.written) {
    const double sent = words_moved.parent_first + words_moved.parent_again * (passes - 1);
    const double filled = words_moved.child_first + words_moved.child_again * (passes - 1);
    cost.energy_pj += parent_energy[read].at_least(sent) + child_energy[write].at_least(filled) +
                      sent * edge.wires.parent_word + filled * edge.wires.child_word;
    charge_port(there, Direction::read, sent * parent.word_bytes, cost);
    charge_port(here, Direction::write, filled * child.word_bytes, cost);
    if (child.double_buffered) return;
    cost.exposed_cycles += std::max(cycles_alone(there, Direction::read, sent * parent.word_bytes),
                                    cycles_alone(here, Direction::write, filled * child.word_bytes));
    return;
  }
  const double words = shape_->words(tensor);
  const double taken = edge.parent_words * passes;
  const double drained = edge.child_words * passes;
  const double read_back = std::max(0.0, taken - first_touches);
  first_touches += words * passes * (edge.child_copies - edge.parent_copies);
  const double complete_taken = edge.parent_copies == 1 ? words : 0;
  const double complete_drained = edge.child_copies == 1 ? words : 0;
  const double taken_bytes =
      complete_taken * parent.word_bytes + (taken - complete_taken) * parent.partial_bytes;
  const double drained_bytes =
      complete_drained * child.word_bytes + (drained - complete_drained) * child.partial_bytes;
  cost.energy_pj +=
      parent_energy[write].at_least(complete_taken) +
      parent_energy[write].at_least_partial(taken - complete_taken) +
      parent_energy[read].at_least_partial(read_back) + child_energy[write].at_least_partial(read_back) +
      child_energy[read].at_least(complete_drained) +
      child_energy[read].at_least_partial(drained - complete_drained) + taken * edge.wires.parent_word +
      drained * edge.wires.child_word + read_back * edge.back_pj;
  charge_port(there, Direction::write, taken_bytes, cost);
  charge_port(here, Direction::read, drained_bytes, cost);
  charge_port(there, Direction::read, read_back * parent.partial_bytes, cost);
  charge_port(here, Direction::write, read_back * child.partial_bytes, cost);
  if (child.double_buffered) return;
  cost.exposed_cycles += std::max(cycles_alone(there, Direction::read, read_back * parent.partial_bytes),
                                  cycles_alone(here, Direction::write, read_back * child.partial_bytes));
  cost.exposed_cycles += std::max(cycles_alone(there, Direction::write, taken_bytes),
                                  cycles_alone(here, Direction::read, drained_bytes));
}

void Root::find_accumulation() {
  const TensorId written = space_->problem().written;
  const double shared = shared_lanes(written, section_[chains_[written].back()], fanouts_.size());
  accumulates_ = setting_->iterations / shared > shape_->words(written);
}

/// Every operation takes its operands from their innermost nodes and leaves its result there.
void Root::add_base() {
  base_.energy_pj = setting_->unit->pj_per_iteration.value_or(0) * setting_->iterations;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const LevelId level = chains_[tensor].back();
    const std::size_t at = setting_->slot(level, tensor);
    const cost::Slot& slot = setting_->slots[at];
    double shared = shared_lanes(tensor, section_[level], fanouts_.size());
    const double words = shape_->words(tensor);
    if (!slot.written) {
      for (std::size_t f = section_[level]; f < fanouts_.size(); ++f) {
        const Fanout& fanout = space_->machine().fanouts[fanouts_[f]];
        const std::size_t role = setting_->role_of(tensor);
        if (fanout.multicast[0].has(role) || fanout.multicast[1].has(role))
          shared /= shape_->overlap(tensor, lanes_[f], inside_fanout(f), trips_);
      }
      const double reads = std::max(words, setting_->iterations / shared);
      base_.energy_pj += slot.energy[0].at_least(reads);
      charge_port(at, Direction::read, reads * slot.word_bytes, base_);
      const Wires way =
          wires(tensor, section_[level], fanouts_.size(), setting_->iterations / reads, slot.word_bytes);
      base_.energy_pj += reads * way.parent_word + setting_->iterations * way.child_word;
      continue;
    }
    const double updates = std::max(words, setting_->iterations / shared);
    updates_ = updates;
    const Wires way = wires(
        tensor, section_[level], fanouts_.size(), setting_->iterations / updates,
        setting_->iterations > updates ? slot.partial_bytes : std::min(slot.word_bytes, slot.partial_bytes));
    base_.energy_pj += updates * way.parent_word + setting_->iterations * way.child_word;
    base_back_pj_ = wires(tensor, section_[level], fanouts_.size(), 1, slot.partial_bytes).alone();
    const double copies = spread(tensor, 0, section_[level]);
    const double complete = copies == 1 ? words : 0;
    base_.energy_pj +=
        slot.energy[1].at_least(complete) + slot.energy[1].at_least_partial(updates - complete);
    charge_port(at, Direction::write, complete * slot.word_bytes + (updates - complete) * slot.partial_bytes,
                base_);
    first_touches_at_home_ = words;
  }
}

void Root::charge_sums(double first_touches, Cost& cost) const {
  const TensorId written = space_->problem().written;
  const std::size_t at = setting_->slot(chains_[written].back(), written);
  const cost::Slot& slot = setting_->slots[at];
  const double read_back = std::max(0.0, updates_ - first_touches);
  cost.energy_pj += slot.energy[0].at_least_partial(read_back) + read_back * base_back_pj_;
  charge_port(at, Direction::read, read_back * slot.partial_bytes, cost);
}

/// Words of a tensor that a level can hold beside nothing else, at most.
double Root::room_words(TensorId tensor, LevelId level) const {
  const auto& size = space_->machine().levels[level].size_bytes;
  if (!size) return std::numeric_limits<double>::infinity();
  const cost::Slot& slot = setting_->slots[setting_->slot(level, tensor)];
  const bool partial = slot.written && level == chains_[tensor].back() && accumulates_;
  const int bits = partial ? slot.partial_bits : std::min(slot.word_bits, slot.partial_bits);
  const std::int64_t whole = demanded_bytes(tensor, level, extents(level, trips_), partial, false);
  const bool must_change = whole < 0 || whole > *size;
  return real(*size) * 8 / real(bits) / (slot.double_buffered && must_change ? 2 : 1);
}

double Root::forced(TensorId tensor, const Edge& edge, ActiveMask dimensions) const {
  double all = 1;
  const ActiveMask counted = shape_->apart(tensor, dimensions, trips_);
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(counted, d)) continue;
    double lanes = 1;
    for (std::size_t f = edge.section; f < fanouts_.size(); ++f)
      lanes *= real(lanes_[f][d]);
    all *= real(trips_[d]) * lanes * filled_[d];
  }
  return all / edge.room_words;
}

Cost Root::per_pass(TensorId tensor, std::size_t edge) const {
  const Edge& at = edges_[tensor][edge];
  Cost two;
  Cost three;
  double touches_two = first_touches_at_home_;
  double touches_three = first_touches_at_home_;
  charge(tensor, at, 2, at.least, touches_two, two);
  charge(tensor, at, 3, at.least, touches_three, three);
  if (tensor == space_->problem().written) {
    charge_sums(touches_two, two);
    charge_sums(touches_three, three);
  }
  Cost pass;
  pass.energy_pj = std::max(0.0, three.energy_pj - two.energy_pj);
  pass.exposed_cycles = std::max(0.0, three.exposed_cycles - two.exposed_cycles);
  for (std::size_t port = 0; port < setting_->ports.size(); ++port)
    pass.busy_cycles[port] = std::max(0.0, three.busy_cycles[port] - two.busy_cycles[port]);
  return pass;
}

Factors Root::extents(LevelId level, const Factors& left) const {
  Factors result = all_ones;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    std::int64_t extent = left[d];
    for (std::size_t f = section_[level]; f < fanouts_.size(); ++f)
      extent *= lanes_[f][d];
    result[d] = std::min(extent, shape_->bound(d));
  }
  return result;
}

std::int64_t Root::demanded_bytes(TensorId tensor, LevelId level, const Factors& extents, bool partial,
                                  bool changes) const {
  const cost::Slot& slot = setting_->slots[setting_->slot(level, tensor)];
  return cost::demanded_bytes(slot, shape_->tile_words(tensor, extents), partial, changes).value_or(-1);
}

bool Root::sums_remain(LevelId level, double passes) const {
  return passes * spread(space_->problem().written, 0, section_[level]) > 1;
}

double Root::cycles(const Cost& cost) const {
  double cycles = compute_cycles_ + cost.exposed_cycles;
  for (std::size_t port = 0; port < setting_->ports.size(); ++port)
    cycles = std::max(cycles, cost.busy_cycles[port]);
  return cycles;
}

}  // namespace ridge::mapper
