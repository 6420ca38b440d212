// A convolution in the form in which NVDLA's convolution core computes it.
//
// NVDLA hardware manual, unit description of the convolution core
// (nvdla.org/hw/v1/ias/unit_description.html): "Direct convolution", "Convolution with image input", "Channel
// post-extension". None of the int8 configurations in nvdla/hw (spec/defs) has Winograd's form.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "workloads/network.hpp"

namespace ridge::validation {

/// Dimensions by what the core does with them; the ids are of `problem`.
struct NvdlaLayer {
  Problem problem;                    // tensors Weights, Inputs, Outputs
  DimensionId kernels;                // over the MAC cells: Atomic-K at a time
  DimensionId channels;               // over the multipliers of a cell: Atomic-C at a time
  DimensionId lines, columns;         // of the output
  std::vector<DimensionId> taps;      // summed in the accumulator
  std::optional<DimensionId> parted;  // image input: the taps of which several lines share a cell
  std::int64_t parts = 1;             // that many
};

/// The layer as the core computes it, when its machine has `atomic_c` multipliers in a cell:
/// - Image input, for the layer that reads the image (`reads_image`): the pixels of a line lie interleaved,
///   so that the channels of all S taps of a line are one dimension of C S words (channel pre-extension);
///   where these fill at most half or a quarter of a cell, 2 or 4 lines share it (channel post-extension).
/// - Direct convolution otherwise. A matrix product is a convolution of one line and one tap. The core
/// fetches
///   whole cubes: where the stride passes over pixels (1 x 1, stride 2), a word of Inputs is as wide as all
///   the pixels that are fetched for the one that is used.
/// Nothing for what is neither a convolution with one group nor a matrix product, has several samples, or
/// passes over other than 1 or 3 of 2 or 4 pixels.
std::optional<NvdlaLayer> nvdla_layer(const Layer& layer, bool reads_image, std::int64_t atomic_c);

}  // namespace ridge::validation
