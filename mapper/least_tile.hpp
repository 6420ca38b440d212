// The least that a level holds of a tensor, in whatever mapping of a space keeps it there.
#pragma once

#include "mapper/space.hpp"

namespace ridge::mapper {

struct LeastTile {
  std::int64_t words = 1;
  std::int64_t whole_words = 1;  // of one that never changes
  bool partial = false;  // proven: some of its words are partial sums, and all are held at their width
};

/// One word for every lane that must be unrolled below the level: words of the tensor that these lanes touch.
/// They are partial where compute units write the level directly, none further in may keep the written
/// tensor, and each of its words sums more iterations than the fanouts below can add up in one step. A whole
/// is what the lanes above leave to one instance when as many as may share it out.
LeastTile least_tile(const Space& space, LevelId level, TensorId tensor);

}  // namespace ridge::mapper
