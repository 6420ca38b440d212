// What windows move in the ways of a section.
#include <algorithm>

#include "mapper/exact/completions.hpp"
#include "mapper/factors.hpp"

namespace ridge::mapper {

/// What windows move depends on.
void Completions::add_windows(const Root& root, Key& key) const {
  if (windowed_ == 0) return;
  for (const Node& node : nodes_) {
    const Edge& edge = root.edges(node.tensor)[node.edge];
    if (shape_->sliding(node.tensor) == 0) continue;
    for (std::size_t d = 0; d < shape_->size(); ++d) {
      if (!has(shape_->relevant(node.tensor), d)) continue;
      key.push_back(edge.beside[d]);
      key.push_back(root.padded(d));
    }
  }
}

/// Words that windows move to a node of the label, for each tile of the lane above.
const Sweep& Completions::sweep(const Root& root, const Label& label, std::size_t node,
                                const Factors& entering) {
  static constexpr Sweep nothing;
  const TensorId tensor = nodes_[node].tensor;
  if (tensor != slides_ || !label.changed[tensor.index()]) return nothing;
  TilesKey key{};
  key[0] = static_cast<std::int64_t>(2 * node + (any_above_ ? 1 : 0));
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(shape_->relevant(tensor), d)) continue;
    key[1 + d] = label.left[d];
    key[1 + most_active + d] = entering[d];
  }
  const auto [found, is_new] = sweeps_.try_emplace(key);
  if (is_new) found->second = find_sweep(root, node, label.left, entering);
  return found->second;
}

Sweep Completions::find_sweep(const Root& root, std::size_t node, const Factors& left,
                              const Factors& entering) const {
  const TensorId tensor = nodes_[node].tensor;
  const Edge& edge = root.edges(tensor)[nodes_[node].edge];
  Factors loops = all_ones;
  Factors steps = all_ones;
  double steps_above = 1;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(shape_->relevant(tensor), d)) continue;
    loops[d] = (any_above_ ? root.trips()[d] : entering[d]) / left[d];
    steps[d] = loops[d];
    if (any_above_) {
      steps_above *= static_cast<double>(root.trips()[d] / entering[d]);
    } else if (entering[d] != root.trips()[d]) {  // how often does not matter
      steps[d] *= 2;
      steps_above *= 2;
    }
  }
  const Factors extents = root.extents(edge.child, left);
  const Sweep again =
      found_again(*shape_, tensor, root.tiles(edge, extents, loops)) * (any_above_ ? 1 / steps_above : 1);
  const Tiles tiles = root.tiles(edge, extents, steps);
  for (const auto& window : shape_->windows(tensor)) {
    for (const Shape::Term& term : window) {
      if (!has(torn_, term.active) || left[term.active] == 1) continue;
      // Loops that stood above the spatial ones give a lane other indices than they do below.
      const Sweep any = least_sweep_of_any_tiles(*shape_, tensor, tiles);
      return most(again, any * (1 / steps_above));
    }
  }
  const Sweep all = least_sweep_of_any_order(*shape_, tensor, tiles, loops);
  return most(again, all * (1 / steps_above));
}

/// The stretches that so many trips make for the children of an edge; fewer of some dimensions.
Stretch Completions::stretch_of(const Root& root, const Edge& edge, const Factors& trips,
                                ActiveMask or_fewer) const {
  Factors fewest = trips;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (has(or_fewer, d)) fewest[d] = 1;
  }
  return {root.extents(edge.child, trips), root.extents(edge.child, fewest), trips, ~torn_};
}

/// What a node with windows finds in the stretches that another one's tile cuts, the loops of other
/// dimensions below that one standing in each way: in a stretch a lane goes through all that the operations
/// on that tile need.
const std::vector<Completions::Found>& Completions::stretches(const Root& root, const Cut& cut) {
  const TensorId tensor = nodes_[cut.windows].tensor;
  const ActiveMask own = cut.other ? shape_->relevant(nodes_[*cut.other].tensor) : shape_->all();
  TilesKey key{};
  key[0] = static_cast<std::int64_t>(cut.windows * (most_completed + 1) + cut.other.value_or(most_completed));
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    key[1 + d] = cut.tile[d];
    key[1 + most_active + d] = has(own, d) ? cut.below[d] : 1;
  }
  const auto [found, is_new] = stretches_.try_emplace(key);
  if (!is_new) return found->second;
  const Edge& edge = root.edges(tensor)[nodes_[cut.windows].edge];
  const Tiles tiles = root.tiles(edge, root.extents(edge.child, cut.tile), all_ones);
  const ActiveMask or_fewer = cut.other ? own : 0U;
  std::vector<Found>& all = found->second;
  Factors trips = cut.below;
  const auto choose = [&](auto&& self, std::size_t d) -> void {
    if (d == shape_->size()) {
      double parts = 1;
      for (std::size_t i = 0; i < shape_->size(); ++i)
        parts /= static_cast<double>(trips[i]);
      const Sweep words =
          found_in_stretch(*shape_, tensor, tiles, stretch_of(root, edge, trips, or_fewer), edge.room_words);
      all.push_back({trips, words * parts});
      return;
    }
    if (has(own, d)) return self(self, d + 1);
    for (const std::int64_t inside : divisors_of(root.trips()[d])) {
      trips[d] = inside;
      self(self, d + 1);
    }
  };
  choose(choose, 0);
  seen_ += static_cast<std::int64_t>(all.size());
  return all;
}

/// Adds a label, and more of them in which the other tensor passes more often and the windows find less.
void Completions::add_in_stretches(const Root& root, const Label& label, const Cut& cut,
                                   const Factors& entering, std::vector<Label>& into) {
  const auto& [node, other, tile, below] = cut;
  const ActiveMask own = other ? shape_->relevant(nodes_[*other].tensor) : shape_->all();
  const double least_passes = other ? label.way[*other].passes : 1;
  const double most_passes = other ? most_passes_[nodes_[*other].tensor.index()] : no_limit;
  const Sweep before = label.way[node].sweep;
  double all_passes = 1;
  double often = 1 / label.way[node].passes;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    often *= static_cast<double>(entering[d]);
    if (!has(own, d)) all_passes *= static_cast<double>(entering[d]);
  }
  worth_.clear();
  for (const Found& stretch : stretches(root, cut)) {
    double inside = 1;
    bool can_be = true;
    for (std::size_t d = 0; d < shape_->size() && can_be; ++d) {
      if (has(own, d)) continue;
      can_be = entering[d] % stretch.trips[d] == 0;
      inside *= static_cast<double>(stretch.trips[d]);
    }
    const double passes = all_passes / inside;
    if (!can_be || passes < least_passes || passes > most_passes) continue;
    const Passed here{passes, most(before, stretch.words * often)};
    const auto is_no_worse = [](const Passed& a, const Passed& b) {
      return a.passes <= b.passes && a.words.lane <= b.words.lane && a.words.group <= b.words.group;
    };
    if (std::any_of(worth_.begin(), worth_.end(), [&](const Passed& one) { return is_no_worse(one, here); }))
      continue;
    std::erase_if(worth_, [&](const Passed& one) { return is_no_worse(here, one); });
    worth_.push_back(here);
  }
  std::sort(worth_.begin(), worth_.end(),
            [](const Passed& a, const Passed& b) { return a.passes < b.passes; });
  // The fewest passes alone, then those of less than twice as many together, which costs little of the bound
  // and saves labels.
  for (std::size_t first = 0; first < worth_.size();) {
    Passed together = worth_[first];
    std::size_t end = first + 1;
    for (; end < worth_.size() && worth_[end].passes < 2 * together.passes && first > 0; ++end)
      together.words = least(together.words, worth_[end].words);
    first = end;
    Label& next = into.emplace_back(label);
    next.way[node].sweep = together.words;
    if (other) next.way[*other].passes = together.passes;
  }
}

/// Whether the tile of a node behind its loops cuts the run. One that no loop of the section changes stays in
/// place beyond it; where loops to come may stand outside of those that have been made that is no bar.
bool Completions::cuts(const Label& label, std::size_t node, std::uint32_t standing) const {
  const TensorId tensor = nodes_[node].tensor;
  if (tensor == slides_) return false;
  return any_above_ ? !stood_early(node, standing) : label.changed[tensor.index()];
}

/// What cuts the run for windows, now that a node stands: the last cut when it has windows itself, else its
/// own tile for the node with windows that stands further out, if any. `before`: the trips left before its
/// loops.
std::optional<Completions::Cut> Completions::cut_behind(const Root& root, const Label& label,
                                                        std::size_t node, const Factors& before,
                                                        std::uint32_t standing) const {
  if (!slides_ || !label.changed[slides_->index()]) return std::nullopt;
  if (nodes_[node].tensor == slides_) {
    if (label.cut != most_completed) return Cut{node, label.cut, label.left, before};
    if (any_above_) return std::nullopt;
    return Cut{node, std::nullopt, label.left, before};
  }
  if (!cuts(label, node, standing)) return std::nullopt;
  for (std::size_t windows = 0; windows < nodes_.size(); ++windows) {
    const bool stands_now = ((label.standing & ~standing) >> windows & 1U) != 0;
    if (!stands_now || nodes_[windows].tensor != slides_) continue;
    Factors tile = label.left;
    for (std::size_t d = 0; d < shape_->size(); ++d) {
      if (has(shape_->relevant(nodes_[node].tensor), d)) tile[d] = root.trips()[d];
    }
    return Cut{windows, node, tile, label.left};
  }
  return std::nullopt;
}

/// Whether an outer node of the same tensor stood early: its tile outlived loops of other sections.
bool Completions::stood_early(std::size_t node, std::uint32_t standing) const {
  for (std::size_t other = 0; other < node; ++other) {
    if ((standing >> other & 1U) != 0 && nodes_[other].tensor == nodes_[node].tensor) return true;
  }
  return false;
}

/// Of another root.
void Completions::forget_stretches(const Root& root) {
  Key of(root.trips().begin(), root.trips().end());
  of.push_back(torn_);
  add_windows(root, of);
  if (of == stretches_of_ && stretches_.size() + sweeps_.size() < most_kept) return;
  stretches_.clear();
  sweeps_.clear();
  stretches_of_ = std::move(of);
}

}  // namespace ridge::mapper
