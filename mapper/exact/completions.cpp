#include "mapper/exact/completions.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

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
                         const Root& root, std::size_t section)
    : Completions(space, shape, setting, root, section, {}, std::nullopt) {}

Completions::Completions(const Space& space, const Shape& shape, const cost::Setting& setting,
                         const Root& root, std::size_t section, std::span<const std::uint8_t> placed,
                         std::optional<TensorId> early)
    : space_(&space),
      shape_(&shape),
      setting_(&setting),
      last_section_(section),
      inner_(section + 1 == root.sections()) {
  for (const TensorId tensor : space.problem().tensors.ids()) {
    const bool slides = shape.sliding(tensor) != 0 && tensor != space.problem().written;
    if (slides) slides_ = tensor;
    const std::vector<Edge>& edges = root.edges(tensor);
    bool is_early = tensor == early;
    for (std::size_t i = placed.empty() ? 0 : placed[tensor.index()]; i < edges.size(); ++i) {
      if (edges[i].section < section) continue;
      if (edges[i].section > section && !std::exchange(is_early, false)) break;
      last_section_ = std::max(last_section_, edges[i].section);
      nodes_.push_back({tensor, i});
      levels_.push_back(edges[i].child);
      if (slides) windowed_ |= shape.relevant(tensor);
      if (setting.slots[setting.slot(edges[i].child, tensor)].double_buffered || slides)
        watched_ |= shape.relevant(tensor);
    }
  }
}

bool Completions::cover(const Root& root, const Problem& problem) {
  if (root.sections() == 1) return false;
  std::vector<std::size_t> nodes(root.sections(), 0);
  for (const TensorId tensor : problem.tensors.ids()) {
    for (const Edge& edge : root.edges(tensor))
      ++nodes[edge.section];
  }
  return std::all_of(nodes.begin(), nodes.end(), [](std::size_t n) { return n <= most_completed; });
}

/// Dimensions of windows with spatial loops between sections, above or below which their temporal ones stand.
void Completions::find_torn(const Root& root, std::size_t from) {
  torn_ = 0;
  const Factors lanes = root.lanes_between(from, inner_ ? root.sections() - 1 : last_section_);
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (lanes[d] > 1 && has(windowed_, d)) torn_ |= ActiveMask{1} << d;
  }
}

const std::vector<Way>& Completions::ways(const Root& root, const Factors& left, std::uint32_t standing,
                                          std::size_t section, const Limits& most_passes, bool any_above) {
  any_above_ = any_above;
  most_passes_ = most_passes;
  find_torn(root, section);
  Key key = key_of(root, left);
  key.push_back(standing);
  key.push_back(torn_);
  key.push_back(any_above ? 1 : 0);
  for (const TensorId tensor : space_->problem().tensors.ids())
    key.push_back(static_cast<std::int64_t>(most_passes[tensor.index()]));
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
  add_windows(root, key);
  return key;
}

/// Bytes that a node's tile demands when so many trips are left below it; -1: more than 63 bits.
std::int64_t Completions::bytes_of(const Root& root, std::size_t node, const Factors& left) const {
  const TensorId tensor = nodes_[node].tensor;
  bool changes = false;
  for (std::size_t d = 0; d < shape_->size(); ++d)
    changes = changes || (has(shape_->relevant(tensor), d) && left[d] != root.trips()[d]);
  const std::size_t edge = nodes_[node].edge;
  const bool last = edge + 1 == root.edges(tensor).size();
  const bool partial = tensor == space_->problem().written &&
                       (last ? root.accumulates() : !inner_ && root.holds_partial(tensor, edge));
  return root.demanded_bytes(tensor, levels_[node], root.extents(levels_[node], left), partial, changes);
}

/// Bytes that a level has for a node beside the tiles that stand, and one word of every tensor to come.
std::int64_t Completions::room(const Root& root, const Label& label, std::size_t node) const {
  const auto& size = space_->machine().levels[levels_[node]].size_bytes;
  if (!size) return std::numeric_limits<std::int64_t>::max();
  std::int64_t bytes = *size - root.least_demand(levels_[node], nodes_[node].tensor);
  for (const Tile& tile : label.tiles) {
    const std::size_t other = tile.node;
    if (other == node || levels_[other] != levels_[node]) continue;
    bytes += root.least_bytes(nodes_[other].tensor, levels_[other]);
    bytes -= bytes_of(root, other, tile.trips);
  }
  return bytes;
}

/// Whether nodes of other tensors are to share the room of a node's level.
bool Completions::awaits_others(const Label& label, std::size_t node) const {
  for (std::size_t other = 0; other < nodes_.size() && !inner_; ++other) {
    const bool stands = (label.standing >> other & 1U) != 0;
    if (other != node && !stands && levels_[other] == levels_[node]) return true;
  }
  return false;
}

/// Whether, of the tiles that share a level with this node's, one further out could be larger: the loop then
/// stands before this node in place of that one.
bool Completions::is_reducible(const Root& root, const Label& label, std::size_t node,
                               const Factors& entering) const {
  const auto& size = space_->machine().levels[levels_[node]].size_bytes;
  if (!size || inner_ || awaits_others(label, node)) return false;
  const std::int64_t left_over = room(root, label, node) - bytes_of(root, node, label.left);
  for (std::size_t i = 0; i < label.tiles.size(); ++i) {
    const std::size_t other = label.tiles[i].node;
    if (other == node || levels_[other] != levels_[node]) continue;
    const Factors& tile = label.tiles[i].trips;
    const Factors& outside = i == 0 ? entering : label.tiles[i - 1].trips;
    const std::int64_t bytes = bytes_of(root, other, tile);
    for (std::size_t d = 0; d < shape_->size(); ++d) {
      if (!has(shape_->relevant(nodes_[other].tensor), d)) continue;
      const std::int64_t loop = outside[d] / tile[d];
      if (loop == 1) continue;
      Factors larger = tile;
      larger[d] *= smallest_divisor(loop, 2);
      const std::int64_t with = bytes_of(root, other, larger);
      if (with >= 0 && with - bytes <= left_over) return true;
    }
  }
  return false;
}

/// All loops over dimensions of the node's tensor that let its tile fit, and of which none can be left out;
/// where others are to share the room, with further ones.
const std::vector<Factors>& Completions::loops_before(const Root& root, const Label& label,
                                                      std::size_t node) {
  const Factors& left = label.left;
  const bool shares = awaits_others(label, node);
  const std::int64_t bytes = room(root, label, node);
  const auto fits = [&](const Factors& tile) {
    const std::int64_t demanded = bytes_of(root, node, tile);
    return demanded >= 0 && demanded <= bytes;
  };
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
  key[most_active + 1] = bytes;
  key[most_active + 2] = shares ? 1 : 0;
  const auto kept = fewest_.find(key);
  if (kept != fewest_.end()) return kept->second;
  std::vector<Factors> found;
  Factors inner = left;
  const auto choose = [&](auto&& self, std::size_t at) -> void {
    if (at == dimensions.size()) {
      if (fits(inner)) found.push_back(inner);
      return;
    }
    const std::size_t d = dimensions[at];
    const std::vector<std::int64_t> divisors = divisors_of(left[d]);
    for (auto i = divisors.rbegin(); i != divisors.rend(); ++i) {
      inner[d] = *i;
      const std::size_t before = found.size();
      self(self, at + 1);
      if (at + 1 == dimensions.size() && found.size() > before && !shares)
        break;  // smaller ones are within it
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
    const bool largest = shares || std::none_of(found.begin(), found.end(),
                                                [&](const Factors& other) { return within(tile, other); });
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

/// Adds the labels behind these loops and a node.
void Completions::add_next(const Root& root, const Label& label, const Step& step, const Factors& entering,
                           std::uint32_t standing, std::vector<Label>& into) {
  Label next = label;
  take_loops(next, step.loops, step.innermost);
  const std::size_t node = step.node;
  const std::size_t t = nodes_[node].tensor.index();
  const bool slides = nodes_[node].tensor == slides_;
  next.standing |= std::uint32_t{1} << node;
  if (!inner_) next.tiles.push_back({node, next.left});
  for (std::size_t i = 0; i < nodes_.size(); ++i) {  // this one and those to come
    const std::size_t passing = nodes_[i].tensor.index();
    if ((label.standing >> i & 1U) == 0 && next.passes[passing] > most_passes_[passing]) return;
  }
  next.way[node] = {next.passes[t], !next.changed[t], slides, sweep(root, next, node, entering)};
  const std::optional<Cut> cut = cut_behind(root, next, node, label.left, standing);
  const bool is_first = next.cut == most_completed;
  if (cuts(next, node, standing) && (next.changed[t] || is_first)) next.cut = node;
  if (cut) {
    add_in_stretches(root, next, *cut, entering, into);
  } else {
    into.push_back(next);
  }
}

std::vector<Completions::Label> Completions::labels(const Root& root, const Factors& left, std::size_t from,
                                                    bool any_above,
                                                    const std::function<bool(const Label&)>& worth) {
  any_above_ = any_above;
  most_passes_.fill(no_limit);
  find_torn(root, from);
  std::vector<Label>& all = find_labels(root, left, 0, worth);
  keep_best(all);
  return std::exchange(all, {});
}

/// With other nodes of a mask than those that stand already. `worth`: empty, or which labels are.
std::vector<Completions::Label>& Completions::find_labels(const Root& root, const Factors& left,
                                                          std::uint32_t standing,
                                                          const std::function<bool(const Label&)>& worth) {
  Label start;
  start.standing = standing;
  start.left = left;
  start.passes.fill(1);
  start.idle_trips.fill(1);
  forget_stretches(root);
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
        for (const Factors& loops : loops_before(root, label, node)) {
          const std::size_t before = into.size();
          for (const std::size_t innermost : innermost_choices(label, loops))
            add_next(root, label, {node, loops, innermost}, left, standing, into);
          if (!worth) continue;
          const auto is_useless = [&](const Label& next) {
            return is_reducible(root, next, node, left) || !worth(next);
          };
          into.erase(
              std::remove_if(into.begin() + static_cast<std::ptrdiff_t>(before), into.end(), is_useless),
              into.end());
        }
      }
    }
    labels[mask].clear();
  }
  seen_ += static_cast<std::int64_t>(labels[all].size());
  return labels[all];
}

std::vector<Way> Completions::find(const Root& root, const Factors& left, std::uint32_t standing) {
  std::vector<Label>& labels = find_labels(root, left, standing, {});
  std::vector<Way> ways;
  for (const Label& label : labels)
    mapper::keep_best(ways, label.way);
  labels.clear();
  return ways;
}

/// Whether nothing that can follow is worse behind `a` than behind `b`, where the same nodes stand and the
/// same trips are left.
bool Completions::is_no_worse(const Label& a, const Label& b) const {
  if (a.cut != b.cut && slides_) return false;
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if ((a.standing >> node & 1U) != 0) {
      if (!mapper::is_no_worse(a.way[node], b.way[node])) return false;
      continue;
    }
    const std::size_t t = nodes_[node].tensor.index();
    if (a.passes[t] > b.passes[t]) return false;  // more of the same trips are idle
  }
  const bool all_stand = a.standing + 1 == std::uint32_t{1} << nodes_.size();
  if (!all_stand && a.tiles != b.tiles) return false;
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
