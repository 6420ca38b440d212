// A mapspace of NVDLA's kind, gone through mapping by mapping.
//
//   keep Weights, Inputs, Outputs in DRAM
//   for K, C, P, Q, R, S          any split, any one of them innermost, the others in this order
//     keep Weights, Inputs in CBUF
//     for K, C, P, Q, R, S        likewise
//       spatial K over Kernel.x   as many as there are
//         keep Outputs in CACC
//           for C, R, S
//             spatial C over Channel.y
//               keep Weights in WeightRegister
//                 for P, Q
//
// All splits into bounds that divide, all 36 pairs of innermost loops (a loop of bound 1 is none).
#pragma once

#include <cstdint>
#include <vector>

#include "sim/cost/evaluator.hpp"

namespace ridge::validation {

/// What one mapping of the space costs.
struct MappingCost {
  double cycles = 0;
  double energy_pj = 0;
  double dram_bytes = 0;  // read and written
};

struct WeightStationarySpace {
  std::int64_t mappings = 0;      // in the space
  std::vector<MappingCost> runs;  // those whose tiles fit, in one order whatever the number of threads
};

/// Evaluates every mapping of a conv2d of one sample on nvdla_1024 or one that differs in sizes; K and C are
/// multiples of its cells and of their multipliers. Nothing waits but for the slowest port or the lanes.
WeightStationarySpace weight_stationary_space(const Problem& problem, const Machine& machine);

}  // namespace ridge::validation
