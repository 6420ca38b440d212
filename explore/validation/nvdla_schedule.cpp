#include "explore/validation/nvdla_schedule.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/checked.hpp"

namespace ridge::validation {
namespace {

constexpr std::int64_t longest_stripe = 32;  // what the accumulator of a cell holds

/// The places of nvdla_1024 by name.
struct Places {
  explicit Places(const Machine& machine)
      : dram(*machine.level_named("DRAM")),
        buffer(*machine.level_named("CBUF")),
        accumulator(*machine.level_named("CACC")),
        registers(*machine.level_named("WeightRegister")),
        cells(*machine.fanout_named("Kernel")),
        multipliers(*machine.fanout_named("Channel")),
        atomic_k(machine.fanouts[cells].size[0]),
        atomic_c(machine.fanouts[multipliers].size[1]) {}

  LevelId dram, buffer, accumulator, registers;
  FanoutId cells, multipliers;
  std::int64_t atomic_k, atomic_c;
};

/// How a layer is cut.
struct Cut {
  std::int64_t groups = 1;  // of kernels, in a pass
  std::int64_t lines = 1;   // of the output, in a step
};

/// A stripe of `lines` x `columns` positions.
struct Stripe {
  std::int64_t lines = 1;
  std::int64_t columns = 1;
};

/// The stripes that are fewest for a step of `lines` lines; of equally few the ones of fewest lines.
Stripe stripe_of(std::int64_t lines, std::int64_t columns) {
  Stripe best;
  std::int64_t fewest = 0;
  for (Stripe stripe; stripe.lines <= std::min(lines, longest_stripe); ++stripe.lines) {
    const std::int64_t most = std::min(columns, longest_stripe / stripe.lines);
    const std::int64_t across = ceil_divide(columns, most);
    stripe.columns = ceil_divide(columns, across);
    const std::int64_t stripes = across * ceil_divide(lines, stripe.lines);
    if (fewest == 0 || stripes < fewest) best = stripe, fewest = stripes;
  }
  return best;
}

class Nest {
 public:
  Nest(const NvdlaLayer& layer, const Places& places) : layer_(layer), places_(places) {
    const Problem& problem = layer.problem;
    weights_ = *problem.tensor_named("Weights");
    inputs_ = *problem.tensor_named("Inputs");
    outputs_ = *problem.tensor_named("Outputs");
  }

  Mapping made(const Cut& cut) {
    mapping_.nest.clear();
    for (const TensorId tensor : {weights_, inputs_, outputs_})
      keep(places_.dram, tensor);
    const std::int64_t columns = bound(layer_.columns);
    const Stripe stripe = stripe_of(cut.lines, columns);
    const std::int64_t stripes_down = ceil_divide(cut.lines, stripe.lines);
    fill_buffer(cut, stripes_down * stripe.lines);
    loop(layer_.kernels, cut.groups);
    loop(layer_.lines, stripes_down);
    loop(layer_.columns, ceil_divide(columns, stripe.columns));
    unroll(layer_.kernels, places_.atomic_k, places_.cells, Axis::x);
    keep(places_.accumulator, outputs_);
    sum_up();
    keep(places_.registers, weights_);
    loop(layer_.lines, stripe.lines);
    loop(layer_.columns, stripe.columns);
    return mapping_;
  }

 private:
  std::int64_t bound(DimensionId dimension) const { return layer_.problem.dimensions[dimension].bound; }
  void keep(LevelId level, TensorId tensor) { mapping_.nest.push_back(NestEntry::keep(level, tensor)); }
  void loop(DimensionId dimension, std::int64_t trips) {
    mapping_.nest.push_back(NestEntry::temporal(dimension, trips));
  }
  void unroll(DimensionId dimension, std::int64_t lanes, FanoutId fanout, Axis axis) {
    mapping_.nest.push_back(NestEntry::spatial(dimension, lanes, fanout, axis));
  }

  void fill_buffer(const Cut& cut, std::int64_t lines) {
    const std::int64_t passes = ceil_divide(bound(layer_.kernels), cut.groups * places_.atomic_k);
    loop(layer_.kernels, passes);
    keep(places_.buffer, weights_);
    loop(layer_.lines, ceil_divide(bound(layer_.lines), lines));
    keep(places_.buffer, inputs_);
  }

  void sum_up() {
    const std::int64_t parts = layer_.parted ? std::min(layer_.parts, bound(*layer_.parted)) : 1;
    const std::int64_t channels =
        std::min(bound(layer_.channels), std::max<std::int64_t>(1, places_.atomic_c / parts));
    loop(layer_.channels, ceil_divide(bound(layer_.channels), channels));
    for (const DimensionId tap : layer_.taps)
      loop(tap, tap == layer_.parted ? ceil_divide(bound(tap), parts) : bound(tap));
    unroll(layer_.channels, channels, places_.multipliers, Axis::y);
    if (layer_.parted) unroll(*layer_.parted, parts, places_.multipliers, Axis::y);
  }

  const NvdlaLayer& layer_;
  const Places& places_;
  TensorId weights_, inputs_, outputs_;
  Mapping mapping_;
};

/// The least size for each number of parts: every way to cut `size` that differs in the number of parts.
std::vector<std::int64_t> part_sizes(std::int64_t size) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t parts = 1; parts <= size; ++parts) {
    const std::int64_t part = ceil_divide(size, parts);
    if (sizes.empty() || sizes.back() != part) sizes.push_back(part);
  }
  return sizes;
}

}  // namespace

std::optional<Evaluation> best_hardware_layer(const NvdlaLayer& layer, const Machine& machine) {
  const Places places(machine);
  Nest nest(layer, places);
  Evaluator evaluator(layer.problem, machine, {CountingRules::exact, std::nullopt, Waiting::slowest});
  const Problem& problem = layer.problem;
  const std::int64_t groups = ceil_divide(problem.dimensions[layer.kernels].bound, places.atomic_k);
  std::optional<Evaluation> best;
  Evaluation evaluation;
  for (const std::int64_t in_pass : part_sizes(groups)) {
    for (const std::int64_t lines : part_sizes(problem.dimensions[layer.lines].bound)) {
      if (evaluator.evaluate(nest.made({in_pass, lines}), evaluation)) continue;
      if (!best || evaluation.cycles < best->cycles) best = evaluation;
    }
  }
  return best;
}

}  // namespace ridge::validation
