#include "sim/mapping/constraints.hpp"

#include "sim/mapping/merge_rules.hpp"

namespace ridge {

Constraints Constraints::none(const Problem& problem, const Machine& machine) {
  LoopRules free;
  free.bounds.assign(problem.dimensions.size(), BoundRule());
  Constraints constraints;
  constraints.temporal.assign(machine.levels.size(), free);
  constraints.spatial.assign(machine.fanouts.size(), {free, free});
  constraints.keep.assign(machine.levels.size(),
                          IdVector<TensorId, std::optional<bool>>(problem.tensors.size()));
  constraints.keep_places.assign(machine.levels.size(), IdVector<TensorId, Place>(problem.tensors.size()));
  return constraints;
}

Constraints both(const Constraints& first, const Constraints& second) {
  Diagnostics diagnostics;
  Constraints merged = first;
  if (second.used_lanes.least > merged.used_lanes.least) merged.used_lanes = second.used_lanes;
  for (LevelId level : merged.temporal.ids()) {
    tighten(merged.temporal[level], second.temporal[level], diagnostics);
    for (TensorId tensor : merged.keep[level].ids()) {
      if (!second.keep[level][tensor]) continue;
      tighten_keep(merged.keep[level][tensor], merged.keep_places[level][tensor], *second.keep[level][tensor],
                   second.keep_places[level][tensor], diagnostics);
    }
  }
  for (FanoutId fanout : merged.spatial.ids()) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      tighten(merged.spatial[fanout][axis], second.spatial[fanout][axis], diagnostics);
    }
  }
  diagnostics.throw_if_errors();
  return merged;
}

}  // namespace ridge
