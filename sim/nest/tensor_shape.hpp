// What the counting code knows of a tensor whatever the mapping: which dimensions matter, and how.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "arch/machine.hpp"
#include "workloads/problem.hpp"

namespace ridge::nest {

/// How a tensor depends on a dimension.
enum class Relevance : std::uint8_t {
  none,    // does not occur
  plain,   // alone in its rank: different indices, different words
  window,  // shares its rank with another dimension: indices overlap in words
};

struct TensorShape {
  TensorShape(const Problem& problem, const Machine& machine, TensorId tensor);

  bool written = false;
  std::int64_t words = 1;                  // of the whole tensor
  std::vector<Relevance> relevance;        // by dimension
  std::vector<DimensionId> plain;          // dimensions alone in their rank, of size > 1
  std::vector<std::vector<Term>> windows;  // ranks of two or more dimensions of size > 1
  std::vector<std::uint8_t> joining_axes;  // by 2 * fanout + axis: multicasts this tensor, or reduces it
};

}  // namespace ridge::nest
