#include "interop/timeloop/sparse/box.hpp"

namespace ridge::timeloop::sparse {

Extents one_operation(const Problem& problem) {
  return Extents(problem.dimensions.size(), 1);
}

Box box_of(const Tensor& tensor, const Extents& extents) {
  Box box;
  box.reserve(tensor.ranks.size());
  for (const Rank& rank : tensor.ranks) {
    std::int64_t side = 1;
    for (const Term& term : rank.terms)
      side += term.coefficient * (extents[term.dimension] - 1);
    box.push_back(side);
  }
  return box;
}

Box one_word(const Tensor& tensor) {
  return Box(tensor.ranks.size(), 1);
}

std::int64_t words_of(const Box& box) {
  std::int64_t words = 1;
  for (const std::int64_t side : box)
    words *= side;
  return words;
}

bool indexes(const Tensor& tensor, DimensionId dimension) {
  for (const Rank& rank : tensor.ranks)
    for (const Term& term : rank.terms)
      if (term.dimension == dimension) return true;
  return false;
}

}  // namespace ridge::timeloop::sparse
