#include "interop/timeloop/sparse/computes.hpp"

#include <algorithm>
#include <cmath>

namespace ridge::timeloop::sparse {
namespace {

/// Chances of what one operand is.
struct Operand {
  double nonzero = 1;
  double zero = 0;
  double nothing = 0;
};

Operand operand(const Layer& layer, const Tiles& tiles, TensorId tensor,
                const std::optional<double>& other_emptied) {
  const Density& density = *layer.section.densities[tensor];
  double nonzero = std::round(1e6 * density.mean(one_word(layer.problem.tensors[tensor]))) / 1e6;
  if (other_emptied) nonzero = *other_emptied < 1 ? nonzero / (1 - *other_emptied) : 1;
  nonzero = std::clamp(nonzero, 0.0, 1.0);
  const auto innermost = keeper(tiles, LevelId(tiles.size() - 1), tensor);
  check(innermost.has_value(), "a legal mapping keeps every tensor somewhere");
  if (tiles[*innermost][tensor].format != nullptr) return {nonzero, 0, 1 - nonzero};
  return {nonzero, 1 - nonzero, 0};
}

}  // namespace

Computes compute(const Layer& layer, const Tiles& tiles, const Remaining& remaining) {
  std::vector<TensorId> read;
  for (const TensorId tensor : layer.problem.tensors.ids())
    if (!layer.problem.is_written(tensor)) read.push_back(tensor);
  if (read.size() != 2) {
    throw InputError(layer.section.place, "sparse optimizations need a layer that reads two tensors",
                     "leave 'sparse_optimizations' out to evaluate the dense layer");
  }
  const Operand a = operand(layer, tiles, read[0], remaining.emptied[read[1]]);
  const Operand b = operand(layer, tiles, read[1], remaining.emptied[read[0]]);
  struct Row {
    double chance;
    bool with_nothing;
  };
  const std::array<Row, 4> rows{{{a.nonzero * b.zero + a.zero * b.nonzero, false},
                                 {a.nonzero * b.nothing + a.nothing * b.nonzero, true},
                                 {a.zero * b.zero, false},
                                 {a.zero * b.nothing + a.nothing * b.zero, true}}};
  double gated = 0;
  double skipped = 0;
  for (const Row& row : rows) {
    const double operations = remaining.operations * row.chance;
    if (row.with_nothing && layer.section.skips_compute) {
      skipped += operations;
    } else if (layer.section.gates_compute) {
      gated += operations;
    }
  }
  Computes computes;
  computes.gated = static_cast<std::int64_t>(std::floor(gated));
  computes.skipped = static_cast<std::int64_t>(std::floor(skipped));
  const auto nonexistent =
      static_cast<std::int64_t>(std::floor(remaining.operations * a.nothing * b.nothing));
  computes.actual =
      static_cast<std::int64_t>(remaining.operations) - computes.skipped - computes.gated - nonexistent;
  return computes;
}

}  // namespace ridge::timeloop::sparse
