#include "tests/nest/loop_space.hpp"

#include <algorithm>

namespace ridge::walked {
namespace {

std::int64_t product_of_bounds(const std::vector<Loop>& loops, std::size_t first) {
  std::int64_t product = 1;
  for (std::size_t i = first; i < loops.size(); ++i)
    product *= loops[i].bound;
  return product;
}

LoopSpace loops_of(const Problem& problem, const Mapping& mapping) {
  LoopSpace space;
  IdVector<DimensionId, std::int64_t> weight(problem.dimensions.size(), 1);
  for (auto entry = mapping.nest.rbegin(); entry != mapping.nest.rend(); ++entry) {
    if (entry->kind == NestEntry::Kind::keep) continue;
    auto& loops = entry->kind == NestEntry::Kind::temporal ? space.temporal : space.spatial;
    loops.push_back({entry->dimension, entry->bound, weight[entry->dimension], entry->fanout, entry->axis});
    weight[entry->dimension] *= entry->bound;
  }
  std::ranges::reverse(space.temporal);
  std::ranges::reverse(space.spatial);
  return space;
}

using Index = IdVector<DimensionId, std::int64_t>;

void add_digits(Ordinal ordinal, const std::vector<Loop>& loops, Index& index) {
  const auto digits = digits_of(ordinal, loops);
  for (std::size_t i = 0; i < loops.size(); ++i)
    index[loops[i].dimension] += digits[i] * loops[i].weight;
}

bool exists(const Problem& problem, const Index& index) {
  for (auto dimension : index.ids())
    if (index[dimension] >= problem.dimensions[dimension].bound) return false;
  return true;
}

/// The linear number of the word of `tensor` at `index`: ranks are the digits, each as large as its box.
std::int64_t word_at(const Problem& problem, const Tensor& tensor, const Index& index) {
  std::int64_t word = 0;
  for (const Rank& rank : tensor.ranks) {
    std::int64_t value = 0;
    std::int64_t box = 1;
    for (const Term& term : rank.terms) {
      value += term.coefficient * index[term.dimension];
      box += term.coefficient * (problem.dimensions[term.dimension].bound - 1);
    }
    word = word * box + value;
  }
  return word;
}

}  // namespace

std::vector<std::int64_t> digits_of(Ordinal ordinal, const std::vector<Loop>& loops) {
  std::vector<std::int64_t> digits(loops.size(), 0);
  for (std::size_t i = loops.size(); i-- > 0;) {
    digits[i] = ordinal % loops[i].bound;
    ordinal /= loops[i].bound;
  }
  return digits;
}

Ordinal ordinal_of(const std::vector<std::int64_t>& digits, const std::vector<Loop>& loops) {
  Ordinal ordinal = 0;
  for (std::size_t i = 0; i < digits.size(); ++i)
    ordinal = ordinal * loops[i].bound + digits[i];
  return ordinal;
}

Ordinal prefix_of(Ordinal ordinal, const std::vector<Loop>& loops, std::size_t count) {
  return ordinal / product_of_bounds(loops, count);
}

LoopSpace execute(const Problem& problem, const Mapping& mapping) {
  LoopSpace space = loops_of(problem, mapping);
  const Ordinal steps = product_of_bounds(space.temporal, 0);
  const Ordinal lanes = product_of_bounds(space.spatial, 0);
  for (Ordinal step = 0; step < steps; ++step) {
    Index start(problem.dimensions.size(), 0);
    add_digits(step, space.temporal, start);
    for (Ordinal lane = 0; lane < lanes; ++lane) {
      Index index = start;
      add_digits(lane, space.spatial, index);
      if (!exists(problem, index)) continue;
      Iteration iteration{step, lane, {}};
      for (const Tensor& tensor : problem.tensors)
        iteration.word_used.push_back(word_at(problem, tensor, index));
      space.iterations.push_back(std::move(iteration));
    }
  }
  return space;
}

Tiles tiles_of(TensorId tensor, Standpoint standpoint, const LoopSpace& space) {
  Tiles tiles;
  for (const Iteration& iteration : space.iterations) {
    const Ordinal step = prefix_of(iteration.step, space.temporal, standpoint.temporal_above);
    const Ordinal instance = prefix_of(iteration.lane, space.spatial, standpoint.spatial_above);
    tiles[step][instance].push_back(iteration.word_used[tensor]);
  }
  for (auto& [step, instances] : tiles) {
    for (auto& [instance, words] : instances) {
      std::ranges::sort(words);
      words.erase(std::unique(words.begin(), words.end()), words.end());
    }
  }
  return tiles;
}

bool has_run_out(const Problem& problem, DimensionId dimension, Standpoint standpoint, Ordinal step,
                 Ordinal instance, const LoopSpace& space) {
  const std::vector<Loop> temporal(space.temporal.begin(),
                                   space.temporal.begin() + std::ptrdiff_t(standpoint.temporal_above));
  const std::vector<Loop> spatial(space.spatial.begin(),
                                  space.spatial.begin() + std::ptrdiff_t(standpoint.spatial_above));
  Index base(problem.dimensions.size(), 0);
  add_digits(step, temporal, base);
  add_digits(instance, spatial, base);
  return base[dimension] >= problem.dimensions[dimension].bound;
}

}  // namespace ridge::walked
