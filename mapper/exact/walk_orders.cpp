// The end of a path: the loops between its nodes in order.
#include <algorithm>

#include "mapper/exact/walk_state.hpp"

namespace ridge::mapper {

/// Offers the nests of the path, the loops between two nodes in every order, until one meets the bound. With
/// the loops in order it is known which tiles outlive which: what the nodes so far cost then, and the others
/// at least, excludes most orders.
void Walk::evaluate(double bound) {
  ++ends_;
  State state = start();
  arrivals_.clear();
  for (const Step& step : path_) {
    if (step.kind == Step::Kind::node) {
      const TensorId tensor = step.node.tensor;
      const std::size_t edge = state.placed[tensor.index()];
      State arrived = state;
      place(arrived, step.node);  // may end runs of others, which stand behind it
      arrivals_.push_back(
          {tensor, edge, state.passes[tensor.index()], passing(state, tensor, root_->edges(tensor)[edge])});
      state = arrived;
    } else {
      follow(state, step);
    }
  }
  Mapping mapping;
  append_homes(0, mapping);
  order(0, start(), 0, bound, mapping);
}

/// The cost with the loops so far in order, and those of the other nodes in the best one for each.
double Walk::ordered_bound(const State& state, std::size_t arrived) const {
  Cost cost = state.cost;
  double first_touches = state.first_touches;
  for (std::size_t i = arrived; i < arrivals_.size(); ++i) {
    const Arrived& node = arrivals_[i];
    root_->charge_at_least(node.tensor, root_->edges(node.tensor)[node.edge],
                           std::max(node.passes, state.passes[node.tensor.index()]), node.words,
                           first_touches, cost);
  }
  root_->charge_sums(first_touches, cost);
  return value(cost, least_cycles(state, cost));
}

void Walk::follow(State& state, const Step& step) const {
  if (step.kind == Step::Kind::loops) take_loops(state, step.loops, step.innermost);
  if (step.kind == Step::Kind::spatial) ++state.section;
}

void Walk::append_homes(std::size_t section, Mapping& mapping) const {
  for (const LevelId level : space_->machine().levels.ids()) {
    if (root_->section(level) != section) continue;
    for (const TensorId tensor : space_->problem().tensors.ids()) {
      if (root_->chain(tensor).front() == level) mapping.nest.push_back(NestEntry::keep(level, tensor));
    }
  }
}

/// The temporal loops above a node that goes to the end of a nest, down to the last that changes its tile.
std::vector<Turn> Walk::turns_above(const Mapping& mapping, const NestEntry& node,
                                    const Factors& left) const {
  std::vector<Turn> turns;
  Factors weight = root_->lanes_inside(node.level);
  for (std::size_t d = 0; d < shape_->size(); ++d)
    weight[d] *= left[d];
  for (auto entry = mapping.nest.rbegin(); entry != mapping.nest.rend(); ++entry) {
    if (entry->kind == NestEntry::Kind::keep) continue;
    const std::size_t d = shape_->active(entry->dimension);
    if (entry->kind == NestEntry::Kind::temporal)
      if (!turns.empty() || has(shape_->relevant(node.tensor), d))
        turns.push_back({d, entry->bound, weight[d]});
    weight[d] *= entry->bound;
  }
  std::reverse(turns.begin(), turns.end());
  return turns;
}

/// The dimensions of which the last loop of a gap may be one: that of the step, or others that end the gap
/// alike, when it makes a difference at which moments lanes run out of work.
std::vector<std::size_t> Walk::innermost_loops(const State& state, const Step& step) const {
  std::vector<std::size_t> dimensions{step.innermost};
  if (!freely_ || step.innermost >= shape_->size()) return dimensions;
  bool any_short = false;
  for (std::size_t d = 0; d < shape_->size(); ++d)
    any_short = any_short || (step.loops[d] > 1 && has(root_->short_dimensions(), d));
  if (!any_short) return dimensions;
  const Ending chosen = ending(state, step.innermost);
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (step.loops[d] > 1 && d != step.innermost && ending(state, d) == chosen) dimensions.push_back(d);
  }
  return dimensions;
}

/// Orders the loops from step `at` on. True when no other order can be better, or none may be looked at.
bool Walk::order(std::size_t at, const State& state, std::size_t arrived, double bound, Mapping& mapping) {
  if (at == path_.size()) {
    const double least = ordered_bound(state, arrived);
    const double value = incumbent_->offer(mapping);
    if (!freely_ && !meets_bound(value, least)) least_open_ = std::min(least_open_, least);
    return !incumbent_->goes_on() || meets_bound(value, bound);
  }
  const Step& step = path_[at];
  const std::size_t length = mapping.nest.size();
  bool done = false;
  if (step.kind != Step::Kind::loops) {
    State next = state;
    if (step.kind == Step::Kind::node) {
      const std::vector<Turn> turns = turns_above(mapping, step.node, state.left);
      std::optional<Passing> words;
      if (step.node.tensor == slides_ && !turns.empty()) {
        const Edge& edge = root_->edges(*slides_)[state.placed[slides_->index()]];
        words = root_->passing_in_order(*slides_, edge, state.left, turns);
      }
      if (!place(next, step.node, words)) return false;
      ++arrived;
      if (ordered_bound(next, arrived) >= ceiling()) return false;
      mapping.nest.push_back(step.node);
    } else {
      ++next.section;
      for (const SpatialLoop& loop : root_->unrolling()) {
        if (loop.fanout == root_->fanout_after(state.section))
          mapping.nest.push_back(NestEntry::spatial(loop.dimension, loop.bound, loop.fanout, loop.axis));
      }
      append_homes(next.section, mapping);
    }
    done = order(at + 1, next, arrived, bound, mapping);
    mapping.nest.resize(length);
    return done;
  }
  for (const std::size_t innermost : innermost_loops(state, step)) {
    std::vector<std::size_t> sequence;
    for (std::size_t d = 0; d < shape_->size(); ++d)
      if (step.loops[d] > 1 && d != innermost) sequence.push_back(d);
    do {
      State next = state;
      const auto append = [&](std::size_t d) {
        Factors loop = all_ones;
        loop[d] = step.loops[d];
        take_loops(next, loop, d);
        mapping.nest.push_back(NestEntry::temporal(shape_->dimension(d), loop[d]));
      };
      for (const std::size_t d : sequence)
        append(d);
      if (innermost < shape_->size()) append(innermost);
      done = order(at + 1, next, arrived, bound, mapping);
      mapping.nest.resize(length);
      if (at + 1 == path_.size())
        return done;  // nothing stands behind: every step works on what it would anyway
    } while (!done && std::next_permutation(sequence.begin(), sequence.end()));
    if (done) break;
  }
  return done;
}

}  // namespace ridge::mapper
