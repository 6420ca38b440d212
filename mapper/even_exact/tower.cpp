#include "mapper/even_exact/tower.hpp"

#include <algorithm>
#include <cmath>

#include "sim/cost/setting.hpp"

namespace ridge::mapper::even {

namespace {

/// Far above the rounding of a few products of doubles, far below one word.
constexpr double rounded_down = 1 - 1e-12;

double product(const Factors& factors) {
  double all = 1;
  for (const std::int64_t factor : factors)
    all *= static_cast<double>(factor);
  return all;
}

double accesses(double words, double block) {
  return cost::round_up(words / block * rounded_down);
}

void keep_busy(const std::vector<Bandwidths::Use>& uses, double words, Cost& cost) {
  for (const Bandwidths::Use& use : uses)
    cost.busy_cycles[use.bandwidth] += words * use.cycles_per_word;
}

}  // namespace

Cost Cost::infinite() {
  Cost cost;
  cost.energy_pj = infinity;
  cost.counted_bytes = infinity;
  cost.busy_cycles.fill(infinity);
  return cost;
}

Bandwidths::Bandwidths(const Averages& averages) {
  for (const AveragedLevel& level : averages.levels) {
    reading_.push_back({});
    writing_.push_back({});
    std::vector<Use>& reading = reading_[LevelId(reading_.size() - 1)];
    std::vector<Use>& writing = writing_[LevelId(writing_.size() - 1)];
    add(level.read_words_per_cycle, &reading, nullptr);
    add(level.write_words_per_cycle, nullptr, &writing);
    add(level.shared_words_per_cycle, &reading, &writing);
  }
}

void Bandwidths::add(const std::optional<double>& words_per_cycle, std::vector<Use>* reading,
                     std::vector<Use>* writing) {
  if (!words_per_cycle) return;
  if (size_ < most_bandwidths) {
    const Use use{size_, 1 / *words_per_cycle};
    if (reading != nullptr) reading->push_back(use);
    if (writing != nullptr) writing->push_back(use);
  }
  ++size_;
}

void Edge::charge(double entering, Cost& cost) const {
  const double sent = entering * groups;
  const double reads = written ? std::max(0.0, sent - parent_part) : sent;
  cost.energy_pj += accesses(reads, parent_block) * read_pj;
  keep_busy(*parent_reads, reads, cost);
  if (written) {
    cost.energy_pj += accesses(sent, parent_block) * update_pj;
    keep_busy(*parent_writes, sent, cost);
  }
  if (computes) return;
  const double fills = written ? std::max(0.0, entering - child_part) : entering;
  cost.energy_pj += accesses(fills, child_block) * fill_pj;
  keep_busy(*child_writes, fills, cost);
}

Tower::Tower(const Ground& ground, const Placement& keep, const Spread& spread)
    : ground_(&ground), keep_(&keep), spread_(&spread) {
  find_storeys();
  spread_lanes();
  possible_ = limits_allow_nothing_elsewhere() && fits(0, extents(0, trips_));
  if (!possible_) return;
  fixed_.energy_pj = ground.averages->compute_pj * static_cast<double>(ground.space->problem().iterations());
  fixed_.counted_bytes = counted_bytes(0, extents(0, trips_));
  for (const TensorId tensor : ground.space->problem().tensors.ids())
    find_edges(tensor);
}

void Tower::find_storeys() {
  const Space& space = *ground_->space;
  for (const LevelId level : space.machine().levels.ids()) {
    Storey storey;
    storey.level = level;
    for (const TensorId tensor : space.problem().tensors.ids())
      if ((*keep_)[level][tensor] != 0) storey.kept.push_back(tensor);
    if (level.index() > 0 && storey.kept.empty() && !has_spatial_loops_above(level)) continue;
    const AveragedLevel& averaged = ground_->averages->levels[level];
    const bool limited = averaged.capacity_words.has_value() && !storey.kept.empty();
    storey.capacity_words = limited ? static_cast<double>(*averaged.capacity_words) : infinity;
    storey.least_words = limited ? averaged.least_words : 0;
    for (std::size_t d = 0; d < ground_->shape->size(); ++d) {
      const TripLimits limits = space.temporal_limits(level, ground_->shape->dimension(d));
      storey.least[d] = limits.least;
      storey.most[d] = limits.most;
    }
    storeys_.push_back(std::move(storey));
  }
}

/// Right above, in a fanout of which the level is the outermost inside.
bool Tower::has_spatial_loops_above(LevelId level) const {
  const Machine& machine = ground_->space->machine();
  return std::any_of(spread_->loops.begin(), spread_->loops.end(), [&](const SpatialLoop& loop) {
    return ground_->space->level_below(loop.fanout) == level &&
           machine.fanouts[loop.fanout].position < machine.levels[level].position;
  });
}

void Tower::spread_lanes() {
  const Machine& machine = ground_->space->machine();
  for (std::size_t d = 0; d < ground_->shape->size(); ++d)
    trips_[d] = ground_->shape->bound(d);
  for (const FanoutId fanout : machine.fanouts.ids()) {
    const Factors& lanes = spread_->lanes[fanout.index()];
    for (std::size_t d = 0; d < most_active; ++d)
      trips_[d] /= lanes[d];
    for (Storey& storey : storeys_) {
      const bool below = machine.fanouts[fanout].position > machine.levels[storey.level].position;
      for (std::size_t d = 0; d < most_active; ++d)
        (below ? storey.inside : storey.above)[d] *= lanes[d];
    }
  }
  compute_cycles_ = product(trips_);
}

/// Where no loops can stand no limit may want one; nor over a dimension of one index.
bool Tower::limits_allow_nothing_elsewhere() const {
  const Space& space = *ground_->space;
  for (const LevelId level : space.machine().levels.ids()) {
    const bool has_loops = std::any_of(storeys_.begin(), storeys_.end(),
                                       [&](const Storey& storey) { return storey.level == level; });
    for (const DimensionId dimension : space.problem().dimensions.ids()) {
      if (has_loops && space.problem().dimensions[dimension].bound > 1) continue;
      const TripLimits limits = space.temporal_limits(level, dimension);
      if (limits.least > 1 || limits.most < 1) return false;
    }
  }
  return true;
}

void Tower::find_edges(TensorId tensor) {
  std::optional<std::size_t> parent;
  for (std::size_t storey = 0; storey < storeys_.size(); ++storey) {
    if ((*keep_)[storeys_[storey].level][tensor] == 0) continue;
    if (parent) {
      storeys_[storey].arriving.push_back(edges_.size());
      edges_.push_back(edge(tensor, *parent, storey));
    }
    parent = storey;
  }
  edge(tensor, *parent, storeys_.size()).charge(compute_cycles_, fixed_);
}

Edge Tower::edge(TensorId tensor, std::size_t parent, std::size_t child) const {
  const Machine& machine = ground_->space->machine();
  const Boxes& boxes = *ground_->boxes;
  const LevelId parent_level = storeys_[parent].level;
  Edge edge;
  edge.tensor = tensor;
  edge.parent = parent;
  edge.child = child;
  edge.written = boxes.written(tensor);
  edge.computes = child == storeys_.size();
  for (const FanoutId fanout : machine.fanouts.ids()) {
    const std::size_t position = machine.fanouts[fanout].position;
    if (position < machine.levels[parent_level].position) continue;
    if (!edge.computes && position > machine.levels[storeys_[child].level].position) continue;
    edge.groups *= boxes.groups(tensor, spread_->lanes[fanout.index()]);
  }
  const auto instances = [&](std::size_t storey) { return product(storeys_[storey].above); };
  const auto part = [&](std::size_t storey) {
    Factors indices = trips_;
    for (std::size_t d = 0; d < most_active; ++d)
      indices[d] *= storeys_[storey].inside[d];
    return edge.written ? boxes.words(tensor, indices) : 0;
  };
  const auto clusters = [&](std::size_t storey) {
    const AveragedLevel& level = ground_->averages->levels[storeys_[storey].level];
    return std::min(instances(storey), static_cast<double>(level.clusters));
  };
  const AveragedLevel& above = ground_->averages->levels[parent_level];
  edge.parent_block = static_cast<double>(above.block_words);
  edge.parent_part = part(parent);
  edge.read_pj = above.read_pj * clusters(parent);
  edge.update_pj = above.update_pj * clusters(parent);
  edge.parent_reads = &ground_->bandwidths->reading(parent_level);
  edge.parent_writes = &ground_->bandwidths->writing(parent_level);
  if (edge.computes) return edge;
  const AveragedLevel& below = ground_->averages->levels[storeys_[child].level];
  edge.child_block = static_cast<double>(below.block_words);
  edge.child_part = part(child);
  edge.fill_pj = below.fill_pj * clusters(child);
  edge.child_writes = &ground_->bandwidths->writing(storeys_[child].level);
  return edge;
}

Cost Tower::compulsory(std::size_t storey) const {
  Factors indices = trips_;
  for (std::size_t d = 0; d < most_active; ++d)
    indices[d] *= storeys_[storey].inside[d];
  Cost cost;
  for (const std::size_t at : storeys_[storey].arriving)
    edges_[at].charge(ground_->boxes->compulsory(edges_[at].tensor, indices), cost);
  return cost;
}

Factors Tower::extents(std::size_t storey, const Factors& left) const {
  Factors extents = left;
  for (std::size_t d = 0; d < most_active; ++d)
    extents[d] *= storeys_[storey].inside[d];
  return extents;
}

Factors Tower::outside(const Factors& left) const {
  Factors outside = trips_;
  for (std::size_t d = 0; d < most_active; ++d)
    outside[d] /= left[d];
  return outside;
}

bool Tower::fits(std::size_t storey, const Factors& extents) const {
  double words = 0;
  for (const TensorId tensor : storeys_[storey].kept)
    words += ground_->boxes->words(tensor, extents);
  return words <= storeys_[storey].capacity_words && words >= storeys_[storey].least_words;
}

double Tower::counted_bytes(std::size_t storey, const Factors& extents) const {
  const Space& space = *ground_->space;
  const Storey& here = storeys_[storey];
  const StorageLevel& level = space.machine().levels[here.level];
  if (std::isinf(space.options().most_bytes) || !level.size_bytes) return 0;
  double bytes = 0;
  for (const TensorId tensor : here.kept) {
    const int bits = level.word_bits.value_or(space.problem().word_bits(tensor));
    bytes += std::ceil(ground_->boxes->words(tensor, extents) * bits / 8);
  }
  return bytes * product(here.above);
}

}  // namespace ridge::mapper::even
