#include "mapper/seeds.hpp"

#include <algorithm>
#include <numeric>

#include "mapper/factors.hpp"
#include "mapper/unrolling.hpp"

namespace ridge::mapper {

namespace {

constexpr std::size_t most_unrollings = 24;
constexpr std::size_t most_placements = 8;

/// All orders of up to three tensors; of more, the rotations.
std::vector<std::vector<TensorId>> orders_of(const Problem& problem) {
  std::vector<TensorId> tensors;
  for (TensorId tensor : problem.tensors.ids())
    tensors.push_back(tensor);
  std::vector<std::vector<TensorId>> orders;
  if (tensors.size() <= 3) {
    do {
      orders.push_back(tensors);
    } while (std::next_permutation(tensors.begin(), tensors.end()));
    return orders;
  }
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    orders.push_back(tensors);
    std::rotate(tensors.begin(), tensors.begin() + 1, tensors.end());
  }
  return orders;
}

/// Only the nodes that must be there, and a home for every tensor as far out as may be.
Placement leanest_placement(const Space& space) {
  Placement keep = fullest_placement(space);
  for (TensorId tensor : space.problem().tensors.ids()) {
    bool has_home = false;
    for (LevelId level : space.machine().levels.ids()) {
      std::uint8_t& kept = keep[level][tensor];
      kept = kept != 0 && (!has_home || space.keeping(level, tensor) == Keeping::always) ? 1 : 0;
      has_home |= kept != 0;
    }
  }
  return keep;
}

/// A number near the golden section of `count` that shares no factor with it: its multiples visit every
/// number below `count` once, far apart from each other.
std::size_t spreading_stride(std::size_t count) {
  auto stride = static_cast<std::size_t>(0.618 * static_cast<double>(count)) + 1;
  while (std::gcd(stride, count) != 1)
    ++stride;
  return stride;
}

}  // namespace

Recipes::Recipes(const Space& space)
    : space_(&space),
      unrollings_(best_unrollings(space, most_unrollings)),
      stationarities_(orders_of(space.problem())) {
  add_placements();
  rest_ = 2 * placements_.size();
  for (LevelId level : space.machine().levels.ids()) {
    // What stands below the innermost level moves nothing but operands.
    if (level.index() + 1 < space.machine().levels.size() && rest_ < 100'000) rest_ *= stationarities_.size();
  }
  stride_ = spreading_stride(rest_);
}

/// The fullest, the leanest, and those with one node less than the fullest.
void Recipes::add_placements() {
  const Placement full = fullest_placement(*space_);
  placements_.push_back(full);
  if (leanest_placement(*space_) != full) placements_.push_back(leanest_placement(*space_));
  for (LevelId level : space_->machine().levels.ids()) {
    for (TensorId tensor : space_->problem().tensors.ids()) {
      if (space_->keeping(level, tensor) != Keeping::free || placements_.size() == most_placements) continue;
      Placement less = full;
      less[level][tensor] = 0;
      placements_.push_back(std::move(less));
    }
  }
}

std::size_t Recipes::variant(std::size_t index) const {
  return (index / unrollings_.size() * stride_) % rest_;
}

std::optional<Plan> Recipes::plan(std::size_t index) const {
  std::size_t digits = variant(index) / 2;
  const Placement& keep = placements_[digits % placements_.size()];
  digits /= placements_.size();
  auto plan = outermost_plan(*space_, unrollings_[index % unrollings_.size()], keep);
  if (!plan) return std::nullopt;
  for (LevelId level : space_->machine().levels.ids()) {
    order_by_stationarity(*space_, *plan, level, stationarities_[digits % stationarities_.size()]);
    digits /= stationarities_.size();
  }
  return plan;
}

namespace {

class Growth {
 public:
  Growth(const Space& space, Judge& judge, std::int64_t until)
      : space_(&space), judge_(&judge), until_(until) {}

  bool fits(const Plan& plan) { return value_of(plan).value < std::numeric_limits<double>::infinity(); }

  /// Pulls factors below `level` until none fits any more.
  void fill(Plan& plan, LevelId level) {
    while (judge_->evaluated() < until_ && pull_best(plan, level)) {
    }
  }

 private:
  const Candidate& value_of(const Plan& plan) {
    write_nest(*space_, plan, mapping_);
    return judge_->judge(mapping_);
  }

  bool pull_best(Plan& plan, LevelId level) {
    Candidate best;
    bool found = false;
    Plan chosen;
    for (DimensionId dimension : space_->problem().dimensions.ids()) {
      for (std::int64_t prime : primes_further_out(plan, level, dimension)) {
        Plan trial = plan;
        if (!pull_in(*space_, trial, level, dimension, prime)) continue;
        const Candidate& verdict = value_of(trial);
        if (!is_better(verdict, best)) continue;
        best = verdict;
        chosen = std::move(trial);
        found = true;
      }
    }
    if (found) plan = std::move(chosen);
    return found;
  }

  std::vector<std::int64_t> primes_further_out(const Plan& plan, LevelId level, DimensionId dimension) const {
    std::int64_t trips = 1;
    for (std::size_t at = 0; at < level.index(); ++at)
      trips *= plan.trips[LevelId(at)][dimension];
    return primes_of(trips);
  }

  const Space* space_;
  Judge* judge_;
  std::int64_t until_;
  Mapping mapping_;
};

}  // namespace

void grow(const Space& space, Plan plan, bool from_inside, std::int64_t until, Judge& judge) {
  Growth growth(space, judge, until);
  if (!growth.fits(plan)) return;
  std::vector<LevelId> levels;
  for (LevelId level : space.machine().levels.ids()) {
    if (is_active(plan.keep, level)) levels.push_back(level);
  }
  if (from_inside) std::reverse(levels.begin(), levels.end());
  for (LevelId level : levels)
    growth.fill(plan, level);
}

}  // namespace ridge::mapper
