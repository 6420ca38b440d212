// The prime factorization of a 63-bit number, quick for every one of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ridge::mapper {

struct PrimePower {
  std::int64_t prime = 2;
  int exponent = 0;
};

/// The powers of different primes that multiply to a number, ascending by prime; none for 1.
class PrimePowers {
 public:
  /// n >= 1. Trial division by small numbers, then Miller-Rabin and Pollard's rho: at most some n^(1/4)
  /// steps, 2^16 for the largest n. Allocates nothing.
  explicit PrimePowers(std::int64_t n);

  const PrimePower* begin() const { return powers_.data(); }
  const PrimePower* end() const { return powers_.data() + count_; }
  std::size_t size() const { return count_; }

 private:
  void add(std::int64_t prime);
  void split(std::int64_t n);

  std::array<PrimePower, 15> powers_{};  // the first 16 primes multiply to more than 2^63
  std::size_t count_ = 0;
};

}  // namespace ridge::mapper
