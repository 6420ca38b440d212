#include "mapper/exact/root.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/checked.hpp"
#include "sim/cost/capacity.hpp"

namespace ridge::mapper {

namespace {

using cost::real;

}  // namespace

Root::Root(const Space& space, const Shape& shape, const cost::Setting& setting, const Placement& keep,
           const Unrolling& unrolling, Detail detail)
    : Root(space, shape, setting, keep, unrolling, detail, nullptr) {}

Root::Root(const Space& space, const Shape& shape, const cost::Setting& setting, const Placement& keep,
           const PartUnrolling& unrolling)
    : Root(space, shape, setting, keep, unrolling.loops, Detail::rough, &unrolling) {}

Root::Root(const Space& space, const Shape& shape, const cost::Setting& setting, const Placement& keep,
           const Unrolling& unrolling, Detail detail, const PartUnrolling* part)
    : space_(&space),
      shape_(&shape),
      setting_(&setting),
      unrolling_(&unrolling),
      detail_(detail),
      part_(part),
      open_(part == nullptr ? 0 : part->open_fanouts),
      all_take_back_(space.options().conventions.counting == CountingRules::accelforge) {
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
  share_room();
  possible_ = have_room();
  if (!possible_) return;
  for (const TensorId tensor : space.problem().tensors.ids()) {
    edges_.push_back({});
    make_edges(tensor);
  }
  find_empty_words();
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
    if (trips_[d] * lanes_in_all_[d] != shape_->bound(d)) short_ |= ActiveMask{1} << d;
    ragged_ = short_ != 0;
    filled_[d] = real(shape_->bound(d)) / real(trips_[d] * lanes_in_all_[d]);
    steps *= real(trips_[d]);
  }
  for (std::size_t f = 0; f < open_; ++f)
    open_room_.push_back(open_room(f));
  for (std::size_t f = 0; f < fanouts_.size() && open_ == 0; ++f)
    for (const Axis axis : {Axis::x, Axis::y})
      depth_cycles_ += space_->machine().fanouts[fanouts_[f]].depth_cycles(
          axis, static_cast<std::int64_t>(used_[f][static_cast<std::size_t>(axis)]));
  compute_cycles_ = cost::whole(steps / (setting_->unit->iterations_per_cycle * open_lanes(open_)));
  for (const LevelId level : space_->machine().levels.ids()) {
    double instances = open_lanes(open_above(level));
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
    if (open_above(home) > 0) continue;
    const std::int64_t demanded = home_bytes(tensor);
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

/// What every level can hold, with the limit on the bytes of all together.
void Root::share_room() {
  const double most_bytes = space_->options().most_bytes;
  counted_.assign(space_->machine().levels.size(), 0);
  for (const StorageLevel& level : space_->machine().levels)
    rooms_.push_back(level.size_bytes);
  if (std::isinf(most_bytes)) return;
  const auto least_bytes = [&](LevelId level) { return counted_[level] * real(least_demand(level, {})); };
  for (const LevelId level : rooms_.ids()) {
    if (!rooms_[level]) continue;
    counted_[level] = fewest_instances(level);
    least_counted_bytes_ += least_bytes(level);
  }
  for (const LevelId level : rooms_.ids()) {
    if (!rooms_[level]) continue;
    const double beside = least_counted_bytes_ - least_bytes(level);
    const double room = std::floor((most_bytes - beside) / counted_[level]);
    rooms_[level] = static_cast<std::int64_t>(std::clamp(room, -1.0, real(*rooms_[level])));
  }
}

/// The smallest tiles of all nodes of a level fit.
bool Root::have_room() const {
  for (const LevelId level : rooms_.ids())
    if (rooms_[level] && least_demand(level, {}) > *rooms_[level]) return false;
  return true;
}

/// No instance works on more indices than all its trips and lanes make: with short last trips some may have
/// no work at all. Lanes that are still open can only add instances.
double Root::fewest_instances(LevelId level) const {
  const Factors inside = lanes_inside(level);
  double instances = 1;
  for (std::size_t d = 0; d < shape_->size(); ++d)
    instances *= real(ceil_divide(shape_->bound(d), trips_[d] * inside[d]));
  return instances;
}

/// The last of the lanes along a dimension of the tensor may have a part of a tile; of windows whose
/// dimensions run out early tiles are means.
double Root::full_tiles(TensorId tensor, LevelId level) const {
  const Factors inside = lanes_inside(level);
  double tiles = 1;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    const std::int64_t indices = trips_[d] * inside[d];  // of an instance
    const bool own = has(shape_->relevant(tensor), d);
    tiles *= real(own ? std::max<std::int64_t>(1, shape_->bound(d) / indices)
                      : ceil_divide(shape_->bound(d), indices));
    if (has(shape_->sliding(tensor) & short_, d)) tiles *= filled_[d];
  }
  return tiles;
}

std::int64_t Root::least_bytes(TensorId tensor, LevelId level) const {
  const auto& chain = chains_[tensor];
  const bool home = level == chain.front() && open_above(level) == 0;
  const bool partial =
      tensor == space_->problem().written && level == chain.back() && !home && accumulates_ && open_ == 0;
  const std::int64_t least =
      home ? home_bytes(tensor) : demanded_bytes(tensor, level, extents(level, all_ones), partial, false);
  return least < 0 ? std::numeric_limits<std::int64_t>::max() : least;
}

/// Bytes that the nodes of a level demand, at least, but for those of one tensor.
std::int64_t Root::least_demand(LevelId level, std::optional<TensorId> without) const {
  std::int64_t bytes = 0;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const auto& chain = chains_[tensor];
    if (tensor == without || std::find(chain.begin(), chain.end(), level) == chain.end()) continue;
    bytes = saturating_add(bytes, least_bytes(tensor, level));
  }
  return bytes;
}

/// Temporal loops that stand above spatial ones give a lane indices that do not follow each other: of a
/// window such sets have at least as many sums as both together have elements, less one.
std::int64_t Root::home_bytes(TensorId tensor, bool partial) const {
  const LevelId home = chains_[tensor].front();
  const Factors whole = extents(home, trips_);
  Factors least = whole;
  for (const auto& window : shape_->windows(tensor)) {
    std::int64_t fewest = 1;
    bool torn = false;
    for (const Shape::Term& term : window) {
      fewest += whole[term.active] - 1;
      torn = torn || (trips_[term.active] > 1 && lanes_between(0, section_[home])[term.active] > 1);
    }
    if (!torn) continue;
    for (const Shape::Term& term : window)
      least[term.active] = 1;
    least[window.front().active] = fewest;  // so many in one dimension, one in the others
  }
  return demanded_bytes(tensor, home, least, partial, false);
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
    if (written ? joins_results(fanout, axis, space_->options().conventions.counting)
                : fanout.multicast[axis].has(setting_->role_of(tensor)))
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
    const bool known = open_above(edge.child) == open_above(edge.parent);
    edge.parent_words = known ? words * std::max(1.0, edge.parent_copies * apart * filled) : words;
    edge.child_words = words * std::max(1.0, edge.child_copies * filled);
    for (std::size_t d = 0; d < shape_->size(); ++d) {
      if (!has(shape_->relevant(tensor), d) || filled_[d] == 1) continue;
      for (std::size_t f = 0; f < edge.section; ++f)
        edge.short_of_work |= lanes_[f][d] > 1 ? ActiveMask{1} << d : 0U;
    }
    const cost::Slot& above = setting_->slots[setting_->slot(edge.parent, tensor)];
    const cost::Slot& below = setting_->slots[setting_->slot(edge.child, tensor)];
    const auto wires_of = [&](double receivers, double bytes_per_word) {
      return wires(tensor, section_[edge.parent], section_[edge.child], space_->fanouts_above(edge.child),
                   receivers, bytes_per_word);
    };
    const double receivers = edge.child_words / edge.parent_words;
    if (below.written) {
      const bool partial = edge.child_copies > 1;
      edge.wires = wires_of(receivers,
                            partial ? below.partial_bytes : std::min(below.word_bytes, below.partial_bytes));
      edge.back_pj = wires_of(1, above.partial_bytes).alone();
    } else {
      edge.wires = wires_of(receivers, above.word_bytes);
    }
    edge.room_words = room_words(tensor, edge.child);
    find_lanes(tensor, edge);
    edge.served = shape_->sliding(tensor) != 0
                      ? edge.lanes / edge.groups
                      : shared_lanes(tensor, section_[edge.parent], section_[edge.child]);
    find_least(tensor, edge);
    edges_[tensor].push_back(edge);
  }
}

/// Lanes of every dimension that stand inside of a level.
Factors Root::lanes_inside(LevelId level) const {
  return lanes_between(section_[level], fanouts_.size());
}

Factors Root::lanes_between(std::size_t first_section, std::size_t last_section) const {
  Factors result = all_ones;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    for (std::size_t f = first_section; f < last_section; ++f)
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

void Root::find_accumulation() {
  const TensorId written = space_->problem().written;
  const double shared = shared_lanes(written, section_[chains_[written].back()], fanouts_.size());
  accumulates_ = setting_->iterations / shared > shape_->words(written);
}

/// Words of a tensor that a level can hold beside the smallest tiles of the others, at most.
double Root::room_words(TensorId tensor, LevelId level) const {
  if (!rooms_[level]) return std::numeric_limits<double>::infinity();
  const cost::Slot& slot = setting_->slots[setting_->slot(level, tensor)];
  const bool partial = slot.written && level == chains_[tensor].back() && accumulates_;
  const int bits = partial ? slot.partial_bits : std::min(slot.word_bits, slot.partial_bits);
  const std::int64_t whole = demanded_bytes(tensor, level, extents(level, trips_), partial, false);
  const std::int64_t room = *rooms_[level] - least_demand(level, tensor);
  const bool must_change = whole < 0 || whole > room;
  return real(room) * 8 / real(bits) / (slot.double_buffered && must_change ? 2 : 1);
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

bool Root::holds_partial(TensorId tensor, std::size_t edge) const {
  if (tensor != space_->problem().written) return false;
  const std::vector<Edge>& edges = edges_[tensor];
  if (edges[edge].child_copies > 1) return true;
  return edge + 1 == edges.size() ? accumulates_ : edges[edge + 1].parent_words > shape_->words(tensor);
}

bool Root::sums_remain(LevelId level, double passes) const {
  return passes * spread(space_->problem().written, 0, section_[level]) > 1;
}

}  // namespace ridge::mapper
