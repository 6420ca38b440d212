#include "interop/timeloop/sparse/granularity.hpp"

#include <cmath>

namespace ridge::timeloop::sparse {

Granularity::Granularity(const Layer& layer, const Tiles& tiles, LevelId level, TensorId target)
    : layer_(layer), level_(level), target_(layer.problem.tensors[target]) {
  const std::optional<LevelId> child = tiles[level][target].child;
  if (child) {
    find_target_loop(child);
  } else {
    find_operation_loop();
  }
  served_ =
      scalar_ ? one_operation(layer.problem) : layer.loops.through(target_loop_.level, target_loop_.loop);
  gather(child);
}

/// The innermost loop over the target between the child and the level; without one, the outermost loop of
/// all.
void Granularity::find_target_loop(std::optional<LevelId> child) {
  for (std::size_t l = child->index(); l-- > level_.index();) {
    const auto& loops = layer_.loops.at(LevelId(l));
    for (std::size_t at = 0; at < loops.size(); ++at) {
      if (loops[at].trips == 1 || !indexes(target_, loops[at].dimension)) continue;
      target_loop_ = {LevelId(l), at};
      return;
    }
  }
  target_loop_ = {level_, layer_.loops.at(level_).size() - 1};
}

/// Towards the compute units: the innermost spatial loop over the target, or else the outermost spatial one,
/// of the innermost level; where that has none, single operations.
void Granularity::find_operation_loop() {
  const LevelId innermost(layer_.loops.level_count() - 1);
  const auto& loops = layer_.loops.at(innermost);
  target_loop_ = {innermost, 0};
  scalar_ = !loops.front().spatial;
  if (scalar_) return;
  for (std::size_t at = 0; at < loops.size() && loops[at].spatial; ++at) {
    target_loop_.loop = at;
    const bool last = at + 1 == loops.size() || !loops[at + 1].spatial;
    if (!last && loops[at].trips > 1 && indexes(target_, loops[at].dimension)) return;
  }
}

/// What shares an access with the target loop: spatial loops above it; and of a spatial target loop, the
/// temporal ones that come back to the same words before the target moves on.
void Granularity::gather(std::optional<LevelId> child) {
  const bool spatial = loop(target_loop_).spatial;
  bool moved_on = !spatial;
  conditions_ = served_;
  relevant_ = {loop(target_loop_)};
  for (std::size_t l = target_loop_.level.index() + 1; l-- > level_.index();) {
    const LevelId level(l);
    const auto& loops = layer_.loops.at(level);
    for (std::size_t at = level == target_loop_.level ? target_loop_.loop + 1 : 0; at < loops.size(); ++at) {
      const LevelLoop& other = loops[at];
      if (other.trips == 1) continue;
      const bool over_target = !child || indexes(target_, other.dimension);
      if (!other.spatial && over_target) moved_on = true;
      if (!other.spatial && (over_target || moved_on)) continue;
      conditions_[other.dimension] *= other.trips;
      relevant_.push_back(other);
    }
  }
}

std::optional<Box> Granularity::condition_box(TensorId condition) const {
  const Tensor& of = layer_.problem.tensors[condition];
  Extents factors = one_operation(layer_.problem);
  std::vector<bool> common(factors.size(), false);
  double all = 1;
  bool iterates_both = false;
  for (const LevelLoop& other : relevant_) {
    if (scalar_) break;
    if (loop(target_loop_).spatial && iterates_both && indexes(of, other.dimension)) return std::nullopt;
    if (!indexes(target_, other.dimension) || !indexes(of, other.dimension)) continue;
    factors[other.dimension] *= other.trips;
    common[other.dimension.index()] = true;
    all *= static_cast<double>(other.trips);
    iterates_both = true;
  }
  const auto words = static_cast<double>(words_of(box_of(target_, served_)));
  const auto block = static_cast<double>(layer_.architecture.levels[level_.index()].block_words);
  double needed = std::ceil(block / (words / all));  // positions of the target loop that fill a block
  Extents extents = conditions_;
  for (const DimensionId dimension : factors.ids()) {
    if (!common[dimension.index()]) continue;
    const auto factor = static_cast<double>(factors[dimension]);
    extents[dimension] =
        static_cast<std::int64_t>(std::ceil(static_cast<double>(extents[dimension]) / (factor / needed)));
    needed /= factor;
  }
  if (needed > 1) {
    std::int64_t& extent = extents[loop(target_loop_).dimension];
    extent = static_cast<std::int64_t>(static_cast<double>(extent) * needed);
  }
  return box_of(of, extents);
}

}  // namespace ridge::timeloop::sparse
