#include "mapper/exact/exact.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "mapper/bound.hpp"
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

/// Tighter bounds take longer.
enum class Known : std::uint8_t { roughly, well, tightly };

/// One placement and one unrolling, by their places in the lists of all.
struct RootBound {
  double bound = 0;
  std::uint32_t placement = 0;
  std::uint32_t unrolling = 0;
  Known known = Known::roughly;  // the bound
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
    auto unrollings = all_unrollings(*space_, most_steps(), most_unrollings);
    if (!unrollings) return answer(false, 0, 0);
    unrollings_ = std::move(*unrollings);
    if (!bound_roots()) return answer(false, 0, 0);
    std::size_t walked = 0;
    while (!roots_.empty() && roots_.front().bound < incumbent_.value()) {
      RootBound at = take_first();
      watch_->raise_bound(at.bound);
      const Root root = root_of(at, false);
      Walk walk(*space_, shape_, setting_, root, completions_of(at, root), incumbent_);
      if (at.known != Known::tightly) {
        at.bound = std::max(at.bound, at.known == Known::roughly ? walk.bound() : walk.least_completion());
        at.known = at.known == Known::roughly ? Known::well : Known::tightly;
        incumbent_.work(Incumbent::per_root);
        if (at.bound < incumbent_.value()) add(at);
        if (!incumbent_.goes_on()) return answer(false, first_bound(), walked);
        continue;
      }
      const std::int64_t before = incumbent_.evaluated();
      const bool done = walk.run();
      watch_->report(incumbent_.evaluated() - before, incumbent_.value());
      if (!done) return answer(false, at.bound, walked);
      ++walked;
    }
    return answer(true, incumbent_.value(), walked);
  }

 private:
  Root root_of(const RootBound& at, bool rough) const {
    return {*space_, shape_, setting_, placements_[at.placement], unrollings_[at.unrolling], rough};
  }

  /// More steps take so long that no mapping is better than the incumbent, however little energy it needs.
  double most_steps() const {
    const double unlimited = std::numeric_limits<double>::infinity();
    const auto least = lower_bound(*space_);
    if (std::isinf(incumbent_.value()) || !least) return unlimited;
    double cycles = unlimited;
    if (incumbent_.objective() == Objective::latency) cycles = incumbent_.value();
    if (incumbent_.objective() == Objective::edp)
      cycles = incumbent_.value() / (least->energy_pj * 1e-12) * incumbent_.clock().value;
    return cycles * setting_.unit->iterations_per_cycle;
  }

  /// Shared by all roots with the same nodes below their last spatial loops.
  Completions* completions_of(const RootBound& at, const Root& root) {
    if (!Completions::cover(root, space_->problem())) return nullptr;
    const std::pair key(at.placement, root.fanout_after(root.sections() - 2));
    return &completions_.try_emplace(key, *space_, shape_, setting_, root).first->second;
  }

  /// All roots of which some mapping may be better. False when cut short.
  bool bound_roots() {
    for (std::uint32_t p = 0; p < placements_.size(); ++p) {
      for (std::uint32_t u = 0; u < unrollings_.size(); ++u) {
        if (!incumbent_.goes_on()) return false;
        incumbent_.work(Incumbent::per_root);
        RootBound at{0, p, u, Known::roughly};
        const Root root = root_of(at, true);
        if (!root.possible()) continue;
        at.bound = Walk(*space_, shape_, setting_, root, nullptr, incumbent_).bound();
        if (at.bound < incumbent_.value()) roots_.push_back(at);
      }
    }
    known_roots_ = roots_.size();
    std::make_heap(roots_.begin(), roots_.end(), is_later);
    return true;
  }

  /// Roots in the order of their bounds: a heap.
  static bool is_later(const RootBound& a, const RootBound& b) {
    return std::tuple(a.bound, a.placement, a.unrolling) > std::tuple(b.bound, b.placement, b.unrolling);
  }
  RootBound take_first() {
    std::pop_heap(roots_.begin(), roots_.end(), is_later);
    const RootBound first = roots_.back();
    roots_.pop_back();
    return first;
  }
  void add(const RootBound& at) {
    roots_.push_back(at);
    std::push_heap(roots_.begin(), roots_.end(), is_later);
  }
  double first_bound() const {
    return roots_.empty() ? std::numeric_limits<double>::infinity() : roots_.front().bound;
  }

  ExactAnswer answer(bool proven, double lower_bound, std::size_t walked) const {
    ExactAnswer answer;
    answer.best = incumbent_.best();
    answer.proven = proven;
    answer.lower_bound = std::min(lower_bound, incumbent_.value());
    answer.evaluated = incumbent_.evaluated();
    answer.feasible = incumbent_.feasible();
    answer.steps = incumbent_.steps();
    answer.roots = known_roots_;
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
  std::size_t known_roots_ = 0;
  std::map<std::pair<std::uint32_t, FanoutId>, Completions> completions_;
};

}  // namespace

ExactAnswer exact_search(const Space& space, const SearchOptions& options, const Mapping& start,
                         std::int64_t most_work, Watch& watch) {
  return Search(space, options.objective, most_work, watch).run(start);
}

}  // namespace ridge::mapper
