// What is known of roots of which the outermost fanouts are still to be unrolled, whatever their loops.
#include <algorithm>
#include <cmath>
#include <limits>

#include "mapper/exact/root.hpp"

namespace ridge::mapper {

namespace {

using cost::real;

/// The least that a sum can grow by when each part is multiplied by at least 1 and all factors together are
/// at least `product`: the small parts grow, until they are alike.
double least_growth(std::vector<double> parts, double product) {
  if (parts.empty() || product <= 1) return 0;
  std::sort(parts.begin(), parts.end());
  double least = std::numeric_limits<double>::infinity();
  double grown = product;
  double sum = 0;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    grown *= parts[k];
    sum += parts[k];
    const double count = static_cast<double>(k + 1);
    least = std::min(least, count * std::pow(grown, 1 / count) - sum);
  }
  return std::max(0.0, least * rounded_down);
}

}  // namespace

/// Lanes of an open fanout, beside those of loops that are known, that can have work.
std::array<std::int64_t, 2> Root::open_room(std::size_t fanout) const {
  std::array<std::int64_t, 2> room =
      fanout + 1 == open_ ? part_->room : space_->machine().fanouts[FanoutId(fanout)].size;
  for (const Axis axis : {Axis::x, Axis::y}) {
    std::int64_t& lanes = room[static_cast<std::size_t>(axis)];
    std::int64_t wanted = 1;
    for (std::size_t d = 0; d < shape_->size() && wanted < lanes; ++d)
      wanted *= most_open_lanes(fanout, axis, d);
    lanes = std::min(lanes, wanted);
  }
  return room;
}

/// Lanes of one dimension over an axis of an open fanout, beside those that are known, at most.
std::int64_t Root::most_open_lanes(std::size_t fanout, Axis axis, std::size_t active) const {
  const bool decided = fanout + 1 == open_ && axis == part_->axis &&
                       shape_->dimension(active).index() < part_->dimension.index();
  if (decided) return 1;
  const TripLimits limits = space_->spatial_limits(FanoutId(fanout), axis, shape_->dimension(active));
  return std::min(limits.most, std::max(limits.least, trips_[active]));
}

/// The same of so many of the outermost fanouts together.
double Root::open_lanes(std::size_t fanouts) const {
  double lanes = 1;
  for (std::size_t f = 0; f < fanouts; ++f)
    lanes *= real(open_room_[f][0]) * real(open_room_[f][1]);
  return lanes;
}

/// Whether lanes of open fanouts may have different indices of a dimension.
bool Root::may_open_spread(std::size_t active) const {
  for (std::size_t f = 0; f < open_; ++f) {
    if (may_open_spread(f, active)) return true;
  }
  return false;
}

bool Root::may_open_spread(std::size_t fanout, std::size_t active) const {
  for (const Axis axis : {Axis::x, Axis::y}) {
    const bool room = open_room_[fanout][static_cast<std::size_t>(axis)] > 1;
    if (room && most_open_lanes(fanout, axis, active) > 1) return true;
  }
  return false;
}

/// Dimensions of which lanes of one open fanout may share the words of a tensor: those that it lacks, and
/// those of windows of which several are spread over fanouts.
ActiveMask Root::sharing_dimensions(TensorId tensor, std::size_t fanout) const {
  ActiveMask sharing = 0;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (has(shape_->irrelevant(tensor), d) && may_open_spread(fanout, d)) sharing |= ActiveMask{1} << d;
  }
  for (const auto& window : shape_->windows(tensor)) {
    const auto is_spread = [&](const Shape::Term& term) {
      return lanes_in_all_[term.active] > 1 || may_open_spread(term.active);
    };
    if (std::count_if(window.begin(), window.end(), is_spread) < 2) continue;
    for (const Shape::Term& term : window) {
      if (may_open_spread(fanout, term.active)) sharing |= ActiveMask{1} << term.active;
    }
  }
  return sharing;
}

/// Of the lanes of open fanouts inside of `level`, the most that one read serves or whose results one update
/// joins.
double Root::open_shared(TensorId tensor, LevelId level) const {
  const bool written = tensor == space_->problem().written;
  double lanes = 1;
  for (std::size_t f = space_->fanouts_above(level); f < open_; ++f) {
    if (sharing_dimensions(tensor, f) == 0) continue;
    const Fanout& fanout = space_->machine().fanouts[FanoutId(f)];
    for (const std::size_t axis : {0U, 1U}) {
      if (written ? fanout.reduce[axis] : fanout.multicast[axis].has(setting_->role_of(tensor)))
        lanes *= real(open_room_[f][axis]);
    }
  }
  return lanes;
}

bool Root::may_be_copied(TensorId tensor) const {
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (has(shape_->irrelevant(tensor), d) && may_open_spread(d)) return true;
  }
  return false;
}

/// Whether lanes of open fanouts may add into the same words.
bool Root::may_spread_sums() const {
  return may_be_copied(space_->problem().written);
}

/// The same, and partial results are narrower than complete ones.
bool Root::narrow_sums_may_spread() const {
  const TensorId written = space_->problem().written;
  return may_spread_sums() &&
         std::any_of(setting_->slots.begin(), setting_->slots.end(), [&](const cost::Slot& slot) {
           return slot.tensor == written && slot.partial_bits < slot.word_bits;
         });
}

Cost Root::least(bool time_weighs) const {
  if (open_ > 0 && narrow_sums_may_spread()) return {};
  Cost cost = base_;
  double first_touches = first_touches_at_home_;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    for (const Edge& edge : edges_[tensor])
      charge_at_least(tensor, edge, 1, edge.least, first_touches, cost);
  }
  charge_sums(first_touches, cost);
  charge_streams(cost);
  if (open_ > 0 && time_weighs) cost.energy_pj += least_copies_pj(cost);
  return cost;
}

/// A lane that shares the words of one tensor needs its own of another one: the lanes that share them, over
/// all tensors multiplied, are no more than there are.
void Root::charge_streams(Cost& cost) const {
  if (streams_.empty()) return;
  std::vector<double> pj;
  std::vector<std::vector<double>> busy_cycles(setting_->ports.size());
  double wanted = 1;
  for (const Stream& stream : streams_) {
    const cost::Slot& slot = setting_->slots[stream.slot];
    wanted *= stream.most_reads / stream.reads;
    pj.push_back(slot.energy[0].at_least(stream.reads));
    Cost alone;
    charge_port(stream.slot, Direction::read, stream.reads * slot.word_bytes, false, alone);
    for (std::size_t port = 0; port < busy_cycles.size(); ++port)
      busy_cycles[port].push_back(alone.busy_cycles[port]);
  }
  double there = 1;
  for (std::size_t f = 0; f < open_; ++f) {
    std::array<int, most_active> tensors{};  // that lanes of a dimension share
    for (const Stream& stream : streams_) {
      const ActiveMask sharing = sharing_dimensions(stream.tensor, f);
      for (std::size_t d = 0; d < shape_->size(); ++d)
        tensors[d] += has(sharing, d) ? 1 : 0;
    }
    const double lanes = real(open_room_[f][0]) * real(open_room_[f][1]);
    there *= std::pow(lanes, *std::max_element(tensors.begin(), tensors.end()));
  }
  const double missing = wanted / there * rounded_down;
  if (missing <= 1) return;
  cost.energy_pj += least_growth(pj, missing);
  for (std::size_t port = 0; port < busy_cycles.size(); ++port)
    cost.busy_cycles[port] += least_growth(busy_cycles[port], missing);
}

/// Lanes of the open fanouts hold copies of the tensors that lack the dimensions spread over them: the copies
/// of all tensors, multiplied, are at least as many as steps are saved. Fewer steps than fit into the fewest
/// cycles save no time; more cost at least as large a part of the time as they save of the copies, unless a
/// part of the time is exchanges.
double Root::least_copies_pj(const Cost& cost) const {
  const auto& exposed = cost.exposed_cycles;
  const bool some_wait =
      std::any_of(exposed.begin(), exposed.end(), [](double cycles) { return cycles > 0; });
  if (!every_lane_copies() || some_wait) return 0;
  double steps = 1;   // without the open fanouts
  double filled = 1;  // of them, those of indices that exist
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    steps *= real(trips_[d]);
    filled *= filled_[d];
  }
  const double steps_left = cycles(cost) * setting_->unit->iterations_per_cycle;
  std::vector<double> copied;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    if (may_be_copied(tensor)) copied.push_back(copied_pj(tensor));
  }
  return least_growth(copied, steps * filled / steps_left * rounded_down);
}

/// Whether every dimension that may be spread over open fanouts is one that some tensor lacks.
bool Root::every_lane_copies() const {
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!may_open_spread(d)) continue;
    bool lacked = false;
    for (const TensorId tensor : space_->problem().tensors.ids())
      lacked = lacked || has(shape_->irrelevant(tensor), d);
    if (!lacked) return false;
  }
  return true;
}

/// What the words of a tensor cost inside of all open fanouts, once for every copy of them.
double Root::copied_pj(TensorId tensor) const {
  if (tensor == space_->problem().written) return 0;  // copies start empty: nothing is known
  Cost cost;
  for (const Edge& edge : edges_[tensor]) {
    if (open_above(edge.child) < open_) continue;
    if (edge.child_copies * raggedness(shape_->irrelevant(tensor), edge.child) < 1) return 0;
    const bool inside = open_above(edge.parent) == open_;
    double first_touches = 0;
    charge(tensor, edge, 1, {inside ? edge.parent_words : 0, edge.child_words, 0, 0}, first_touches, cost);
  }
  return cost.energy_pj;
}

}  // namespace ridge::mapper
