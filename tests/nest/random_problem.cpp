#include "tests/nest/random_problem.hpp"

#include <string>

#include "tests/nest/einsum.hpp"

namespace ridge {
namespace {

// Choices that depend on the order in which the dice are thrown are made one per statement: the order in
// which arguments are evaluated differs between compilers.

using Sizes = std::vector<std::pair<std::string, std::int64_t>>;

std::string coefficient(Dice& dice) {
  const std::int64_t value = dice.chance(50) ? 1 : dice.between(2, 3);
  return value == 1 ? "" : std::to_string(value);
}

/// "2p + r": a strided or dilated window.
std::string window(Dice& dice, const std::string& outer, const std::string& inner) {
  const std::string stride = coefficient(dice);
  const std::string dilation = coefficient(dice);
  return stride + outer + " + " + dilation + inner;
}

Problem convolution_1d(Dice& dice) {
  const std::string x = window(dice, "p", "r");
  const Sizes sizes{{"k", dice.between(1, 6)},
                    {"c", dice.between(1, 6)},
                    {"p", dice.between(2, 12)},
                    {"r", dice.between(1, 5)}};
  return einsum("O[k, p] += I[c, " + x + "] * W[k, c, r]", sizes);
}

Problem convolution_2d(Dice& dice) {
  const std::string y = window(dice, "p", "r");
  const std::string x = window(dice, "q", "s");
  const Sizes sizes{{"k", dice.between(1, 3)}, {"c", dice.between(1, 3)}, {"p", dice.between(1, 4)},
                    {"q", dice.between(1, 4)}, {"r", dice.between(1, 3)}, {"s", dice.between(1, 3)}};
  return einsum("O[k, p, q] += I[c, " + y + ", " + x + "] * W[k, c, r, s]", sizes);
}

Problem depthwise_convolution(Dice& dice) {
  const std::string x = window(dice, "p", "r");
  const Sizes sizes{{"g", dice.between(1, 6)}, {"p", dice.between(2, 9)}, {"r", dice.between(1, 5)}};
  return einsum("O[g, p] += I[g, " + x + "] * W[g, r]", sizes);
}

/// The output slides: partial results of one word come from several (p, r).
Problem transposed_convolution(Dice& dice) {
  const std::string x = window(dice, "p", "r");
  const Sizes sizes{{"k", dice.between(1, 4)},
                    {"c", dice.between(1, 4)},
                    {"p", dice.between(2, 7)},
                    {"r", dice.between(1, 4)}};
  return einsum("O[k, " + x + "] += I[c, p] * W[k, c, r]", sizes);
}

Problem matrix_product(Dice& dice) {
  Sizes sizes{{"m", dice.between(1, 12)}, {"n", dice.between(1, 12)}, {"k", dice.between(1, 12)}};
  if (dice.chance(50)) return einsum("Z[m, n] += A[m, k] * B[k, n]", sizes);
  sizes.emplace_back("b", dice.between(1, 3));
  return einsum("Z[b, m, n] += A[b, m, k] * B[b, k, n]", sizes);
}

/// Any subset of the dimensions, in any order, cut into ranks of mostly one and sometimes two or three.
std::vector<Rank> random_ranks(Dice& dice, std::size_t dimension_count) {
  std::vector<Rank> ranks;
  std::vector<std::size_t> order(dimension_count);
  for (std::size_t i = 0; i < dimension_count; ++i)
    order[i] = i;
  dice.shuffle(order);
  for (std::size_t dimension : order) {
    if (dice.chance(35)) continue;
    if (ranks.empty() || ranks.back().terms.size() == 3 || dice.chance(65)) ranks.emplace_back();
    ranks.back().terms.push_back({DimensionId(dimension), dice.chance(60) ? 1 : dice.between(2, 4)});
  }
  return ranks;
}

Role role_of(std::size_t tensor, std::size_t tensor_count) {
  if (tensor == 0) return Role::outputs;
  return tensor + 1 == tensor_count ? Role::weights : Role::inputs;
}

Problem any_problem(Dice& dice) {
  Problem problem;
  const std::size_t dimension_count = 2 + dice.below(4);
  for (std::size_t i = 0; i < dimension_count; ++i) {
    const std::int64_t bound = dice.between(1, dimension_count > 3 ? 5 : 10);
    problem.dimensions.push_back({std::string(1, char('a' + i)), bound});
  }
  const std::size_t tensor_count = 2 + dice.below(3);
  for (std::size_t i = 0; i < tensor_count; ++i) {
    Tensor tensor;
    tensor.name = i == 0 ? "Z" : std::string(1, char('A' + i - 1));
    tensor.role = role_of(i, tensor_count);
    tensor.ranks = random_ranks(dice, dimension_count);
    problem.tensors.push_back(std::move(tensor));
  }
  problem.name = text_of(problem);
  return problem;
}

}  // namespace

Problem random_problem(Dice& dice) {
  switch (dice.below(8)) {
    case 0:
      return convolution_1d(dice);
    case 1:
      return convolution_2d(dice);
    case 2:
      return depthwise_convolution(dice);
    case 3:
      return transposed_convolution(dice);
    case 4:
      return matrix_product(dice);
    default:
      return any_problem(dice);
  }
}

}  // namespace ridge
