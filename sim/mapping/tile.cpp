#include "sim/mapping/tile.hpp"

#include <algorithm>
#include <limits>

#include "base/checked.hpp"
#include "base/progressions.hpp"

namespace ridge {

namespace {

using Kind = NestEntry::Kind;

/// Does moving along `dimension` come back to words of the written tensor already touched? It does when the
/// tensor does not have the dimension, or has it in a rank whose index is not one-to-one.
bool returns_to_words(DimensionId dimension, const Problem& problem) {
  for (const Rank& rank : problem.tensors[problem.written].ranks) {
    bool here = false;
    std::int64_t positions = 1;
    for (const Term& term : rank.terms) {
      here |= term.dimension == dimension;
      positions *= problem.dimensions[term.dimension].bound;
    }
    if (here) return problem.words(rank) < positions;
  }
  return true;
}

/// Does the loop at `at` ever step? It does not past the dimension's size.
bool steps(const Mapping& mapping, std::size_t at, const Problem& problem) {
  const NestEntry& loop = mapping.nest[at];
  return loop.bound > 1 &&
         extents_below(mapping, at, problem)[loop.dimension] < problem.dimensions[loop.dimension].bound;
}

/// A word of the written tensor is partial at a node if it is one of several that are summed into one further
/// out (a spatial loop around the node), or if its child gives it up before it is complete: when a loop steps
/// that moves the child's tile, inside a loop that comes back to the word. Compute, the innermost child,
/// gives it up at once.
bool is_partial(const Mapping& mapping, std::size_t node, const Problem& problem) {
  bool comes_back = false;
  for (std::size_t at = 0; at < mapping.nest.size(); ++at) {
    const NestEntry& entry = mapping.nest[at];
    if (entry.kind == Kind::keep) {
      if (at > node && entry.tensor == problem.written) return false;  // the child, and nothing was given up
    } else if (steps(mapping, at, problem)) {
      const bool returns = returns_to_words(entry.dimension, problem);
      if (entry.kind == Kind::spatial) {
        if (returns && at < node) return true;
      } else {
        comes_back |= returns;  // a loop that slides comes back to what it moves away from
        if (comes_back && problem.relevant(problem.written, entry.dimension)) return true;
      }
    }
  }
  return comes_back;
}

bool is_home(const Mapping& mapping, std::size_t node) {
  const auto end = mapping.nest.begin() + static_cast<std::ptrdiff_t>(node);
  return std::none_of(mapping.nest.begin(), end, [&](const NestEntry& entry) {
    return entry.kind == Kind::keep && entry.tensor == mapping.nest[node].tensor;
  });
}

/// The indices of one rank that a node holds.
struct Reach {
  std::vector<Progression> progressions;  // the indices are the sums of one element of each
  std::int64_t span = 1;                  // of the bounding box
  bool exact = true;                      // false: some of the sums do not exist
};

/// The loops over one dimension that move in one instance, as digits of a counter: digits next to each other
/// are one run of values.
std::vector<Progression> runs_of(DimensionId dimension, const Mapping& mapping, std::size_t node, bool home) {
  std::vector<Progression> runs{{1, 1}};
  std::int64_t weight = 1;  // of the next digit
  for (std::size_t at = mapping.nest.size(); at-- > 0;) {
    const NestEntry& loop = mapping.nest[at];
    if (loop.kind == Kind::keep || loop.dimension != dimension) continue;
    if (at > node || (home && loop.kind == Kind::temporal)) {
      const bool adjoins = runs.back().step * runs.back().count == weight;
      if (!adjoins) runs.push_back({weight, 1});
      runs.back().count *= loop.bound;
    }
    weight *= loop.bound;
  }
  return runs;
}

/// Adds what one term of a rank contributes: values past the dimension's size do not exist.
void add_term(const Term& term, std::vector<Progression> runs, std::int64_t size, Reach& reach) {
  std::int64_t farthest = 0;
  for (Progression& run : runs) {
    run.count = std::min(run.count, ceil_divide(size, run.step));
    farthest += run.step * (run.count - 1);
    reach.progressions.push_back({term.coefficient * run.step, run.count});
  }
  reach.exact &= farthest < size;
  reach.span += term.coefficient * std::min(farthest, size - 1);
}

/// Rounded up; the greatest 64-bit number when it leaves 64 bits.
std::int64_t bytes_of(std::int64_t words, int bits) {
  const auto whole = checked_multiply(words / 8, bits);
  const auto bytes = whole ? checked_add(*whole, ceil_divide(words % 8 * bits, 8)) : std::nullopt;
  return bytes.value_or(std::numeric_limits<std::int64_t>::max());
}

}  // namespace

IdVector<DimensionId, std::int64_t> extents_below(const Mapping& mapping, std::size_t entry,
                                                  const Problem& problem) {
  IdVector<DimensionId, std::int64_t> extents(problem.dimensions.size(), 1);
  for (std::size_t at = entry + 1; at < mapping.nest.size(); ++at) {
    const NestEntry& loop = mapping.nest[at];
    if (loop.kind == Kind::keep) continue;
    std::int64_t& extent = extents[loop.dimension];
    const std::int64_t size = problem.dimensions[loop.dimension].bound;
    extent = std::min(size, checked_multiply(extent, loop.bound).value_or(size));
  }
  return extents;
}

Tile tile_of(const Mapping& mapping, std::size_t entry, const Problem& problem, const Machine& machine) {
  const NestEntry& node = mapping.nest[entry];
  const bool home = is_home(mapping, entry);
  Tile tile;
  for (const Rank& rank : problem.tensors[node.tensor].ranks) {
    Reach reach;
    for (const Term& term : rank.terms) {
      const std::int64_t size = problem.dimensions[term.dimension].bound;
      add_term(term, runs_of(term.dimension, mapping, entry, home), size, reach);
    }
    const std::optional<std::int64_t> words = distinct_sums(reach.progressions);
    tile.exact &= reach.exact && words.has_value();
    tile.rank_words.push_back(std::min(words.value_or(reach.span), reach.span));
  }
  for (std::int64_t words : tile.rank_words)
    tile.words *= words;
  tile.partial = problem.is_written(node.tensor) && is_partial(mapping, entry, problem);
  const int natural_bits = tile.partial ? problem.partial_bits(node.tensor) : problem.word_bits(node.tensor);
  tile.word_bits = machine.levels[node.level].word_bits.value_or(natural_bits);
  tile.bytes = bytes_of(tile.words, tile.word_bits);
  return tile;
}

}  // namespace ridge
