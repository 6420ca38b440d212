// The written tensor's walk: partial results going up and down, each remembering what it contains.
#pragma once

#include <span>

#include "sim/nest/counts.hpp"
#include "tests/nest/passage.hpp"

namespace ridge::walked {

/// Counts reads, fills, updates, drains and their complete parts of the written tensor. `counts` holds one
/// element per node of `nodes_of(problem.written, mapping)`, in that order. Throws std::logic_error when a
/// value is lost or counted twice. `rules`: exact, or AccelForge's.
void walk_written(const Problem& problem, const Machine& machine, const Mapping& mapping,
                  const LoopSpace& space, CountingRules rules, std::span<NodeCounts*> counts);

}  // namespace ridge::walked
