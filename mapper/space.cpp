#include "mapper/space.hpp"

#include <algorithm>

#include "mapper/factors.hpp"

namespace ridge::mapper {

Space::Space(const Problem& problem, const Machine& machine, const Constraints& constraints,
             SpaceOptions options)
    : problem_(&problem), machine_(&machine), constraints_(constraints), options_(options) {
  fanouts_above_.assign(machine.levels.size(), 0);
  for (LevelId level : machine.levels.ids()) {
    for (const Fanout& fanout : machine.fanouts) {
      fanouts_above_[level] += fanout.position < machine.levels[level].position ? 1U : 0U;
    }
  }
  for (const Fanout& fanout : machine.fanouts) {
    LevelId below(machine.levels.size() - 1);
    for (std::size_t level = machine.levels.size(); level-- > 0;)
      if (machine.levels[LevelId(level)].position > fanout.position) below = LevelId(level);
    level_below_.push_back(below);
  }
  read_keeping();
  read_temporal();
  read_spatial();
  read_alls();
  read_used_lanes();
  if (options_.bounds_divide()) limit_to_divisors();
  for (DimensionId dimension : problem.dimensions.ids())
    require_coverage(dimension);
}

Space Space::relaxed() const {
  Space larger = *this;
  larger.options_.perfect = options_.bounds_divide();
  larger.options_.even = false;
  for (const LevelId level : machine_->levels.ids()) {
    larger.temporal_[level].assign(problem_->dimensions.size(), {});
    larger.order_[level].clear();
  }
  return larger;
}

/// A dimension that may be looped nowhere must be unrolled whole; where one axis alone takes it, there.
void Space::require_coverage(DimensionId dimension) {
  const auto looped = [&](LevelId level) { return temporal_[level][dimension].most > 1; };
  for (LevelId level : machine_->levels.ids())
    if (looped(level)) return;
  TripLimits* only = nullptr;
  for (auto& axes : spatial_) {
    for (auto& limits : axes) {
      if (limits[dimension].most <= 1) continue;
      if (only != nullptr) return;
      only = &limits[dimension];
    }
  }
  if (only == nullptr) return;
  only->least = std::max(only->least, problem_->dimensions[dimension].bound);
  has_loop_rules_ = true;
}

/// A bound that divides what others leave divides the size.
void Space::limit_to_divisors() {
  for (DimensionId dimension : problem_->dimensions.ids()) {
    const std::int64_t size = problem_->dimensions[dimension].bound;
    const auto narrow = [size](TripLimits& limits) {
      if (limits.least > 1 && limits.least <= size) limits.least = smallest_divisor(size, limits.least);
      if (limits.most >= 1 && limits.most < size) limits.most = largest_divisor(size, limits.most);
    };
    for (auto& level : temporal_)
      narrow(level[dimension]);
    for (auto& axes : spatial_) {
      for (auto& axis : axes)
        narrow(axis[dimension]);
    }
  }
}

void Space::read_keeping() {
  keeping_.assign(machine_->levels.size(), {});
  for (LevelId level : machine_->levels.ids()) {
    const StorageLevel& storage = machine_->levels[level];
    keeping_[level].assign(problem_->tensors.size(), Keeping::free);
    for (TensorId tensor : problem_->tensors.ids()) {
      const auto role = static_cast<std::size_t>(problem_->tensors[tensor].role);
      const std::optional<bool> rule = constraints_.keep[level][tensor];
      const bool must = storage.keeps.has(role) || rule == true;
      const bool may = (storage.keeps.has(role) || storage.may_keep.has(role)) && rule != false;
      if (must && !may && !clash_) clash_ = KeepClash{level, tensor};
      keeping_[level][tensor] = must ? Keeping::always : may ? Keeping::free : Keeping::never;
    }
  }
}

void Space::read_temporal() {
  temporal_.assign(machine_->levels.size(), {});
  order_.assign(machine_->levels.size(), {});
  for (LevelId level : machine_->levels.ids()) {
    temporal_[level].assign(problem_->dimensions.size(), {});
    for (DimensionId dimension : problem_->dimensions.ids()) {
      const BoundRule& rule = constraints_.temporal[level].bounds[dimension];
      temporal_[level][dimension] = {rule.least, rule.most};
      has_loop_rules_ |= rule.least > 1 || rule.most < std::numeric_limits<std::int64_t>::max() || rule.all;
    }
    order_[level] = constraints_.temporal[level].order;
    has_loop_rules_ |= !order_[level].empty();
  }
}

void Space::read_spatial() {
  spatial_.assign(machine_->fanouts.size(), {});
  for (FanoutId fanout : machine_->fanouts.ids()) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      auto& limits = spatial_[fanout][axis];
      limits.assign(problem_->dimensions.size(), {});
      for (DimensionId dimension : problem_->dimensions.ids()) {
        const BoundRule& rule = constraints_.spatial[fanout][axis].bounds[dimension];
        const bool summed =
            problem_->relevant(problem_->written, dimension) || machine_->fanouts[fanout].reduce[axis];
        const std::int64_t most =
            std::min(machine_->fanouts[fanout].size[axis], problem_->dimensions[dimension].bound);
        limits[dimension] = {rule.least, std::min(rule.most, summed ? most : 1)};
        has_loop_rules_ |= rule.least > 1 || rule.most < most || rule.all;
      }
    }
  }
}

void Space::read_alls() {
  for (DimensionId dimension : problem_->dimensions.ids()) {
    for (LevelId level : machine_->levels.ids()) {
      if (constraints_.temporal[level].bounds[dimension].all) {
        forbid_outside(machine_->levels[level].position, dimension);
      }
    }
    for (FanoutId fanout : machine_->fanouts.ids()) {
      for (std::size_t axis = 0; axis < 2; ++axis) {
        if (!constraints_.spatial[fanout][axis].bounds[dimension].all) continue;
        forbid_outside(machine_->fanouts[fanout].position, dimension);
        if (axis == 1) spatial_[fanout][0][dimension].most = 1;  // x is the outer axis
      }
    }
  }
}

void Space::read_used_lanes() {
  const UsedLanesRule& rule = constraints_.used_lanes;
  const std::int64_t lanes = machine_->lanes();
  const auto wanted = static_cast<std::int64_t>(rule.least * static_cast<double>(lanes));
  least_lanes_ = std::clamp<std::int64_t>(wanted, 1, lanes);
  while (least_lanes_ < lanes && !rule.allows(least_lanes_, lanes))
    ++least_lanes_;
  has_loop_rules_ |= least_lanes_ > 1;
}

void Space::forbid_outside(std::size_t position, DimensionId dimension) {
  for (std::size_t at = 0; at < position; ++at) {
    const MachineElement& element = machine_->order[at];
    if (element.kind == MachineElement::Kind::level) {
      temporal_[element.level][dimension].most = 1;
    } else {
      for (auto& limits : spatial_[element.fanout])
        limits[dimension].most = 1;
    }
  }
}

}  // namespace ridge::mapper
