// Do the children of a spatial loop write the same words? Asked of ranks of the written tensor in which
// several dimensions move, such as the sliding output p + r of a transposed convolution.
//
// Let d be a dimension of size D, and let a spatial loop of bound b stand outside loops over d whose bounds
// multiply to w. Its coordinate is floor(d / w) mod b. Two values of d that lie e > 0 apart can have
// different coordinates exactly if e is no multiple of w * b and e < U, where U = D unless the last block of
// w * b values is cut at or before its first w (then only coordinate 0 is left in it), and the start of that
// block if it is. Children overlap if values e_i of all dimensions of the rank, |e_i| < D_i, not all zero,
// cancel: sum c_i e_i = 0, with e of the unrolled dimension as above.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <span>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// Decides whether children overlap, exactly and in closed form for ranks of two moving dimensions. For more
/// it searches, exactly too, for up to `search_limit` steps; a case that needs more counts as overlapping, so
/// that what is let through is always right.
class OutputOverlap {
 public:
  static constexpr std::int64_t search_limit = 1 << 16;

  OutputOverlap(const Problem& problem, std::pmr::memory_resource* memory);

  /// A spatial loop (its entry in the nest) whose children write the same word, whatever the temporal loops.
  /// Bounds are at least 1 and their product fits 63 bits. Allocates nothing.
  std::optional<std::size_t> find(std::span<const NestEntry> nest);

 private:
  __extension__ using Wide = __int128;  // sums of coefficient x distance

  struct Term {
    DimensionId dimension;
    std::int64_t coefficient = 1;
    std::int64_t size = 1;
    Wide reach_after = 0;  // the most that the terms after this one of its rank can add up to
  };
  struct Rank {
    std::size_t first = 0;  // in terms_, by falling coefficient
    std::size_t count = 0;
  };
  /// The distances in one dimension between values of different coordinates.
  struct Distances {
    std::int64_t block = 1;  // multiples of this have equal coordinates
    std::int64_t limit = 0;  // so have distances of at least this
    bool has(std::int64_t distance) const;
  };

  static Distances distances(const Term& term, std::int64_t inner, std::int64_t bound);
  bool overlaps(DimensionId dimension, std::int64_t inner, std::int64_t bound) const;
  static bool pair_overlaps(const Term& unrolled, const Term& other, const Distances& distances);
  /// Can the terms from `terms[at]` on add up to `rest`, with a distance of `distances` at `unrolled`?
  static bool cancel(std::span<const Term> terms, std::size_t at, std::size_t unrolled,
                     const Distances& distances, Wide rest, std::int64_t& steps);

  std::pmr::vector<Term> terms_;
  std::pmr::vector<Rank> ranks_;
  std::pmr::vector<std::int64_t> inner_;  // by dimension: product of the bounds below the entry looked at
};

}  // namespace ridge
