// Edits of a nest that keep it a nest of the same problem: every dimension covered, nodes in legal order.
#pragma once

#include "mapper/space.hpp"

namespace ridge::mapper {

using Nest = std::vector<NestEntry>;

/// Drops loops of bound 1, joins the temporal loops that a dimension has in one gap, puts the spatial loops
/// of a fanout together, x of a dimension above y, sorts neighbouring nodes by level and tensor: nests of the
/// space (mapper/space.hpp), of which those that mean the same look the same.
void tidy(Nest& nest);

/// Makes the temporal loops of a dimension multiply to what its spatial loops leave: ceil(bound / spatial
/// bounds). Inner bounds shrink to divisors of it where they must (so tiles do not grow), the outermost loop
/// takes the rest; where there is none a new one stands below the outermost nodes. In a space with imperfect
/// temporal loops inner bounds stay and the outermost becomes what is needed.
void refit(const Space& space, Nest& nest, DimensionId dimension);

/// Gaps where a node may stand: before entry `first`, ..., before entry `last` (nest.size(): at the end).
/// first > last: nowhere. `nest` may or may not hold the node itself.
struct Gaps {
  std::size_t first = 0;
  std::size_t last = 0;
};
Gaps gaps_for_node(const Space& space, const Nest& nest, LevelId level, TensorId tensor);

/// The gap where spatial loops of a fanout stand: behind everything further out, right above what is further
/// in; no_gap when a node of a level below the fanout stands above one of a level above it.
constexpr std::size_t no_gap = static_cast<std::size_t>(-1);
std::size_t gap_for_fanout(const Space& space, const Nest& nest, FanoutId fanout);

/// True when entry `at` is the outermost node of its tensor.
bool is_home(const Nest& nest, std::size_t at);

/// Moves every home out, as far as its fanouts let it: it holds the same wherever it stands, and a nest reads
/// best when it opens with where everything comes from. Costs nothing and changes no count.
void put_homes_first(const Space& space, Nest& nest);

/// True when the bounds of every dimension multiply to exactly its size: no trip is short, no lane idle.
bool has_perfect_bounds(const Problem& problem, const Nest& nest);

/// True when a temporal loop before entry `gap` can matter: above a home it would change nothing.
bool takes_loop(const Nest& nest, std::size_t gap);

}  // namespace ridge::mapper
