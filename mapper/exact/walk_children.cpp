// What can follow a state: every way to loop before every node, as far as it may lead to a better mapping.
#include <algorithm>
#include <limits>

#include "mapper/exact/walk_state.hpp"
#include "mapper/factors.hpp"

namespace ridge::mapper {

/// Whether a node could as well stand below a loop that is the last above it: its tile outlives it.
bool Walk::could_stand_below(const State& state, const NestEntry& node, std::size_t innermost) const {
  if (root_->edges(node.tensor)[state.placed[node.tensor.index()]].pass_may_pay) return false;
  return has(shape_->irrelevant(node.tensor) & ~sliding_to_come(state), innermost);
}

/// Dimensions that some tensor with nodes to come does not have.
ActiveMask Walk::left_alone_by_loops(const State& state) const {
  ActiveMask result = 0;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    if (state.placed[tensor.index()] < root_->edges(tensor).size()) result |= shape_->irrelevant(tensor);
  }
  return result;
}

void Walk::add_child(const State& state, const Factors& loops, std::size_t innermost, const NestEntry* node,
                     std::vector<Child>& children) {
  if (!incumbent_->goes_on()) return;  // explore ends then
  double value = std::numeric_limits<double>::infinity();
  if (has_twins_) {
    Key key;
    add_to_key(loops, innermost, key);
    key.push_back(node == nullptr ? 0 : static_cast<std::int64_t>(1 + node->tensor.index()));
    const auto [seen, is_new] = seen_.try_emplace(std::move(key), value);
    if (is_new) seen->second = bound_behind(state, loops, innermost, node);
    value = seen->second;
  } else {
    value = bound_behind(state, loops, innermost, node);
  }
  if (value >= ceiling()) return;
  incumbent_->work(1, Incumbent::kept_per_one);
  children.push_back({loops, innermost, node == nullptr ? std::nullopt : std::optional(*node), value});
}

/// What everything costs at least that can follow these loops and a node, or the end of the section; infinity
/// when nothing can.
double Walk::bound_behind(const State& state, const Factors& loops, std::size_t innermost,
                          const NestEntry* node) const {
  constexpr double nothing = std::numeric_limits<double>::infinity();
  incumbent_->work(1, Incumbent::children_per_one);
  const bool last = node == nullptr && is_last_section(state);
  std::optional<State> next = last ? std::optional(state) : after(state, loops, innermost, node);
  if (!next) return nothing;
  if (last) take_loops(*next, loops, innermost);
  double value = bound(*next);
  if (value >= ceiling()) return value;
  if (completions_ != nullptr && !last) {
    // What the nodes to come pass at least from here on they pass behind these loops, too.
    State here = state;
    here.cost = next->cost;
    here.first_touches = next->first_touches;
    here.placed = next->placed;
    value = std::max(value, least_completion(here, state.placed));
    if (value >= ceiling()) return value;
    value = std::max(value, least_completion(*next, next->placed));
  }
  return value;
}

/// Whether a node that stands below loops which leave so many trips can have room, beside those that stand.
bool Walk::may_fit(const State& state, const NestEntry& node, const Factors& left) const {
  const auto room = root_->room_bytes(node.level);
  if (!room) return true;
  const std::int64_t bytes =
      root_->demanded_bytes(node.tensor, node.level, root_->extents(node.level, left), false, false);
  return bytes >= 0 && bytes <= *room - state.demanded_bytes[node.level.index()] &&
         state.counted_bytes + counted_beyond_least(node, bytes) <= space_->options().most_bytes;
}

/// Whether these loops, and perhaps further ones, can stand before a node of a better mapping: with more
/// loops no tensor passes less often.
bool Walk::may_be_better(const Split& split, std::size_t innermost) const {
  incumbent_->work(1, Incumbent::gaps_per_one);
  State looped = *split.state;
  take_loops(looped, split.loops, innermost);
  return value(least_cost(looped)) < ceiling();
}

/// All ways to loop before a node (or the end of the section): none, and for each way to end them all others.
void Walk::add_splits(Split split, std::vector<Child>& children) {
  const State& state = *split.state;
  const std::size_t none = shape_->size();
  ActiveMask looped = 0;  // dimensions that may be looped, or must be
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (state.left[d] == 1) continue;
    looped |= (split.allowed | split.whole) & (ActiveMask{1} << d);
    split.endings[d] = ending(state, d);
  }
  if (split.node == nullptr && is_last_section(state)) return add_splits_from(split, 0, none, children);
  if ((looped & split.whole) == 0) add_child(state, all_ones, none, split.node, children);
  std::vector<Ending> seen;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(looped, d) || std::find(seen.begin(), seen.end(), split.endings[d]) != seen.end()) continue;
    seen.push_back(split.endings[d]);
    if (split.node == nullptr || !could_stand_below(state, *split.node, d))
      add_splits_from(split, 0, d, children);
  }
}

/// Those with these trips of the dimensions before `d`. `innermost`: a dimension that ends the gap as its
/// last loop does; none where no node follows.
void Walk::add_splits_from(Split& split, std::size_t d, std::size_t innermost, std::vector<Child>& children) {
  const State& state = *split.state;
  if (d == shape_->size()) {
    if (innermost == shape_->size()) return add_child(state, split.loops, innermost, split.node, children);
    for (std::size_t last = 0; last < shape_->size(); ++last) {
      if (split.loops[last] == 1 || split.endings[last] != split.endings[innermost]) continue;
      return add_child(state, split.loops, last, split.node, children);
    }
    return;
  }
  const std::int64_t all = state.left[d];
  if (all == 1 || (!has(split.allowed, d) && !has(split.whole, d)))
    return add_splits_from(split, d + 1, innermost, children);
  if (!has(split.allowed, d)) return;  // must be looped here, and may not
  if (has(split.whole, d)) {
    split.loops[d] = all;
    if (may_be_better(split, innermost)) add_splits_from(split, d + 1, innermost, children);
    split.loops[d] = 1;
    return;
  }
  const bool counts = split.node != nullptr && has(shape_->relevant(split.node->tensor), d);
  for (const std::int64_t trips : divisors_of(all)) {
    split.loops[d] = trips;
    split.left[d] = all / trips;
    if (counts && !may_fit(state, *split.node, split.left)) continue;
    if (trips > 1 && !may_be_better(split, innermost)) break;
    add_splits_from(split, d + 1, innermost, children);
  }
  split.loops[d] = 1;
  split.left[d] = 1;
}

void Walk::expand(const State& state, std::vector<Child>& children) {
  seen_.clear();
  const bool last_section = is_last_section(state);
  // Loops that could stand above the last node, but for the loops outside of them that they would pass.
  const ActiveMask left_alone = left_alone_by_loops(state);
  const ActiveMask allowed = (state.below | left_alone) & state.within;
  bool any = false;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const auto& edges = root_->edges(tensor);
    const std::size_t at = state.placed[tensor.index()];
    if (at == edges.size() || edges[at].section != state.section) continue;
    any = true;
    const NestEntry node = NestEntry::keep(edges[at].child, tensor);
    ActiveMask later = 0;  // dimensions that may still be looped behind this node
    if (!last_section || wholes_may_pay_ || root_->sections() > 1) later = shape_->all();
    for (const TensorId other : space_->problem().tensors.ids()) {
      const std::size_t next = state.placed[other.index()];
      if (next < root_->edges(other).size()) later |= may_follow(other, root_->edges(other)[next]);
    }
    const ActiveMask here =
        last_section && !edges[at].pass_may_pay
            ? allowed & (shape_->relevant(tensor) | keep_their_place(state, shape_->all()))
            : allowed;
    Split split{&state, &node, here, shape_->all() & ~later, all_ones, state.left, {}};
    for (std::size_t d = 0; d < shape_->size(); ++d)
      if (has(here, d)) split.left[d] = 1;
    add_splits(split, children);
  }
  if (any) return;
  add_splits({&state, nullptr, allowed, last_section ? shape_->all() : 0, all_ones, all_ones, {}}, children);
}

}  // namespace ridge::mapper
