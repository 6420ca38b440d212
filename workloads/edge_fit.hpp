// Whether what layers write is what another layer reads. Internal to workloads/.
#pragma once

#include <span>
#include <string>

#include "workloads/edge_shapes.hpp"

namespace ridge {

/// Why `together` is not what `read` reads, as "32 channels, given 64"; "" when it is. Several tensors are
/// concatenated.
///
/// Between feature maps the samples agree, the channels add up to those read, and the plane is one that the
/// windows slide over; of several planes larger ones are cropped. Everything else may be reshaped, so that
/// only the number of words counts. One row of each of `batch` samples may be taken out of a matrix: a
/// class token, the last token of a prompt.
std::string misfit(const ReadTensor& read, std::span<const WrittenTensor* const> together,
                   std::int64_t batch);

}  // namespace ridge
