// Ways to unroll over the fanouts of a machine whose axes are all alike to the counts: what matters is how
// many lanes of a fanout a dimension has, not on which axis.
#pragma once

#include <optional>
#include <vector>

#include "mapper/exact/shape.hpp"
#include "mapper/space.hpp"

namespace ridge::mapper::even {

struct Spread {
  std::vector<Factors> lanes;  // by fanout: of each dimension
  Unrolling loops;             // one way to lay them along the axes
  double in_all = 1;           // lanes that work
};

/// Every one that the limits of the space allow, each dimension on one axis of a fanout, by perfect bounds.
/// Nothing when there are more than `most`.
std::optional<std::vector<Spread>> all_spreads(const Space& space, const Shape& shape, std::size_t most);

}  // namespace ridge::mapper::even
