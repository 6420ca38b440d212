// Of a root: the tiles of every storey, and what the mappings with each of them cost at least.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "mapper/even_exact/descent.hpp"

namespace ridge::mapper::even {

namespace {

/// Sums of doubles in another order differ by far less, and meets_bound takes more for equal.
constexpr double rounding = 5e-12;

}  // namespace

double value_at_least(const Tower& tower, const Cost& cost, const Incumbent& incumbent) {
  double busy_cycles = 0;
  for (const double cycles : cost.busy_cycles)
    busy_cycles = std::max(busy_cycles, cycles);
  double cycles = std::max(tower.compute_cycles(), std::ceil(busy_cycles * (1 - 1e-12)));
  cycles += tower.ground().averages->latency_cycles;
  const SpaceOptions& limits = tower.ground().space->options();
  if (cycles > limits.most_cycles || cost.counted_bytes > limits.most_bytes) return infinity;
  return incumbent.objective().value_at_least(incumbent.machine().amounts(cycles, cost.energy_pj));
}

bool is_beaten(double value, const Incumbent& incumbent) {
  return value * (1 + rounding) >= incumbent.value();
}

double Descent::prepare() {
  const Choices choices = choices_of(*tower_);
  for (const auto& storey : choices) {
    for (std::size_t d = 0; d < most_active; ++d)
      if (storey[d].empty()) return infinity;
  }
  for (std::size_t storey = tiles_.size(); storey-- > 0;)
    if (!find_tiles(storey, choices)) return infinity;
  for (std::size_t storey = tiles_.size(); storey-- > 0;) {
    bound_what_follows(storey);
    if (tiles_[storey].empty()) return infinity;
  }
  Cost all = tower_->fixed();
  all.add(tiles_[0].front().below);
  return value_at_least(*tower_, all, *common_.incumbent);
}

std::size_t Descent::tiles() const {
  std::size_t count = 0;
  for (const std::vector<Tile>& tiles : tiles_)
    count += tiles.size();
  return count;
}

/// What arrives at all other storeys, at least, and what is fixed.
Cost Descent::elsewhere(std::size_t storey) const {
  Cost cost = tower_->fixed();
  for (std::size_t other = 0; other < least_.size(); ++other)
    if (other != storey) cost.add(least_[other]);
  return cost;
}

bool Descent::find_tiles(std::size_t storey, const Choices& choices) {
  Finding finding{storey, choices[storey], Arrivals(*tower_, *common_.kinds, storey), elsewhere(storey), {}};
  choose(0, finding);
  const std::vector<Tile>& tiles = tiles_[storey];
  least_[storey] = Cost::infinite();
  for (const Tile& tile : tiles)
    least_[storey].lower_to(tile.least);
  return !tiles.empty();
}

/// Larger tiles need more room, whatever the other dimensions.
void Descent::choose(std::size_t active, Finding& finding) {
  if (active == common_.ground.shape->size()) return add_tile(finding);
  const Storey& place = tower_->storeys()[finding.storey];
  Tile& tile = finding.tile;
  const PrimeFields::Bits before = tile.bits;
  for (const std::int64_t left : finding.choices[active]) {
    tile.left[active] = left;
    tile.bits = before + common_.fields->bits(active, left);
    if (place.capacity_words < infinity) {
      double words = 0;
      const Factors extents = tower_->extents(finding.storey, tile.left);
      for (const TensorId tensor : place.kept)
        words += common_.ground.boxes->words(tensor, extents);
      if (words > place.capacity_words) break;
    }
    choose(active + 1, finding);
  }
  tile.left[active] = 1;
  tile.bits = before;
}

/// One with which nothing can be better than the best so far is left out.
void Descent::add_tile(Finding& finding) {
  common_.incumbent->work(1, tiles_per_one);
  Tile& tile = finding.tile;
  const Factors extents = tower_->extents(finding.storey, tile.left);
  if (!tower_->fits(finding.storey, extents)) return;
  tile.least = finding.arrivals.least(tile.left);
  if (finding.storey > 0) tile.least.counted_bytes = tower_->counted_bytes(finding.storey, extents);
  Cost all = finding.elsewhere;
  all.add(tile.least);
  if (!is_beaten(value_at_least(*tower_, all, *common_.incumbent), *common_.incumbent))
    tiles_[finding.storey].push_back(tile);
}

/// From inside out. Tiles after which nothing can be better than the best so far are dropped.
void Descent::bound_what_follows(std::size_t storey) {
  std::vector<Tile>& tiles = tiles_[storey];
  const bool last = storey + 1 == tiles_.size();
  Cost outside = tower_->fixed();
  for (std::size_t outer = 0; outer < storey; ++outer)
    outside.add(least_[outer]);
  const auto is_hopeless = [&](Tile& tile) {
    Cost all = outside;
    all.add(tile.least);
    if (last) return is_beaten(value_at_least(*tower_, all, *common_.incumbent), *common_.incumbent);
    Cost quick = all;
    quick.add(below_[storey + 1].least);
    if (is_beaten(value_at_least(*tower_, quick, *common_.incumbent), *common_.incumbent)) return true;
    follow_best(storey, all, tile);
    all.add(tile.below);
    return is_beaten(value_at_least(*tower_, all, *common_.incumbent), *common_.incumbent);
  };
  std::erase_if(tiles, is_hopeless);
  Below& below = below_[storey];
  below.least = Cost::infinite();
  std::vector<Cost> from_here;
  for (const Tile& tile : tiles) {
    from_here.push_back(tile.least);
    from_here.back().add(tile.below);
    below.least.lower_to(from_here.back());
  }
  const auto sorted_by = [&](auto amount) {
    std::vector<std::size_t> order(tiles.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return amount(from_here[a]) < amount(from_here[b]);
    });
    return order;
  };
  below.by_energy = sorted_by([](const Cost& cost) { return cost.energy_pj; });
  for (std::size_t at = 0; at < common_.ground.bandwidths->size(); ++at)
    below.by_busy.push_back(sorted_by([at](const Cost& cost) { return cost.busy_cycles[at]; }));
}

/// `so_far`: what is charged down to the tile, at least. What is beaten with it is not looked at closely.
void Descent::follow_best(std::size_t storey, const Cost& so_far, Tile& tile) {
  const std::vector<Tile>& inner = tiles_[storey + 1];
  const Below& below = below_[storey + 1];
  std::int64_t looked_at = 0;
  for (std::size_t bandwidth = 0; bandwidth < below.by_busy.size(); ++bandwidth) {
    tile.below.busy_cycles[bandwidth] = infinity;
    for (const std::size_t at : below.by_busy[bandwidth]) {
      ++looked_at;
      if (!may_follow(storey, tile, inner[at])) continue;
      tile.below.busy_cycles[bandwidth] =
          inner[at].least.busy_cycles[bandwidth] + inner[at].below.busy_cycles[bandwidth];
      break;
    }
  }
  Arrivals arrivals(*tower_, *common_.kinds, storey + 1);
  tile.below.energy_pj = infinity;
  tile.below.counted_bytes = below.least.counted_bytes;
  Cost all = so_far;
  all.add(tile.below);
  for (const std::size_t at : below.by_energy) {
    const Tile& next = inner[at];
    const double least_pj = next.least.energy_pj + next.below.energy_pj;
    if (least_pj >= tile.below.energy_pj) break;
    all.energy_pj = so_far.energy_pj + least_pj;
    if (is_beaten(value_at_least(*tower_, all, *common_.incumbent), *common_.incumbent)) break;
    ++looked_at;
    if (!may_follow(storey, tile, next)) continue;
    common_.incumbent->work(1, tiles_per_one);
    tile.below.energy_pj =
        std::min(tile.below.energy_pj, arrivals.least_energy_pj(next.left, tile.left) + next.below.energy_pj);
  }
  common_.incumbent->work(looked_at / pairs_per_tile, tiles_per_one);
}

}  // namespace ridge::mapper::even
