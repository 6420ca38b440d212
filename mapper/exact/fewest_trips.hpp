// How often loops must repeat above a node before its tile fits.
#pragma once

#include <unordered_map>

#include "mapper/exact/key.hpp"
#include "mapper/exact/root.hpp"

namespace ridge::mapper {

/// The width at which a level holds words of the written tensor.
enum class Width : std::uint8_t { complete, partial };

class FewestTrips {
 public:
  FewestTrips(const Space& space, const Shape& shape) : space_(&space), shape_(&shape) {}

  /// The fewest trips that loops over `dimensions` make together above a node, however much the others are
  /// looped: its tile must have room in its level beside the smallest tiles of the other tensors there.
  /// Infinity: it never has.
  double above(const Root& root, TensorId tensor, LevelId level, ActiveMask dimensions, Width width);

 private:
  double find(const Root& root, TensorId tensor, LevelId level, ActiveMask dimensions, Width width,
              std::int64_t room) const;

  static constexpr std::size_t most_kept = 100'000;  // answers

  const Space* space_;
  const Shape* shape_;
  std::unordered_map<Key, double, KeyHash> kept_;
};

}  // namespace ridge::mapper
