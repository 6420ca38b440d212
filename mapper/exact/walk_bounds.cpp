// What everything that can follow a state costs, at least.
#include <algorithm>
#include <cmath>
#include <limits>

#include "mapper/exact/walk_state.hpp"

namespace ridge::mapper {

double value_at_least(const Root& root, const Cost& cost, const Space& space, const cost::Setting& setting,
                      const Incumbent& incumbent, double least_cycles) {
  const double cycles = std::max(root.cycles(cost), cost::whole(least_cycles * rounded_down));
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

double Walk::least_of_sections() const {
  return completions_ == nullptr || !runs_exclude_ ? 0 : least_of_sections(start(), 0, incumbent_->value());
}

/// The state behind nodes of a section that stand in one of their ways. The last loop above the spatial ones
/// changes the tiles of all tensors but of the one that stands early: all loops that they do not have count.
Walk::State Walk::state_behind(const State& state, const Completions& nodes, const Completions::Label& label,
                               std::optional<TensorId> early) const {
  State next = state;
  next.left = label.left;
  next.changing = {};
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    if (tensor == early) continue;
    for (std::size_t d = 0; d < shape_->size(); ++d) {
      if (has(shape_->irrelevant(tensor), d))
        next.passes[tensor.index()] *= static_cast<double>(state.left[d] / label.left[d]);
    }
  }
  for (std::size_t i = 0; i < nodes.nodes().size(); ++i) {
    if ((label.standing >> i & 1U) == 0) continue;
    const TensorId tensor = nodes.nodes()[i].tensor;
    const std::size_t t = tensor.index();
    const Arrival& arrival = label.way[i];
    const Edge& edge = root_->edges(tensor)[nodes.nodes()[i].edge];
    const double passes = state.passes[t] * arrival.passes;
    root_->charge_at_least(tensor, edge, passes, words_of(state, tensor, edge, arrival), next.first_touches,
                           next.cost);
    ++next.placed[t];
    if (tensor == early) next.passes[t] = passes;
  }
  return next;
}

/// The least that can follow, as the nodes of a section, and of those further in, stand best among all loops;
/// `most` when that is less. Either a node further in stands early, or none does.
double Walk::least_of_sections(const State& state, std::size_t section, double most) const {
  if (section + 1 == root_->sections()) return least_completion(state, state.placed, most, true);
  std::vector<std::optional<TensorId>> earlies{std::nullopt};
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    if (!root_->edges(tensor).empty() && root_->edges(tensor).back().section > section &&
        state.placed[tensor.index()] < root_->edges(tensor).size())
      earlies.push_back(tensor);
  }
  struct Next {
    State state;
    double bound;
  };
  std::vector<Next> all;
  for (const std::optional<TensorId> early : earlies) {
    Completions nodes(*space_, *shape_, *setting_, *root_, section, state.placed, early);
    if (nodes.nodes().size() > most_completed) return 0;
    const auto worth = [&](const Completions::Label& label) {
      return value(least_cost(state_behind(state, nodes, label, early))) < most;
    };
    const auto labels = nodes.labels(*root_, state.left, state.section, section > 0, worth);
    incumbent_->labels(nodes.labels());
    for (const Completions::Label& label : labels) {
      all.push_back({state_behind(state, nodes, label, early), 0});
      all.back().bound = value(least_cost(all.back().state));
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Next& a, const Next& b) { return a.bound < b.bound; });
  for (const Next& next : all) {
    if (next.bound >= most) break;
    if (!incumbent_->goes_on()) return 0;
    most = std::min(most, least_of_sections(next.state, section + 1, most));
  }
  return most;
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
  const double least = value(cost, least_cycles(state, cost));
  if (least >= ceiling()) return least;
  const auto passes = [&](TensorId tensor, std::size_t) { return state.passes[tensor.index()]; };
  return std::max(least, least_in_rooms(state, passes, cost, std::numeric_limits<double>::infinity()));
}

double Walk::value(const Cost& cost, double least_cycles) const {
  return value_at_least(*root_, cost, *space_, *setting_, *incumbent_, least_cycles);
}

/// The least that can follow, as the nodes of the innermost section stand best among all loops to come, when
/// so many of each tensor stand already; `most` when that is less.
double Walk::least_completion(const State& state, std::span<const std::uint8_t> placed, double most,
                              bool any_above) const {
  std::uint32_t standing = 0;
  const auto& nodes = completions_->nodes();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].edge < placed[nodes[i].tensor.index()]) standing |= std::uint32_t{1} << i;
  }
  const std::int64_t labels = completions_->labels();
  const std::vector<Way>& ways =
      completions_->ways(*root_, state.left, standing, state.section, most_passes(state), any_above);
  incumbent_->labels(completions_->labels() - labels);
  incumbent_->work(static_cast<std::int64_t>(ways.size()), Incumbent::ways_per_one);
  for (const Way& way : ways) {
    bool any_idle = false;
    for (const TensorId tensor : space_->problem().tensors.ids()) {
      if (state.idle_trips[tensor.index()] == 1) continue;
      any_idle = true;
      most = least_of_way(state, way, tensor, most);
    }
    if (!any_idle) most = least_of_way(state, way, std::nullopt, most);
  }
  return most;
}

/// How often nodes of the innermost section may still pass: beyond that nothing is below the ceiling.
Completions::Limits Walk::most_passes(const State& state) const {
  if (ceiling() != limits_of_) {
    limits_of_ = ceiling();
    for (const TensorId tensor : space_->problem().tensors.ids())
      limits_[tensor.index()] = most_passes(tensor);
  }
  Completions::Limits limits{};
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const std::size_t t = tensor.index();
    limits[t] = limits_[t] == Completions::no_limit ? limits_[t] : std::ceil(limits_[t] / state.passes[t]);
  }
  return limits;
}

/// The same of one tensor, from the outside: a power of two.
double Walk::most_passes(TensorId tensor) const {
  for (double passes = 2; passes < Completions::no_limit; passes *= 2) {
    Cost cost = root_->base();
    double first_touches = root_->first_touches_at_home();
    for (const TensorId other : space_->problem().tensors.ids()) {
      for (const Edge& edge : root_->edges(other)) {
        // A node that passes so often has those further in do so, and none further out.
        const bool often =
            other == tensor && &edge == &root_->edges(other).back() && edge.section + 1 == root_->sections();
        root_->charge_at_least(other, edge, often ? passes : 1, edge.least, first_touches, cost);
      }
    }
    root_->charge_sums(first_touches, cost);
    if (value(cost) >= ceiling()) return passes;
  }
  return Completions::no_limit;
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
