#include "mapper/factors.hpp"

#include <algorithm>

namespace ridge::mapper {

std::int64_t smallest_prime(std::int64_t n) {
  if (n % 2 == 0) return 2;
  for (std::int64_t p = 3; p <= n / p; p += 2) {
    if (n % p == 0) return p;
  }
  return n;
}

std::vector<std::int64_t> primes_of(std::int64_t n) {
  std::vector<std::int64_t> primes;
  while (n > 1) {
    const std::int64_t p = smallest_prime(n);
    primes.push_back(p);
    while (n % p == 0)
      n /= p;
  }
  return primes;
}

std::vector<std::int64_t> divisors_of(std::int64_t n) {
  std::vector<std::int64_t> divisors;
  for (std::int64_t d = 1; d <= n / d; ++d) {
    if (n % d != 0) continue;
    divisors.push_back(d);
    if (d != n / d) divisors.push_back(n / d);
  }
  std::sort(divisors.begin(), divisors.end());
  return divisors;
}

std::int64_t largest_divisor(std::int64_t n, std::int64_t limit) {
  if (limit >= n) return n;
  std::int64_t best = 1;
  for (std::int64_t d = 1; d <= n / d; ++d) {
    if (n % d != 0) continue;
    if (n / d <= limit) return n / d;  // the complements descend: the first that fits is the largest of them
    if (d <= limit) best = d;
  }
  return best;
}

std::int64_t smallest_divisor(std::int64_t n, std::int64_t limit) {
  if (limit > n) return 0;
  std::int64_t best = n;
  for (std::int64_t d = 1; d <= n / d; ++d) {
    if (n % d != 0) continue;
    if (d >= limit) return d;
    if (n / d >= limit) best = n / d;
  }
  return best;
}

}  // namespace ridge::mapper
