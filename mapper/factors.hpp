// Prime factors and divisors of loop bounds, quick for bounds of any size (mapper/prime_powers.hpp).
#pragma once

#include <cstdint>
#include <vector>

namespace ridge::mapper {

/// The different primes that divide n, ascending; empty for 1.
std::vector<std::int64_t> primes_of(std::int64_t n);

/// All divisors of n, ascending; n >= 1.
std::vector<std::int64_t> divisors_of(std::int64_t n);

/// The largest divisor of n that is at most `limit`; n, limit >= 1. Allocates nothing.
std::int64_t largest_divisor(std::int64_t n, std::int64_t limit);

/// The smallest divisor of n that is at least `limit`; 0 when limit > n.
std::int64_t smallest_divisor(std::int64_t n, std::int64_t limit);

}  // namespace ridge::mapper
