// Where a walk stands.
#pragma once

#include "mapper/exact/walk.hpp"

namespace ridge::mapper {

struct Walk::State {
  Cost cost;
  Factors left = all_ones;                   // trips still to be made
  Gap changing;                              // the last loops that changed the tile of the tensor that slides
  std::size_t changing_section = 0;          // in which these stand
  std::array<double, max_tensors> passes{};  // of a node that stands here, above all that may follow
  std::array<double, max_tensors> idle_trips{};    // of loops since the tensor's tile changed last
  std::array<std::uint8_t, max_tensors> placed{};  // edges whose child stands
  std::array<std::int64_t, most_levels> demanded_bytes{};
  double counted_bytes = 0;      // of all levels that count, with the smallest tiles of nodes to come
  std::int64_t wider_bytes = 0;  // that the last node of the written tensor needs once the next passes twice
  LevelId widens;                // its level
  FirstTiles first_tiles;
  Exchanges exchanges;
  double first_touches = 0;
  std::size_t section = 0;
  bool open = false;        // a node stands in this section
  bool adjacent = false;    // no loop behind it
  NestEntry last;           // it
  ActiveMask below = 0;     // dimensions that may be looped behind it
  ActiveMask within = ~0U;  // dimensions that keep the run that is counted on
};

/// The innermost section begins.
struct Walk::Entry {
  std::shared_ptr<const std::vector<Step>> path;  // to the last loops before; many entries share it
  Factors loops = all_ones;                       // these
  std::size_t innermost = 0;                      // of them
  double bound = 0;
};

/// What the innermost loop of a gap decides.
struct Walk::Ending {
  ActiveMask outlived_by = 0;  // tensors
  std::size_t fastest = 0;     // dimension of a window
  bool slides = false;         // along a window of some tensor
  bool operator==(const Ending&) const = default;
};

/// How the trips that are left are divided between loops before a node (null: the end of the section) and
/// those behind it, as far as it is decided.
struct Walk::Split {
  const State* state = nullptr;
  const NestEntry* node = nullptr;
  ActiveMask allowed = 0;  // dimensions that may be looped
  ActiveMask whole = 0;    // that must be, with all that is left
  Factors loops = all_ones;
  Factors left = all_ones;                    // behind them; of dimensions that are not decided the fewest
  std::array<Ending, most_active> endings{};  // by dimension of the innermost loop
};

/// What can follow a state. Far more are found than are followed: only these become states again.
struct Walk::Child {
  Factors loops = all_ones;
  std::size_t innermost = 0;      // of the loops
  std::optional<NestEntry> node;  // nothing: the section ends
  double bound = 0;
};

}  // namespace ridge::mapper
