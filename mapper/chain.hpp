// The least that one tensor costs, whatever the mapping: over all chains of levels that may keep it, the
// words that must pass whatever the loops are. Tensors are looked at one by one, so sums over tensors are
// lower bounds too.
//
// At every node of a chain, over all instances and the whole run (I iterations, w distinct words):
//   read tensor      reads >= w; at the innermost node reads >= I / s, with s the most lanes that one
//   multicast read
//                    can serve; fills >= w below the home.
//   written tensor   updates >= w; at the innermost node updates >= u = I / r, with r the most lanes whose
//   partial
//                    sums one update can join; below the home drains >= w and reads + drains >= updates,
//                    since every word that enters leaves again, and a word that enters with content was read;
//                    at the home reads >= updates - w. At most w updates and w drains are of complete words.
#pragma once

#include <optional>

#include "mapper/space.hpp"
#include "sim/cost/setting.hpp"

namespace ridge::mapper {

/// Bytes at one level, of all instances together.
struct LevelFloor {
  double read_bytes = 0;   // reads and drains
  double write_bytes = 0;  // fills and updates
  double fill_bytes = 0;   // of `write_bytes`: fills
  double drain_bytes = 0;  // of `read_bytes`: drains
};

struct TensorFloor {
  /// By level: the least over all chains, each number for itself.
  IdVector<LevelId, LevelFloor> levels;
  /// pJ of the cheapest chain; NaN when no chain's energy is known.
  double energy_pj = 0;
};

/// Nothing when no chain is possible: no level may keep the tensor, or its home cannot hold it.
std::optional<TensorFloor> floor_of(const Space& space, const cost::Setting& setting, TensorId tensor);

}  // namespace ridge::mapper
