#include "sim/nest/steps.hpp"

#include "sim/nest/entering.hpp"
#include "sim/nest/nest_view.hpp"
#include "sim/nest/tensor_shape.hpp"

namespace ridge {
namespace {

using nest::Digit;
using nest::Held;
using nest::Loop;

/// Steps of one loop in which the first lane, and so some lane, works.
std::int64_t steps_of(const Loop& loop, const nest::NestView& view) {
  std::int64_t steps = loop.temporal_above * (loop.perfect ? loop.bound - 1 : 1);  // of perfect dimensions
  for (const DimensionId dimension : view.imperfect()) {
    const auto held = [&loop](const Digit& digit) {
      if (digit.spatial || nest::wraps(digit, loop.entry)) return Held::zero;
      return digit.entry == loop.entry ? Held::positive : Held::free;
    };
    steps *= nest::tally(view.above(dimension), held).states();
  }
  return steps;
}

/// The trip at which a loop ends when all loops of its dimension outside have ended, the first lane's. Where
/// other lanes of a spatial loop outside go on, the first one always has all trips.
std::int64_t last_trip(const Loop& loop, const nest::DigitView& digits) {
  for (const Digit& digit : digits.digits) {
    if (digit.entry == loop.entry) return digit.cut;
    if (digit.spatial && digit.cut > 0) break;
  }
  return loop.bound - 1;
}

}  // namespace

struct StepCounter::Impl {
  const Problem& problem;
  std::vector<nest::TensorShape> shapes;  // by tensor
  nest::NestView view;
  std::vector<nest::EnteringCounter> counters;  // by tensor
  std::vector<bool> has_home;                   // by tensor

  Impl(const Problem& p, const Machine& machine) : problem(p) {
    for (const TensorId tensor : p.tensors.ids())
      shapes.emplace_back(p, machine, tensor, CountingRules::exact);
    for (const nest::TensorShape& shape : shapes)
      counters.emplace_back(shape, view);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void count(const Mapping& mapping, Steps& steps);
  void list_loops(Steps& steps) const;
};

void StepCounter::Impl::count(const Mapping& mapping, Steps& steps) {
  view.rebuild(problem, mapping);
  steps.nodes.clear();
  steps.words.clear();
  has_home.assign(shapes.size(), false);
  for (const NestEntry& entry : mapping.nest) {
    if (entry.kind == NestEntry::Kind::keep) {
      NodeSteps& node = steps.nodes.emplace_back();
      if (has_home[entry.tensor.index()]) {
        nest::EnteringCounter& entering = counters[entry.tensor.index()];
        entering.look();
        node.words_at = steps.words.size();
        node.first_words = entering.count_by_loop(steps.words);
        node.loops = steps.words.size() - node.words_at;
      }
      has_home[entry.tensor.index()] = true;
    } else if (entry.bound > 1) {
      view.pass_loop();
    }
  }
  list_loops(steps);
}

/// The view stands below everything.
void StepCounter::Impl::list_loops(Steps& steps) const {
  steps.loops.clear();
  for (const Loop& loop : view.loops()) {
    if (loop.spatial) continue;
    steps.loops.push_back({loop.entry, loop.dimension, loop.bound,
                           last_trip(loop, view.above(loop.dimension)), steps_of(loop, view)});
  }
}

StepCounter::StepCounter(const Problem& problem, const Machine& machine)
    : impl_(std::make_unique<Impl>(problem, machine)) {}
StepCounter::~StepCounter() = default;
StepCounter::StepCounter(StepCounter&&) noexcept = default;
StepCounter& StepCounter::operator=(StepCounter&&) noexcept = default;

void StepCounter::count(const Mapping& mapping, Steps& steps) {
  impl_->count(mapping, steps);
}

}  // namespace ridge
