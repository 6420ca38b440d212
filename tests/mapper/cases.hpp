// Small problems and machines made in code, some at random.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "arch/machine.hpp"
#include "sim/mapping/constraints.hpp"
#include "workloads/problem.hpp"

namespace ridge::test {

/// Numbers for the cases: the same on every machine. Not the search's generator.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 6364136223846793005ULL + 1442695040888963407ULL) {}
  /// Uniform enough in [0, count).
  std::size_t roll(std::size_t count) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state_ >> 33U) % count;
  }
  bool flip() { return roll(2) == 1; }
  template <class T>
  const T& of(const std::vector<T>& choices) {
    return choices[roll(choices.size())];
  }

 private:
  std::uint64_t state_;
};

struct Case {
  Problem problem;
  Machine machine;
};

/// Outputs[m, n] += Inputs[m, k] * Weights[k, n], int8 with int32 sums.
Problem matrix_product(std::int64_t m, std::int64_t n, std::int64_t k);

/// Outputs[k, p] += Inputs[c, stride p + r] * Weights[k, c, r].
Problem convolution_1d(std::int64_t k, std::int64_t c, std::int64_t p, std::int64_t r, std::int64_t stride);

/// Outputs[n, k, p, q] += Inputs[n, c, stride p + r, stride q + s] * Weights[k, c, r, s]; sizes N K C P Q R
/// S.
Problem convolution_2d(const std::vector<std::int64_t>& sizes, std::int64_t stride);

/// What a level of a made-up machine costs: energies in pJ per byte, bandwidth in bytes per cycle, 0:
/// unlimited.
struct LevelFacts {
  std::string name;
  std::int64_t size_bytes = 0;  // 0: unlimited
  double pj_per_byte = 1;
  double bytes_per_cycle = 0;
  bool double_buffered = false;
  RoleSet keeps;
};

/// Appends a level (or a fanout) to a machine whose MACs at the bottom do one int8 MAC per cycle at 0.5 pJ.
void add_level(Machine& machine, const LevelFacts& facts);
void add_fanout(Machine& machine, std::int64_t x, std::int64_t y, bool multicast, bool reduce);
Machine empty_machine();

/// DRAM - buffer - x * y lanes with registers: an ordinary machine of the given sizes.
Machine three_levels(std::int64_t buffer_bytes, std::int64_t x, std::int64_t y, std::int64_t register_bytes);

/// A case small enough to enumerate every nest: 2 or 3 levels, at most one fanout, 2 to 4 dimensions.
Case random_small_case(std::uint64_t seed);

/// The same, where tiles have to be asked for at the levels with a bandwidth.
Case random_case_with_requests(std::uint64_t seed);

/// The same with windows in one or two directions, of stride 1 to 3, and wires that take energy.
Case random_window_case(std::uint64_t seed);

/// The same with both directions alike, on arrays of which the axes are often alike.
Case random_square_case(std::uint64_t seed);

/// Windows, and levels both above the fanout and below it.
Case random_deep_window_case(std::uint64_t seed);

/// The same with two fanouts, some with windows, some with wires that take energy.
Case random_case_of_two_fanouts(std::uint64_t seed);

/// The same on machines that nobody would build: a memory cheaper than the registers, wires dearer than both,
/// levels with a width of their own.
Case random_wild_case(std::uint64_t seed);

/// Numbers of lanes that some loops must have at least.
Constraints random_lane_constraints(const Case& small, std::uint64_t seed);

/// Random constraints that leave room on most such cases.
Constraints random_constraints(const Case& small, std::uint64_t seed);

}  // namespace ridge::test
