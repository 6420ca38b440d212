// In how many ways nodes and blocks of spatial loops can stand, and what gaps they leave for temporal loops.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <vector>

#include "sim/mapping/constraints.hpp"
#include "sim/verify/work.hpp"

namespace ridge::verify {

/// A stretch of the nest in which every dimension has at most one temporal loop: from one spatial loop, or
/// node that loops change, to the next. Homes, which no loop changes, part it into slots.
struct Gap {
  std::int8_t slots = 1;   // homes in it, and one more
  std::int8_t needed = 0;  // slots between two nodes that stand in this order only because of a loop between
  auto operator<=>(const Gap&) const = default;
};

/// The gaps of an arrangement, in no order: sorted.
using Gaps = std::vector<Gap>;

/// For every collection of gaps the number of arrangements with it, when exactly the fanouts of `unrolled`
/// (one flag per fanout) have spatial loops. Of nodes with nothing between them one order counts.
std::map<Gaps, double> arrangements(const Problem& problem, const Machine& machine,
                                    const Constraints& constraints, const std::vector<bool>& unrolled,
                                    Work& work);

}  // namespace ridge::verify
