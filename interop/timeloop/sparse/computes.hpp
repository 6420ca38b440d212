// What becomes of the operations whose operands arrive.
#pragma once

#include "interop/timeloop/sparse/accesses.hpp"

namespace ridge::timeloop::sparse {

/// Operations that no saving has taken away, and how often an operand's saving was for the other being empty.
struct Remaining {
  double operations = 0;
  IdVector<TensorId, std::optional<double>> emptied;  // chance, by the tensor whose accesses were saved
};

/// An operand is a nonzero, or a zero that is stored, or nothing, where its innermost level has metadata.
/// With a stored zero an operation is gated, and with nothing skipped, where the compute unit can do that;
/// else it is done. With two times nothing it does not exist. Operands that were saved for the other's sake
/// leave the other denser. Throws InputError when not two tensors are read.
Computes compute(const Layer& layer, const Tiles& tiles, const Remaining& remaining);

}  // namespace ridge::timeloop::sparse
