#include "base/diagnostics.hpp"
#include "sim/nest/counts.hpp"
#include "sim/nest/entering.hpp"
#include "sim/nest/nest_view.hpp"
#include "sim/nest/sampled.hpp"
#include "sim/nest/tensor_shape.hpp"

namespace ridge {
namespace {

using nest::Digit;
using nest::DimensionSet;
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
  // A tensor's innermost node so far: the parent of whatever comes next.
  struct Innermost {
    std::size_t node = no_node;  // index into Counts::nodes
    std::int64_t taken_in = 0;   // words that entered its instances
    std::int64_t filled = 0;     // of those, with content from its parent
    std::size_t loops = 0;       // that stand above it
  };

  const Problem& problem;
  const bool all_take_back;               // AccelForge's rules
  std::vector<nest::TensorShape> shapes;  // by tensor
  std::vector<Innermost> innermost;       // by tensor
  nest::NestView view;
  std::vector<nest::EnteringCounter> counters;  // by tensor
  std::optional<nest::SampledCounter> sampled;  // under Timeloop's rules: counts instead

  Impl(const Problem& p, const Machine& machine, CountingRules rules)
      : problem(p), all_take_back(rules == CountingRules::accelforge), innermost(p.tensors.size()) {
    if (rules == CountingRules::timeloop) sampled.emplace(p, machine);
    for (TensorId tensor : p.tensors.ids())
      shapes.emplace_back(p, machine, tensor, rules);
    for (const nest::TensorShape& shape : shapes)
      counters.emplace_back(shape, view);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void count(const Mapping& mapping, Counts& counts);
  void add_node(const NestEntry& entry, std::size_t index, std::size_t slot, Counts& counts);
  void add_compute(Counts& counts);
  void arrive(TensorId tensor, NodeCounts& parent, std::int64_t entering_once);
  std::int64_t readback(TensorId tensor, std::int64_t entering_once) const;
  std::int64_t copies(const nest::TensorShape& shape, std::size_t joining_from) const;
  std::int64_t spatial_states() const;
  bool several(DimensionSet dimensions, bool spatial) const;
};

void Counter::Impl::count(const Mapping& mapping, Counts& counts) {
  view.rebuild(problem, mapping);
  check(!all_take_back || view.imperfect().empty(), "a nest that is counted as AccelForge does is perfect");
  innermost.assign(shapes.size(), Innermost{});
  std::size_t nodes = 0;
  for (const NestEntry& entry : mapping.nest)
    nodes += entry.kind == NestEntry::Kind::keep ? 1 : 0;
  counts.nodes.resize(nodes);
  nodes = 0;
  for (std::size_t e = 0; e < mapping.nest.size(); ++e) {
    const NestEntry& entry = mapping.nest[e];
    if (entry.kind == NestEntry::Kind::keep) {
      add_node(entry, e, nodes++, counts);
    } else if (entry.bound > 1) {
      view.pass_loop();
    }
  }
  add_compute(counts);
}

void Counter::Impl::add_node(const NestEntry& entry, std::size_t index, std::size_t slot, Counts& counts) {
  const nest::TensorShape& shape = shapes[entry.tensor.index()];
  Innermost& above = innermost[entry.tensor.index()];
  NodeCounts& node = counts.nodes[slot];
  node = NodeCounts{};
  node.level = entry.level;
  node.tensor = entry.tensor;
  node.entry = index;
  node.home = above.node == no_node;
  node.instances = spatial_states();
  nest::EnteringCounter& entering = counters[entry.tensor.index()];
  const bool whole = shape.written && !several(~shape.relevant, true);  // no part of a word is held elsewhere
  if (node.home) {
    node.tile_words = entering.held_by_first();
    node.complete_updates = whole ? shape.words : 0;
    above = {slot, shape.words, 0, view.passed()};
    return;
  }
  entering.look();
  node.tile_words = entering.tile();
  node.changes = several(shape.relevant, false);
  NodeCounts& parent = counts.nodes[above.node];
  const nest::Entering words = entering.count(parent.entry);
  arrive(entry.tensor, parent, words.once);
  if (shape.written) {
    node.drains = words.each;
    node.fills = all_take_back ? words.each - shape.words * copies(shape, view.passed())
                               : readback(entry.tensor, words.once);
    node.complete_updates = node.complete_drains = whole ? shape.words : 0;
  } else {
    node.fills = words.each;
  }
  above = {slot, words.each, node.fills, view.passed()};
}

// Compute is a child without memory: what each operation needs enters anew.
void Counter::Impl::add_compute(Counts& counts) {
  for (TensorId tensor : problem.tensors.ids()) {
    NodeCounts& parent = counts.nodes[innermost[tensor.index()].node];
    arrive(tensor, parent, counters[tensor.index()].count_operands(parent.entry));
  }
  counts.operations = problem.iterations();
  counts.used_lanes = spatial_states();
  counts.compute_steps = view.temporal();
  for (DimensionId dimension : view.imperfect()) {
    counts.compute_steps *= nest::tally(view.above(dimension), temporal_only).states();
  }
}

/// What a parent sees of the words that enter its children: reads, and for the written tensor, since what
/// enters leaves again, updates.
void Counter::Impl::arrive(TensorId tensor, NodeCounts& parent, std::int64_t entering_once) {
  if (!shapes[tensor.index()].written) {
    parent.reads = entering_once;
    return;
  }
  parent.reads = readback(tensor, entering_once);
  parent.updates = entering_once;
}

/// Each word that the parent took in without content is first touched once without a read; every other time a
/// word enters the children, the parent's copy has content. AccelForge: without a read a word enters each
/// place, or each group of places that joins, only once in all.
std::int64_t Counter::Impl::readback(TensorId tensor, std::int64_t entering_once) const {
  const Innermost& parent = innermost[tensor.index()];
  if (all_take_back) {
    const nest::TensorShape& shape = shapes[tensor.index()];
    return entering_once - shape.words * copies(shape, parent.loops);
  }
  return entering_once - (parent.taken_in - parent.filled);
}

/// Places that hold each word of a tensor, by the spatial loops passed; those told apart by loops from
/// `joining_from` on over axes that join count as one. The nest is perfect.
std::int64_t Counter::Impl::copies(const nest::TensorShape& shape, std::size_t joining_from) const {
  std::int64_t places = 1;
  for (std::size_t l = 0; l < view.passed(); ++l) {
    const nest::Loop& loop = view.loops()[l];
    if (!loop.spatial || (shape.relevant & nest::only(loop.dimension)) != 0) continue;
    if (l < joining_from || shape.joining_axes[loop.axis] == 0) places *= loop.bound;
  }
  return places;
}

std::int64_t Counter::Impl::spatial_states() const {
  std::int64_t states = view.spatial();
  for (DimensionId dimension : view.imperfect()) {
    states *= nest::tally(view.above(dimension), spatial_only).states();
  }
  return states;
}

/// Whether the loops passed over these dimensions tell several instances (steps) apart.
bool Counter::Impl::several(DimensionSet dimensions, bool spatial) const {
  if (((spatial ? view.with_spatial() : view.with_temporal()) & dimensions) != 0) return true;
  for (DimensionId dimension : view.imperfect()) {
    if ((dimensions & nest::only(dimension)) == 0) continue;
    if (nest::tally(view.above(dimension), spatial ? spatial_only : temporal_only).states() > 1) return true;
  }
  return false;
}

Counter::Counter(const Problem& problem, const Machine& machine, CountingRules rules)
    : impl_(std::make_unique<Impl>(problem, machine, rules)) {}
Counter::~Counter() = default;
Counter::Counter(Counter&&) noexcept = default;
Counter& Counter::operator=(Counter&&) noexcept = default;

void Counter::count(const Mapping& mapping, Counts& counts) {
  if (impl_->sampled) {
    impl_->sampled->count(mapping, counts);
  } else {
    impl_->count(mapping, counts);
  }
}

}  // namespace ridge
