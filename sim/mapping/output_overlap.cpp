#include "sim/mapping/output_overlap.hpp"

#include <algorithm>
#include <numeric>

namespace ridge {

OutputOverlap::OutputOverlap(const Problem& problem, std::pmr::memory_resource* memory)
    : terms_(memory), ranks_(memory), inner_(problem.dimensions.size(), 1, memory) {
  for (const ridge::Rank& rank : problem.tensors[problem.written].ranks) {
    const std::size_t first = terms_.size();
    for (const ridge::Term& term : rank.terms) {
      const std::int64_t size = problem.dimensions[term.dimension].bound;
      if (size > 1) terms_.push_back({term.dimension, term.coefficient, size, 0});
    }
    const std::size_t count = terms_.size() - first;
    if (count < 2) {  // one moving dimension tells its words apart
      terms_.resize(first);
      continue;
    }
    const std::span<Term> terms(terms_.data() + first, count);
    std::sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) {
      return a.coefficient != b.coefficient ? a.coefficient > b.coefficient : a.dimension < b.dimension;
    });
    for (std::size_t at = count - 1; at > 0; --at) {
      terms[at - 1].reach_after =
          terms[at].reach_after + static_cast<Wide>(terms[at].coefficient) * (terms[at].size - 1);
    }
    ranks_.push_back({first, count});
  }
}

std::optional<std::size_t> OutputOverlap::find(std::span<const NestEntry> nest) {
  for (std::int64_t& inner : inner_)
    inner = 1;
  for (std::size_t entry = nest.size(); entry-- > 0;) {
    const NestEntry& loop = nest[entry];
    if (loop.kind == NestEntry::Kind::keep) continue;
    std::int64_t& inner = inner_[loop.dimension.index()];
    if (loop.kind == NestEntry::Kind::spatial && loop.bound > 1 &&
        overlaps(loop.dimension, inner, loop.bound))
      return entry;
    inner *= loop.bound;
  }
  return std::nullopt;
}

bool OutputOverlap::overlaps(DimensionId dimension, std::int64_t inner, std::int64_t bound) const {
  for (const Rank& rank : ranks_) {
    const std::span<const Term> terms(terms_.data() + rank.first, rank.count);
    const auto found = std::find_if(terms.begin(), terms.end(),
                                    [&](const Term& term) { return term.dimension == dimension; });
    if (found == terms.end()) continue;
    const Distances apart = distances(*found, inner, bound);
    const auto at = static_cast<std::size_t>(found - terms.begin());
    if (terms.size() == 2) return pair_overlaps(*found, terms[1 - at], apart);
    std::int64_t steps = 0;
    return cancel(terms, 0, at, apart, 0, steps);
  }
  return false;
}

bool OutputOverlap::Distances::has(std::int64_t distance) const {
  const std::int64_t apart = distance < 0 ? -distance : distance;
  return apart < limit && apart % block != 0;
}

OutputOverlap::Distances OutputOverlap::distances(const Term& term, std::int64_t inner, std::int64_t bound) {
  Distances result;
  result.block = inner * bound;
  const std::int64_t last_block = (term.size - 1) / result.block * result.block;
  result.limit = term.size - last_block <= inner ? last_block : term.size;
  return result;
}

/// c1 e1 + c2 e2 = 0 has the solutions e1 = k c2 / g, e2 = -k c1 / g with g = gcd(c1, c2). If k = 1 is out of
/// range or a multiple of the block, so is every other k.
bool OutputOverlap::pair_overlaps(const Term& unrolled, const Term& other, const Distances& distances) {
  const std::int64_t common = std::gcd(unrolled.coefficient, other.coefficient);
  return distances.has(other.coefficient / common) && unrolled.coefficient / common < other.size;
}

bool OutputOverlap::cancel(std::span<const Term> terms, std::size_t at, std::size_t unrolled,
                           const Distances& distances, Wide rest, std::int64_t& steps) {
  if (at == terms.size()) return rest == 0;
  const Term& term = terms[at];
  // The terms after this one can make up for at most reach_after: |rest - c e| <= reach_after.
  const auto floor_divide = [](Wide a, Wide b) { return a >= 0 ? a / b : -((-a + b - 1) / b); };
  const Wide low = -floor_divide(term.reach_after - rest, term.coefficient);
  const Wide high = floor_divide(term.reach_after + rest, term.coefficient);
  const Wide farthest = term.size - 1;
  for (Wide e = std::max(low, -farthest); e <= std::min(high, farthest); ++e) {
    if (++steps > search_limit) return true;
    if (at == unrolled && !distances.has(static_cast<std::int64_t>(e))) continue;
    if (cancel(terms, at + 1, unrolled, distances, rest - e * term.coefficient, steps)) return true;
  }
  return false;
}

}  // namespace ridge
