// What everything that can follow a state costs, at least.
#include <algorithm>
#include <limits>

#include "mapper/exact/walk_state.hpp"

namespace ridge::mapper {

double value_at_least(const Root& root, const Cost& cost, const Space& space, const cost::Setting& setting,
                      const Incumbent& incumbent) {
  const double cycles = root.cycles(cost);
  if (cycles * rounded_down > space.options().most_cycles) return std::numeric_limits<double>::infinity();
  const double static_pj = setting.static_pj_per_cycle.value_or(0) * cycles;
  return incumbent.objective().value_at_least(
      incumbent.machine().amounts(cycles, cost.energy_pj + static_pj));
}

double Walk::bound() const {
  return bound(start());
}

double Walk::least_completion() const {
  const State state = start();
  return completions_ == nullptr ? 0 : least_completion(state, state.placed);
}

/// With nodes that do not stand yet: they move at least what they would here.
Cost Walk::least_cost(const State& state) const {
  Cost cost = state.cost;
  double first_touches = state.first_touches;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const auto& edges = root_->edges(tensor);
    for (std::size_t i = state.placed[tensor.index()]; i < edges.size(); ++i) {
      root_->charge_at_least(tensor, edges[i], state.passes[tensor.index()],
                             root_->passing_within(tensor, edges[i], state.left), first_touches, cost);
    }
  }
  root_->charge_sums(first_touches, cost);
  return cost;
}

/// What nodes cost at least that pass so often at least, with what their rooms force; at most `most`.
template <class Passes>
double Walk::least_in_rooms(const State& state, Passes passes, const Cost& cost, double most) const {
  const std::int64_t seen = rooms_.seen();
  const double least = rooms_.least(
      state.placed, passes, cost, [this](const Cost& with) { return value(with); }, most);
  incumbent_->work(rooms_.seen() - seen, Incumbent::rooms_per_one);
  return least;
}

double Walk::bound(const State& state) const {
  const Cost cost = least_cost(state);
  const double least = value(cost);
  if (least >= incumbent_->value()) return least;
  const auto passes = [&](TensorId tensor, std::size_t) { return state.passes[tensor.index()]; };
  return least_in_rooms(state, passes, cost, std::numeric_limits<double>::infinity());
}

double Walk::value(const Cost& cost) const {
  return value_at_least(*root_, cost, *space_, *setting_, *incumbent_);
}

/// The least that can follow, as the nodes of the innermost section stand best among all loops to come, when
/// so many of each tensor stand already.
double Walk::least_completion(const State& state, std::span<const std::uint8_t> placed) const {
  double least = std::numeric_limits<double>::infinity();
  std::uint32_t standing = 0;
  const auto& nodes = completions_->nodes();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].edge < placed[nodes[i].tensor.index()]) standing |= std::uint32_t{1} << i;
  }
  const std::int64_t labels = completions_->labels();
  const std::vector<Way>& ways = completions_->ways(*root_, state.left, standing, state.section);
  incumbent_->work(completions_->labels() - labels, Incumbent::labels_per_one);
  incumbent_->work(static_cast<std::int64_t>(ways.size()), Incumbent::ways_per_one);
  for (const Way& way : ways) {
    bool any_idle = false;
    for (const TensorId tensor : space_->problem().tensors.ids()) {
      if (state.idle_trips[tensor.index()] == 1) continue;
      any_idle = true;
      least = least_of_way(state, way, tensor, least);
    }
    if (!any_idle) least = least_of_way(state, way, std::nullopt, least);
  }
  return least;
}

/// What a way costs at least with the room that all nodes to come have; `most` when that is less. `outlives`:
/// the loops that the tile of this tensor can outlive are innermost: it alone does, unless others lack the
/// same dimensions.
double Walk::least_of_way(const State& state, const Way& way, std::optional<TensorId> outlives,
                          double most) const {
  Cost cost = state.cost;
  double first_touches = state.first_touches;
  std::array<std::size_t, max_tensors> first_inner{};  // edge of each tensor in the innermost section
  std::array<std::size_t, max_tensors> first_node{};   // its place in the way
  std::size_t nodes = 0;
  const auto passes = [&](TensorId tensor, std::size_t edge) {
    const std::size_t t = tensor.index();
    if (edge < first_inner[t]) return state.passes[t];
    const Arrival& arrival = way[first_node[t] + edge - first_inner[t]];
    const bool stays = arrival.outlives && (tensor == outlives || !runs_exclude_);
    return state.passes[t] * (stays ? 1 : state.idle_trips[t]) * arrival.passes;
  };
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const std::size_t t = tensor.index();
    const auto& edges = root_->edges(tensor);
    first_node[t] = nodes;
    first_inner[t] = edges.size();
    for (std::size_t i = 0; i < edges.size(); ++i) {
      const bool inner = edges[i].section + 1 == root_->sections();
      if (inner) first_inner[t] = std::min(first_inner[t], i);
      nodes += inner ? 1U : 0U;
      if (i < state.placed[t]) continue;
      const Passing words = inner ? words_of(state, tensor, edges[i], way[first_node[t] + i - first_inner[t]])
                                  : root_->passing_within(tensor, edges[i], state.left);
      root_->charge_at_least(tensor, edges[i], passes(tensor, i), words, first_touches, cost);
    }
  }
  root_->charge_sums(first_touches, cost);
  if (value(cost) >= most) return most;
  return rooms_.least(
      state.placed, passes, cost, [this](const Cost& with) { return value(with); }, most);
}

Passing Walk::words_of(const State& state, TensorId tensor, const Edge& edge, const Arrival& arrival) const {
  if (tensor != slides_) return edge.least;
  if (arrival.outlives) return passing(state, tensor, edge);
  double tiles = 1;  // of a lane, above
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (has(shape_->relevant(tensor), d)) tiles *= static_cast<double>(root_->trips()[d] / state.left[d]);
  }
  const Sweep all{arrival.sweep.lane * tiles, arrival.sweep.group * tiles};
  Passing words = edge.least;
  root_->add_sweep(tensor, edge, all, all, words);
  return words;
}

/// Words that move to a node that stands here.
Passing Walk::passing(const State& state, TensorId tensor, const Edge& edge) const {
  if (tensor != slides_) return root_->passing_within(tensor, edge, state.left, true);
  Gap gap = state.changing;
  gap.lanes_behind = root_->lanes_between(state.changing_section, edge.section);
  return root_->passing(tensor, edge, state.left, gap);
}

}  // namespace ridge::mapper
