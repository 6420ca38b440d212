#include "mapper/exact/walk.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/checked.hpp"
#include "mapper/factors.hpp"

namespace ridge::mapper {

namespace {

// Rounding of a few hundred sums and products of doubles is far below this.
constexpr double rounded_down = 1 - 1e-12;

bool has(ActiveMask mask, std::size_t active) {
  return ((mask >> active) & 1U) != 0;
}

}  // namespace

double value_at_least(Objective objective, Hertz clock, double cycles, double energy_pj) {
  switch (objective) {
    case Objective::latency:
      return cycles * rounded_down;
    case Objective::energy:
      return energy_pj * rounded_down;
    case Objective::edp:
      return energy_pj * 1e-12 * (cycles / clock.value) * rounded_down;
  }
  return 0;
}

struct Walk::State {
  Cost cost;
  Factors left = all_ones;                   // trips still to be made
  Factors fastest = all_ones;                // the last loops that changed the tile of the one that slides
  std::array<double, max_tensors> passes{};  // of a node that stands here, above all that may follow
  std::array<double, max_tensors> idle_trips{};    // of loops since the tensor's tile changed last
  std::array<std::uint8_t, max_tensors> placed{};  // edges whose child stands
  std::array<std::int64_t, most_levels> demanded_bytes{};
  double first_touches = 0;
  std::size_t section = 0;
  bool open = false;        // a node stands in this section
  bool adjacent = false;    // no loop behind it
  NestEntry last;           // it
  ActiveMask below = 0;     // dimensions that may be looped behind it
  ActiveMask within = ~0U;  // dimensions that keep the run that is counted on
};

struct Walk::Child {
  State state;
  Factors loops = all_ones;
  std::optional<NestEntry> node;  // nothing: the section ends
  double bound = 0;
};

Walk::Walk(const Space& space, const Shape& shape, const cost::Setting& setting, const Root& root,
           Incumbent& incumbent)
    : space_(&space),
      shape_(&shape),
      setting_(&setting),
      root_(&root),
      incumbent_(&incumbent),
      rooms_(root, shape, space.problem(), setting.ports.size()) {
  for (const TensorId tensor : space.problem().tensors.ids()) {
    if (shape.sliding(tensor) != 0 && tensor != space.problem().written) slides_ = tensor;
  }
}

Walk::State Walk::start() const {
  State state;
  state.cost = root_->base();
  state.left = root_->trips();
  state.passes.fill(1);
  state.idle_trips.fill(1);
  state.first_touches = root_->first_touches_at_home();
  state.below = shape_->all();
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const LevelId home = root_->chain(tensor).front();
    state.demanded_bytes[home.index()] +=
        root_->demanded_bytes(tensor, home, root_->extents(home, root_->trips()), false, false);
  }
  return state;
}

double Walk::bound() const {
  return bound(start());
}

/// The nodes that do not stand yet move at least what they would here.
double Walk::bound(const State& state) const {
  Cost cost = state.cost;
  double first_touches = state.first_touches;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const auto& edges = root_->edges(tensor);
    for (std::size_t i = state.placed[tensor.index()]; i < edges.size(); ++i) {
      root_->charge(tensor, edges[i], state.passes[tensor.index()],
                    root_->passing_within(tensor, edges[i], state.left), first_touches, cost);
    }
  }
  root_->charge_sums(first_touches, cost);
  const double least = value(cost);
  if (least >= incumbent_->value()) return least;
  return rooms_.least(state.placed, state.passes, cost, [this](const Cost& with) { return value(with); });
}

double Walk::value(const Cost& cost) const {
  const double cycles = root_->cycles(cost);
  const double static_pj = setting_->static_pj_per_cycle.value_or(0) * cycles;
  return value_at_least(incumbent_->objective(), incumbent_->clock(), cycles, cost.energy_pj + static_pj);
}

void Walk::take_loops(State& state, const Factors& loops) const {
  ActiveMask looped = 0;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (loops[d] == 1) continue;
    looped |= ActiveMask{1} << d;
    state.left[d] /= loops[d];
  }
  if (looped == 0) return;
  state.adjacent = false;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    double idle = 1;
    for (std::size_t d = 0; d < shape_->size(); ++d) {
      if (has(shape_->irrelevant(tensor), d)) idle *= static_cast<double>(loops[d]);
    }
    double& idle_trips = state.idle_trips[tensor.index()];
    if ((looped & shape_->relevant(tensor)) == 0) {
      idle_trips *= idle;
      continue;
    }
    state.passes[tensor.index()] *= idle_trips;
    idle_trips = idle;
    if (tensor == slides_) state.fastest = loops;
  }
}

/// Words that move to a node that stands here.
Passing Walk::passing(const State& state, TensorId tensor, const Edge& edge) const {
  if (tensor != slides_) return edge.least;
  ActiveMask fastest = 0;
  ActiveMask alone = 0;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (state.fastest[d] == 1 || !has(shape_->relevant(tensor), d)) continue;
    fastest |= ActiveMask{1} << d;
    if (state.fastest[d] * state.left[d] == root_->trips()[d]) alone |= ActiveMask{1} << d;
  }
  return root_->passing(tensor, edge, state.left, fastest, state.fastest, alone);
}

/// The loops that this tensor's tile might have outlived stand above some that change it.
void Walk::end_run(State& state, TensorId tensor) const {
  state.passes[tensor.index()] *= state.idle_trips[tensor.index()];
  state.idle_trips[tensor.index()] = 1;
}

bool Walk::place(State& state, const NestEntry& node) const {
  const TensorId tensor = node.tensor;
  if (state.idle_trips[tensor.index()] >
      1) {  // its loops are innermost: they change what they do not leave alone
    for (const TensorId other : space_->problem().tensors.ids()) {
      if (other != tensor && (shape_->irrelevant(other) & shape_->irrelevant(tensor)) == 0)
        end_run(state, other);
    }
  }
  const auto& edges = root_->edges(tensor);
  const std::size_t at = state.placed[tensor.index()]++;
  const double passes = state.passes[tensor.index()];
  const Factors extents = root_->extents(node.level, state.left);
  bool changes = false;
  for (std::size_t d = 0; d < shape_->size(); ++d)
    changes = changes || (has(shape_->relevant(tensor), d) && state.left[d] != root_->trips()[d]);
  const bool innermost = at + 1 == edges.size();
  const bool partial = tensor == space_->problem().written &&
                       (root_->sums_remain(node.level, passes) || (innermost && root_->accumulates()));
  const std::int64_t bytes = root_->demanded_bytes(tensor, node.level, extents, partial, changes);
  if (bytes < 0) return false;
  Checked checked;
  std::int64_t& demanded = state.demanded_bytes[node.level.index()];
  demanded = checked.add(demanded, bytes);
  const auto& size = space_->machine().levels[node.level].size_bytes;
  if (checked.overflowed() || (size && demanded > *size)) return false;
  root_->charge(tensor, edges[at], passes, passing(state, tensor, edges[at]), state.first_touches,
                state.cost);
  const bool whole =
      !changes && root_->is_ragged() && setting_->slots[setting_->slot(node.level, tensor)].double_buffered;
  const bool outlives = state.idle_trips[tensor.index()] > 1;
  const ActiveMask below = whole || outlives ? shape_->all() : may_follow(tensor);
  state.below = state.open && state.adjacent ? state.below & below : below;
  state.open = true;
  state.adjacent = true;
  state.last = node;
  return true;
}

/// Dimensions that may be looped behind a node: a node stands below all others that could stand above it. But
/// not when its tile outlives loops above it, which it would not do further down; nor when it is a whole that
/// needs no second buffer.
ActiveMask Walk::may_follow(TensorId tensor) const {
  if (shape_->sliding(tensor) != 0) return shape_->all();
  return shape_->irrelevant(tensor) | shape_->sliding();
}

std::optional<Walk::State> Walk::after(const State& state, const Factors& loops,
                                       const NestEntry* node) const {
  State next = state;
  take_loops(next, loops);
  if (node == nullptr) {
    ++next.section;
    next.open = false;
    next.adjacent = false;
    next.within = ~0U;
    next.below = shape_->sliding();
    return next;
  }
  if (next.adjacent && next.open && node->tensor != next.last.tensor) {
    const bool in_order = std::pair(next.last.level, next.last.tensor) < std::pair(node->level, node->tensor);
    if (!in_order) return std::nullopt;  // neighbouring nodes commute
  }
  // Loops that the node could stand above are only worth their place when others keep a tile through more.
  ActiveMask looped = 0;
  for (std::size_t d = 0; d < shape_->size(); ++d)
    looped |= loops[d] > 1 ? ActiveMask{1} << d : 0U;
  if ((looped & shape_->irrelevant(node->tensor)) != 0) {
    ActiveMask runs = 0;
    for (const TensorId tensor : space_->problem().tensors.ids()) {
      if (tensor == node->tensor) continue;
      const bool goes_on = next.placed[tensor.index()] < root_->edges(tensor).size();
      if (goes_on && (looped & shape_->irrelevant(tensor)) != 0) runs |= shape_->irrelevant(tensor);
    }
    if (runs == 0) return std::nullopt;
    next.within &= runs;
    end_run(next, node->tensor);
  }
  if (!place(next, *node)) return std::nullopt;
  return next;
}

/// All ways to loop allowed dimensions before `node` (or the end of the section), whole where they must be.
void Walk::split(const State& state, ActiveMask allowed, ActiveMask whole, const NestEntry* node,
                 std::size_t d, Factors& loops, std::vector<Child>& children) const {
  if (d == shape_->size()) {
    const bool last = node == nullptr && state.section + 1 == root_->sections();
    std::optional<State> next = last ? std::optional(state) : after(state, loops, node);
    if (!next) return;
    if (last) take_loops(*next, loops);
    const double value = bound(*next);
    if (value >= incumbent_->value()) return;
    children.push_back(
        {std::move(*next), loops, node == nullptr ? std::nullopt : std::optional(*node), value});
    return;
  }
  const std::int64_t left = state.left[d];
  if (left == 1 || (!has(allowed, d) && !has(whole, d)))
    return split(state, allowed, whole, node, d + 1, loops, children);
  if (!has(allowed, d)) return;  // must be looped here, and may not
  if (has(whole, d)) {
    loops[d] = left;
    split(state, allowed, whole, node, d + 1, loops, children);
    loops[d] = 1;
    return;
  }
  for (const std::int64_t trips : divisors_of(left)) {
    loops[d] = trips;
    split(state, allowed, whole, node, d + 1, loops, children);
  }
  loops[d] = 1;
}

void Walk::expand(const State& state, std::vector<Child>& children) const {
  const bool last_section = state.section + 1 == root_->sections();
  const ActiveMask allowed = state.below & state.within;
  Factors loops = all_ones;
  bool any = false;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const auto& edges = root_->edges(tensor);
    const std::size_t at = state.placed[tensor.index()];
    if (at == edges.size() || edges[at].section != state.section) continue;
    any = true;
    const NestEntry node = NestEntry::keep(edges[at].child, tensor);
    ActiveMask later = 0;  // dimensions that may still be looped behind this node
    if (!last_section || root_->is_ragged() || root_->sections() > 1) later = shape_->all();
    for (const TensorId other : space_->problem().tensors.ids()) {
      if (other != tensor && state.placed[other.index()] == root_->edges(other).size()) continue;
      later |= may_follow(other);
    }
    const ActiveMask here = last_section ? allowed & shape_->relevant(tensor) : allowed;
    split(state, here, shape_->all() & ~later, &node, 0, loops, children);
  }
  if (any) return;
  split(state, allowed, last_section ? shape_->all() : 0, nullptr, 0, loops, children);
}

bool Walk::explore(const State& state) {
  if (!incumbent_->goes_on()) return false;
  incumbent_->step();
  std::vector<Child> children;
  expand(state, children);
  std::stable_sort(children.begin(), children.end(),
                   [](const Child& a, const Child& b) { return a.bound < b.bound; });
  const bool last_section = state.section + 1 == root_->sections();
  for (const Child& child : children) {
    if (child.bound >= incumbent_->value()) break;
    const std::size_t length = path_.size();
    path_.push_back({Step::Kind::loops, child.loops, {}});
    bool done = true;
    if (child.node) {
      path_.push_back({Step::Kind::node, all_ones, *child.node});
      done = explore(child.state);
    } else if (last_section) {
      evaluate(child.bound);
      done = incumbent_->goes_on();
    } else {
      path_.push_back({Step::Kind::spatial, all_ones, {}});
      done = explore(child.state);
    }
    path_.resize(length);
    if (!done) return false;
  }
  return true;
}

bool Walk::run() {
  path_.clear();
  return explore(start());
}

/// Offers the nests of the path: the loops between two nodes in every order, until one meets the bound.
void Walk::evaluate(double bound) {
  Mapping mapping;
  const auto append_homes = [&](std::size_t section) {
    for (const LevelId level : space_->machine().levels.ids()) {
      if (root_->section(level) != section) continue;
      for (const TensorId tensor : space_->problem().tensors.ids()) {
        if (root_->chain(tensor).front() == level) mapping.nest.push_back(NestEntry::keep(level, tensor));
      }
    }
  };
  // Returns true when no other order can be better, or none may be looked at.
  const auto append = [&](auto&& self, std::size_t at, std::size_t section) -> bool {
    if (at == path_.size()) return !incumbent_->goes_on() || meets_bound(incumbent_->offer(mapping), bound);
    bool done = false;
    const std::size_t length = mapping.nest.size();
    const Step& step = path_[at];
    if (step.kind == Step::Kind::node) {
      mapping.nest.push_back(step.node);
      done = self(self, at + 1, section);
    } else if (step.kind == Step::Kind::spatial) {
      for (const SpatialLoop& loop : root_->unrolling()) {
        if (loop.fanout == root_->fanout_after(section))
          mapping.nest.push_back(NestEntry::spatial(loop.dimension, loop.bound, loop.fanout, loop.axis));
      }
      append_homes(section + 1);
      done = self(self, at + 1, section + 1);
    } else {
      std::vector<std::size_t> order;
      for (std::size_t d = 0; d < shape_->size(); ++d)
        if (step.loops[d] > 1) order.push_back(d);
      do {
        for (const std::size_t d : order)
          mapping.nest.push_back(NestEntry::temporal(shape_->dimension(d), step.loops[d]));
        done = self(self, at + 1, section);
        mapping.nest.resize(length);
      } while (!done && std::next_permutation(order.begin(), order.end()));
    }
    mapping.nest.resize(length);
    return done;
  };
  append_homes(0);
  append(append, 0, 0);
}

}  // namespace ridge::mapper
