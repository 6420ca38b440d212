#include "mapper/prime_powers.hpp"

#include <algorithm>
#include <numeric>

namespace ridge::mapper {

namespace {

constexpr std::int64_t trial_limit = 1024;  // what has no smaller prime factor is split by rho

__extension__ using Wide = unsigned __int128;

/// (a * b + add) mod modulus.
std::int64_t multiply(std::int64_t a, std::int64_t b, std::int64_t modulus, std::int64_t add = 0) {
  const Wide sum = static_cast<Wide>(a) * static_cast<Wide>(b) + static_cast<Wide>(add);
  return static_cast<std::int64_t>(sum % static_cast<Wide>(modulus));
}

std::int64_t power(std::int64_t base, std::int64_t exponent, std::int64_t modulus) {
  std::int64_t result = 1;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 != 0) result = multiply(result, base, modulus);
    base = multiply(base, base, modulus);
  }
  return result;
}

/// Miller-Rabin: the base shows that odd n is composite.
bool is_witness(std::int64_t base, std::int64_t n) {
  std::int64_t odd = n - 1;
  int twos = 0;
  for (; odd % 2 == 0; odd /= 2)
    ++twos;
  std::int64_t x = power(base, odd, n);
  if (x == 1) return false;
  for (; twos > 0; --twos) {
    if (x == n - 1) return false;
    x = multiply(x, x, n);
  }
  return true;
}

/// For odd n above `trial_limit`. These bases decide every n below 3.3e24 (Sorenson and Webster 2015).
bool is_prime(std::int64_t n) {
  if (n < trial_limit * trial_limit) return true;
  constexpr std::array<std::int64_t, 12> bases{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
  return std::none_of(bases.begin(), bases.end(), [n](std::int64_t base) { return is_witness(base, n); });
}

/// Pollard's rho with the step x^2 + `add`: a factor of n, n itself when the walk met its own tail first.
std::int64_t factor_by_walk(std::int64_t n, std::int64_t add) {
  const auto step = [&](std::int64_t x) { return multiply(x, x, n, add); };
  std::int64_t slow = 2;
  std::int64_t fast = 2;
  std::int64_t factor = 1;
  while (factor == 1) {
    slow = step(slow);
    fast = step(step(fast));
    factor = std::gcd(std::abs(slow - fast), n);
  }
  return factor;
}

/// A factor of n that is neither 1 nor n; n is odd and composite.
std::int64_t some_factor(std::int64_t n) {
  std::int64_t factor = n;
  for (std::int64_t add = 1; factor == n; ++add)
    factor = factor_by_walk(n, add);
  return factor;
}

}  // namespace

PrimePowers::PrimePowers(std::int64_t n) {
  for (std::int64_t p = 2; p < trial_limit && p <= n / p; p += p == 2 ? 1 : 2) {
    for (; n % p == 0; n /= p)
      add(p);
  }
  if (n > 1) split(n);
  std::sort(powers_.begin(), powers_.begin() + static_cast<std::ptrdiff_t>(count_),
            [](const PrimePower& a, const PrimePower& b) { return a.prime < b.prime; });
}

void PrimePowers::add(std::int64_t prime) {
  for (std::size_t i = 0; i < count_; ++i) {
    if (powers_[i].prime == prime) {
      ++powers_[i].exponent;
      return;
    }
  }
  powers_[count_++] = {prime, 1};
}

/// What trial division left, prime or not.
void PrimePowers::split(std::int64_t n) {
  if (is_prime(n)) {
    add(n);
    return;
  }
  const std::int64_t factor = some_factor(n);
  split(factor);
  split(n / factor);
}

}  // namespace ridge::mapper
