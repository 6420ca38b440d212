// The referee of Timeloop's way of counting: it does what docs/from-timeloop.md says, literally. It walks
// every temporal loop through its iterations 0 and 1, keeps the last box and its direction, and tells lanes
// apart by listing them. Shares no code with sim/nest.
#pragma once

#include <ostream>
#include <vector>

#include "tests/nest/random_case.hpp"

namespace ridge::timeloop {

/// What one node counts, over all used instances.
struct Walked {
  std::int64_t tile_words = 0, reads = 0, fills = 0, updates = 0;
  bool operator==(const Walked&) const = default;
};

inline void PrintTo(const Walked& walked, std::ostream* out) {
  *out << "tile " << walked.tile_words << " reads " << walked.reads << " fills " << walked.fills
       << " updates " << walked.updates;
}

/// The nodes of the nest, in its order. The nest must be perfect and even, and everything multicast and
/// reduce.
std::vector<Walked> walk_two_visits(const Case& made);

}  // namespace ridge::timeloop
