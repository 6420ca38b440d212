// Where the tensors of a layer that no unit of the array does are read and written.
#pragma once

#include "sim/cost/setting.hpp"

namespace ridge::cost {

/// The level that each tensor passes; no level: none may keep it.
///
/// Activations pass the innermost level that could be their home in a mapping and holds all that would be
/// there together, else the next one out. A home lies between the outermost level that may keep the tensor
/// and the first that must; here no fanout may lie between, since behind it every instance has a part of its
/// own, and no level further in than the one `unit` hangs under (null: no unit does the layer). The
/// outermost of these levels is taken as it is. Parameters and caches are of the whole network: they pass
/// the outermost level that may keep them.
IdVector<TensorId, std::optional<LevelId>> homes_beside(const Setting& setting, const ComputeUnit* unit);

}  // namespace ridge::cost
