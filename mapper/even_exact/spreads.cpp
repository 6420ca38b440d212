#include "mapper/even_exact/spreads.hpp"

#include <map>

#include "mapper/factors.hpp"

namespace ridge::mapper::even {

namespace {

class Spreading {
 public:
  Spreading(const Space& space, const Shape& shape, std::size_t most)
      : space_(space), shape_(shape), most_(most) {
    for (std::size_t d = 0; d < shape.size(); ++d)
      left_[d] = shape.bound(d);
  }

  std::optional<std::vector<Spread>> run() {
    if (!inactive_may_stay()) return spreads_;
    spread_.lanes.assign(space_.machine().fanouts.size(), all_ones);
    next_fanout(0);
    if (too_many_) return std::nullopt;
    return std::move(spreads_);
  }

 private:
  /// The ways of one fanout: which lanes of each dimension, and the loops of the first way found.
  using Ways = std::map<Factors, std::vector<SpatialLoop>>;

  TripLimits limits(FanoutId fanout, Axis axis, std::size_t d) const {
    return space_.spatial_limits(fanout, axis, shape_.dimension(d));
  }

  /// Dimensions of one index have no loops: no limit may want one.
  bool inactive_may_stay() const {
    for (const FanoutId fanout : space_.machine().fanouts.ids()) {
      for (const DimensionId dimension : space_.problem().dimensions.ids()) {
        if (space_.problem().dimensions[dimension].bound > 1) continue;
        for (const Axis axis : {Axis::x, Axis::y}) {
          const TripLimits limits = space_.spatial_limits(fanout, axis, dimension);
          if (limits.least > 1 || limits.most < 1) return false;
        }
      }
    }
    return true;
  }

  void next_fanout(std::size_t at) {
    if (too_many_) return;
    if (at == space_.machine().fanouts.size()) {
      if (spread_.in_all < static_cast<double>(space_.least_lanes())) return;
      too_many_ = spreads_.size() == most_;
      if (!too_many_) spreads_.push_back(spread_);
      return;
    }
    const FanoutId fanout(at);
    Ways ways;
    std::vector<SpatialLoop> loops;
    Factors lanes = all_ones;
    lay(fanout, 0, space_.machine().fanouts[fanout].size, lanes, loops, ways);
    for (const auto& [factors, chosen] : ways) {
      const Spread before = spread_;
      const Factors left = left_;
      spread_.lanes[at] = factors;
      spread_.loops.insert(spread_.loops.end(), chosen.begin(), chosen.end());
      for (std::size_t d = 0; d < shape_.size(); ++d) {
        left_[d] /= factors[d];
        spread_.in_all *= static_cast<double>(factors[d]);
      }
      next_fanout(at + 1);
      left_ = left;
      spread_ = before;
    }
  }

  /// Lays dimension `d` and those behind it along the axes of a fanout.
  void lay(FanoutId fanout, std::size_t d, const std::array<std::int64_t, 2>& room, Factors& lanes,
           std::vector<SpatialLoop>& loops, Ways& ways) {
    if (too_many_) return;
    if (d == shape_.size()) {
      ways.try_emplace(lanes, in_order(loops));
      too_many_ = ways.size() > most_ || ++laid_ > most_laid;
      return;
    }
    const std::array both{limits(fanout, Axis::x, d), limits(fanout, Axis::y, d)};
    const auto may_be = [](const TripLimits& limits, std::int64_t trips) {
      return trips >= limits.least && trips <= limits.most;
    };
    if (may_be(both[0], 1) && may_be(both[1], 1)) lay(fanout, d + 1, room, lanes, loops, ways);
    for (std::size_t axis = 0; axis < 2; ++axis) {
      if (!may_be(both[1 - axis], 1)) continue;
      for (const std::int64_t bound : divisors_of(left_[d])) {
        if (bound == 1 || bound > room[axis] || !may_be(both[axis], bound)) continue;
        std::array<std::int64_t, 2> rest = room;
        rest[axis] /= bound;
        lanes[d] = bound;
        loops.push_back({fanout, axis == 0 ? Axis::x : Axis::y, shape_.dimension(d), bound});
        lay(fanout, d + 1, rest, lanes, loops, ways);
        loops.pop_back();
        lanes[d] = 1;
      }
    }
  }

  /// Those along x first.
  static std::vector<SpatialLoop> in_order(const std::vector<SpatialLoop>& loops) {
    std::vector<SpatialLoop> ordered;
    for (const Axis axis : {Axis::x, Axis::y}) {
      for (const SpatialLoop& loop : loops)
        if (loop.axis == axis) ordered.push_back(loop);
    }
    return ordered;
  }

  const Space& space_;
  const Shape& shape_;
  std::size_t most_;
  Factors left_ = all_ones;
  Spread spread_;
  std::vector<Spread> spreads_;
  static constexpr std::int64_t most_laid = 2'000'000;
  std::int64_t laid_ = 0;
  bool too_many_ = false;
};

}  // namespace

std::optional<std::vector<Spread>> all_spreads(const Space& space, const Shape& shape, std::size_t most) {
  return Spreading(space, shape, most).run();
}

}  // namespace ridge::mapper::even
