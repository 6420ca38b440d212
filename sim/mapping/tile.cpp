#include "sim/mapping/tile.hpp"

#include <algorithm>
#include <limits>

#include "base/checked.hpp"
#include "workloads/progressions.hpp"

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

/// Words of the written tensor are partial at a node if they are added to in several steps: by loops around
/// it, or by temporal loops between it and the next node inside (a spatial sum arrives complete).
bool is_partial(const Mapping& mapping, std::size_t node, const Problem& problem) {
  bool inside_child = false;
  for (std::size_t at = 0; at < mapping.nest.size(); ++at) {
    const NestEntry& entry = mapping.nest[at];
    if (entry.kind == Kind::keep) {
      inside_child |= at > node && entry.tensor == problem.written;
      continue;
    }
    const bool matters = at < node || (!inside_child && entry.kind == Kind::temporal);
    const bool moves = entry.bound > 1 && problem.dimensions[entry.dimension].bound > 1;
    if (matters && moves && returns_to_words(entry.dimension, problem)) return true;
  }
  return false;
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
  const auto extents = extents_below(mapping, entry, problem);
  Tile tile;
  for (const Rank& rank : problem.tensors[node.tensor].ranks) {
    std::vector<Progression> terms;
    std::int64_t span = 1;  // the bounding box
    for (const Term& term : rank.terms) {
      terms.push_back({term.coefficient, extents[term.dimension]});
      span += term.coefficient * (extents[term.dimension] - 1);
    }
    const std::optional<std::int64_t> words = distinct_sums(terms);
    tile.exact &= words.has_value();
    tile.rank_words.push_back(words.value_or(span));
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
