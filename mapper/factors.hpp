// Prime factors and divisors of loop bounds.
#pragma once

#include <cstdint>
#include <vector>

namespace ridge::mapper {

/// The different primes that divide n, ascending; empty for 1. Trial division: O(sqrt n).
std::vector<std::int64_t> primes_of(std::int64_t n);

/// All divisors of n, ascending; n >= 1.
std::vector<std::int64_t> divisors_of(std::int64_t n);

/// The largest divisor of n that is at most `limit`; n, limit >= 1. O(sqrt n), allocates nothing.
std::int64_t largest_divisor(std::int64_t n, std::int64_t limit);

/// The smallest divisor of n that is at least `limit`; 0 when limit > n.
std::int64_t smallest_divisor(std::int64_t n, std::int64_t limit);

/// The smallest prime that divides n; n >= 2.
std::int64_t smallest_prime(std::int64_t n);

}  // namespace ridge::mapper
