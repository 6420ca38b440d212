#include "mapper/exact/walk.hpp"

#include <algorithm>
#include <cmath>

#include "base/checked.hpp"
#include "mapper/exact/walk_state.hpp"

namespace ridge::mapper {

Walk::Walk(const Space& space, const Shape& shape, const cost::Setting& setting, const Root& root,
           FewestTrips& fewest, Completions* completions, Incumbent& incumbent)
    : space_(&space),
      shape_(&shape),
      setting_(&setting),
      root_(&root),
      completions_(completions),
      incumbent_(&incumbent),
      rooms_(root, shape, space.problem(), setting.ports.size(), fewest) {
  for (const TensorId a : space.problem().tensors.ids()) {
    if (shape.sliding(a) != 0 && a != space.problem().written) slides_ = a;
    for (const TensorId b : space.problem().tensors.ids())
      runs_exclude_ = runs_exclude_ && (a == b || (shape.irrelevant(a) & shape.irrelevant(b)) == 0);
  }
  const bool parts_are_rounded_up = std::any_of(
      setting.slots.begin(), setting.slots.end(),
      [](const cost::Slot& slot) { return slot.word_bits % 8 != 0 || slot.partial_bits % 8 != 0; });
  for (const TensorId tensor : space.problem().tensors.ids()) {
    const std::vector<LevelId>& chain = root.chain(tensor);
    if (chain.size() > 1)
      fewest_tiles_[tensor.index()] =
          fewest.above(root, tensor, chain.back(), shape.relevant(tensor), Width::complete);
  }
  find_twins();
  wholes_may_pay_ = root.is_ragged() || (std::isfinite(space.options().most_bytes) && parts_are_rounded_up);
}

Walk::~Walk() = default;

Walk::State Walk::start() const {
  State state;
  state.cost = root_->base();
  state.exchanges = Exchanges(setting_->ports.size());
  state.left = root_->trips();
  state.passes.fill(1);
  state.idle_trips.fill(1);
  state.first_touches = root_->first_touches_at_home();
  state.below = shape_->all();
  state.counted_bytes = root_->least_counted_bytes();
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const LevelId home = root_->chain(tensor).front();
    state.demanded_bytes[home.index()] += root_->home_bytes(tensor);
  }
  const TensorId written = space_->problem().written;
  const std::int64_t widest = root_->home_bytes(written, true);
  state.widens = root_->chain(written).front();
  state.wider_bytes = root_->edges(written).empty() ? 0 : widest - root_->home_bytes(written);
  return state;
}

/// Takes the loops of a gap: `innermost` is the dimension of the last one, or nothing is known of it.
void Walk::take_loops(State& state, const Factors& loops, std::size_t innermost) const {
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
    const bool changes_it = innermost < shape_->size() && has(shape_->relevant(tensor), innermost);
    if (changes_it) end_run(state, tensor);
    if (tensor != slides_) continue;
    state.changing = {loops, innermost < shape_->size() ? innermost : most_active, all_ones};
    state.changing_section = state.section;
  }
}

/// What a gap's innermost loop decides when it is one over this dimension, for the nodes to come: which
/// tensors' tiles may outlive it, and what changes fastest where windows slide.
Walk::Ending Walk::ending(const State& state, std::size_t dimension) const {
  Ending ending{0, shape_->size(), has(sliding_to_come(state), dimension)};
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    if (state.placed[tensor.index()] == root_->edges(tensor).size()) continue;
    if (has(shape_->irrelevant(tensor), dimension)) ending.outlived_by |= ActiveMask{1} << tensor.index();
    if (tensor == slides_ && has(shape_->sliding(tensor), dimension)) ending.fastest = dimension;
  }
  return ending;
}

/// The loops that this tensor's tile might have outlived stand above some that change it.
void Walk::end_run(State& state, TensorId tensor) const {
  state.passes[tensor.index()] *= state.idle_trips[tensor.index()];
  state.idle_trips[tensor.index()] = 1;
}

bool Walk::place(State& state, const NestEntry& node, const std::optional<Passing>& all_words) const {
  const TensorId tensor = node.tensor;
  if (state.idle_trips[tensor.index()] >
      1) {  // its loops are innermost: they change what they do not leave alone
    for (const TensorId other : space_->problem().tensors.ids()) {
      if (other != tensor && (shape_->irrelevant(other) & shape_->irrelevant(tensor)) == 0)
        end_run(state, other);
    }
  }
  if (!widen(state)) return false;
  const auto& edges = root_->edges(tensor);
  const std::size_t at = state.placed[tensor.index()]++;
  const double passes = state.passes[tensor.index()];
  const Factors extents = root_->extents(node.level, state.left);
  bool changes = false;
  for (std::size_t d = 0; d < shape_->size(); ++d)
    changes = changes || (has(shape_->relevant(tensor), d) && state.left[d] != root_->trips()[d]);
  const bool is_written = tensor == space_->problem().written;
  const bool partial =
      is_written && (root_->sums_remain(node.level, passes) || root_->holds_partial(tensor, at));
  const std::int64_t bytes = root_->demanded_bytes(tensor, node.level, extents, partial, changes);
  if (bytes < 0) return false;
  Checked checked;
  std::int64_t& demanded = state.demanded_bytes[node.level.index()];
  demanded = checked.add(demanded, bytes);
  state.counted_bytes += counted_beyond_least(node, bytes);
  if (checked.overflowed() || !has_room(state, node.level)) return false;
  if (is_written) {
    const std::int64_t widest = root_->demanded_bytes(tensor, node.level, extents, true, changes);
    state.wider_bytes = at + 1 < edges.size() ? std::max<std::int64_t>(0, widest - bytes) : 0;
    state.widens = node.level;
  }
  const Passing words = all_words ? *all_words : passing(state, tensor, edges[at]);
  const auto busy_cycles = state.cost.busy_cycles;
  root_->charge(tensor, edges[at], all_words ? 1 : passes, words, state.first_touches, state.cost);
  const auto tile_words = static_cast<double>(shape_->tile_words(tensor, extents));
  add_exchange(state, node, edges[at], tile_words, words, busy_cycles);
  root_->charge_start_up(tensor, edges[at], tile_words, words.child_first, state.first_tiles, state.cost);
  const bool whole =
      !changes && wholes_may_pay_ && setting_->slots[setting_->slot(node.level, tensor)].double_buffered;
  const bool outlives = state.idle_trips[tensor.index()] > 1;
  bool some_keep =
      false;  // lanes that have work in one trip keep their tile through the others, and all passes
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    const bool is_short = has(edges[at].short_of_work, d) && state.left[d] != root_->trips()[d];
    some_keep = some_keep || (passes > 1 && is_short);
  }
  const ActiveMask below = whole || outlives || some_keep ? shape_->all() : may_follow(tensor, edges[at]);
  state.below = state.open && state.adjacent ? state.below & below : below;
  state.open = true;
  state.adjacent = true;
  state.last = node;
  return true;
}

/// Dimensions that may be looped behind a node: a node stands below all others that could stand above it. But
/// not when its tile, or that of some lanes, outlives loops above it, which it would not do further down; nor
/// when it is a whole that needs no second buffer.
ActiveMask Walk::may_follow(TensorId tensor, const Edge& edge) const {
  if (freely_ || shape_->sliding(tensor) != 0 || edge.pass_may_pay) return shape_->all();
  return shape_->irrelevant(tensor) | shape_->sliding();
}

bool Walk::has_room(const State& state, LevelId level) const {
  const auto room = root_->room_bytes(level);
  return (!room || state.demanded_bytes[level.index()] <= *room) &&
         state.counted_bytes <= space_->options().most_bytes;
}

/// Of the bytes that a node demands, in all instances of a level that counts, those beyond the smallest tile.
double Walk::counted_beyond_least(const NestEntry& node, std::int64_t bytes) const {
  const double instances = root_->counted_instances(node.level);
  if (instances == 0) return 0;
  return instances * std::max(0.0, cost::real(bytes - root_->least_bytes(node.tensor, node.level)));
}

/// Takes in that the last node of the written tensor holds partial results once those from further in pass
/// more than once. False when it has no room for them.
bool Walk::widen(State& state) const {
  if (state.wider_bytes == 0 || state.passes[space_->problem().written.index()] == 1) return true;
  Checked checked;
  std::int64_t& demanded = state.demanded_bytes[state.widens.index()];
  demanded = checked.add(demanded, state.wider_bytes);
  state.counted_bytes += root_->counted_instances(state.widens) * cost::real(state.wider_bytes);
  state.wider_bytes = 0;
  return !checked.overflowed() && has_room(state, state.widens);
}

std::optional<Walk::State> Walk::after(const State& state, const Factors& loops, std::size_t innermost,
                                       const NestEntry* node) const {
  if (!are_worth_their_place(state, loops, innermost) || could_stand_above_lanes(state, loops))
    return std::nullopt;
  State next = state;
  take_loops(next, loops, innermost);
  if (!widen(next)) return std::nullopt;
  if (node == nullptr) {
    ++next.section;
    next.open = false;
    next.adjacent = false;
    next.within = ~0U;
    next.below =
        shape_->sliding() | root_->short_dimensions();  // order matters: above or below spatial loops
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
  const bool may_pay = root_->edges(node->tensor)[state.placed[node->tensor.index()]].pass_may_pay;
  if ((looped & shape_->irrelevant(node->tensor)) != 0 && !may_pay) {
    ActiveMask runs = 0;
    for (const TensorId tensor : space_->problem().tensors.ids()) {
      if (tensor == node->tensor) continue;
      const bool goes_on = next.placed[tensor.index()] < root_->edges(tensor).size();
      if (goes_on && (looped & shape_->irrelevant(tensor)) != 0) runs |= shape_->irrelevant(tensor);
    }
    const ActiveMask torn = keep_their_place(next, looped);
    if ((looped & shape_->irrelevant(node->tensor) & ~torn) != 0) {
      if (runs == 0) return std::nullopt;
      next.within &= runs | torn;
    }
  }
  if (!place(next, *node)) return std::nullopt;
  return next;
}

/// Loops that could stand above the last node stay behind it only as the innermost ones of a gap, where the
/// tile of another tensor outlives them and not the loops outside of them.
bool Walk::are_worth_their_place(const State& state, const Factors& loops, std::size_t innermost) const {
  ActiveMask looped = 0;
  for (std::size_t d = 0; d < shape_->size(); ++d)
    looped |= loops[d] > 1 ? ActiveMask{1} << d : 0U;
  const ActiveMask could_stand_above = looped & ~state.below;
  if (could_stand_above == 0) return true;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    if (state.placed[tensor.index()] == root_->edges(tensor).size()) continue;
    const ActiveMask outlived = shape_->irrelevant(tensor);
    if (has(outlived, innermost) && (could_stand_above & ~outlived) == 0 && (looped & ~outlived) != 0)
      return true;
  }
  return false;
}

/// Loops right behind spatial ones that are all over dimensions which these do not have: the same nest has
/// them before.
bool Walk::could_stand_above_lanes(const State& state, const Factors& loops) const {
  if (state.open || state.section == 0 || loops == all_ones) return false;
  const Factors lanes = root_->lanes_between(state.section - 1, state.section);
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (loops[d] > 1 && any_twin_has(lanes, d)) return false;
  }
  return true;
}

bool Walk::is_last_section(const State& state) const {
  return state.section + 1 == root_->sections();
}

/// Dimensions of the windows of tensors with nodes to come.
ActiveMask Walk::sliding_to_come(const State& state) const {
  ActiveMask result = 0;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    if (state.placed[tensor.index()] < root_->edges(tensor).size()) result |= shape_->sliding(tensor);
  }
  return result;
}

/// Of the loops of a gap, dimensions whose loops may not as well stand behind the node that follows although
/// its tensor does not have them: those of windows to come, which would join the next loops of their
/// dimension; and beside these the others of that tensor, which would come to stand inside of them.
ActiveMask Walk::keep_their_place(const State& state, ActiveMask looped) const {
  const ActiveMask windows = sliding_to_come(state);
  return (looped & windows) != 0 && slides_ ? windows | shape_->relevant(*slides_) : windows;
}

bool Walk::explore(const State& state) {
  if (!incumbent_->goes_on()) return false;
  if (has_twins_ && dead_.contains(key_of_path())) return true;
  const std::int64_t ends_before = ends_;
  incumbent_->step();
  std::vector<Child> children;
  expand(state, children);
  if (!incumbent_->goes_on()) return false;
  std::stable_sort(children.begin(), children.end(),
                   [](const Child& a, const Child& b) { return a.bound < b.bound; });
  const bool last_section = is_last_section(state);
  std::shared_ptr<const std::vector<Step>> path_here;
  for (const Child& child : children) {
    if (child.bound >= ceiling()) break;
    if (!child.node && !last_section && is_entry(state)) {
      if (!path_here) path_here = std::make_shared<const std::vector<Step>>(path_);
      entries_.push_back({path_here, child.loops, child.innermost, child.bound});
      ++ends_;
      continue;
    }
    const std::size_t length = path_.size();
    path_.push_back({Step::Kind::loops, child.loops, child.innermost, {}});
    bool done = true;
    if (child.node) {
      path_.push_back({Step::Kind::node, all_ones, 0, *child.node});
      done = explore(*after(state, child.loops, child.innermost, &*child.node));
    } else if (last_section) {
      evaluate(child.bound);
      done = incumbent_->goes_on();
    } else {
      path_.push_back({Step::Kind::spatial, all_ones, 0, {}});
      done = explore(*after(state, child.loops, child.innermost, nullptr));
    }
    path_.resize(length);
    if (!done) return false;
  }
  if (has_twins_ && ends_ == ends_before && dead_.size() < most_dead) dead_.insert(key_of_path());
  return true;
}

/// Whether what follows the end of this section waits until all that can stand above it is known.
bool Walk::is_entry(const State& state) const {
  return completions_ != nullptr && state.section + 2 == root_->sections();
}

/// The state behind loops and what they end with, over and over.
Walk::State Walk::state_behind(const std::vector<Step>& path) const {
  State state = start();
  for (std::size_t i = 0; i + 1 < path.size(); i += 2) {
    const bool is_node = path[i + 1].kind == Step::Kind::node;
    state = *after(state, path[i].loops, path[i].innermost, is_node ? &path[i + 1].node : nullptr);
  }
  return state;
}

bool Walk::run_freely(double most) {
  freely_ = true;
  return run(most);
}

bool Walk::run(double most) {
  most_ = most;
  path_.clear();
  entries_.clear();
  dead_.clear();
  if (!explore(start())) return false;
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.bound < b.bound; });
  for (const Entry& entry : entries_) {
    if (entry.bound >= ceiling()) break;
    path_ = *entry.path;
    const std::optional<State> state = after(state_behind(path_), entry.loops, entry.innermost, nullptr);
    path_.push_back({Step::Kind::loops, entry.loops, entry.innermost, {}});
    path_.push_back({Step::Kind::spatial, all_ones, 0, {}});
    if (!explore(*state)) return false;
  }
  return true;
}

}  // namespace ridge::mapper
