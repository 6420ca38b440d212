#include "mapper/obedience.hpp"

#include <algorithm>

#include "mapper/edit.hpp"
#include "sim/mapping/used_lanes.hpp"

namespace ridge::mapper {

Obedience::Obedience(const Space& space)
    : space_(&space),
      dimensions_(space.problem().dimensions.size()),
      temporal_(space.machine().levels.size() * dimensions_),
      spatial_(space.machine().fanouts.size() * 2 * dimensions_),
      begun_(space.machine().levels.size()),
      ordered_(space.machine().levels.size()) {
  for (LevelId level : space.machine().levels.ids()) {
    for (TensorId tensor : space.problem().tensors.ids()) {
      must_keep_ += space.keeping(level, tensor) == Keeping::always ? 1U : 0U;
    }
  }
}

bool Obedience::obeys(const Mapping& mapping) {
  if (space_->options().perfect && !has_perfect_bounds(space_->problem(), mapping.nest)) return false;
  return nodes_obey(mapping) && (!space_->has_loop_rules() || loops_obey(mapping));
}

bool Obedience::nodes_obey(const Mapping& mapping) const {
  std::size_t found = 0;
  for (const NestEntry& entry : mapping.nest) {
    if (entry.kind != NestEntry::Kind::keep) continue;
    const Keeping keeping = space_->keeping(entry.level, entry.tensor);
    if (keeping == Keeping::never) return false;
    found += keeping == Keeping::always ? 1U : 0U;
  }
  return found == must_keep_;
}

bool Obedience::loops_obey(const Mapping& mapping) {
  start();
  for (const NestEntry& entry : mapping.nest) {
    if (entry.kind == NestEntry::Kind::keep) {
      if (begun_[entry.level.index()] != 0) continue;
      begun_[entry.level.index()] = 1;
      place_ = entry.level.index();
    } else if (entry.kind == NestEntry::Kind::spatial) {
      spatial_[axis_cell(entry)] *= entry.bound;
      // In Timeloop's form what follows belongs to the level right below, be it one that keeps nothing.
      if (space_->options().even) place_ = std::max(place_, space_->level_below(entry.fanout).index());
    } else if (entry.bound > 1 && !visit_temporal(entry)) {
      return false;
    }
  }
  return trips_within_limits() && enough_lanes(mapping);
}

void Obedience::start() {
  std::fill(temporal_.begin(), temporal_.end(), 1);
  std::fill(spatial_.begin(), spatial_.end(), 1);
  std::fill(begun_.begin(), begun_.end(), 0);
  std::fill(ordered_.begin(), ordered_.end(), 0);
  place_ = 0;
}

bool Obedience::visit_temporal(const NestEntry& loop) {
  temporal_[place_ * dimensions_ + loop.dimension.index()] *= loop.bound;
  const auto& order = space_->order_below(LevelId(place_));
  if (order.empty()) return true;
  const auto found = std::find(order.begin(), order.end(), loop.dimension);
  const std::size_t rank = found == order.end() ? 0 : static_cast<std::size_t>(found - order.begin()) + 1;
  if (rank < ordered_[place_]) return false;
  ordered_[place_] = rank;
  return true;
}

bool Obedience::enough_lanes(const Mapping& mapping) const {
  const std::int64_t least = space_->least_lanes();
  return least == 1 || used_lanes(space_->problem(), mapping.nest) >= least;
}

bool Obedience::trips_within_limits() const {
  const auto within = [](TripLimits limits, std::int64_t trips) {
    return trips >= limits.least && trips <= limits.most;
  };
  for (std::size_t cell = 0; cell < temporal_.size(); ++cell) {
    const LevelId level(cell / dimensions_);
    if (!within(space_->temporal_limits(level, DimensionId(cell % dimensions_)), temporal_[cell]))
      return false;
  }
  for (std::size_t cell = 0; cell < spatial_.size(); ++cell) {
    const std::size_t axis = cell / dimensions_;
    const TripLimits limits = space_->spatial_limits(FanoutId(axis / 2), axis % 2 == 0 ? Axis::x : Axis::y,
                                                     DimensionId(cell % dimensions_));
    if (!within(limits, spatial_[cell])) return false;
  }
  return true;
}

}  // namespace ridge::mapper
