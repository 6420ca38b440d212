// Bounding boxes of tensors in boxes of the operation space.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge::timeloop::sparse {

/// How far a part of the operation space reaches along every dimension.
using Extents = IdVector<DimensionId, std::int64_t>;

/// The sides of a part of a tensor, in words, by rank.
using Box = std::vector<std::int64_t>;

/// A table of levels and tensors.
template <class T>
using Grid = IdVector<LevelId, IdVector<TensorId, T>>;

/// One operation.
Extents one_operation(const Problem& problem);

/// The words of `tensor` that these operations touch, holes of strides included: per rank 1 + the sum of
/// coefficient x (extent - 1).
Box box_of(const Tensor& tensor, const Extents& extents);

/// One word of the tensor.
Box one_word(const Tensor& tensor);

/// The product of the sides.
std::int64_t words_of(const Box& box);

/// Whether the dimension indexes the tensor.
bool indexes(const Tensor& tensor, DimensionId dimension);

}  // namespace ridge::timeloop::sparse
