// The mapspace of one hardware layer of NVDLA, walked whole.
//
//   keep Weights, Inputs, Outputs in DRAM
//   for K: passes                       the buffer holds the kernels of one pass ...
//     keep Weights in CBUF
//     for P: steps                      ... and slides over the input, whole lines at a time
//       keep Inputs in CBUF
//       for K: groups of Atomic-K kernels
//         for P, Q: stripes
//           spatial K over Kernel.x
//             keep Outputs in CACC
//               for C, R, S             until the sums are complete
//                 spatial C over Channel.y
//                   keep Weights in WeightRegister
//                     for P, Q: a stripe
//
// NVDLA Primer (nvdla.org/primer.html, "NVDLA System Integration"): a layer takes as long as the longest of
// its input, its output and its multiplications; where the convolution buffer holds only a part of the
// weights, it runs in as many passes, each of which reads the input anew. NVDLA hardware manual
// (unit_description.html): the buffer holds lines of all channels, a stripe has up to 32 positions.
#pragma once

#include <cstdint>
#include <optional>

#include "explore/validation/nvdla_layer.hpp"
#include "sim/cost/evaluator.hpp"

namespace ridge::validation {

/// The fastest of all mappings of this form, any number of passes and of lines per step, when nothing waits
/// but for the slowest port or the lanes (Waiting::slowest). `machine` is nvdla_1024 or one that differs in
/// sizes. Nothing where none fits.
std::optional<Evaluation> best_hardware_layer(const NvdlaLayer& layer, const Machine& machine);

}  // namespace ridge::validation
