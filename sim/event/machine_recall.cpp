// What of the machine's standing decides how a trip goes, and how a trip that has been played is played
// again.
#include <algorithm>
#include <cmath>

#include "sim/event/machine_state.hpp"

namespace ridge::event {
namespace {

// Finer than any difference that matters, coarser than what rounding does to equal times.
constexpr double grains_per_cycle = 1e6;

std::int64_t grains(double cycles) {
  return std::llround(cycles * grains_per_cycle);
}

bool stands_alike(const Tiles& a, const Tiles& b) {
  return a.begun == b.begun && a.arrived == b.arrived && a.released == b.released && a.retired == b.retired;
}

/// The jobs of a port that are needed in a trip, or those that are not; the one that goes first in front.
std::vector<Job> chosen(const std::vector<Job>& jobs, const std::vector<bool>& needed, bool now) {
  std::vector<Job> chosen;
  for (const Job& job : jobs)
    if ((job.what == What::work || needed[job.node]) == now) chosen.push_back(job);
  std::sort(chosen.begin(), chosen.end(), goes_first);
  return chosen;
}

double remaining_cycles(const std::vector<Job>& jobs) {
  double cycles = 0;
  for (const Job& job : jobs)
    cycles += job.remaining_cycles;
  return cycles;
}

void add(Tally& tally, const Tally& passed, double sign = 1) {
  const auto add_all = [sign](std::vector<double>& to, const std::vector<double>& more) {
    for (std::size_t i = 0; i < to.size(); ++i)
      to[i] += sign * more[i];
  };
  tally.cycles += sign * passed.cycles;
  tally.compute_cycles += sign * passed.compute_cycles;
  tally.before_cycles += sign * passed.before_cycles;
  add_all(tally.waited_cycles, passed.waited_cycles);
  add_all(tally.busy_cycles, passed.busy_cycles);
}

Tally difference(Tally tally, const Tally& begin) {
  add(tally, begin, -1);
  return tally;
}

Cursor moved(Cursor cursor, std::int64_t ticks) {
  cursor.move_to(cursor.tick() + ticks, cursor.advanced());
  return cursor;
}

Tiles moved(Tiles tiles, std::int64_t ticks) {
  for (Cursor* cursor : {&tiles.next, &tiles.oldest, &tiles.end, &tiles.due})
    *cursor = moved(*cursor, ticks);
  return tiles;
}

}  // namespace

/// Nodes of whose tiles one is needed in a trip or in what others look ahead to, and those whose tiles change
/// with its loop.
std::vector<bool> MachineState::concerned(std::size_t loop, const Standing& standing) const {
  Cursor around(*plan_, loop + 1);
  around.move_to(standing.work.tick(), standing.work.advanced());
  for (int trip = 0; trip < trips_ahead_ && !around.ended(); ++trip)
    around.advance();
  const std::int64_t after = around.tick();
  std::vector<bool> concerned;
  for (std::size_t n = 0; n < standing.nodes.size(); ++n) {
    const Tiles& tiles = standing.nodes[n];
    concerned.push_back(plan_->nodes[n].loops > loop || tiles.next.tick() <= after ||
                        (tiles.released > tiles.retired && tiles.due.tick() <= after));
  }
  return concerned;
}

/// What the loops around make of this trip and the next ones: how long they are, what advances between them,
/// and whether sums begin or end in them.
void MachineState::describe_next_trips(std::size_t loop, Facts& facts) const {
  Cursor around(*plan_, loop + 1);
  around.move_to(now_.work.tick(), now_.work.advanced());
  for (int trip = 0; trip <= trips_ahead_ && !around.ended(); ++trip) {
    facts.push_back(around.tick() - now_.work.tick());
    facts.push_back(static_cast<std::int64_t>(around.advanced().value_or(plan_->loops.size())));
    for (const NodePlan& node : plan_->nodes) {
      if (!node.written) continue;
      facts.push_back(around.any_begun(node.reduces));
      facts.push_back(around.all_ending(node.reduces));
    }
    for (std::size_t inner = loop + 1; inner < plan_->loops.size(); ++inner)
      facts.push_back(around.runs_out(inner));
    around.advance();
  }
  facts.push_back(-1);
}

/// The tile at which a cursor stands, and those at which it may come to stand where the loops around do not
/// tell.
void MachineState::describe_tiles(Cursor cursor, const NodePlan& node, std::size_t loop, Facts& facts) const {
  const int tiles = node.loops > loop ? 1 : trips_ahead_;
  for (int tile = 0; tile < tiles && !cursor.ended(); ++tile) {
    facts.push_back(cursor.tick() - now_.work.tick());
    facts.push_back(static_cast<std::int64_t>(cursor.advanced().value_or(plan_->loops.size())));
    facts.push_back(cursor.any_begun(node.reduces));
    facts.push_back(cursor.all_ending(node.reduces));
    cursor.advance();
  }
  facts.push_back(cursor.ended());
}

void MachineState::describe(std::size_t loop, Facts& facts) const {
  const std::vector<bool> needed = concerned(loop, now_);
  const std::int64_t tick = now_.work.tick();
  const std::int64_t beyond = now_.work.after_trip(loop) - tick + 1;
  facts.clear();
  const auto note = [&facts](auto... values) { (facts.push_back(static_cast<std::int64_t>(values)), ...); };
  describe_next_trips(loop, facts);
  for (std::size_t n = 0; n < now_.nodes.size(); ++n) {
    const Tiles& tiles = now_.nodes[n];
    note(needed[n], tiles.begun - tiles.arrived, tiles.arrived - tiles.released,
         tiles.released - tiles.retired, tiles.fill_jobs > 0);
    for (const Cursor* cursor : {&tiles.next, &tiles.oldest, &tiles.end, &tiles.due}) {
      if (needed[n]) {
        describe_tiles(*cursor, plan_->nodes[n], loop, facts);
      } else {
        note(std::clamp(cursor->tick() - tick, std::int64_t{0}, beyond));
      }
    }
  }
  note(grains(now_.work_cycles), now_.work_jobs);
  for (const std::vector<Job>& jobs : now_.ports) {
    for (const Job& job : chosen(jobs, needed, true))
      note(job.what, job.node, grains(job.remaining_cycles), job.due - tick);
    note(-1);
  }
}

std::optional<PlayedTrip> MachineState::trip_since(std::size_t loop, const Standing& begin) const {
  const std::vector<bool> needed = concerned(loop, begin);
  for (std::size_t n = 0; n < now_.nodes.size(); ++n)
    if (!needed[n] && !stands_alike(begin.nodes[n], now_.nodes[n])) return std::nullopt;
  PlayedTrip trip{begin.work.tick(), difference(now_.tally, begin.tally), {}, now_};
  for (std::size_t port = 0; port < now_.ports.size(); ++port) {
    const double later_cycles = remaining_cycles(chosen(begin.ports[port], needed, false)) -
                                remaining_cycles(chosen(now_.ports[port], needed, false));
    trip.passed.busy_cycles[port] -= later_cycles;
    trip.idle_cycles.push_back(trip.passed.cycles - trip.passed.busy_cycles[port]);
  }
  return trip;
}

bool MachineState::go_on(std::size_t loop, const PlayedTrip& trip) {
  const std::vector<bool> needed = concerned(loop, now_);
  const std::int64_t ticks = now_.work.tick() - trip.begin_tick;
  std::vector<std::vector<Job>> ports;
  for (std::size_t port = 0; port < now_.ports.size(); ++port) {
    ports.push_back(chosen(now_.ports[port], needed, false));
    if (ports[port].empty()) continue;
    ports[port][0].remaining_cycles -= trip.idle_cycles[port];
    if (ports[port][0].remaining_cycles <= 1 / grains_per_cycle) return false;
  }
  for (std::size_t port = 0; port < now_.ports.size(); ++port) {
    if (!ports[port].empty()) now_.tally.busy_cycles[port] += trip.idle_cycles[port];
    for (Job job : chosen(trip.end.ports[port], needed, true)) {
      job.due += ticks;
      ports[port].push_back(job);
    }
  }
  now_.ports = std::move(ports);
  for (std::size_t n = 0; n < now_.nodes.size(); ++n)
    if (needed[n]) now_.nodes[n] = moved(trip.end.nodes[n], ticks);
  now_.work = moved(trip.end.work, ticks);
  now_.work_jobs = trip.end.work_jobs;
  now_.work_cycles = trip.end.work_cycles;
  add(now_.tally, trip.passed);
  just_begun_ = true;
  return true;
}

}  // namespace ridge::event
