#include "tests/nest/written_walk.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/diagnostics.hpp"

namespace ridge::walked {
namespace {

/// What one instance holds for one word.
struct Value {
  std::int64_t iterations = 0;  // accumulated in it
  bool has_content = false;     // filled since the word was taken in, or updated since
};

using Held = std::map<std::int64_t, Value>;  // by word

/// A node with all its instances at work. The first of the list is the home.
struct WrittenNode {
  Node node;
  Tiles tiles;
  std::optional<Passage> up;     // to the parent; the home has none
  std::map<Ordinal, Held> held;  // by instance
  std::optional<Ordinal> now;    // the node's step
  NodeCounts* counts = nullptr;
  std::map<std::int64_t, std::set<Ordinal>> parts;   // word: the instances that ever hold a part of it
  std::set<std::pair<Ordinal, std::int64_t>> known;  // instance, word: has been there before
};

class Walk {
 public:
  Walk(const Problem& problem, const Machine& machine, const Mapping& mapping, const LoopSpace& space,
       CountingRules rules, std::span<NodeCounts*> counts);
  void run();

 private:
  void give_up(std::size_t child, std::optional<Ordinal> step);
  void take_in(std::size_t child, Ordinal step);
  void take_back(WrittenNode& node, WrittenNode& parent, Ordinal instance, std::int64_t word, Value& value,
                 Value& copy, std::set<std::pair<Ordinal, std::int64_t>>& taken);
  void compute(Ordinal step);
  void check_conservation() const;
  bool complete(const WrittenNode& node, std::int64_t word, std::int64_t iterations) const;

  Words keeps_in_step(const WrittenNode& node, std::optional<Ordinal> step, Ordinal instance) const;
  Ordinal step_of(const WrittenNode& node, Ordinal full_step) const {
    return prefix_of(full_step, space_.temporal, node.node.standpoint.temporal_above);
  }

  const Problem& problem_;
  const LoopSpace& space_;
  const bool all_take_back_;                            // AccelForge's rule
  std::set<std::pair<Ordinal, std::int64_t>> summed_;   // group of lanes, word: has been added to before
  std::vector<WrittenNode> nodes_;                      // outermost first
  Tiles lanes_;                                         // compute: one word per lane and step
  std::optional<Passage> compute_up_;                   // from a lane to the innermost node
  std::map<std::int64_t, std::int64_t> contributions_;  // iterations that belong to each word
};

Walk::Walk(const Problem& problem, const Machine& machine, const Mapping& mapping, const LoopSpace& space,
           CountingRules rules, std::span<NodeCounts*> counts)
    : problem_(problem),
      space_(space),
      all_take_back_(rules == CountingRules::accelforge),
      lanes_(tiles_of(problem.written, compute_standpoint(space), space)) {
  for (const Node& node : nodes_of(problem.written, mapping)) {
    WrittenNode written{node, tiles_of(node.tensor, node.standpoint, space), {}, {}, {}, nullptr, {}, {}};
    if (!nodes_.empty())
      written.up.emplace(problem, machine, node.tensor, nodes_.back().node.standpoint, node.standpoint, space,
                         rules);
    written.counts = counts[nodes_.size()];
    for (const auto& [step, instances] : written.tiles)
      for (const auto& [instance, tile] : instances)
        for (std::int64_t word : tile)
          written.parts[word].insert(instance);
    nodes_.push_back(std::move(written));
  }
  compute_up_.emplace(problem, machine, problem.written, nodes_.back().node.standpoint,
                      compute_standpoint(space), space, rules);
  for (const Iteration& iteration : space.iterations)
    ++contributions_[iteration.word_used[problem.written]];
}

/// One step of all temporal loops after the other. All leaving comes before all entering; inner nodes give
/// up words before outer ones, outer ones take in before inner ones.
void Walk::run() {
  for (const auto& [full_step, lanes] : lanes_) {
    for (std::size_t i = nodes_.size(); i-- > 1;)
      if (nodes_[i].now != step_of(nodes_[i], full_step)) give_up(i, step_of(nodes_[i], full_step));
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (nodes_[i].now != step_of(nodes_[i], full_step)) take_in(i, step_of(nodes_[i], full_step));
    compute(full_step);
  }
  for (std::size_t i = nodes_.size(); i-- > 1;)
    give_up(i, std::nullopt);
  check_conservation();
}

/// What an instance goes on holding when the node comes to `step` (nothing: the end of the nest).
Words Walk::keeps_in_step(const WrittenNode& node, std::optional<Ordinal> step, Ordinal instance) const {
  if (!step) return {};
  const auto& working = node.tiles.at(*step);
  if (auto tile = working.find(instance); tile != working.end()) return tile->second;
  for (const Rank& rank : problem_.tensors[problem_.written].ranks)
    for (const Term& term : rank.terms)
      if (has_run_out(problem_, term.dimension, node.node.standpoint, *step, instance, space_)) return {};
  Words all;
  for (const auto& [word, value] : node.held.at(instance))
    all.push_back(word);
  return all;
}

/// Words leave: a drain at each instance; at the parent one update per word of a reducing group.
void Walk::give_up(std::size_t child, std::optional<Ordinal> step) {
  WrittenNode& node = nodes_[child];
  WrittenNode& parent = nodes_[child - 1];
  std::map<Ordinal, std::map<std::int64_t, std::int64_t>> given;  // group, word: iterations
  std::map<Ordinal, Ordinal> parent_of_group;
  for (auto& [instance, held] : node.held) {
    const Words kept = keeps_in_step(node, step, instance);
    const Ordinal group = node.up->group_of(instance);
    parent_of_group[group] = node.up->parent_of(instance);
    std::erase_if(held, [&](const auto& item) {
      const auto& [word, value] = item;
      if (std::ranges::binary_search(kept, word)) return false;
      ++node.counts->drains;
      if (complete(node, word, value.iterations)) ++node.counts->complete_drains;
      given[group][word] += value.iterations;
      return true;
    });
  }
  for (const auto& [group, words] : given) {
    Held& copy = parent.held[parent_of_group.at(group)];
    for (const auto& [word, iterations] : words) {
      check(copy.contains(word), "walker: a child gives up a word that its parent does not hold");
      copy[word].iterations += iterations;
      copy[word].has_content = true;
      ++parent.counts->updates;
      if (complete(parent, word, copy[word].iterations)) ++parent.counts->complete_updates;
    }
  }
}

/// Words enter: read back from the parent, once per reducing group, only if its copy holds content. The home
/// has no parent and just holds.
void Walk::take_in(std::size_t child, Ordinal step) {
  WrittenNode& node = nodes_[child];
  node.now = step;
  std::set<std::pair<Ordinal, std::int64_t>> taken;  // group, word: the first of a group takes the value
  for (const auto& [instance, tile] : node.tiles.at(step)) {
    for (std::int64_t word : tile) {
      const auto [place, enters] = node.held[instance].try_emplace(word);
      if (!enters || !node.up) continue;
      WrittenNode& parent = nodes_[child - 1];
      Held& copies = parent.held[node.up->parent_of(instance)];
      check(copies.contains(word), "walker: a child takes in a word that its parent does not hold");
      Value& copy = copies.at(word);
      if (all_take_back_) {
        take_back(node, parent, instance, word, place->second, copy, taken);
        continue;
      }
      if (!copy.has_content || !taken.emplace(node.up->group_of(instance), word).second) continue;
      check(copy.iterations > 0, "walker: a partial sum is read back that is elsewhere");
      place->second = {copy.iterations, true};
      copy.iterations = 0;
      ++parent.counts->reads;
      ++node.counts->fills;
    }
  }
}

/// AccelForge: every instance that had the word before takes it back, all of a group with one read. The sum
/// goes to the first of them; what the others get is counted, and holds nothing.
void Walk::take_back(WrittenNode& node, WrittenNode& parent, Ordinal instance, std::int64_t word,
                     Value& value, Value& copy, std::set<std::pair<Ordinal, std::int64_t>>& taken) {
  if (node.known.emplace(instance, word).second) return;
  ++node.counts->fills;
  if (!taken.emplace(node.up->group_of(instance), word).second) return;
  ++parent.counts->reads;
  value = {copy.iterations, true};
  copy.iterations = 0;
}

/// Each operation takes the partial sum back if there is one and updates it, once per reducing group.
void Walk::compute(Ordinal step) {
  std::map<Ordinal, std::map<std::int64_t, std::int64_t>> added;  // group, word: iterations
  std::map<Ordinal, Ordinal> parent_of_group;
  for (const auto& [lane, words] : lanes_.at(step)) {
    const Ordinal group = compute_up_->group_of(lane);
    parent_of_group[group] = compute_up_->parent_of(lane);
    ++added[group][words.front()];
  }
  WrittenNode& innermost = nodes_.back();
  std::set<std::pair<Ordinal, std::int64_t>> touched;  // instance, word
  for (const auto& [group, words] : added) {
    const Ordinal instance = parent_of_group.at(group);
    for (const auto& [word, iterations] : words) {
      check(touched.emplace(instance, word).second || all_take_back_,
            "walker: two groups update one word in one step");
      Value& copy = innermost.held.at(instance).at(word);
      const bool known = !summed_.emplace(group, word).second;
      if (all_take_back_ ? known : copy.has_content) ++innermost.counts->reads;
      copy.iterations += iterations;
      copy.has_content = true;
      ++innermost.counts->updates;
      if (complete(innermost, word, copy.iterations)) ++innermost.counts->complete_updates;
    }
  }
}

/// All iterations are in it, and no other instance ever holds a part: what a spatial reduction still waits
/// for is a partial result, even when the others have nothing to add at the end.
bool Walk::complete(const WrittenNode& node, std::int64_t word, std::int64_t iterations) const {
  return iterations == contributions_.at(word) && node.parts.at(word).size() == 1;
}

void Walk::check_conservation() const {
  std::map<std::int64_t, std::int64_t> homes;  // word: instances of the home that hold it
  for (const auto& [instance, held] : nodes_.front().held) {
    for (const auto& [word, value] : held) {
      check(++homes[word] == 1, "walker: a word has two homes");
      check(value.iterations == contributions_.at(word), "walker: a word at its home misses iterations");
    }
  }
  check(homes.size() == contributions_.size(), "walker: a word never reached its home");
}

}  // namespace

void walk_written(const Problem& problem, const Machine& machine, const Mapping& mapping,
                  const LoopSpace& space, CountingRules rules, std::span<NodeCounts*> counts) {
  Walk(problem, machine, mapping, space, rules, counts).run();
}

}  // namespace ridge::walked
