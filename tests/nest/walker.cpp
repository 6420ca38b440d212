#include "tests/nest/walker.hpp"

#include <algorithm>
#include <iterator>

#include "tests/nest/passage.hpp"
#include "tests/nest/written_walk.hpp"

namespace ridge {
namespace {

using namespace walked;

/// What the tiles alone tell: instances, sizes, and whether a temporal loop above changes a tile.
void describe_tiles(const Tiles& tiles, NodeCounts& counts) {
  std::map<Ordinal, std::set<std::int64_t>> ever_held;
  std::map<Ordinal, Words> last;
  for (const auto& [step, instances] : tiles) {
    for (const auto& [instance, tile] : instances) {
      counts.tile_words = std::max(counts.tile_words, std::int64_t(tile.size()));
      ever_held[instance].insert(tile.begin(), tile.end());
      const auto [before, first] = last.try_emplace(instance, tile);
      if (!first && before->second != tile) counts.changes = true;
      before->second = tile;
    }
  }
  counts.instances = std::int64_t(ever_held.size());
  if (counts.home) {  // it holds from the start all it will ever hold
    for (const auto& [instance, words] : ever_held)
      counts.tile_words = std::max(counts.tile_words, std::int64_t(words.size()));
    counts.changes = false;
  }
}

Words difference(const Words& all, const Words& without) {
  Words rest;
  std::ranges::set_difference(all, without, std::back_inserter(rest));
  return rest;
}

/// Words sent from one node of a read tensor to its children. A child with memory asks for what its new tile
/// has and its last one had not; one without asks for everything in every step.
void serve_children(const Tiles& children, bool with_memory, const Passage& passage, NodeCounts& parent,
                    std::int64_t& received) {
  std::map<Ordinal, Words> held;
  for (const auto& [step, instances] : children) {
    WordsByGroup wanted;
    for (const auto& [instance, tile] : instances) {
      const Words missing = with_memory ? difference(tile, held[instance]) : tile;
      received += std::int64_t(missing.size());
      wanted[passage.group_of(instance)].insert(missing.begin(), missing.end());
      held[instance] = tile;
    }
    parent.reads += total(wanted);
  }
}

void walk_read(const Problem& problem, const Machine& machine, TensorId tensor,
               const std::vector<Node>& nodes, const LoopSpace& space, std::span<NodeCounts*> counts) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const bool innermost = i + 1 == nodes.size();
    const Standpoint below = innermost ? compute_standpoint(space) : nodes[i + 1].standpoint;
    const Passage passage(problem, machine, tensor, nodes[i].standpoint, below, space);
    std::int64_t operands = 0;  // what compute receives is no storage node's fill
    serve_children(tiles_of(tensor, below, space), !innermost, passage, *counts[i],
                   innermost ? operands : counts[i + 1]->fills);
  }
}

void count_compute(const LoopSpace& space, WalkedCounts& counts) {
  std::set<Ordinal> steps;
  std::set<Ordinal> lanes;
  for (const Iteration& iteration : space.iterations) {
    steps.insert(iteration.step);
    lanes.insert(iteration.lane);
  }
  counts.operations = std::int64_t(space.iterations.size());
  counts.compute_steps = std::int64_t(steps.size());
  counts.used_lanes = std::int64_t(lanes.size());
}

}  // namespace

WalkedCounts walk(const Problem& problem, const Machine& machine, const Mapping& mapping,
                  CountingRules rules) {
  const LoopSpace space = execute(problem, mapping);
  std::map<std::size_t, NodeCounts> by_entry;
  for (TensorId tensor : problem.tensors.ids()) {
    const std::vector<Node> nodes = nodes_of(tensor, mapping);
    std::vector<NodeCounts*> own;
    for (const Node& node : nodes) {
      NodeCounts& counts = by_entry[node.entry];
      counts.level = node.level;
      counts.tensor = tensor;
      counts.entry = node.entry;
      counts.home = own.empty();
      describe_tiles(tiles_of(tensor, node.standpoint, space), counts);
      own.push_back(&counts);
    }
    if (problem.is_written(tensor))
      walk_written(problem, machine, mapping, space, rules, own);
    else
      walk_read(problem, machine, tensor, nodes, space, own);
  }
  WalkedCounts counts;
  for (const auto& [entry, node] : by_entry)
    counts.nodes.push_back(node);
  count_compute(space, counts);
  return counts;
}

}  // namespace ridge
