// A small random generator of our own: the same numbers on every compiler and library, unlike
// std::distributions.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ridge::mapper {

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014). One stream
/// per (seed, stream): islands draw from different ones.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream) : state_(mixed(mixed(seed + step) ^ (stream * step))) {}

  std::uint64_t next() {
    state_ += step;
    return mixed(state_);
  }
  /// Uniform in [0, count), 1 <= count <= 2^32. The bias is below count / 2^32.
  std::size_t below(std::size_t count) { return ((next() >> 32U) * count) >> 32U; }
  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  bool chance(double probability) { return unit() < probability; }

 private:
  static constexpr std::uint64_t step = 0x9e3779b97f4a7c15ULL;
  static constexpr std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }
  std::uint64_t state_;
};

}  // namespace ridge::mapper
