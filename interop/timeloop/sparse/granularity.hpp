// How much of the operation space one access serves: of these operations, all must be of no effect for the
// access to be.
#pragma once

#include "interop/timeloop/sparse/tiles.hpp"

namespace ridge::timeloop::sparse {

/// Accesses of `level` to `target`, on behalf of the next level in that keeps it or of the compute units.
/// Successive accesses are told apart by the innermost loop over the target, and by single operations where
/// nothing is spatial in the innermost level. Spatial loops above share an access.
class Granularity {
 public:
  Granularity(const Layer& layer, const Tiles& tiles, LevelId level, TensorId target);

  /// The box of `condition` that one access depends on, at least as wide as a block of the level. Nothing
  /// when an access of the target does not wait for the condition: loops over it follow those over both.
  std::optional<Box> condition_box(TensorId condition) const;

 private:
  struct At {
    LevelId level;
    std::size_t loop = 0;
  };
  void find_target_loop(std::optional<LevelId> child);
  void find_operation_loop();
  void gather(std::optional<LevelId> child);
  const LevelLoop& loop(At at) const { return layer_.loops.at(at.level)[at.loop]; }

  const Layer& layer_;
  LevelId level_;
  const Tensor& target_;
  At target_loop_;
  bool scalar_ = false;  // single operations
  Extents served_;       // through the target loop
  Extents conditions_;   // and through what shares its accesses
  std::vector<LevelLoop> relevant_;
};

}  // namespace ridge::timeloop::sparse
