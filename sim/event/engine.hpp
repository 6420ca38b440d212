// The event engine: plays a mapping tile by tile and knows nothing of closed forms.
//
//   A tile is fetched when its node has a place for it and the parent holds it; the place is free again when
//   no child needs it any more and, of the written tensor, when its results have gone up. The lanes work on a
//   tick when the tiles of all nodes they work from are there. A port serves one stream at a time: what is
//   needed first goes first, and what is there is given up for it half-way. A transfer is over when all ports
//   at its two ends have passed it.
//
// Time is continuous. What has been played before is not played again (recall.hpp).
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "sim/event/plan.hpp"

namespace ridge::event {

/// Where the lanes' time goes.
struct Tally {
  double cycles = 0;                  // in all
  double compute_cycles = 0;          // that the lanes need
  double before_cycles = 0;           // before the lanes begin, and after they have ended
  std::vector<double> waited_cycles;  // by stream: the lanes waited for it
  std::vector<double> busy_cycles;    // by port
};

/// One use of a port, or of the lanes, from begin to end without a break.
struct Span {
  enum class What : std::uint8_t { work, fill, drain } what = What::work;
  std::size_t port = 0;  // ports.size(): the lanes
  std::size_t node = 0;  // fill, drain
  std::int64_t tick = 0;
  double begin_cycles = 0;
  double end_cycles = 0;
};

struct Limits {
  std::int64_t events = std::numeric_limits<std::int64_t>::max();
  std::size_t spans = 0;  // that are kept; as long as there are fewer, everything is played
  bool recall = true;     // leave out what has been played before
};

struct Outcome {
  bool finished = false;  // false: the limit of events was reached
  Tally tally;
  std::int64_t events = 0;
  std::int64_t played_ticks = 0;  // of Plan::ticks
  std::vector<Span> spans;        // the first ones, as they ended
};

Outcome play(const Plan& plan, const Limits& limits = {});

}  // namespace ridge::event
