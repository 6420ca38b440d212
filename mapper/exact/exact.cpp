#include "mapper/exact/exact.hpp"

#include <algorithm>

#include "mapper/exact/roots.hpp"
#include "mapper/exact/walk.hpp"

namespace ridge::mapper {

namespace {

constexpr std::size_t most_free_nodes = 12;

}  // namespace

bool is_walkable(const Space& space) {
  if (space.options().even || space.options().imperfect_temporal) return false;
  if (space.options().conventions.averages) return false;
  for (const LevelId level : space.machine().levels.ids()) {
    if (!space.order_below(level).empty()) return false;
    for (const DimensionId dimension : space.problem().dimensions.ids()) {
      const TripLimits limits = space.temporal_limits(level, dimension);
      if (limits.least > 1 || limits.most < std::numeric_limits<std::int64_t>::max()) return false;
    }
  }
  std::size_t free = 0;  // every one doubles the placements
  for (const LevelId level : space.machine().levels.ids()) {
    for (const TensorId tensor : space.problem().tensors.ids())
      free += space.keeping(level, tensor) == Keeping::free ? 1U : 0U;
  }
  return free <= most_free_nodes && space.machine().levels.size() <= most_levels &&
         cost::Setting(space.problem(), space.machine()).ports.size() <= most_ports &&
         Shape(space.problem()).fits();
}

namespace {

constexpr std::size_t most_unrollings = 2'000'000;

/// One placement and one unrolling, by their places in the lists of all.
struct RootBound {
  double bound = 0;
  std::uint32_t placement = 0;
  std::uint32_t unrolling = 0;
};

class Search {
 public:
  Search(const Space& space, Objective objective, std::int64_t most_work, Watch& watch)
      : space_(&space),
        watch_(&watch),
        shape_(space.problem()),
        setting_(space.problem(), space.machine()),
        incumbent_(space, objective, most_work, watch) {}

  ExactAnswer run(const Mapping& start) {
    if (!start.nest.empty()) {
      incumbent_.offer(start);
      watch_->report(1, incumbent_.value());
    }
    placements_ = all_placements(*space_);
    auto unrollings = all_unrollings(*space_, most_unrollings);
    if (!unrollings) return answer(false, 0, 0);
    unrollings_ = std::move(*unrollings);
    if (!bound_roots()) return answer(false, 0, 0);
    for (std::size_t at = 0; at < roots_.size() && roots_[at].bound < incumbent_.value(); ++at) {
      const Root root = root_of(roots_[at]);
      const std::int64_t before = incumbent_.evaluated();
      const bool done = Walk(*space_, shape_, setting_, root, incumbent_).run();
      watch_->report(incumbent_.evaluated() - before, incumbent_.value());
      if (!done) return answer(false, roots_[at].bound, at + 1);
    }
    return answer(true, incumbent_.value(), roots_.size());
  }

 private:
  Root root_of(const RootBound& at) const {
    return {*space_, shape_, setting_, placements_[at.placement], unrollings_[at.unrolling]};
  }

  /// All roots of which some mapping may be better, in the order of their bounds. False when cut short.
  bool bound_roots() {
    for (std::uint32_t p = 0; p < placements_.size(); ++p) {
      for (std::uint32_t u = 0; u < unrollings_.size(); ++u) {
        if (!watch_->goes_on()) return false;
        RootBound at{0, p, u};
        const Root root = root_of(at);
        if (!root.possible()) continue;
        at.bound = Walk(*space_, shape_, setting_, root, incumbent_).bound();
        if (at.bound < incumbent_.value()) roots_.push_back(at);
      }
    }
    std::stable_sort(roots_.begin(), roots_.end(),
                     [](const RootBound& a, const RootBound& b) { return a.bound < b.bound; });
    return true;
  }

  ExactAnswer answer(bool proven, double lower_bound, std::size_t walked) const {
    ExactAnswer answer;
    answer.best = incumbent_.best();
    answer.proven = proven;
    answer.lower_bound = std::min(lower_bound, incumbent_.value());
    answer.evaluated = incumbent_.evaluated();
    answer.feasible = incumbent_.feasible();
    answer.steps = incumbent_.steps();
    answer.roots = roots_.size();
    answer.walked = walked;
    return answer;
  }

  const Space* space_;
  Watch* watch_;
  Shape shape_;
  cost::Setting setting_;
  Incumbent incumbent_;
  std::vector<Placement> placements_;
  std::vector<Unrolling> unrollings_;
  std::vector<RootBound> roots_;
};

}  // namespace

ExactAnswer exact_search(const Space& space, const SearchOptions& options, const Mapping& start,
                         std::int64_t most_work, Watch& watch) {
  return Search(space, options.objective, most_work, watch).run(start);
}

}  // namespace ridge::mapper
