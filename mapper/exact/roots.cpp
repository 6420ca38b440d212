#include "mapper/exact/roots.hpp"

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

class Unrollings {
 public:
  Unrollings(const Space& space, double most_steps, std::size_t most)
      : space_(space), most_steps_(most_steps), most_(most) {
    for (const Dimension& dimension : space.problem().dimensions) {
      left_.push_back(dimension.bound);
      steps_ *= static_cast<double>(dimension.bound);
    }
    lanes_inside_.assign(space.machine().fanouts.size() + 1, 1);
    for (std::size_t f = space.machine().fanouts.size(); f-- > 0;) {
      const Fanout& fanout = space.machine().fanouts[FanoutId(f)];
      lanes_inside_[f] = lanes_inside_[f + 1] * static_cast<double>(fanout.size[0] * fanout.size[1]);
    }
  }

  std::optional<std::vector<Unrolling>> all() {
    choose(FanoutId(0), 0, 0, 0);
    if (found_.size() > most_) return std::nullopt;
    return std::move(found_);
  }

 private:
  void choose(FanoutId fanout, std::size_t axis, std::size_t dimension, std::int64_t room) {
    if (found_.size() > most_) return;
    if (fanout.index() == space_.machine().fanouts.size()) {
      found_.push_back(loops_);
      return;
    }
    const Fanout& at = space_.machine().fanouts[fanout];
    if (dimension == 0) room = at.size[axis];
    const double lanes_to_come = static_cast<double>(axis == 0 ? room * at.size[1] : room);
    if (steps_ > most_steps_ * lanes_to_come * lanes_inside_[fanout.index() + 1]) return;
    if (dimension == left_.size())
      return axis == 0 ? choose(fanout, 1, 0, 0) : choose(FanoutId(fanout.index() + 1), 0, 0, 0);
    const DimensionId id(dimension);
    const TripLimits limits = space_.spatial_limits(fanout, static_cast<Axis>(axis), id);
    const std::int64_t bound = left_[id];
    if (limits.least <= 1) choose(fanout, axis, dimension + 1, room);
    const std::int64_t most = std::min({limits.most, room, bound});
    for (std::int64_t lanes = lanes_from(bound, std::max<std::int64_t>(2, limits.least)); lanes <= most;) {
      const std::int64_t trips = ceil_divide(bound, lanes);
      loops_.push_back({fanout, static_cast<Axis>(axis), id, lanes});
      left_[id] = trips;
      const double steps = steps_;
      steps_ *= static_cast<double>(trips) / static_cast<double>(bound);
      choose(fanout, axis, dimension + 1, room / lanes);
      steps_ = steps;
      left_[id] = bound;
      loops_.pop_back();
      if (trips == 1) break;
      lanes = lanes_from(bound, ceil_divide(bound, trips - 1));  // the fewest that save a trip
    }
  }

  /// The fewest lanes, at least so many, that may be unrolled; more than `bound` when there are none.
  std::int64_t lanes_from(std::int64_t bound, std::int64_t least) const {
    if (!space_.options().bounds_divide() || least > bound) return least;
    return smallest_divisor(bound, least);
  }

  const Space& space_;
  double most_steps_;
  std::size_t most_;
  double steps_ = 1;                  // with what is unrolled so far
  std::vector<double> lanes_inside_;  // of this fanout and those further in
  IdVector<DimensionId, std::int64_t> left_;
  Unrolling loops_;
  std::vector<Unrolling> found_;
};

}  // namespace

std::vector<Placement> all_placements(const Space& space) {
  return Placements(space).all();
}

std::optional<std::vector<Unrolling>> all_unrollings(const Space& space, double most_steps,
                                                     std::size_t most) {
  return Unrollings(space, most_steps * (1 + 1e-9), most).all();
}

}  // namespace ridge::mapper
