// A lower bound on every mapping of a space: what no loop order, tiling, placement or unrolling can undercut.
#pragma once

#include "mapper/search.hpp"
#include "mapper/space.hpp"

namespace ridge::mapper {

struct Bound {
  double cycles = 0;
  double energy_pj = 0;  // NaN when the machine does not state an energy that every mapping needs

  /// In the unit of the objective (objective.hpp). The bound of a product is the product of the bounds.
  double value(Objective objective, const MachineConstants& machine) const;
};

/// Cycles, the largest of
///   - the fewest compute steps over the unit's rate, plus the transfers that single-buffered levels cannot
///   hide;
///   - for each port, the bytes that must pass it (mapper/chain.hpp) over the bandwidth of all instances.
/// Energy: compute, the cheapest chain of every tensor, and static power for the cycles above. Wires are left
/// out. Nothing when some tensor has no possible chain (then there is no mapping) or no unit does the
/// operation. A floating-point sum is rounded down by one part in 1e12, so that it stays a bound.
std::optional<Bound> lower_bound(const Space& space);

}  // namespace ridge::mapper
