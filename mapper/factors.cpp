#include "mapper/factors.hpp"

#include <algorithm>

#include "mapper/prime_powers.hpp"

namespace ridge::mapper {

namespace {

/// The largest divisor * d at most `limit`, with d a product of the powers from `next` on; divisor <= limit.
std::int64_t largest_product(std::int64_t divisor, const PrimePower* next, const PrimePower* end,
                             std::int64_t limit) {
  if (next == end) return divisor;
  std::int64_t best = 0;
  for (int taken = 0; taken <= next->exponent; ++taken) {
    best = std::max(best, largest_product(divisor, next + 1, end, limit));
    if (divisor > limit / next->prime) break;
    divisor *= next->prime;
  }
  return best;
}

}  // namespace

std::vector<std::int64_t> primes_of(std::int64_t n) {
  std::vector<std::int64_t> primes;
  for (const PrimePower& power : PrimePowers(n))
    primes.push_back(power.prime);
  return primes;
}

std::vector<std::int64_t> divisors_of(std::int64_t n) {
  std::vector<std::int64_t> divisors{1};
  for (const PrimePower& power : PrimePowers(n)) {
    const std::size_t without = divisors.size();
    for (std::size_t i = 0; i < without * static_cast<std::size_t>(power.exponent); ++i)
      divisors.push_back(divisors[divisors.size() - without] * power.prime);
  }
  std::sort(divisors.begin(), divisors.end());
  return divisors;
}

std::int64_t largest_divisor(std::int64_t n, std::int64_t limit) {
  if (limit >= n) return n;
  const PrimePowers powers(n);
  return largest_product(1, powers.begin(), powers.end(), limit);
}

std::int64_t smallest_divisor(std::int64_t n, std::int64_t limit) {
  if (limit > n) return 0;
  return n / largest_divisor(n, n / limit);  // d >= limit is n / d <= n / limit
}

}  // namespace ridge::mapper
