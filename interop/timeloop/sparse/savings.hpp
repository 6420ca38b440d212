// Which accesses are of no effect: every optimization of the section as a chance, at the level and tensor
// whose accesses it acts on.
#pragma once

#include "interop/timeloop/sparse/tiles.hpp"

namespace ridge::timeloop::sparse {

/// What acts on the accesses of one level to one tensor.
struct Saving {
  SavingKind kind = SavingKind::gating;
  double probability = 0;  // that an access is of no effect
  LevelId level;           // where the section asks for it
  Option option;
};

using Savings = Grid<std::optional<Saving>>;

/// Gating and skipping of the section; spatial skipping is left out (spatial_skipping.hpp). Of two on one
/// level and tensor, that of the larger chance is kept. Throws InputError where no level keeps the target.
Savings find_savings(const Layer& layer, const Tiles& tiles);

/// The level itself or the nearest outer one that keeps the tensor; nothing: none does.
std::optional<LevelId> keeper(const Tiles& tiles, LevelId level, TensorId tensor);

}  // namespace ridge::timeloop::sparse
