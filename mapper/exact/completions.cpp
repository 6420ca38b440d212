#include "mapper/exact/completions.hpp"

#include <algorithm>
#include <numeric>

#include "base/checked.hpp"
#include "mapper/exact/visits.hpp"
#include "mapper/factors.hpp"

namespace ridge::mapper {

namespace {

bool is_no_worse(const Arrival& a, const Arrival& b) {
  // A tile that outlives what is above it moves what it moved there; with windows the two do not compare.
  if (a.outlives != b.outlives) return a.outlives && !a.slides && a.passes <= b.passes;
  return a.passes <= b.passes && a.sweep.lane <= b.sweep.lane && a.sweep.group <= b.sweep.group;
}

bool is_no_worse(const Way& a, const Way& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!is_no_worse(a[i], b[i])) return false;
  }
  return true;
}

/// Adds a way unless another one is nowhere worse; drops those that it is nowhere worse than.
void keep_best(std::vector<Way>& ways, Way way) {
  for (const Way& other : ways) {
    if (is_no_worse(other, way)) return;
  }
  std::erase_if(ways, [&](const Way& other) { return is_no_worse(way, other); });
  ways.push_back(std::move(way));
}

}  // namespace

Completions::Completions(const Space& space, const Shape& shape, const cost::Setting& setting,
                         const Root& root)
    : space_(&space), shape_(&shape), setting_(&setting) {
  for (const TensorId tensor : space.problem().tensors.ids()) {
    const bool slides = shape.sliding(tensor) != 0 && tensor != space.problem().written;
    if (slides) slides_ = tensor;
    for (std::size_t i = 0; i < root.edges(tensor).size(); ++i) {
      const Edge& edge = root.edges(tensor)[i];
      if (edge.section + 1 != root.sections()) continue;
      nodes_.push_back({tensor, i});
      levels_.push_back(edge.child);
      if (slides) windowed_ |= shape.relevant(tensor);
      if (setting.slots[setting.slot(edge.child, tensor)].double_buffered || slides)
        watched_ |= shape.relevant(tensor);
    }
  }
}

bool Completions::cover(const Root& root, const Problem& problem) {
  std::size_t nodes = 0;
  for (const TensorId tensor : problem.tensors.ids()) {
    for (const Edge& edge : root.edges(tensor))
      nodes += edge.section + 1 == root.sections() ? 1U : 0U;
  }
  return root.sections() > 1 && nodes <= most_completed;
}

const std::vector<Way>& Completions::ways(const Root& root, const Factors& left, std::uint32_t standing,
                                          std::size_t section) {
  torn_ = 0;
  const Factors lanes = root.lanes_between(section, root.sections() - 1);
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (lanes[d] > 1 && has(windowed_, d)) torn_ |= ActiveMask{1} << d;
  }
  Key key = key_of(root, left);
  key.push_back(standing);
  key.push_back(torn_);
  const auto found = kept_.find(key);
  if (found != kept_.end()) return found->second;
  if (kept_.size() >= most_kept) kept_.clear();
  if (fewest_.size() >= most_kept) fewest_.clear();
  return kept_.emplace(std::move(key), find(root, left, standing)).first->second;
}

/// What the ways depend on.
Key Completions::key_of(const Root& root, const Factors& left) const {
  Key key;
  ActiveMask looped = 0;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    key.push_back(left[d]);
    if (has(watched_, d) && left[d] != root.trips()[d]) looped |= ActiveMask{1} << d;
  }
  key.push_back(looped);
  key.push_back(root.accumulates() ? 1 : 0);
  if (windowed_ == 0) return key;
  for (const Node& node : nodes_) {
    const Edge& edge = root.edges(node.tensor)[node.edge];
    if (shape_->sliding(node.tensor) == 0) continue;
    for (std::size_t d = 0; d < shape_->size(); ++d) {
      if (!has(shape_->relevant(node.tensor), d)) continue;
      key.push_back(edge.beside[d]);
      key.push_back(root.padded(d));
    }
  }
  return key;
}

/// Whether a level has room for the node's tile beside one word of every other tensor that it keeps.
bool Completions::fits(const Root& root, std::size_t node, const Factors& left) const {
  const auto& size = space_->machine().levels[levels_[node]].size_bytes;
  if (!size) return true;
  const TensorId tensor = nodes_[node].tensor;
  bool changes = false;
  for (std::size_t d = 0; d < shape_->size(); ++d)
    changes = changes || (has(shape_->relevant(tensor), d) && left[d] != root.trips()[d]);
  const bool innermost = nodes_[node].edge + 1 == root.edges(tensor).size();
  const bool partial = tensor == space_->problem().written && innermost && root.accumulates();
  const std::int64_t bytes =
      root.demanded_bytes(tensor, levels_[node], root.extents(levels_[node], left), partial, changes);
  return bytes >= 0 && bytes <= *size - beside(root, node);
}

/// Bytes of these words.
std::int64_t Completions::beside(const Root& root, std::size_t node) const {
  std::int64_t bytes = 0;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const auto& chain = root.chain(tensor);
    const bool kept = std::find(chain.begin(), chain.end(), levels_[node]) != chain.end();
    if (tensor == nodes_[node].tensor || !kept) continue;
    const bool partial =
        tensor == space_->problem().written && levels_[node] == chain.back() && root.accumulates();
    bytes += root.demanded_bytes(tensor, levels_[node], all_ones, partial, false);
  }
  return bytes;
}

/// All loops over dimensions of the node's tensor that let its tile fit, and of which none can be left out.
const std::vector<Factors>& Completions::fewest_loops(const Root& root, const Factors& left,
                                                      std::size_t node) {
  std::vector<std::size_t> dimensions;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (has(shape_->relevant(nodes_[node].tensor), d) && left[d] > 1) dimensions.push_back(d);
  }
  LoopsKey key{};
  key[0] = static_cast<std::int64_t>(node * 2 + (root.accumulates() ? 1 : 0));
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(shape_->relevant(nodes_[node].tensor), d)) continue;
    key[d + 1] = left[d];
    if (left[d] != root.trips()[d]) key[0] |= std::int64_t{256} << d;  // the tile changes
  }
  const auto kept = fewest_.find(key);
  if (kept != fewest_.end()) return kept->second;
  std::vector<Factors> found;
  Factors inner = left;
  const auto choose = [&](auto&& self, std::size_t at) -> void {
    if (at == dimensions.size()) {
      if (fits(root, node, inner)) found.push_back(inner);
      return;
    }
    const std::size_t d = dimensions[at];
    const std::vector<std::int64_t> divisors = divisors_of(left[d]);
    for (auto i = divisors.rbegin(); i != divisors.rend(); ++i) {
      inner[d] = *i;
      const std::size_t before = found.size();
      self(self, at + 1);
      if (at + 1 == dimensions.size() && found.size() > before) break;  // smaller ones are within it
    }
    inner[d] = left[d];
  };
  choose(choose, 0);
  const auto within = [](const Factors& a, const Factors& b) {
    for (std::size_t d = 0; d < most_active; ++d) {
      if (b[d] % a[d] != 0) return false;
    }
    return a != b;
  };
  std::vector<Factors> loops;
  for (const Factors& tile : found) {
    const bool largest =
        std::none_of(found.begin(), found.end(), [&](const Factors& other) { return within(tile, other); });
    if (!largest) continue;
    Factors outer = all_ones;
    for (std::size_t d = 0; d < shape_->size(); ++d)
      outer[d] = left[d] / tile[d];
    loops.push_back(outer);
  }
  return fewest_.emplace(key, std::move(loops)).first->second;
}

/// The innermost loop is one over dimension `innermost`.
void Completions::take_loops(Label& label, const Factors& loops, std::size_t innermost) const {
  ActiveMask looped = 0;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (loops[d] == 1) continue;
    looped |= ActiveMask{1} << d;
    label.left[d] /= loops[d];
  }
  if (looped == 0) return;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    const std::size_t t = tensor.index();
    double idle = 1;
    for (std::size_t d = 0; d < shape_->size(); ++d) {
      if (has(shape_->irrelevant(tensor), d)) idle *= static_cast<double>(loops[d]);
    }
    if ((looped & shape_->relevant(tensor)) == 0) {
      label.idle_trips[t] *= idle;
      continue;
    }
    const bool changes_it = has(shape_->relevant(tensor), innermost);
    label.passes[t] *= label.idle_trips[t] * (changes_it ? idle : 1);
    label.idle_trips[t] = changes_it ? 1 : idle;
    label.changed[t] = true;
  }
}

/// Which loops may be the innermost one, as far as that makes a difference to the nodes that do not stand
/// yet.
std::vector<std::size_t> Completions::innermost_choices(const Label& label, const Factors& loops) const {
  std::vector<std::size_t> choices;
  std::vector<ActiveMask> seen;  // tensors whose tiles the loop leaves alone
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (loops[d] == 1) continue;
    ActiveMask left_alone = 0;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
      const TensorId tensor = nodes_[node].tensor;
      const bool to_come = (label.standing >> node & 1U) == 0;
      if (to_come && has(shape_->irrelevant(tensor), d)) left_alone |= ActiveMask{1} << tensor.index();
    }
    if (std::find(seen.begin(), seen.end(), left_alone) != seen.end()) continue;
    seen.push_back(left_alone);
    choices.push_back(d);
  }
  if (choices.empty()) choices.push_back(shape_->size());
  return choices;
}

/// Words that windows move to a node of the label, for each tile of the lane above.
Sweep Completions::sweep(const Root& root, const Label& label, std::size_t node,
                         const Factors& entering) const {
  const TensorId tensor = nodes_[node].tensor;
  const Edge& edge = root.edges(tensor)[nodes_[node].edge];
  if (tensor != slides_ || !label.changed[tensor.index()]) return {};
  Factors loops = all_ones;
  Factors steps = all_ones;
  double steps_above = 1;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(shape_->relevant(tensor), d)) continue;
    loops[d] = entering[d] / label.left[d];
    steps[d] = loops[d];
    if (entering[d] != root.trips()[d]) {  // how often does not matter
      steps[d] *= 2;
      steps_above *= 2;
    }
  }
  const Factors extents = root.extents(edge.child, label.left);
  const Sweep again = found_again(*shape_, tensor, root.tiles(edge, extents, loops));
  const Tiles tiles = root.tiles(edge, extents, steps);
  for (const auto& window : shape_->windows(tensor)) {
    for (const Shape::Term& term : window) {
      if (!has(torn_, term.active) || label.left[term.active] == 1) continue;
      // Loops that stood above the spatial ones give a lane other indices than they do below.
      const Sweep any = least_sweep_of_any_tiles(*shape_, tensor, tiles);
      return most(again, any * (1 / steps_above));
    }
  }
  const Sweep all = least_sweep_of_any_order(*shape_, tensor, tiles, loops);
  return most(again, all * (1 / steps_above));
}

std::vector<Way> Completions::find(const Root& root, const Factors& left, std::uint32_t standing) {
  Label start;
  start.standing = standing;
  start.left = left;
  start.passes.fill(1);
  start.idle_trips.fill(1);
  const std::uint32_t all = (std::uint32_t{1} << nodes_.size()) - 1;
  std::vector<std::vector<Label>>& labels = labels_;
  labels.resize(all + 1);
  labels[standing].push_back(start);
  for (std::uint32_t mask = standing; mask < all; ++mask) {
    seen_ += static_cast<std::int64_t>(labels[mask].size());
    keep_best(labels[mask]);
    for (const Label& label : labels[mask]) {
      for (std::size_t node = 0; node < nodes_.size(); ++node) {
        if (!is_next(label, node)) continue;
        std::vector<Label>& into = labels[mask | std::uint32_t{1} << node];
        for (const Factors& loops : fewest_loops(root, label.left, node)) {
          for (const std::size_t innermost : innermost_choices(label, loops)) {
            Label& next = into.emplace_back(label);
            take_loops(next, loops, innermost);
            const std::size_t t = nodes_[node].tensor.index();
            next.standing |= std::uint32_t{1} << node;
            next.way[node] = {next.passes[t], !next.changed[t], nodes_[node].tensor == slides_,
                              sweep(root, next, node, left)};
          }
        }
      }
    }
    labels[mask].clear();
  }
  seen_ += static_cast<std::int64_t>(labels[all].size());
  std::vector<Way> ways;
  for (const Label& label : labels[all])
    mapper::keep_best(ways, label.way);
  labels[all].clear();
  return ways;
}

/// Whether nothing that can follow is worse behind `a` than behind `b`, where the same nodes stand and the
/// same trips are left.
bool Completions::is_no_worse(const Label& a, const Label& b) const {
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if ((a.standing >> node & 1U) != 0) {
      if (!mapper::is_no_worse(a.way[node], b.way[node])) return false;
      continue;
    }
    const std::size_t t = nodes_[node].tensor.index();
    if (a.passes[t] > b.passes[t]) return false;  // more of the same trips are idle
  }
  return true;
}

/// Leaves out labels with the same trips left of which another one is nowhere worse.
void Completions::keep_best(std::vector<Label>& labels) const {
  if (labels.size() < 2) return;
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return labels[a].left < labels[b].left; });
  std::vector<std::uint8_t> dropped(labels.size(), 0);
  std::vector<std::size_t> others;  // with the same trips left, in their order
  for (std::size_t at = 0; at < order.size(); ++at) {
    const std::size_t i = order[at];
    if (at == 0 || labels[order[at - 1]].left != labels[i].left) others.clear();
    const auto no_better = [&](std::size_t other) { return is_no_worse(labels[other], labels[i]); };
    if (std::any_of(others.begin(), others.end(), no_better)) {
      dropped[i] = 1;
      continue;
    }
    std::erase_if(others, [&](std::size_t other) {
      if (!is_no_worse(labels[i], labels[other])) return false;
      dropped[other] = 1;
      return true;
    });
    others.push_back(i);
  }
  std::size_t to = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (dropped[i] == 0) labels[to++] = labels[i];
  }
  labels.resize(to);
}

/// Nodes of a tensor stand in their order.
bool Completions::is_next(const Label& label, std::size_t node) const {
  if ((label.standing >> node & 1U) != 0) return false;
  return node == 0 || nodes_[node - 1].tensor != nodes_[node].tensor ||
         (label.standing >> (node - 1) & 1U) != 0;
}

}  // namespace ridge::mapper
