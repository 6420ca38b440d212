#include "sim/verify/splits.hpp"

namespace ridge::verify {

namespace {

/// Orders of `loops` different loops in the slots of a gap, where some slots need one at least.
double orders_in(const Gap& gap, std::size_t loops) {
  if (loops < static_cast<std::size_t>(gap.needed)) return 0;
  const std::size_t free = loops - static_cast<std::size_t>(gap.needed);
  const auto slots = static_cast<std::size_t>(gap.slots);
  double orders = 1;
  for (std::size_t i = 2; i <= loops; ++i)
    orders *= static_cast<double>(i);
  for (std::size_t i = 1; i < slots; ++i)  // free loops over slots: (free + slots - 1) over (slots - 1)
    orders = orders * static_cast<double>(free + i) / static_cast<double>(i);
  return orders;
}

}  // namespace

Splits::Splits(std::vector<std::size_t> most, Work& work) : most_(std::move(most)), work_(work) {
  for (const std::size_t loops : most_)
    size_ *= loops + 1;
  Amounts none(size_, 0);
  none[0] = 1;
  known_[{}] = std::move(none);
}

const Amounts& Splits::orders(const Gaps& gaps) {
  const auto known = known_.find(gaps);
  if (known != known_.end()) return known->second;
  const Amounts& fewer = orders(Gaps(gaps.begin(), gaps.end() - 1));
  return known_[gaps] = with_gap(fewer, gaps.back());
}

/// Of every dimension one loop more, or none, in a further gap: by the number of loops in it.
Amounts Splits::with_gap(const Amounts& amounts, const Gap& gap) const {
  const auto dimensions = static_cast<double>(most_.size());
  const auto size = static_cast<double>(size_);
  if (!work_.keep(size) || !work_.spend(dimensions * dimensions * size)) return amounts;
  std::vector<Amounts> by_loops{amounts};
  std::size_t stride = 1;
  for (const std::size_t most : most_) {
    by_loops.emplace_back(size_, 0);
    for (std::size_t loops = by_loops.size() - 1; loops-- > 0;) {
      for (std::size_t at = 0; at < size_; ++at) {
        if (at / stride % (most + 1) < most) by_loops[loops + 1][at + stride] += by_loops[loops][at];
      }
    }
    stride *= most + 1;
  }
  Amounts sum(size_, 0);
  for (std::size_t loops = 0; loops < by_loops.size(); ++loops) {
    const double orders = orders_in(gap, loops);
    for (std::size_t at = 0; orders > 0 && at < size_; ++at)
      sum[at] += orders * by_loops[loops][at];
  }
  return sum;
}

double OrderedProducts::ways(std::int64_t trips, std::size_t factors) {
  if (factors == 0) return trips == 1 ? 1 : 0;
  if (factors == 1) return trips > 1 ? 1 : 0;
  const auto [known, is_new] = ways_.try_emplace({trips, factors}, 0);
  if (!is_new) return known->second;
  double sum = 0;
  for (const std::int64_t first : divisors(trips))
    sum += ways(trips / first, factors - 1);
  return known->second = sum;
}

const std::vector<std::int64_t>& OrderedProducts::divisors(std::int64_t number) {
  const auto [known, is_new] = divisors_.try_emplace(number);
  for (std::int64_t small = 1; is_new && small <= number / small; ++small) {
    if (number % small != 0) continue;
    if (small > 1) known->second.push_back(small);
    if (small != number / small) known->second.push_back(number / small);
  }
  return known->second;
}

}  // namespace ridge::verify
