// How the machine stands at one moment of the play: who holds which tile, what passes which port, what the
// lanes do.
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "sim/event/cursor.hpp"
#include "sim/event/engine.hpp"

namespace ridge::event {

enum class What : std::uint8_t { work, drain, fill };  // what goes first among equals

/// What a port has to pass of one transfer, or of the lanes' work on one tick.
struct Job {
  What what = What::work;
  std::size_t node = 0;
  const Passage* passage = nullptr;
  double remaining_cycles = 0;
  std::int64_t due = 0;  // the tick that cannot begin before it is done
};

/// What is needed first goes first.
inline bool goes_first(const Job& a, const Job& b) {
  return std::tuple(a.due, a.what, a.node) < std::tuple(b.due, b.what, b.node);
}

/// Tiles of one node.
struct Tiles {
  Cursor next;                             // the tile to be fetched next, or being fetched
  Cursor oldest;                           // of the tiles that hold a place
  Cursor end;                              // when its use ends: the tile after it
  Cursor due;                              // the tile that needs its place
  std::int64_t begun = 0, arrived = 0;     // tiles whose fill has
  std::int64_t released = 0, retired = 0;  // tiles whose use is over; of these, those that have gone up
  int fill_jobs = 0, drain_jobs = 0;       // open ones of the tile on its way in, and out

  explicit Tiles(const Cursor& start) : next(start), oldest(start), end(start), due(start) {}
};

struct Standing {
  std::vector<Tiles> nodes;
  std::vector<std::vector<Job>> ports;
  Cursor work;             // of the lanes: the tick they do, or will do next
  int work_jobs = 0;       // open ones
  double work_cycles = 0;  // that the lanes still need for the tick
  bool working = false;
  bool begun = false;
  Tally tally;
};

}  // namespace ridge::event
