#include "base/progressions.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <span>

namespace ridge {
namespace {

constexpr std::int64_t most_enumerated = std::int64_t{1} << 22;

std::int64_t span_of(std::span<const Progression> terms) {
  std::int64_t span = 0;
  for (const Progression& term : terms)
    span += term.step * (term.count - 1);
  return span;
}

std::int64_t common_step(std::span<const Progression> terms) {
  std::int64_t divisor = 0;
  for (const Progression& term : terms)
    divisor = std::gcd(divisor, term.step);
  return divisor;
}

/// True when coarse only refines or extends fine: together they are again one progression with fine's step.
bool joins(const Progression& fine, const Progression& coarse) {
  return coarse.step % fine.step == 0 && coarse.step / fine.step <= fine.count;
}

/// Replaces pairs that make one progression by that progression, until none is left. Sorted by step.
void join_all(std::vector<Progression>& terms) {
  std::sort(terms.begin(), terms.end(), [](auto a, auto b) { return a.step < b.step; });
  for (std::size_t fine = 0; fine < terms.size(); ++fine) {
    for (std::size_t coarse = fine + 1; coarse < terms.size();) {
      if (!joins(terms[fine], terms[coarse])) {
        ++coarse;
        continue;
      }
      terms[fine].count += terms[coarse].step / terms[fine].step * (terms[coarse].count - 1);
      terms.erase(terms.begin() + static_cast<std::ptrdiff_t>(coarse));
      coarse = fine + 1;  // a longer progression may join what it could not before
    }
  }
}

/// A set of small numbers as bits.
class BitSet {
 public:
  explicit BitSet(std::int64_t largest) : words_(static_cast<std::size_t>(largest / 64 + 1)) {
    words_[0] = 1;
  }

  /// Adds x + shift for every member x. Members never pass the largest number.
  void join_shifted(std::int64_t shift) {
    const auto whole = static_cast<std::size_t>(shift / 64);
    const auto bits = static_cast<unsigned>(shift % 64);
    for (std::size_t to = words_.size(); to-- > whole;) {
      std::uint64_t moved = words_[to - whole] << bits;
      if (bits != 0 && to > whole) moved |= words_[to - whole - 1] >> (64 - bits);
      words_[to] |= moved;
    }
  }

  std::int64_t size() const {
    return std::accumulate(words_.begin(), words_.end(), std::int64_t{0},
                           [](std::int64_t sum, std::uint64_t word) { return sum + std::popcount(word); });
  }

 private:
  std::vector<std::uint64_t> words_;
};

std::optional<std::int64_t> enumerated(std::span<const Progression> terms) {
  const std::int64_t divisor = common_step(terms);
  const std::int64_t largest = span_of(terms) / divisor;
  if (largest > most_enumerated) return std::nullopt;
  BitSet sums(largest);
  for (const Progression& term : terms) {
    std::int64_t covered = 1;  // elements of the progression already added; doubles each time
    while (covered < term.count) {
      const std::int64_t more = std::min(covered, term.count - covered);
      sums.join_shifted(term.step / divisor * more);
      covered += more;
    }
  }
  return sums.size();
}

std::optional<std::int64_t> count_cluster(std::span<const Progression> terms) {
  if (terms.size() == 1) return terms[0].count;
  if (terms.size() == 2) return distinct_sums(terms[0], terms[1]);
  return enumerated(terms);
}

}  // namespace

std::optional<std::int64_t> distinct_sums(std::vector<Progression> terms) {
  std::erase_if(terms, [](const Progression& term) { return term.count == 1; });
  join_all(terms);
  std::int64_t product = 1;
  std::span<const Progression> rest(terms);
  while (!rest.empty()) {
    // The shortest head whose sums lie closer together than any two sums of the tail: they cannot meet.
    std::size_t head = 1;
    while (head < rest.size() && common_step(rest.subspan(head)) <= span_of(rest.first(head)))
      ++head;
    const std::optional<std::int64_t> count = count_cluster(rest.first(head));
    if (!count) return std::nullopt;
    product *= *count;
    rest = rest.subspan(head);
  }
  return product;
}

}  // namespace ridge
