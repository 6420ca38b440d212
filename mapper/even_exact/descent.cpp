#include "mapper/even_exact/descent.hpp"

#include <algorithm>

namespace ridge::mapper::even {

Descent::Descent(const Common& common, const Tower& tower) : common_(common), tower_(&tower) {
  const std::size_t storeys = tower.storeys().size();
  tiles_.resize(storeys);
  below_.resize(storeys);
  limited_.resize(storeys);
  ends_.resize(storeys);
  for (std::size_t storey = 0; storey < storeys; ++storey) {
    least_.push_back(common.floors->least(tower, storey));
    for (std::size_t d = 0; d < common.ground.shape->size(); ++d) {
      const Storey& limits = tower.storeys()[storey];
      if (limits.least[d] > 1 || limits.most[d] < tower.trips()[d]) limited_[storey].push_back(d);
    }
  }
}

/// Whether the loops of a storey may lead from one tile to the other.
bool Descent::may_follow(std::size_t storey, const Tile& outer, const Tile& inner) const {
  if (!common_.fields->divides(inner.bits, outer.bits)) return false;
  const Storey& limits = tower_->storeys()[storey];
  return std::all_of(limited_[storey].begin(), limited_[storey].end(), [&](std::size_t d) {
    const std::int64_t trips = outer.left[d] / inner.left[d];
    return trips >= limits.least[d] && trips <= limits.most[d];
  });
}

bool Descent::run() {
  loops_.clear();
  return descend(0, tiles_[0].front(), tower_->fixed());
}

bool Descent::descend(std::size_t storey, const Tile& tile, const Cost& so_far) {
  if (storey + 1 == tiles_.size()) {
    offer(tile);
    return common_.incumbent->goes_on();
  }
  const std::vector<Tile>& inner = tiles_[storey + 1];
  std::vector<Next> following;
  for (std::size_t at = 0; at < inner.size(); ++at) {
    if (!may_follow(storey, tile, inner[at])) continue;
    Cost all = so_far;
    all.add(inner[at].least);
    all.add(inner[at].below);
    const double value = value_at_least(*tower_, all, *common_.incumbent);
    if (!is_beaten(value, *common_.incumbent)) following.push_back({value, at});
  }
  common_.incumbent->work(static_cast<std::int64_t>(inner.size()) / bounds_per_tile, tiles_per_one);
  std::stable_sort(following.begin(), following.end(),
                   [](const Next& a, const Next& b) { return a.value < b.value; });
  for (const Next& next : following) {
    if (is_beaten(next.value, *common_.incumbent)) break;
    if (!enter(storey, tile, inner[next.tile], so_far)) return false;
  }
  return true;
}

/// Loops from one tile to the next in every order that matters.
bool Descent::enter(std::size_t storey, const Tile& tile, const Tile& inner, const Cost& so_far) {
  const Storey& below = tower_->storeys()[storey + 1];
  const Factors extents = tower_->extents(storey + 1, inner.left);
  ActiveMask looped = 0;
  for (std::size_t d = 0; d < most_active; ++d)
    if (tile.left[d] != inner.left[d]) looped |= ActiveMask{1} << d;
  const std::size_t begin = loops_.size();
  for (const Order& order : common_.orders->of(tower_->storeys()[storey].level, looped)) {
    common_.incumbent->work(1, orders_per_one);
    put_loops(storey, order, tile.left, inner.left);
    Cost cost = so_far;
    cost.counted_bytes += inner.least.counted_bytes;
    for (const std::size_t at : below.arriving) {
      const Edge& edge = tower_->edges()[at];
      edge.charge(common_.ground.boxes->entering(edge.tensor, extents, loops_), cost);
    }
    Cost all = cost;
    all.add(inner.below);
    bool goes_on = common_.incumbent->goes_on();
    if (goes_on && !is_beaten(value_at_least(*tower_, all, *common_.incumbent), *common_.incumbent))
      goes_on = descend(storey + 1, inner, cost);
    loops_.resize(begin);
    if (!goes_on) return false;
  }
  return true;
}

void Descent::put_loops(std::size_t storey, const Order& order, const Factors& before, const Factors& left) {
  const Factors& inside = tower_->storeys()[storey].inside;
  for (const std::uint8_t d : order)
    loops_.push_back({d, static_cast<double>(before[d] / left[d]), static_cast<double>(left[d] * inside[d])});
  ends_[storey] = loops_.size();
}

/// The nest, to the full model.
void Descent::offer(const Tile& last) {
  const std::size_t storey = tiles_.size() - 1;
  const std::size_t begin = loops_.size();
  ActiveMask looped = 0;
  for (std::size_t d = 0; d < most_active; ++d)
    if (last.left[d] != 1) looped |= ActiveMask{1} << d;
  put_loops(storey, common_.orders->of(tower_->storeys()[storey].level, looped).front(), last.left, all_ones);
  const Machine& machine = common_.ground.space->machine();
  Mapping mapping;
  std::size_t loop = 0;
  std::size_t lane = 0;
  const Unrolling& lanes = tower_->spread().loops;
  for (std::size_t at = 0; at < tiles_.size(); ++at) {
    const Storey& here = tower_->storeys()[at];
    for (const TensorId tensor : here.kept)
      mapping.nest.push_back(NestEntry::keep(here.level, tensor));
    for (; loop < ends_[at]; ++loop)
      mapping.nest.push_back(NestEntry::temporal(common_.ground.shape->dimension(loops_[loop].active),
                                                 static_cast<std::int64_t>(loops_[loop].trips)));
    const bool is_last = at + 1 == tiles_.size();
    for (; lane < lanes.size(); ++lane) {
      const std::size_t position = machine.fanouts[lanes[lane].fanout].position;
      if (!is_last && position > machine.levels[tower_->storeys()[at + 1].level].position) break;
      mapping.nest.push_back(
          NestEntry::spatial(lanes[lane].dimension, lanes[lane].bound, lanes[lane].fanout, lanes[lane].axis));
    }
  }
  common_.incumbent->offer(mapping);
  loops_.resize(begin);
}

}  // namespace ridge::mapper::even
