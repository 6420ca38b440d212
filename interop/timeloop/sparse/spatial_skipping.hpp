// Lanes that are not there because what they would work on is empty: the others take their work.
#pragma once

#include "interop/timeloop/sparse/savings.hpp"

namespace ridge::timeloop::sparse {

/// Lanes on both axes of the mesh, in all.
struct Lanes {
  std::int64_t x = 1;
  std::int64_t y = 1;
  std::int64_t all() const { return x * y; }
};

/// What a tensor needs of one level, or of the compute units behind the last.
struct Presence {
  Lanes lanes;       // at most, of those that loops further out span
  double share = 1;  // of the dense lanes, those that work on average
};

/// First, lanes whose tile of a tensor is empty are left out for that tensor, where a level outside has
/// metadata to know them by. Then, where the section asks for it, lanes are left out for a target whose
/// condition is empty. What is left out at one level is missing in all levels inside.
class SpatialSkipping {
 public:
  /// All lanes are there where the section asks for nothing of the kind.
  SpatialSkipping(const Layer& layer, const Tiles& tiles);

  /// Whether the section asks for it anywhere.
  bool any() const { return any_; }
  /// Whether it asks for it at this level and tensor.
  bool acts(LevelId level, TensorId tensor) const { return acts_[level][tensor] != 0; }

  /// At a level; level_count() stands for the compute units.
  const Presence& at(std::size_t level, TensorId tensor) const { return presence_[tensor][level]; }
  /// Of the level's lanes below, the share that gets no work.
  double saved_below(LevelId level, TensorId tensor) const { return 1 - at(level.index() + 1, tensor).share; }
  /// Lanes that compute, on average; `dense_lanes` of them without skipping.
  double mean_lanes(std::int64_t dense_lanes) const;

 private:
  using Places = std::vector<Presence>;  // by level, then the compute units
  /// The temporal loops that a lane sees before the target moves on, and the target.
  struct Widening {
    TensorId target;
    Extents factors;
  };

  Places dense_places() const;
  void skip_own_empties(TensorId tensor);
  void skip(const Item& item);
  Widening widening(LevelId level, TensorId target) const;
  double narrow(LevelId level, TensorId condition, const Widening* widening, Lanes& lanes) const;
  template <class Stops>
  void hand_down(const Places& before, Places& places, Stops stops) const;

  const Layer& layer_;
  const Tiles& tiles_;  // looked at by the constructor alone: they may move away afterwards
  bool any_ = false;
  IdVector<TensorId, Places> presence_;
  Grid<std::uint8_t> acts_;
};

}  // namespace ridge::timeloop::sparse
