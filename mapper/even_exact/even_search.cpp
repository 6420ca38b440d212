#include "mapper/even_exact/even_search.hpp"

#include <algorithm>
#include <memory>
#include <tuple>

#include "mapper/even_exact/descent.hpp"
#include "mapper/exact/roots.hpp"

namespace ridge::mapper::even {

namespace {

constexpr std::size_t most_free_nodes = 12;
constexpr std::int64_t tiles_per_one = 2;  // of floors, with all kinds of loops above
constexpr std::size_t most_kept_tiles = 100'000;
constexpr std::size_t most_roots = 1'000'000;

/// No two axes of a fanout differ in what they serve at once.
bool joins_everything(const Fanout& fanout, const Problem& problem) {
  for (std::size_t axis = 0; axis < 2; ++axis) {
    if (!fanout.reduce[axis]) return false;
    for (const Tensor& tensor : problem.tensors)
      if (!fanout.multicast[axis].has(static_cast<std::size_t>(tensor.role))) return false;
  }
  return true;
}

/// Some level stands between any two.
bool fanouts_stand_apart(const Machine& machine) {
  for (std::size_t at = 1; at < machine.order.size(); ++at) {
    if (machine.order[at - 1].kind == MachineElement::Kind::fanout &&
        machine.order[at].kind == MachineElement::Kind::fanout)
      return false;
  }
  return !machine.order.empty() && machine.order.front().kind == MachineElement::Kind::level;
}

std::size_t free_nodes(const Space& space) {
  std::size_t free = 0;
  for (const LevelId level : space.machine().levels.ids()) {
    for (const TensorId tensor : space.problem().tensors.ids())
      free += space.keeping(level, tensor) == Keeping::free ? 1U : 0U;
  }
  return free;
}

}  // namespace

bool is_walkable(const Space& space) {
  const Conventions& conventions = space.options().conventions;
  if (!space.options().even || !conventions.averages || conventions.counting != CountingRules::timeloop)
    return false;
  const Shape shape(space.problem());
  if (!shape.fits() || !PrimeFields(shape).fit()) return false;
  const Machine& machine = space.machine();
  return Boxes(space.problem(), shape).countable() && fanouts_stand_apart(machine) &&
         std::all_of(machine.fanouts.begin(), machine.fanouts.end(),
                     [&](const Fanout& fanout) { return joins_everything(fanout, space.problem()); }) &&
         Bandwidths(*conventions.averages).size() <= most_bandwidths && free_nodes(space) <= most_free_nodes;
}

namespace {

/// A root whose tiles are found.
struct Prepared {
  Prepared(const Common& common, const Placement& keep, const Spread& spread)
      : tower(common.ground, keep, spread), descent(common, tower), bound(descent.prepare()) {}
  Tower tower;
  Descent descent;
  double bound;
};

struct Root {
  double bound = 0;
  std::uint32_t placement = 0;
  std::uint32_t spread = 0;
  bool known_well = false;             // the bound is that of its tiles
  std::shared_ptr<Prepared> prepared;  // where it is known and there was room to keep it
};

class Search {
 public:
  Search(const Space& space, Objective objective, std::int64_t most_work, Watch& watch)
      : watch_(&watch),
        shape_(space.problem()),
        boxes_(space.problem(), shape_),
        bandwidths_(*space.options().conventions.averages),
        fields_(shape_),
        kinds_(kinds_of(space.problem(), shape_, boxes_)),
        ground_{&space, &shape_, &boxes_, &*space.options().conventions.averages, &bandwidths_},
        floors_(ground_, kinds_),
        orders_(space, shape_, boxes_),
        incumbent_(space, objective, most_work, watch),
        common_{ground_, &fields_, &kinds_, &floors_, &orders_, &incumbent_} {}

  ExactAnswer run(const Mapping& start) {
    if (!start.nest.empty()) {
      incumbent_.offer(start);
      watch_->count(1);
    }
    if (!find_roots()) return answer(false, 0);
    while (!roots_.empty() && !is_beaten(roots_.front().bound, incumbent_)) {
      if (!incumbent_.goes_on()) return answer(false, roots_.front().bound);
      Root root = take_first();
      watch_->raise_bound(root.bound);
      const auto prepared = prepared_of(root);
      root.bound = std::max(root.bound, prepared->bound);
      if (!root.known_well && !roots_.empty() && root.bound > roots_.front().bound) {
        put_back(std::move(root), prepared);
        continue;
      }
      if (is_beaten(root.bound, incumbent_)) continue;
      const std::int64_t before = incumbent_.evaluated();
      const bool done = prepared->descent.run();
      watch_->count(incumbent_.evaluated() - before);
      if (!done) return answer(false, root.bound);
      ++walked_;
    }
    return answer(true, incumbent_.value());
  }

 private:
  Tower tower_of(const Root& root) const {
    return {ground_, placements_[root.placement], spreads_[root.spread]};
  }

  std::shared_ptr<Prepared> prepared_of(Root& root) {
    if (root.prepared == nullptr)
      return std::make_shared<Prepared>(common_, placements_[root.placement], spreads_[root.spread]);
    kept_tiles_ -= root.prepared->descent.tiles();
    return std::move(root.prepared);
  }

  /// Until it is the first again.
  void put_back(Root root, std::shared_ptr<Prepared> prepared) {
    if (is_beaten(root.bound, incumbent_)) return;
    root.known_well = true;
    const std::size_t tiles = prepared->descent.tiles();
    if (kept_tiles_ + tiles <= most_kept_tiles) {
      kept_tiles_ += tiles;
      root.prepared = std::move(prepared);
    }
    add(std::move(root));
  }

  /// All of them, with what they cost whatever their tiles. False when there are too many.
  bool find_roots() {
    placements_ = all_placements(*ground_.space);
    auto spreads =
        all_spreads(*ground_.space, shape_, most_roots / std::max<std::size_t>(1, placements_.size()));
    if (!spreads) return false;
    spreads_ = std::move(*spreads);
    incumbent_.work(static_cast<std::int64_t>(spreads_.size()), Incumbent::roots_per_one);
    for (std::uint32_t placement = 0; placement < placements_.size(); ++placement) {
      for (std::uint32_t spread = 0; spread < spreads_.size(); ++spread) {
        incumbent_.work(1, Incumbent::roots_per_one);
        Root root{0, placement, spread, false, nullptr};
        const Tower tower = tower_of(root);
        if (!tower.possible()) continue;
        root.bound = bound_of(tower, [&](std::size_t storey) { return tower.compulsory(storey); });
        if (is_beaten(root.bound, incumbent_)) continue;
        root.bound = bound_of(tower, [&](std::size_t storey) { return floors_.least(tower, storey); });
        incumbent_.work(floors_.take_work(), tiles_per_one);
        if (!is_beaten(root.bound, incumbent_)) ++known_roots_;
        add(std::move(root));
      }
      if (!incumbent_.goes_on()) return false;
    }
    return true;
  }

  /// The least value, when `least` bounds what arrives at each storey.
  template <class Least>
  double bound_of(const Tower& tower, Least least) const {
    Cost cost = tower.fixed();
    for (std::size_t storey = 0; storey < tower.storeys().size(); ++storey)
      cost.add(least(storey));
    return value_at_least(tower, cost, incumbent_);
  }

  /// Roots in the order of their bounds: a heap.
  static bool is_later(const Root& a, const Root& b) {
    return std::tuple(a.bound, a.placement, a.spread) > std::tuple(b.bound, b.placement, b.spread);
  }
  Root take_first() {
    std::pop_heap(roots_.begin(), roots_.end(), is_later);
    Root first = std::move(roots_.back());
    roots_.pop_back();
    return first;
  }
  void add(Root root) {
    if (is_beaten(root.bound, incumbent_)) return;
    roots_.push_back(std::move(root));
    std::push_heap(roots_.begin(), roots_.end(), is_later);
  }

  ExactAnswer answer(bool proven, double lower_bound) const {
    ExactAnswer answer = answer_of(incumbent_, proven, lower_bound);
    answer.roots = known_roots_;
    answer.walked = walked_;
    return answer;
  }

  Watch* watch_;
  Shape shape_;
  Boxes boxes_;
  Bandwidths bandwidths_;
  PrimeFields fields_;
  Kinds kinds_;
  Ground ground_;
  Floors floors_;
  Orders orders_;
  Incumbent incumbent_;
  Common common_;
  std::vector<Placement> placements_;
  std::vector<Spread> spreads_;
  std::vector<Root> roots_;
  std::size_t kept_tiles_ = 0;
  std::size_t known_roots_ = 0;
  std::size_t walked_ = 0;
};

}  // namespace

ExactAnswer exact_search(const Space& space, const SearchOptions& options, const Mapping& start,
                         std::int64_t most_work, Watch& watch) {
  return Search(space, options.objective, most_work, watch).run(start);
}

}  // namespace ridge::mapper::even
