#include "sim/nest/counts.hpp"
#include "sim/nest/entering.hpp"
#include "sim/nest/nest_view.hpp"
#include "sim/nest/tensor_shape.hpp"

namespace ridge {
namespace {

using nest::Digit;
using nest::Held;

constexpr std::size_t no_node = static_cast<std::size_t>(-1);

Held temporal_only(const Digit& digit) {
  return digit.spatial ? Held::zero : Held::free;
}
Held spatial_only(const Digit& digit) {
  return digit.spatial ? Held::free : Held::zero;
}

}  // namespace

struct Counter::Impl {
  const Problem& problem;
  std::vector<nest::TensorShape> shapes;  // by tensor
  nest::NestView view;
  nest::EnteringCounter entering;
  // By tensor: its innermost node so far (index into Counts::nodes), and the words that node's instances took
  // in, with how many of them came with content from the parent.
  std::vector<std::size_t> innermost;
  std::vector<std::int64_t> taken_in, filled;

  Impl(const Problem& p, const Machine& machine) : problem(p) {
    for (TensorId tensor : p.tensors.ids())
      shapes.emplace_back(p, machine, tensor);
  }

  void count(const Mapping& mapping, Counts& counts);
  void add_node(const NestEntry& entry, std::size_t index, NodeCounts& node, Counts& counts);
  void add_compute(Counts& counts);
  void arrive(TensorId tensor, NodeCounts& parent, const nest::Entering& words);
  std::int64_t readback(TensorId tensor, std::int64_t entering_once) const;
  std::int64_t spatial_states(std::size_t entry) const;
  bool reduced_above(const nest::TensorShape& shape, std::size_t entry) const;
  bool tile_changes(const nest::TensorShape& shape, std::size_t entry) const;
};

void Counter::Impl::count(const Mapping& mapping, Counts& counts) {
  view.rebuild(problem, mapping);
  innermost.assign(shapes.size(), no_node);
  taken_in.assign(shapes.size(), 0);
  filled.assign(shapes.size(), 0);
  std::size_t nodes = 0;
  for (const NestEntry& entry : mapping.nest)
    nodes += entry.kind == NestEntry::Kind::keep ? 1 : 0;
  counts.nodes.resize(nodes);
  nodes = 0;
  for (std::size_t e = 0; e < mapping.nest.size(); ++e) {
    const NestEntry& entry = mapping.nest[e];
    if (entry.kind != NestEntry::Kind::keep) continue;
    add_node(entry, e, counts.nodes[nodes], counts);
    innermost[entry.tensor.index()] = nodes++;
  }
  add_compute(counts);
}

void Counter::Impl::add_node(const NestEntry& entry, std::size_t index, NodeCounts& node, Counts& counts) {
  const std::size_t tensor = entry.tensor.index();
  const nest::TensorShape& shape = shapes[tensor];
  node = NodeCounts{};
  node.level = entry.level;
  node.tensor = entry.tensor;
  node.entry = index;
  node.home = innermost[tensor] == no_node;
  node.instances = spatial_states(index);
  node.changes = !node.home && tile_changes(shape, index);
  if (node.home) {
    node.tile_words = entering.held_by_first(shape, view, index);
    taken_in[tensor] = shape.words;
    return;
  }
  node.tile_words = entering.tile(shape, view, index);
  NodeCounts& parent = counts.nodes[innermost[tensor]];
  const nest::Entering words = entering.count(shape, view, parent.entry, index);
  arrive(entry.tensor, parent, words);
  if (!shape.written) {
    node.fills = words.each;
    return;
  }
  node.drains = words.each;
  node.complete_drains = reduced_above(shape, index) ? 0 : shape.words;
  node.fills = readback(entry.tensor, words.once);
  taken_in[tensor] = words.each;
  filled[tensor] = node.fills;
}

// Compute is a child without memory: what each operation needs enters anew.
void Counter::Impl::add_compute(Counts& counts) {
  for (TensorId tensor : problem.tensors.ids()) {
    NodeCounts& parent = counts.nodes[innermost[tensor.index()]];
    const nest::Entering words = entering.count_operands(shapes[tensor.index()], view, parent.entry);
    arrive(tensor, parent, words);
  }
  counts.operations = problem.iterations();
  counts.used_lanes = spatial_states(view.entries());
  counts.compute_steps = view.temporal_above(view.entries());
  for (DimensionId dimension : view.imperfect()) {
    counts.compute_steps *= nest::tally(view.above(dimension, view.entries()), temporal_only).states();
  }
}

/// What a parent sees of the words that enter its children: reads, and for the written tensor, since what
/// enters leaves again, updates.
void Counter::Impl::arrive(TensorId tensor, NodeCounts& parent, const nest::Entering& words) {
  const nest::TensorShape& shape = shapes[tensor.index()];
  if (!shape.written) {
    parent.reads = words.once;
    return;
  }
  parent.reads = readback(tensor, words.once);
  parent.updates = words.once;
  parent.complete_updates = reduced_above(shape, parent.entry) ? 0 : shape.words;
}

/// Each word that the parent took in without content is first touched once without a read; every other time a
/// word enters the children, the parent's copy has content.
std::int64_t Counter::Impl::readback(TensorId tensor, std::int64_t entering_once) const {
  return entering_once - (taken_in[tensor.index()] - filled[tensor.index()]);
}

std::int64_t Counter::Impl::spatial_states(std::size_t entry) const {
  std::int64_t states = view.spatial_above(entry);
  for (DimensionId dimension : view.imperfect()) {
    states *= nest::tally(view.above(dimension, entry), spatial_only).states();
  }
  return states;
}

/// True when several instances at this place hold parts of one word of the written tensor, to be added
/// further up.
bool Counter::Impl::reduced_above(const nest::TensorShape& shape, std::size_t entry) const {
  for (DimensionId dimension : problem.dimensions.ids()) {
    if (shape.relevance[dimension.index()] != nest::Relevance::none) continue;
    if (nest::tally(view.above(dimension, entry), spatial_only).states() > 1) return true;
  }
  return false;
}

bool Counter::Impl::tile_changes(const nest::TensorShape& shape, std::size_t entry) const {
  for (DimensionId dimension : problem.dimensions.ids()) {
    if (shape.relevance[dimension.index()] == nest::Relevance::none) continue;
    if (nest::tally(view.above(dimension, entry), temporal_only).states() > 1) return true;
  }
  return false;
}

Counter::Counter(const Problem& problem, const Machine& machine, CountingRules)
    : impl_(std::make_unique<Impl>(problem, machine)) {}
Counter::~Counter() = default;
Counter::Counter(Counter&&) noexcept = default;
Counter& Counter::operator=(Counter&&) noexcept = default;

void Counter::count(const Mapping& mapping, Counts& counts) {
  impl_->count(mapping, counts);
}

}  // namespace ridge
