#include "mapper/exact/exact.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "mapper/bound.hpp"
#include "mapper/exact/roots.hpp"
#include "mapper/exact/symmetry.hpp"
#include "mapper/exact/walk.hpp"

namespace ridge::mapper {

namespace {

constexpr std::size_t most_free_nodes = 12;

// A root is walked as far as values are not much above its bound, and when there are none such, further. With
// a poor incumbent a walk of all that is better than it would take long; one that goes no further than the
// best mapping goes where it must in any case, and what goes further, walks the nearer part again in a small
// part of the time.
constexpr double first_margin = 0.1;
constexpr double margin_growth = 4;

// Of all cycles, those that the lanes wait for at least, beyond which the rhythm of exchanges is likely to
// decide.
constexpr double few_exposed = 0.1;

}  // namespace

ExactAnswer answer_of(const Incumbent& incumbent, bool proven, double lower_bound) {
  ExactAnswer answer;
  answer.best = incumbent.best();
  answer.proven = proven;
  answer.lower_bound = std::min(lower_bound, incumbent.value());
  answer.evaluated = incumbent.evaluated();
  answer.feasible = incumbent.feasible();
  answer.steps = incumbent.steps();
  answer.labels = incumbent.all_labels();
  answer.work = incumbent.work_done();
  return answer;
}

namespace {

/// Where tiles have to be asked for, how many there are counts, and when: a nest that the rules leave out may
/// be quicker than the one that is kept for it.
bool has_requests(const Space& space) {
  if (space.options().conventions.waiting == Waiting::slowest) return false;
  const auto& levels = space.machine().levels;
  return std::any_of(levels.begin(), levels.end(), [](const StorageLevel& level) {
    return level.latency_cycles > 0 || level.issue_cycles > 0;
  });
}

}  // namespace

bool is_walkable(const Space& space) {
  if (has_requests(space)) return false;
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

/// Tighter bounds take longer.
enum class Known : std::uint8_t { in_part, roughly, well, tightly, closely };

/// A placement and an unrolling: a root, or many while the unrolling is not complete.
struct Branch {
  double bound = 0;
  std::uint64_t number = 0;  // in the order in which they were found
  std::uint32_t placement = 0;
  Known known = Known::in_part;  // the bound
  PartUnrolling unrolling;
  double margin = first_margin;  // above the bound, in which a root is walked next
  bool freely = false;           // with nodes above loops that they could stand below
};

/// What walks took.
struct Walks {
  std::size_t count = 0;
  std::int64_t work = 0;
  std::int64_t last_work = 0;
  void add(std::int64_t of_one) {
    ++count;
    work += of_one;
    last_work = of_one;
  }
  double mean() const { return static_cast<double>(work) / static_cast<double>(count); }
};

}  // namespace

class ExactSearch::Search {
 public:
  Search(const Space& space, Objective objective, Watch& watch)
      : space_(&space),
        watch_(&watch),
        shape_(space.problem()),
        setting_(space.problem(), space.machine()),
        symmetry_(space, shape_),
        fewest_(space, shape_),
        incumbent_(space, objective, 0, watch) {
    placements_ = all_placements(space);
  }

  ExactAnswer run(const Mapping& start, std::int64_t more_work) {
    incumbent_.allow(more_work);
    if (!start.nest.empty()) {
      incumbent_.offer(start);
      watch_->count(1);
    }
    if (!unrollings_) begin();
    while (!branches_.empty() && branches_.front().bound < incumbent_.value()) {
      if (!incumbent_.goes_on()) return answer(false, branches_.front().bound);
      Branch at = take_first();
      watch_->raise_bound(at.bound);
      if (at.known == Known::in_part) {
        unroll(std::move(at));
        continue;
      }
      const Root root(*space_, shape_, setting_, placements_[at.placement], at.unrolling.loops);
      Walk walk(*space_, shape_, setting_, root, fewest_, completions_of(at, root), incumbent_);
      if (at.known != Known::closely) {
        learn(walk, at);
        incumbent_.work(1, Incumbent::roots_per_one);
        add(std::move(at));
        continue;
      }
      const double ceiling =
          at.bound > 0 ? at.bound * (1 + at.margin) : std::numeric_limits<double>::infinity();
      at.freely = at.freely || is_best_walked_freely(root);
      const std::int64_t before = incumbent_.evaluated();
      const std::int64_t work_before = incumbent_.work_done();
      const bool done = at.freely ? walk.run_freely(ceiling) : walk.run(ceiling);
      watch_->count(incumbent_.evaluated() - before);
      if (!done) {
        const double bound = at.bound;
        add(std::move(at));
        return answer(false, bound);
      }
      const bool stays_open = !at.freely && walk.least_open() < incumbent_.value();
      (at.freely ? free_ : strict_).add(incumbent_.work_done() - work_before);
      if (stays_open) {
        ++left_open_;
        at.freely = true;
        add(std::move(at));
        continue;
      }
      if (ceiling < incumbent_.value()) {
        at.bound = ceiling;
        at.margin *= margin_growth;
        add(std::move(at));
        continue;
      }
      ++walked_;
    }
    return answer(true, incumbent_.value());
  }

 private:
  void begin() {
    if (const auto least = lower_bound(*space_)) least_energy_pj_ = least->energy_pj;
    unrollings_.emplace(*space_);
    for (std::uint32_t placement = 0; placement < placements_.size(); ++placement)
      add_new({0, 0, placement, Known::in_part, unrollings_->start()});
  }

  /// More steps take so long that no mapping is better than the incumbent, however little energy it needs.
  double most_steps() const {
    double cycles = space_->options().most_cycles;
    if (std::isfinite(incumbent_.value()))
      cycles = std::min(cycles, incumbent_.objective().most_cycles(incumbent_.value(), least_energy_pj_,
                                                                   incumbent_.machine()));
    return cycles * setting_.unit->iterations_per_cycle;
  }

  /// Shared by all roots with the same nodes below their last spatial loops.
  Completions* completions_of(const Branch& at, const Root& root) {
    if (!Completions::cover(root, space_->problem())) return nullptr;
    const std::pair key(at.placement, root.fanout_after(root.sections() - 2));
    return &completions_.try_emplace(key, *space_, shape_, setting_, root, root.sections() - 1).first->second;
  }

  /// Unrolls one dimension more, in every way.
  void unroll(Branch at) {
    if (incumbent_.value() != limited_for_) {
      limited_for_ = incumbent_.value();
      unrollings_->limit_steps(most_steps());
    }
    for (PartUnrolling& unrolling : unrollings_->further(std::move(at.unrolling)))
      add_new({at.bound, 0, at.placement, Known::in_part, std::move(unrolling)});
  }

  /// Whether a walk that is not free first would take longer in the mean, as the last one did, and as those
  /// so far had to be followed by a free one; before there were any, whether the lanes wait long for tiles.
  bool is_best_walked_freely(const Root& root) const {
    if (incumbent_.objective().latency_weight() <= 0) return false;  // no rhythm matters
    if (strict_.count == 0) {
      const Cost least = root.least(false);
      const auto& exposed = least.exposed_cycles;
      return *std::max_element(exposed.begin(), exposed.end()) > few_exposed * root.cycles(least);
    }
    if (free_.count == 0) return false;
    const double closed =
        static_cast<double>(strict_.count - left_open_ + 1) / static_cast<double>(strict_.count + 2);
    return static_cast<double>(strict_.last_work) > closed * free_.mean();
  }

  /// One bound more of a root.
  static void learn(const Walk& walk, Branch& root) {
    const double bound = root.known == Known::roughly ? walk.bound()
                         : root.known == Known::well  ? walk.least_completion()
                                                      : walk.least_of_sections();
    root.bound = std::max(root.bound, bound);
    root.known = static_cast<Known>(static_cast<std::uint8_t>(root.known) + 1);
  }

  /// Keeps a branch, with what every mapping of it costs at least.
  void add_new(Branch branch) {
    incumbent_.work(1, Incumbent::roots_per_one);
    const Objective objective = incumbent_.objective();
    const bool time_weighs = objective.latency_weight() >= objective.energy_weight();
    const Placement& placement = placements_[branch.placement];
    const Root root(*space_, shape_, setting_, placement, branch.unrolling);
    if (!root.possible()) return;
    branch.bound =
        std::max(branch.bound, value_at_least(root, root.least(time_weighs), *space_, setting_, incumbent_));
    if (branch.unrolling.complete() && branch.bound < incumbent_.value()) {
      if (!is_first_of_its_kind(branch)) return;
      branch.known = Known::roughly;
      ++known_roots_;
    }
    add(std::move(branch));
  }

  /// False of a root that is as good as one before.
  bool is_first_of_its_kind(const Branch& root) {
    std::vector<std::int64_t> key = symmetry_.key(root.unrolling.loops);
    key.push_back(root.placement);
    return kinds_.insert(std::move(key)).second;
  }

  /// Branches in the order of their bounds: a heap.
  static bool is_later(const Branch& a, const Branch& b) {
    return std::pair(a.bound, a.number) > std::pair(b.bound, b.number);
  }
  Branch take_first() {
    std::pop_heap(branches_.begin(), branches_.end(), is_later);
    Branch first = std::move(branches_.back());
    branches_.pop_back();
    return first;
  }
  void add(Branch branch) {
    if (branch.bound >= incumbent_.value()) return;
    branch.number = added_++;
    branches_.push_back(std::move(branch));
    std::push_heap(branches_.begin(), branches_.end(), is_later);
  }

  ExactAnswer answer(bool proven, double lower_bound) const {
    ExactAnswer answer = answer_of(incumbent_, proven, lower_bound);
    answer.roots = known_roots_;
    answer.walked = walked_;
    return answer;
  }

  const Space* space_;
  Watch* watch_;
  Shape shape_;
  cost::Setting setting_;
  Symmetry symmetry_;
  FewestTrips fewest_;
  Incumbent incumbent_;
  std::vector<Placement> placements_;
  std::optional<Unrollings> unrollings_;
  double limited_for_ = 0;  // the incumbent for which their steps are limited
  double least_energy_pj_ = 0;
  std::vector<Branch> branches_;
  std::set<std::vector<std::int64_t>> kinds_;  // of roots
  std::uint64_t added_ = 0;
  std::size_t known_roots_ = 0;
  std::size_t walked_ = 0;
  Walks strict_;  // of roots; those that are not free
  Walks free_;
  std::size_t left_open_ = 0;  // of the strict ones
  std::map<std::pair<std::uint32_t, FanoutId>, Completions> completions_;
};

ExactSearch::ExactSearch(const Space& space, const SearchOptions& options, Watch& watch)
    : search_(std::make_unique<Search>(space, options.objective, watch)) {}

ExactSearch::~ExactSearch() = default;

ExactAnswer ExactSearch::run(const Mapping& start, std::int64_t more_work) {
  return search_->run(start, more_work);
}

ExactAnswer exact_search(const Space& space, const SearchOptions& options, const Mapping& start,
                         std::int64_t most_work, Watch& watch) {
  return ExactSearch(space, options, watch).run(start, most_work);
}

}  // namespace ridge::mapper
