#include "explore/validation/weight_stationary.hpp"

#include <algorithm>
#include <array>

#include "base/parallel.hpp"

namespace ridge::validation {
namespace {

constexpr std::size_t loops = 6;  // K, C, P, Q, R, S
constexpr std::array<const char*, loops> names{"K", "C", "P", "Q", "R", "S"};
using Bounds = std::array<std::int64_t, loops>;

/// Bounds at the four places, outermost first: DRAM, CBUF, CACC, WeightRegister.
using Tiling = std::array<Bounds, 4>;

using Split = std::array<std::int64_t, 4>;  // of one dimension over the places

/// All ways to write `size` as a product over the places in `open`; 1 at the others.
std::vector<Split> splits_of(std::int64_t size, const std::array<bool, 4>& open) {
  std::vector<Split> splits{{1, 1, 1, 1}};
  const auto last = static_cast<std::size_t>(std::find(open.rbegin(), open.rend(), true) - open.rbegin());
  for (std::size_t place = 0; place < open.size(); ++place) {
    if (!open[place]) continue;
    std::vector<Split> longer;
    for (Split split : splits) {
      const std::int64_t rest = size / (split[0] * split[1] * split[2] * split[3]);
      for (std::int64_t bound = place == open.size() - 1 - last ? rest : 1; bound <= rest; ++bound) {
        if (rest % bound != 0) continue;
        split[place] = bound;
        longer.push_back(split);
      }
    }
    splits = std::move(longer);
  }
  return splits;
}

std::vector<Tiling> tilings_of(const Problem& problem, std::int64_t cells, std::int64_t multipliers) {
  constexpr std::array<bool, 4> kernels{true, true, false, false};  // never inside an accumulator
  constexpr std::array<bool, 4> sums{true, true, true, false};      // weights stay in their register
  constexpr std::array<bool, 4> positions{true, true, false, true};
  const std::array<std::array<bool, 4>, loops> open{kernels, sums, positions, positions, sums, sums};
  std::vector<Tiling> tilings(1);
  for (std::size_t loop = 0; loop < loops; ++loop) {
    const std::int64_t bound = problem.dimensions[*problem.dimension_named(names[loop])].bound;
    const std::int64_t size = loop == 0 ? bound / cells : loop == 1 ? bound / multipliers : bound;
    std::vector<Tiling> longer;
    for (const Split& split : splits_of(size, open[loop])) {
      for (Tiling tiling : tilings) {
        for (std::size_t place = 0; place < split.size(); ++place)
          tiling[place][loop] = split[place];
        longer.push_back(tiling);
      }
    }
    tilings = std::move(longer);
  }
  return tilings;
}

/// The loops that can be innermost: those of more than one trip, or any one where there are none.
std::vector<std::size_t> innermost_of(const Bounds& bounds) {
  std::vector<std::size_t> innermost;
  for (std::size_t loop = 0; loop < loops; ++loop)
    if (bounds[loop] > 1) innermost.push_back(loop);
  return innermost.empty() ? std::vector<std::size_t>{0} : innermost;
}

class Walk {
 public:
  Walk(const Problem& problem, const Machine& machine)
      : problem_(problem),
        machine_(machine),
        evaluator_(problem, machine, {CountingRules::exact, std::nullopt, Waiting::slowest}) {
    for (std::size_t loop = 0; loop < loops; ++loop)
      dimensions_[loop] = *problem.dimension_named(names[loop]);
  }

  void visit(const Tiling& tiling, WeightStationarySpace& space) {
    for (const std::size_t outer : innermost_of(tiling[0])) {
      for (const std::size_t inner : innermost_of(tiling[1])) {
        ++space.mappings;
        make(tiling, outer, inner);
        if (!evaluator_.evaluate(mapping_, evaluation_)) space.runs.push_back(cost());
      }
    }
  }

 private:
  void keep(const char* level, const char* tensor) {
    mapping_.nest.push_back(NestEntry::keep(*machine_.level_named(level), *problem_.tensor_named(tensor)));
  }
  void unroll(std::size_t loop, const char* fanout, Axis axis) {
    const FanoutId id = *machine_.fanout_named(fanout);
    const std::int64_t lanes = machine_.fanouts[id].size[static_cast<std::size_t>(axis)];
    mapping_.nest.push_back(NestEntry::spatial(dimensions_[loop], lanes, id, axis));
  }
  void loop_all(const Bounds& bounds, std::size_t innermost) {
    for (std::size_t loop = 0; loop < loops; ++loop)
      if (loop != innermost) mapping_.nest.push_back(NestEntry::temporal(dimensions_[loop], bounds[loop]));
    mapping_.nest.push_back(NestEntry::temporal(dimensions_[innermost], bounds[innermost]));
  }

  void make(const Tiling& tiling, std::size_t outer, std::size_t inner) {
    mapping_.nest.clear();
    for (const char* tensor : {"Weights", "Inputs", "Outputs"})
      keep("DRAM", tensor);
    loop_all(tiling[0], outer);
    for (const char* tensor : {"Weights", "Inputs"})
      keep("CBUF", tensor);
    loop_all(tiling[1], inner);
    unroll(0, "Kernel", Axis::x);
    keep("CACC", "Outputs");
    loop_all(tiling[2], loops - 1);
    unroll(1, "Channel", Axis::y);
    keep("WeightRegister", "Weights");
    loop_all(tiling[3], loops - 1);
  }

  MappingCost cost() const {
    MappingCost cost{evaluation_.cycles, evaluation_.energy_pj.value_or(0), 0};
    for (const TensorCost& tensor : evaluation_.levels[*machine_.level_named("DRAM")].tensors)
      cost.dram_bytes += tensor.read_bytes + tensor.write_bytes;
    return cost;
  }

  const Problem& problem_;
  const Machine& machine_;
  Evaluator evaluator_;
  std::array<DimensionId, loops> dimensions_;
  Mapping mapping_;
  Evaluation evaluation_;
};

}  // namespace

WeightStationarySpace weight_stationary_space(const Problem& problem, const Machine& machine) {
  const std::vector<Tiling> tilings =
      tilings_of(problem, machine.fanouts[*machine.fanout_named("Kernel")].size[0],
                 machine.fanouts[*machine.fanout_named("Channel")].size[1]);
  constexpr std::size_t tilings_at_once = 4096;
  std::vector<WeightStationarySpace> parts((tilings.size() + tilings_at_once - 1) / tilings_at_once);
  parallel_for(parts.size(), [&](std::size_t part) {
    Walk walk(problem, machine);
    const std::size_t end = std::min(tilings.size(), (part + 1) * tilings_at_once);
    for (std::size_t i = part * tilings_at_once; i < end; ++i)
      walk.visit(tilings[i], parts[part]);
  });
  WeightStationarySpace space;
  for (const WeightStationarySpace& part : parts) {
    space.mappings += part.mappings;
    space.runs.insert(space.runs.end(), part.runs.begin(), part.runs.end());
  }
  return space;
}

}  // namespace ridge::validation
