#include "sim/verify/splits.hpp"

#include <algorithm>
#include <functional>

namespace ridge::verify {

namespace {

constexpr double work_per_step = 2;

using Pattern = std::vector<std::size_t>;

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

/// All patterns within `most`, which falls: visit(pattern).
template <class Visit>
void for_each_pattern(const Pattern& most, Visit visit) {
  Pattern pattern(most.size(), 0);
  const auto choose = [&](auto&& self, std::size_t at) -> void {
    if (at == most.size()) return visit(pattern);
    const std::size_t highest = at == 0 ? most[0] : std::min(most[at], pattern[at - 1]);
    for (std::size_t loops = 0; loops <= highest; ++loops) {
      pattern[at] = loops;
      self(self, at + 1);
    }
    pattern[at] = 0;
  };
  choose(choose, 0);
}

}  // namespace

Splits::Splits(const std::vector<std::size_t>& most, Work& work) : work_(work) {
  Pattern falling = most;
  std::sort(falling.begin(), falling.end(), std::greater<>());
  std::map<Pattern, std::size_t> known;
  for_each_pattern(falling, [&](const Pattern& pattern) { known.emplace(pattern, known.size()); });
  patterns_ = known.size();
  for (const auto& [pattern, index] : known)
    add_steps(pattern, known);
  std::size_t size = 1;
  for (const std::size_t loops : most)
    size *= loops + 1;
  for (std::size_t at = 0; at < size; ++at) {
    Pattern pattern;
    std::size_t digits = at;
    for (const std::size_t loops : most) {
      pattern.push_back(digits % (loops + 1));
      digits /= loops + 1;
    }
    std::sort(pattern.begin(), pattern.end(), std::greater<>());
    pattern_of_.push_back(known.at(pattern));
  }
  std::vector<double> none(patterns_, 0);
  none[known.at(Pattern(most.size(), 0))] = 1;
  known_[{}] = std::move(none);
}

/// Of dimensions that are looped alike it does not matter which have one loop less.
void Splits::add_steps(const Pattern& pattern, const std::map<Pattern, std::size_t>& known) {
  Pattern less = pattern;
  const auto choose = [&](auto&& self, std::size_t begin, std::size_t loops, double ways) -> void {
    if (begin == pattern.size() || pattern[begin] == 0) {
      steps_.push_back({known.at(pattern), known.at(less), loops, ways});
      return;
    }
    std::size_t end = begin;
    while (end < pattern.size() && pattern[end] == pattern[begin])
      ++end;
    for (std::size_t chosen = 0; chosen <= end - begin; ++chosen) {  // the last ones, so that they still fall
      if (chosen > 0) {
        --less[end - chosen];
        ways = ways * static_cast<double>(end - begin + 1 - chosen) / static_cast<double>(chosen);
      }
      self(self, end, loops + chosen, ways);
    }
    std::fill(less.begin() + static_cast<std::ptrdiff_t>(begin),
              less.begin() + static_cast<std::ptrdiff_t>(end), pattern[begin]);
  };
  choose(choose, 0, 0, 1);
}

const std::vector<double>& Splits::orders(const Gaps& gaps) {
  const auto known = known_.find(gaps);
  if (known != known_.end()) return known->second;
  const std::vector<double>& fewer = orders(Gaps(gaps.begin(), gaps.end() - 1));
  return known_[gaps] = with_gap(fewer, gaps.back());
}

/// Of every dimension one loop more, or none, in a further gap.
std::vector<double> Splits::with_gap(const std::vector<double>& by_pattern, const Gap& gap) const {
  const auto kept = static_cast<double>(patterns_);
  if (!work_.keep(kept) || !work_.spend(work_per_step * static_cast<double>(steps_.size())))
    return by_pattern;
  std::vector<double> sum(patterns_, 0);
  for (const Step& step : steps_)
    sum[step.from] += step.ways * orders_in(gap, step.loops) * by_pattern[step.to];
  return sum;
}

Amounts Splits::by_dimension(const std::vector<double>& by_pattern) const {
  Amounts amounts;
  for (const std::size_t pattern : pattern_of_)
    amounts.push_back(by_pattern[pattern]);
  return amounts;
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

/// By the first factor: as many others as the rest has room for.
double OrderedProducts::ways_up_to(std::int64_t most_trips, std::size_t factors) {
  if (factors == 0) return most_trips >= 1 ? 1 : 0;
  if (factors == 1) return static_cast<double>(std::max<std::int64_t>(0, most_trips - 1));
  if (most_trips < 4) return 0;
  const auto [known, is_new] = ways_up_to_.try_emplace({most_trips, factors}, 0);
  if (!is_new) return known->second;
  double sum = 0;
  for (std::int64_t first = 2; first <= most_trips / 2;) {  // all that leave the same room at once
    const std::int64_t room = most_trips / first;
    const std::int64_t last = most_trips / room;
    sum += static_cast<double>(last - first + 1) * ways_up_to(room, factors - 1);
    first = last + 1;
  }
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
