// What the counting code knows of a tensor whatever the mapping: which dimensions matter, and how.
#pragma once

#include <cstdint>
#include <vector>

#include "arch/machine.hpp"
#include "sim/nest/counts.hpp"
#include "sim/nest/nest_view.hpp"
#include "workloads/problem.hpp"

namespace ridge::nest {

/// Dimensions of size 1 do not count: they cannot move anything.
struct TensorShape {
  TensorShape(const Problem& problem, const Machine& machine, TensorId tensor, CountingRules rules);

  bool written = false;
  std::int64_t words = 1;     // of the whole tensor
  DimensionSet relevant = 0;  // plain or in a window
  DimensionSet plain = 0;     // alone in their rank: different indices, different words
  std::vector<DimensionId> plain_list;
  std::vector<std::vector<Term>> windows;  // ranks of several dimensions: indices overlap in words
  std::vector<std::uint8_t> joining_axes;  // by 2 * fanout + axis: multicasts this tensor, or reduces it
};

}  // namespace ridge::nest
