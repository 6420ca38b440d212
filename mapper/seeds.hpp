// Good first nests, made systematically: an unrolling that gives the lanes work, an order that keeps one
// tensor stationary per level, and tiles grown level by level until the buffers are full.
#pragma once

#include "mapper/judge.hpp"
#include "mapper/plan.hpp"

namespace ridge::mapper {

/// The recipes of one search: every combination of unrolling, placement, stationarity per level and direction
/// of growth, in an order that spreads over all of them early. Immutable: shared by all islands.
class Recipes {
 public:
  explicit Recipes(const Space& space);

  std::size_t size() const { return unrollings_.size() * rest_; }
  /// The plan of recipe `index`, tiles still small; nothing when the limits leave no room for it.
  std::optional<Plan> plan(std::size_t index) const;
  /// True when the recipe's tiles grow from the innermost level outwards.
  bool grows_from_inside(std::size_t index) const { return variant(index) % 2 == 0; }

 private:
  std::size_t variant(std::size_t index) const;
  void add_placements();

  const Space* space_;
  std::vector<Unrolling> unrollings_;
  std::vector<Placement> placements_;
  std::vector<std::vector<TensorId>> stationarities_;  // which tensor stays longest, then next, ...
  std::size_t rest_ = 1;                               // recipes per unrolling
  std::size_t stride_ = 1;
};

/// Grows the tiles of a plan greedily: at each level the factor is pulled in that gives the best value, as
/// long as something fits and the judge has evaluated fewer than `until` nests. The judge keeps the best nest
/// on the way.
void grow(const Space& space, Plan plan, bool from_inside, std::int64_t until, Judge& judge);

}  // namespace ridge::mapper
