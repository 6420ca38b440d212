#include "sim/nest/sampled.hpp"

#include <algorithm>

#include "base/diagnostics.hpp"

namespace ridge::nest {

SampledTensor::SampledTensor(const Problem& problem, const Machine& machine, TensorId tensor)
    : written_(problem.is_written(tensor)) {
  for (const Rank& rank : problem.tensors[tensor].ranks) {
    std::vector<Term> terms;
    for (const Term& term : rank.terms) {
      if (problem.dimensions[term.dimension].bound == 1) continue;
      terms.push_back(term);
    }
    if (!terms.empty()) ranks_.push_back(std::move(terms));
  }
  const auto role = static_cast<std::size_t>(problem.tensors[tensor].role);
  for (const Fanout& fanout : machine.fanouts) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const bool joins = written_ ? fanout.reduce[axis] : fanout.multicast[axis].has(role);
      joining_axes_.push_back(joins ? 1 : 0);
    }
  }
  sides_.resize(ranks_.size());
  move_.resize(ranks_.size());
}

void SampledTensor::measure(const NestView& view) {
  tile_ = 1;
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    sides_[rank] = 1;
    for (const Term& term : ranks_[rank])
      sides_[rank] += term.coefficient * (view.extent(term.dimension) - 1);
    tile_ *= sides_[rank];
  }
}

std::int64_t SampledTensor::tile(const NestView& view) {
  measure(view);
  return tile_;
}

/// How far one iteration of a loop moves the box along a rank.
std::int64_t SampledTensor::shift(std::size_t rank, const Loop& loop) const {
  for (const Term& term : ranks_[rank])
    if (term.dimension == loop.dimension) return term.coefficient * loop.weight;
  return 0;
}

// Looked at in their first two iterations only, the loops above make few different moves. When loop j goes
// from its first iteration to its second, the loops inside it go back from their second to their first, so
// the box moves by m_j = shift_j - sum of the shifts of the loops inside. That happens (n_j - 1) x (product
// of the bounds outside j) times. The innermost loop that moves the box at all sets the direction in which
// words are kept.
std::int64_t SampledTensor::entering(const NestView& view) {
  measure(view);
  std::int64_t words = tile_;
  bool directed = false;
  inner_.assign(ranks_.size(), 0);
  for (std::size_t l = view.passed(); l-- > 0;) {
    const Loop& loop = view.loops()[l];
    if (loop.spatial) continue;
    bool moves = false;
    for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
      const std::int64_t along = shift(rank, loop);
      move_[rank] = along - inner_[rank];
      inner_[rank] += along;
      moves = moves || move_[rank] != 0;
    }
    if (!moves) continue;
    const bool goes_on = !directed || move_ == direction_;
    if (!directed) direction_ = move_;
    directed = true;
    words += loop.temporal_above * (loop.bound - 1) * (goes_on ? fresh(move_) : tile_);
  }
  return words;
}

/// Words that a box moved so does not share with where it was. Along two axes at once: all of them.
std::int64_t SampledTensor::fresh(const Offset& move) const {
  std::int64_t words = tile_;
  int axes = 0;
  for (std::size_t rank = 0; rank < move.size(); ++rank) {
    if (move[rank] == 0) continue;
    const std::int64_t distance = move[rank] < 0 ? -move[rank] : move[rank];
    if (++axes > 1 || distance >= sides_[rank]) return tile_;
    words = tile_ / sides_[rank] * distance;
  }
  return words;
}

std::int64_t SampledTensor::groups(const NestView& view, std::size_t first, std::size_t last) {
  std::int64_t groups = 1;
  const auto joins = [&](const Loop& loop) { return joining_axes_[loop.axis] != 0; };
  for (std::size_t l = first; l < last; ++l)
    if (view.loops()[l].spatial && !joins(view.loops()[l])) groups *= view.loops()[l].bound;
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    corners_.clear();
    for (std::size_t l = first; l < last; ++l) {
      const Loop& loop = view.loops()[l];
      const std::int64_t along = shift(rank, loop);
      if (loop.spatial && along != 0 && joins(loop)) corners_.push_back({along, loop.bound});
    }
    groups *= distinct_corners();
  }
  return groups;
}

/// Different sums of `corners_`. Lanes are listed only where three or more steps cross each other and are
/// spread too wide to be marked in a set of bits.
std::int64_t SampledTensor::distinct_corners() const {
  Progressions sums;
  for (const Progression& corner : corners_)
    sums.add(corner.step, corner.count);
  if (const auto size = sums.size()) return *size;
  if (const auto size = distinct_sums(corners_)) return *size;
  std::vector<std::int64_t> all{0};
  for (const Progression& corner : corners_) {
    const std::size_t before = all.size();
    for (std::int64_t lane = 1; lane < corner.count; ++lane)
      for (std::size_t i = 0; i < before; ++i)
        all.push_back(all[i] + lane * corner.step);
  }
  std::sort(all.begin(), all.end());
  return std::unique(all.begin(), all.end()) - all.begin();
}

std::int64_t SampledTensor::part_of_one(const NestView& view, std::size_t first, std::size_t last,
                                        std::int64_t words) {
  measure(view);
  std::int64_t together = 1;
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    std::int64_t side = sides_[rank];
    for (std::size_t l = first; l < last; ++l) {
      const Loop& loop = view.loops()[l];
      if (loop.spatial) side += shift(rank, loop) * (loop.bound - 1);
    }
    together *= side;
  }
  __extension__ using Wide = __int128;
  return static_cast<std::int64_t>(static_cast<Wide>(words) * tile_ / together);
}

SampledCounter::SampledCounter(const Problem& problem, const Machine& machine)
    : problem_(problem),
      innermost_(problem.tensors.size()),
      parts_(problem.tensors.size()),
      groups_(problem.tensors.size()) {
  for (const TensorId tensor : problem.tensors.ids())
    tensors_.emplace_back(problem, machine, tensor);
}

void SampledCounter::count(const Mapping& mapping, Counts& counts) {
  view_.rebuild(problem_, mapping);
  check(view_.imperfect().empty(), "a nest that is counted by samples is perfect");
  innermost_.assign(tensors_.size(), {});
  runs_.clear();
  for (std::size_t tensor = 0; tensor < tensors_.size(); ++tensor) {
    parts_[tensor].assign(1, tensors_[tensor].tile(view_));
    groups_[tensor].clear();
  }
  const auto is_node = [](const NestEntry& entry) { return entry.kind == NestEntry::Kind::keep; };
  counts.nodes.resize(
      static_cast<std::size_t>(std::count_if(mapping.nest.begin(), mapping.nest.end(), is_node)));
  std::size_t slot = 0;
  for (std::size_t e = 0; e < mapping.nest.size(); ++e) {
    if (is_node(mapping.nest[e])) {
      add_node(mapping.nest[e], e, counts.nodes[slot++]);
    } else if (mapping.nest[e].bound > 1) {
      pass_loop();
    }
  }
  for (const TensorId tensor : problem_.tensors.ids())
    arrive(tensor, view_.temporal());
  counts.operations = problem_.iterations();
  counts.compute_steps = view_.temporal();
  counts.used_lanes = view_.spatial();
}

/// Passes a loop; behind the last spatial loop of a fanout, what its lanes share is known.
void SampledCounter::pass_loop() {
  const std::size_t at = view_.passed();
  view_.pass_loop();
  const Loop& loop = view_.loops()[at];
  if (!loop.spatial) return;
  const bool goes_on = !runs_.empty() && view_.loops()[runs_.back().first].axis / 2 == loop.axis / 2;
  if (goes_on) {
    runs_.back().last = at + 1;
  } else {
    runs_.push_back({at, at + 1});
  }
  const Run& run = runs_.back();
  for (std::size_t tensor = 0; tensor < tensors_.size(); ++tensor) {
    parts_[tensor].resize(runs_.size());
    groups_[tensor].resize(runs_.size() - 1);
    parts_[tensor].push_back(
        tensors_[tensor].part_of_one(view_, run.first, run.last, parts_[tensor][runs_.size() - 1]));
    groups_[tensor].push_back(tensors_[tensor].groups(view_, run.first, run.last));
  }
}

void SampledCounter::add_node(const NestEntry& entry, std::size_t index, NodeCounts& node) {
  const std::size_t tensor = entry.tensor.index();
  Innermost& above = innermost_[tensor];
  node = NodeCounts{};
  node.level = entry.level;
  node.tensor = entry.tensor;
  node.entry = index;
  node.home = above.node == nullptr;
  node.instances = view_.spatial();
  node.tile_words = tensors_[tensor].tile(view_);
  const std::int64_t part = parts_[tensor].back();
  if (!node.home) {
    const std::int64_t entering = tensors_[tensor].entering(view_);
    arrive(entry.tensor, entering);
    node.fills = (tensors_[tensor].written() ? entering - part : entering) * node.instances;
    node.changes = entering != node.tile_words;
  }
  above = {&node, runs_.size(), part};
}

/// What a parent sends to its children, or takes from them, when `entering` words enter each of them.
void SampledCounter::arrive(TensorId tensor, std::int64_t entering) {
  const Innermost& parent = innermost_[tensor.index()];
  std::int64_t words = entering;
  for (std::size_t run = parent.runs; run < runs_.size(); ++run)
    words *= groups_[tensor.index()][run];
  NodeCounts& node = *parent.node;
  if (!tensors_[tensor.index()].written()) {
    node.reads = words * node.instances;
    return;
  }
  node.updates = words * node.instances;
  node.complete_updates = node.updates;  // one width for partial and complete words
  node.reads = (words - parent.part) * node.instances;
}

}  // namespace ridge::nest
