#include "mapper/exact/roots.hpp"

#include <algorithm>
#include <set>

#include "base/checked.hpp"
#include "mapper/factors.hpp"

namespace ridge::mapper {

namespace {

class Placements {
 public:
  explicit Placements(const Space& space) : space_(space) {
    current_.assign(space.machine().levels.size(), {});
    for (auto& level : current_)
      level.assign(space.problem().tensors.size(), 0);
  }

  std::vector<Placement> all() {
    choose(0);
    return std::move(found_);
  }

 private:
  void choose(std::size_t at) {
    const std::size_t tensors = space_.problem().tensors.size();
    if (at == space_.machine().levels.size() * tensors) {
      if (every_tensor_is_kept()) found_.push_back(current_);
      return;
    }
    const LevelId level(at / tensors);
    const TensorId tensor(at % tensors);
    const Keeping keeping = space_.keeping(level, tensor);
    if (keeping != Keeping::always) choose(at + 1);
    if (keeping == Keeping::never) return;
    current_[level][tensor] = 1;
    choose(at + 1);
    current_[level][tensor] = 0;
  }

  bool every_tensor_is_kept() const {
    for (const TensorId tensor : space_.problem().tensors.ids()) {
      bool kept = false;
      for (const LevelId level : space_.machine().levels.ids())
        kept = kept || current_[level][tensor] != 0;
      if (!kept) return false;
    }
    return true;
  }

  const Space& space_;
  Placement current_;
  std::vector<Placement> found_;
};

}  // namespace

std::vector<Placement> all_placements(const Space& space) {
  return Placements(space).all();
}

namespace {

DimensionId after(DimensionId dimension) {
  return DimensionId(dimension.index() + 1);
}

/// The fewest indices with which every one of `lanes` has work, and inside of it all that need `inside`.
std::int64_t least_indices(std::int64_t lanes, std::int64_t inside) {
  return inside == 1 ? lanes : (inside - 1) * lanes + 1;
}

/// The smallest of the numbers of lanes that leave as many trips, for all numbers of trips; at least `least`.
template <class Visit>
void for_each_lanes(std::int64_t indices, std::int64_t least, Visit visit) {
  for (std::int64_t lanes = std::max<std::int64_t>(2, least); lanes <= indices;) {
    visit(lanes);
    const std::int64_t trips = ceil_divide(indices, lanes);
    if (trips == 1) break;
    lanes = ceil_divide(indices, trips - 1);  // the fewest that save a trip
  }
}

}  // namespace

Unrollings::Unrollings(const Space& space) : space_(&space) {
  std::int64_t lanes = 1;
  for (const Fanout& fanout : space.machine().fanouts) {
    lanes_outside_.push_back(lanes);
    lanes *= fanout.size[0] * fanout.size[1];
  }
}

PartUnrolling Unrollings::start() const {
  PartUnrolling part;
  part.open_fanouts = space_->machine().fanouts.size();
  if (part.open_fanouts > 0) part.room = space_->machine().fanouts[FanoutId(part.open_fanouts - 1)].size;
  return part;
}

std::vector<PartUnrolling> Unrollings::further(PartUnrolling part) {
  std::vector<PartUnrolling> found;
  const auto add = [&](PartUnrolling child) {
    while (has_nothing_to_decide(child))
      end_axis(child);
    if (may_be_followed(child)) found.push_back(std::move(child));
  };
  const auto axis = static_cast<std::size_t>(part.axis);
  const FanoutId fanout(part.open_fanouts - 1);
  const auto here = std::find_if(part.loops.begin(), part.loops.end(),
                                 [&](const SpatialLoop& loop) { return loop.fanout != fanout; }) -
                    part.loops.begin();
  for (; part.dimension.index() < space_->problem().dimensions.size();
       part.dimension = after(part.dimension)) {
    const TripLimits limits = space_->spatial_limits(fanout, part.axis, part.dimension);
    const std::int64_t most = std::min(limits.most, part.room[axis]);
    if (most > 1) {
      for (const std::int64_t lanes : lanes_worth(part)) {
        if (lanes > most) break;
        PartUnrolling child = part;
        child.loops.insert(child.loops.begin() + here, {fanout, part.axis, part.dimension, lanes});
        child.room[axis] /= lanes;
        child.dimension = after(part.dimension);
        if (have_work(child.loops, part.dimension)) add(std::move(child));
      }
    }
    if (limits.least > 1) return found;
  }
  end_axis(part);
  add(std::move(part));
  return found;
}

/// Whether no further dimension can be unrolled over the axis.
bool Unrollings::has_nothing_to_decide(const PartUnrolling& part) const {
  if (part.complete()) return false;
  const FanoutId fanout(part.open_fanouts - 1);
  for (DimensionId d = part.dimension; d.index() < space_->problem().dimensions.size(); d = after(d)) {
    const TripLimits limits = space_->spatial_limits(fanout, part.axis, d);
    std::int64_t lanes = 1;
    for (const SpatialLoop& loop : part.loops)
      lanes *= loop.dimension == d ? loop.bound : 1;
    const bool has_room = std::min(limits.most, part.room[static_cast<std::size_t>(part.axis)]) > 1;
    if (limits.least > 1 || (has_room && lanes < space_->problem().dimensions[d].bound)) return false;
  }
  return true;
}

/// Nothing more is unrolled over the axis.
void Unrollings::end_axis(PartUnrolling& part) const {
  part.dimension = DimensionId(0);
  part.room[static_cast<std::size_t>(part.axis)] = 1;
  if (part.axis == Axis::x && part.room[1] > 1) {
    part.axis = Axis::y;
    return;
  }
  part.axis = Axis::x;
  part.room = {1, 1};
  --part.open_fanouts;
  if (!part.complete()) part.room = space_->machine().fanouts[FanoutId(part.open_fanouts - 1)].size;
}

/// Lanes of a dimension that are the smallest for some unrolling further out, behind its lanes along x.
const std::vector<std::int64_t>& Unrollings::lanes_worth(const PartUnrolling& part) {
  const FanoutId fanout(part.open_fanouts - 1);
  std::int64_t behind = 1;
  for (const SpatialLoop& loop : part.loops) {
    if (loop.fanout == fanout && loop.dimension == part.dimension) behind = loop.bound;
  }
  auto [kept, is_new] = worth_.try_emplace({fanout.index(), part.axis, part.dimension, behind});
  if (!is_new) return kept->second;
  const std::int64_t bound = space_->problem().dimensions[part.dimension].bound;
  const std::int64_t least = space_->spatial_limits(fanout, part.axis, part.dimension).least;
  if (space_->options().bounds_divide()) {
    for (const std::int64_t each : divisors_of(bound / behind))
      if (each >= std::max<std::int64_t>(2, least)) kept->second.push_back(each);
    return kept->second;
  }
  std::set<std::int64_t> lanes;
  std::int64_t before = 0;
  for (std::int64_t outside = 1; outside <= std::min(lanes_outside_[fanout.index()], bound); ++outside) {
    const std::int64_t indices = ceil_divide(ceil_divide(bound, outside), behind);
    if (indices == before) continue;
    before = indices;
    for_each_lanes(indices, least, [&](std::int64_t each) { lanes.insert(each); });
  }
  kept->second.assign(lanes.begin(), lanes.end());
  return kept->second;
}

bool Unrollings::may_be_followed(const PartUnrolling& part) const {
  IdVector<DimensionId, std::int64_t> lanes(space_->problem().dimensions.size(), 1);
  for (const SpatialLoop& loop : part.loops)
    lanes[loop.dimension] *= loop.bound;
  double steps = 1;
  for (const DimensionId d : lanes.ids())
    steps *= static_cast<double>(ceil_divide(space_->problem().dimensions[d].bound, lanes[d]));
  if (part.complete()) return steps <= most_steps_ && are_smallest(part.loops);
  return steps <= most_steps_ * static_cast<double>(lanes_outside_[part.open_fanouts - 1]) *
                      static_cast<double>(part.room[0]) * static_cast<double>(part.room[1]);
}

/// Whether there are indices enough for all lanes of a dimension, and as many for each where bounds divide.
bool Unrollings::have_work(const Unrolling& loops, DimensionId dimension) const {
  const std::int64_t bound = space_->problem().dimensions[dimension].bound;
  std::int64_t indices = 1;
  std::int64_t lanes = 1;
  for (auto loop = loops.rbegin(); loop != loops.rend(); ++loop) {
    if (loop->dimension != dimension) continue;
    indices = least_indices(loop->bound, indices);
    lanes *= loop->bound;
  }
  return indices <= bound && (!space_->options().bounds_divide() || bound % lanes == 0);
}

/// No loop, from outside in, has more lanes than its trips need.
bool Unrollings::are_smallest(const Unrolling& loops) const {
  IdVector<DimensionId, std::int64_t> left;
  for (const Dimension& dimension : space_->problem().dimensions)
    left.push_back(dimension.bound);
  return std::all_of(loops.begin(), loops.end(), [&](const SpatialLoop& loop) {
    const std::int64_t before = left[loop.dimension];
    left[loop.dimension] = ceil_divide(before, loop.bound);
    const TripLimits limits = space_->spatial_limits(loop.fanout, loop.axis, loop.dimension);
    return loop.bound == std::max(limits.least, ceil_divide(before, left[loop.dimension]));
  });
}

std::optional<std::vector<Unrolling>> Unrollings::all(std::size_t most) {
  std::vector<Unrolling> found;
  std::vector<PartUnrolling> open{start()};
  while (!open.empty()) {
    PartUnrolling part = std::move(open.back());
    open.pop_back();
    if (!part.complete()) {
      for (PartUnrolling& child : further(std::move(part)))
        open.push_back(std::move(child));
      continue;
    }
    if (found.size() == most) return std::nullopt;
    found.push_back(std::move(part.loops));
  }
  return found;
}

}  // namespace ridge::mapper
