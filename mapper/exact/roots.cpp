#include "mapper/exact/roots.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/checked.hpp"

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

/// The loops of one fanout, chosen axis after axis and dimension after dimension.
struct Unrollings::Choice {
  const Space& space;
  FanoutId fanout;
  const Unrolling& inside;
  double most_steps;             // with all lanes further out
  std::int64_t lanes_outside;    // at most
  IdVector<DimensionId, std::int64_t> along_x = {};  // lanes
  IdVector<DimensionId, std::int64_t> in = {};       // lanes of this fanout and further in
  IdVector<DimensionId, std::int64_t> needed = {};   // indices, by the loops further in and along y
  std::map<std::tuple<Axis, DimensionId, std::int64_t>, std::vector<std::int64_t>> worth = {};
  Unrolling loops = {};
  std::vector<Unrolling> found = {};

  double steps() const {
    double all = 1;
    for (const DimensionId d : in.ids())
      all *= static_cast<double>(ceil_divide(space.problem().dimensions[d].bound, in[d]));
    return all;
  }

  /// Lanes of a dimension that are the smallest for some unrolling further out, behind its lanes along x.
  const std::vector<std::int64_t>& lanes_worth(Axis axis, DimensionId d) {
    const std::int64_t behind = axis == Axis::x ? 1 : along_x[d];
    auto [kept, is_new] = worth.try_emplace({axis, d, behind});
    if (!is_new) return kept->second;
    const std::int64_t bound = space.problem().dimensions[d].bound;
    const std::int64_t least = space.spatial_limits(fanout, axis, d).least;
    std::set<std::int64_t> lanes;
    std::int64_t before = 0;
    for (std::int64_t outside = 1; outside <= std::min(lanes_outside, bound); ++outside) {
      const std::int64_t indices = ceil_divide(ceil_divide(bound, outside), behind);
      if (indices == before) continue;
      before = indices;
      for_each_lanes(indices, least, [&](std::int64_t each) { lanes.insert(each); });
    }
    kept->second.assign(lanes.begin(), lanes.end());
    return kept->second;
  }

  void choose(Axis axis, DimensionId d, std::int64_t room) {
    const Fanout& at = space.machine().fanouts[fanout];
    if (d.index() == 0) room = at.size[static_cast<std::size_t>(axis)];
    const double lanes_to_come = static_cast<double>(axis == Axis::x ? room * at.size[1] : room);
    if (steps() > most_steps * lanes_to_come) return;
    if (d.index() == in.size()) {
      if (axis == Axis::x) return choose(Axis::y, DimensionId(0), 0);
      return add();
    }
    const DimensionId next(d.index() + 1);
    const TripLimits limits = space.spatial_limits(fanout, axis, d);
    if (limits.least <= 1) choose(axis, next, room);
    const std::int64_t most = std::min(limits.most, room);
    const std::int64_t before = in[d];
    for (const std::int64_t lanes : lanes_worth(axis, d)) {
      if (lanes > most) break;
      in[d] = before * lanes;
      if (axis == Axis::x) along_x[d] = lanes;
      loops.push_back({fanout, axis, d, lanes});
      if (have_work(d)) choose(axis, next, room / lanes);
      loops.pop_back();
    }
    in[d] = before;
    if (axis == Axis::x) along_x[d] = 1;
  }

  /// Whether there are indices enough for all lanes of a dimension that are known of.
  bool have_work(DimensionId d) const {
    std::int64_t indices = needed[d];
    for (auto loop = loops.rbegin(); loop != loops.rend(); ++loop) {
      if (loop->dimension == d) indices = least_indices(loop->bound, indices);
    }
    return indices <= space.problem().dimensions[d].bound;
  }

  void add() {
    Unrolling all = loops;
    all.insert(all.end(), inside.begin(), inside.end());
    if (lanes_outside > 1 || are_smallest(all)) found.push_back(std::move(all));
  }

  /// No loop, from outside in, has more lanes than its trips need.
  bool are_smallest(const Unrolling& all) const {
    IdVector<DimensionId, std::int64_t> left;
    for (const Dimension& dimension : space.problem().dimensions)
      left.push_back(dimension.bound);
    return std::all_of(all.begin(), all.end(), [&](const SpatialLoop& loop) {
      const std::int64_t before = left[loop.dimension];
      left[loop.dimension] = ceil_divide(before, loop.bound);
      const TripLimits limits = space.spatial_limits(loop.fanout, loop.axis, loop.dimension);
      return loop.bound == std::max(limits.least, ceil_divide(before, left[loop.dimension]));
    });
  }
};

Unrollings::Unrollings(const Space& space, double most_steps)
    : space_(&space), most_steps_(most_steps * (1 + 1e-9)) {
  std::int64_t lanes = 1;
  for (const Fanout& fanout : space.machine().fanouts) {
    lanes_outside_.push_back(lanes);
    lanes *= fanout.size[0] * fanout.size[1];
  }
}

std::vector<Unrolling> Unrollings::around(FanoutId fanout, const Unrolling& inside) const {
  const std::int64_t outside = lanes_outside_[fanout.index()];
  Choice choice{*space_, fanout, inside, most_steps_ * static_cast<double>(outside), outside};
  const std::size_t dimensions = space_->problem().dimensions.size();
  choice.along_x.assign(dimensions, 1);
  choice.in.assign(dimensions, 1);
  choice.needed.assign(dimensions, 1);
  for (auto loop = inside.rbegin(); loop != inside.rend(); ++loop) {
    choice.in[loop->dimension] *= loop->bound;
    choice.needed[loop->dimension] = least_indices(loop->bound, choice.needed[loop->dimension]);
  }
  choice.choose(Axis::x, DimensionId(0), 0);
  return std::move(choice.found);
}

std::optional<std::vector<Unrolling>> Unrollings::all(std::size_t most) const {
  std::vector<Unrolling> found(1);
  for (std::size_t f = space_->machine().fanouts.size(); f-- > 0;) {
    std::vector<Unrolling> further;
    for (const Unrolling& inside : found) {
      for (Unrolling& unrolling : around(FanoutId(f), inside))
        further.push_back(std::move(unrolling));
      if (further.size() > most) return std::nullopt;
    }
    found = std::move(further);
  }
  return found;
}

}  // namespace ridge::mapper
