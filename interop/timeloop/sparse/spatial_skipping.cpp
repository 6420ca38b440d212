#include "interop/timeloop/sparse/spatial_skipping.hpp"

#include <algorithm>

namespace ridge::timeloop::sparse {
namespace {

/// Rounded down.
std::int64_t scaled(std::int64_t lanes, double ratio) {
  return static_cast<std::int64_t>(static_cast<double>(lanes) * ratio);
}

double ratio(std::int64_t now, std::int64_t before) {
  return static_cast<double>(now) / static_cast<double>(before);
}

}  // namespace

SpatialSkipping::SpatialSkipping(const Layer& layer, const Tiles& tiles) : layer_(layer), tiles_(tiles) {
  const std::size_t tensors = layer.problem.tensors.size();
  acts_.assign(tiles.size(), IdVector<TensorId, std::uint8_t>(tensors, 0));
  presence_.assign(tensors, dense_places());
  for (const Item& item : layer.section.items) {
    if (item.kind != SavingKind::spatial_skipping) continue;
    any_ = true;
    acts_[item.level][item.options.front().target] = 1;
  }
  if (!any_) return;
  for (const TensorId tensor : layer.problem.tensors.ids())
    skip_own_empties(tensor);
  const IdVector<TensorId, Places> own = presence_;
  for (std::size_t l = tiles.size(); l-- > 0;)
    for (const Item& item : layer.section.items)
      if (item.kind == SavingKind::spatial_skipping && item.level == LevelId(l)) skip(item);
  for (const TensorId tensor : layer.problem.tensors.ids()) {
    hand_down(own[tensor], presence_[tensor],
              [&](std::size_t place) { return acts(LevelId(place - 1), tensor); });
  }
}

SpatialSkipping::Places SpatialSkipping::dense_places() const {
  Places places(1);
  for (std::size_t l = 0; l < layer_.loops.level_count(); ++l) {
    Presence inside = places.back();
    for (const LevelLoop& loop : layer_.loops.at(LevelId(l))) {
      if (!loop.spatial) continue;
      std::int64_t& lanes = loop.axis == Axis::x ? inside.lanes.x : inside.lanes.y;
      lanes *= loop.trips;
    }
    places.push_back(inside);
  }
  return places;
}

/// What is missing at one place, against `before`, is missing in all places inside; the mean share too, up to
/// the first that has one of its own.
template <class Stops>
void SpatialSkipping::hand_down(const Places& before, Places& places, Stops stops) const {
  for (std::size_t place = 0; place + 1 < places.size(); ++place) {
    const double x = ratio(places[place].lanes.x, before[place].lanes.x);
    const double y = ratio(places[place].lanes.y, before[place].lanes.y);
    if (x == 1 && y == 1) continue;
    bool stopped = false;
    for (std::size_t inner = place + 1; inner < places.size(); ++inner) {
      places[inner].lanes = {scaled(places[inner].lanes.x, x), scaled(places[inner].lanes.y, y)};
      stopped = stopped || stops(inner);
      if (!stopped) places[inner].share *= places[place].share;
    }
  }
}

void SpatialSkipping::skip_own_empties(TensorId tensor) {
  Places& places = presence_[tensor];
  const Places dense = places;
  std::vector<bool> has_own(places.size(), false);
  for (const LevelId level : tiles_.ids()) {
    const auto known_by = keeper(tiles_, level, tensor);
    if (!known_by || tiles_[*known_by][tensor].format == nullptr) continue;
    Presence& inside = places[level.index() + 1];
    inside.share = narrow(level, tensor, nullptr, inside.lanes);
    has_own[level.index() + 1] = inside.share != 1;
  }
  hand_down(dense, places, [&](std::size_t place) { return has_own[place]; });
}

/// The tiles of `condition` that the lanes below `level` hold: the chance that one is not empty, which is
/// returned, and of the lanes only as many as tiles that are not.
double SpatialSkipping::narrow(LevelId level, TensorId condition, const Widening* widening,
                               Lanes& lanes) const {
  const Tensor& of = layer_.problem.tensors[condition];
  const Density& density = *layer_.section.densities[condition];
  const auto& loops = layer_.loops.at(level);
  std::optional<double> share;
  for (std::size_t at = 0; at < loops.size(); ++at) {
    const LevelLoop& loop = loops[at];
    if (!loop.spatial || loop.trips == 1 || !indexes(of, loop.dimension)) continue;
    Extents extents = layer_.loops.below(level, at);
    if (widening != nullptr && indexes(layer_.problem.tensors[widening->target], loop.dimension))
      for (const DimensionId dimension : extents.ids())
        extents[dimension] *= widening->factors[dimension];
    const Box element = box_of(of, extents);
    if (!share) share = 1 - density.empty(element);
    extents[loop.dimension] *= loop.trips;
    const std::int64_t most = density.most_elements(box_of(of, extents), element);
    std::int64_t& axis = loop.axis == Axis::x ? lanes.x : lanes.y;
    axis = scaled(axis, ratio(most, loop.trips));
  }
  return share.value_or(1);
}

void SpatialSkipping::skip(const Item& item) {
  const Option& option = item.options.front();
  const Widening widened = widening(item.level, option.target);
  Presence& inside = presence_[option.target][item.level.index() + 1];
  inside.share = 1;
  for (const TensorId condition : option.conditions) {
    const auto known_by = keeper(tiles_, item.level, condition);
    if (!known_by || tiles_[*known_by][condition].format == nullptr) continue;
    inside.share *= narrow(item.level, condition, &widened, inside.lanes);
  }
}

SpatialSkipping::Widening SpatialSkipping::widening(LevelId level, TensorId target) const {
  Widening widening{target, one_operation(layer_.problem)};
  bool has_child = false;
  for (std::size_t l = level.index() + 1; l < tiles_.size(); ++l)
    has_child = has_child || tiles_[LevelId(l)][target].kept;
  if (!has_child) return widening;
  const std::size_t outermost = keeper(tiles_, level, target).value_or(LevelId(0)).index();
  for (std::size_t l = level.index() + 1; l-- > outermost;) {
    for (const LevelLoop& loop : layer_.loops.at(LevelId(l))) {
      if (loop.spatial || loop.trips == 1) continue;
      if (indexes(layer_.problem.tensors[target], loop.dimension)) return widening;
      widening.factors[loop.dimension] *= loop.trips;
    }
  }
  return widening;
}

double SpatialSkipping::mean_lanes(std::int64_t dense_lanes) const {
  double most = 0;
  for (const TensorId tensor : layer_.problem.tensors.ids())
    most = std::max(most, static_cast<double>(dense_lanes) * presence_[tensor].back().share);
  return most;
}

}  // namespace ridge::timeloop::sparse
