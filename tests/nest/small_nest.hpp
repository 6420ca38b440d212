// Machines and nests for tests, written in one line as one would on a blackboard.
#pragma once

#include <string_view>

#include "sim/nest/counts.hpp"
#include "tests/nest/random_case.hpp"

namespace ridge {

/// "DRAM PE(2,4) RF": levels and fanouts (x, y), outermost first. Nothing multicasts or reduces yet.
Machine machine_of(std::string_view text);

/// A case from parts: "DRAM: Z A | m 4 | RF: A | k 2 on PE.y | k 3" keeps tensors at a level, loops a
/// dimension in time, or unrolls one. Throws std::logic_error when a name is not known: it is for tests.
Case case_of(Problem problem, Machine machine, std::string_view nest);

/// The counts of the node that keeps `tensor` at `level`.
const NodeCounts& node_at(const Counts& counts, const Case& made, std::string_view level,
                          std::string_view tensor);

}  // namespace ridge
