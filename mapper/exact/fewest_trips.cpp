#include "mapper/exact/fewest_trips.hpp"

#include <limits>

#include "mapper/factors.hpp"

namespace ridge::mapper {

double FewestTrips::above(const Root& root, TensorId tensor, LevelId level, ActiveMask dimensions,
                          Width width) {
  dimensions &= shape_->relevant(tensor);
  const auto all = root.room_bytes(level);
  if (!all || dimensions == 0) return 1;
  const std::int64_t room = *all - root.least_demand(level, tensor);
  const Factors inside = root.lanes_inside(level);
  Key key{static_cast<std::int64_t>(tensor.index()), static_cast<std::int64_t>(level.index()),
          static_cast<std::int64_t>(dimensions), static_cast<std::int64_t>(width), room};
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(shape_->relevant(tensor), d)) continue;
    key.push_back(inside[d]);
    if (has(dimensions, d)) key.push_back(root.trips()[d]);
  }
  const auto found = kept_.find(key);
  if (found != kept_.end()) return found->second;
  if (kept_.size() >= most_kept) kept_.clear();
  return kept_.emplace(std::move(key), find(root, tensor, level, dimensions, width, room)).first->second;
}

double FewestTrips::find(const Root& root, TensorId tensor, LevelId level, ActiveMask dimensions, Width width,
                         std::int64_t room) const {
  std::vector<std::size_t> looped;
  std::vector<std::vector<std::int64_t>> divisors;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(dimensions, d) || root.trips()[d] == 1) continue;
    looped.push_back(d);
    divisors.push_back(divisors_of(root.trips()[d]));
  }
  Factors left = all_ones;
  double fewest = std::numeric_limits<double>::infinity();
  const auto fits = [&](bool changes) {
    const std::int64_t bytes =
        root.demanded_bytes(tensor, level, root.extents(level, left), width == Width::partial, changes);
    return bytes >= 0 && bytes <= room;
  };
  const auto choose = [&](auto&& self, std::size_t at, double trips) -> void {
    if (at == looped.size()) {
      if (trips < fewest && fits(trips > 1)) fewest = trips;
      return;
    }
    const std::size_t d = looped[at];
    for (const std::int64_t above : divisors[at]) {
      if (trips * static_cast<double>(above) >= fewest) break;
      left[d] = root.trips()[d] / above;
      self(self, at + 1, trips * static_cast<double>(above));
    }
    left[d] = 1;
  };
  choose(choose, 0, 1);
  return fewest;
}

}  // namespace ridge::mapper
