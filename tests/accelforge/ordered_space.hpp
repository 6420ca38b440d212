// The space that AccelForge's mapper looks through, smaller than ours: to show that where our optimum is
// better, it is better by what that space lacks (docs/known-optima.md).
#pragma once

#include "mapper/search.hpp"

namespace ridge::accelforge {

/// The least energy, by AccelForge's accounting, of all perfect nests in which
///   - the nodes of a level stand above those of all further levels, of whatever tensor;
///   - a tile is fetched anew in every step of the loops above its node: nothing outlives a loop.
/// For problems without windows and machines without wires that cost. Throws where which part of the machine
/// is the slowest is not settled by the one that a nest would best be without.
double least_energy_in_order_pj(const Problem& problem, const Machine& machine,
                                const Constraints& constraints);

}  // namespace ridge::accelforge
