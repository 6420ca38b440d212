// The rules of the play: what can start, what ends, who goes first, and whom the lanes wait for.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "sim/event/standing.hpp"

namespace ridge::event {

/// What decides how the play goes on, as far as it can be alike at several moments.
using Facts = std::vector<std::int64_t>;

/// A trip that has been played.
struct PlayedTrip {
  std::int64_t begin_tick = 0;
  Tally passed;                     // in this trip
  std::vector<double> idle_cycles;  // by port: left for transfers that are needed after the trip
  Standing end;
};

class MachineState {
 public:
  explicit MachineState(const Plan& plan);

  bool over() const;
  /// Starts and ends what can be started and ended at once; false when there was nothing.
  bool step();
  /// Whether the lanes have begun a tick since this was asked last.
  bool has_just_begun() { return std::exchange(just_begun_, false); }
  /// Cycles until something ends; infinite when nothing is under way.
  double until_next() const;
  /// Lets so many cycles pass, at most until_next.
  void pass(double cycles);
  /// Notes who uses the ports and the lanes for the next `cycles`.
  void record(double cycles, std::vector<Span>& spans) const;

  const Standing& standing() const { return now_; }

  // For moments at which the lanes have begun a trip of a loop:

  /// What decides how the trip goes, but for transfers that are needed later.
  void describe(std::size_t loop, Facts& facts) const;
  /// The trip of a loop that began at `begin` and is over now; nothing when a transfer that is needed after
  /// it has begun or ended meanwhile.
  std::optional<PlayedTrip> trip_since(std::size_t loop, const Standing& begin) const;
  /// Puts the machine where this trip ended, now that another has begun that goes the same way. False, and
  /// nothing done, when a transfer that is needed later would end meanwhile.
  bool go_on(std::size_t loop, const PlayedTrip& trip);

 private:
  bool fetch(std::size_t index);
  bool release(std::size_t index);
  bool begin_work();
  bool holds(std::optional<std::size_t> node, std::int64_t tick) const;
  bool use_is_over(std::size_t index) const;
  void open_jobs(What what, std::size_t index, double words, const std::vector<Passage>& passages,
                 std::int64_t due, int& jobs, bool comes_after = true);
  void close_job(const Job& job);
  bool arrive(std::size_t index);
  static void retire(Tiles& tiles);
  void end_work();
  void account(double cycles);
  std::optional<std::size_t> waited_for() const;
  std::optional<std::size_t> slowest_job(What what, std::size_t index) const;
  std::optional<std::size_t> fill_waits_for(std::size_t index) const;
  std::optional<std::size_t> drain_waits_for(std::size_t index) const;
  void describe_next_trips(std::size_t loop, Facts& facts) const;
  void describe_tiles(Cursor cursor, const NodePlan& node, std::size_t loop, Facts& facts) const;
  std::vector<bool> concerned(std::size_t loop, const Standing& standing) const;

  const Plan* plan_;
  int trips_ahead_ =
      0;  // a tile further than so many after the one that the lanes work on is in no place yet
  Standing now_;
  bool just_begun_ = false;
};

}  // namespace ridge::event
