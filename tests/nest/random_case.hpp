// Random small cases for the comparison of the closed form with the walker: a problem, a machine and a legal
// nest, from one number.
#pragma once

#include <cstdint>

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// A layer on a machine under a nest.
struct Case {
  Problem problem;
  Machine machine;
  Mapping mapping;
  std::uint64_t seed = 0;  // 0: not made by `random_case`
};

/// The same seed gives the same case, everywhere. Even seeds have perfect bounds only; odd seeds have at
/// least one dimension whose bounds multiply to more than its size. Covers up to 4 levels, 2 fanouts with two
/// axes of which some multicast or reduce, 2 to 4 tensors, ranks of up to 3 dimensions with strides and
/// dilations (also of the written tensor), bypass, homes at inner levels, uneven nests, several loops per
/// dimension and per axis, loops of bound 1 and loops that are never used. Small enough to walk (see
/// `largest_loop_space`).
Case random_case(std::uint64_t seed);

/// The product of all bounds of a random case is at most this.
inline constexpr std::int64_t largest_loop_space = 6000;

}  // namespace ridge
