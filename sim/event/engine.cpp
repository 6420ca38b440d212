#include "sim/event/engine.hpp"

#include <algorithm>
#include <cmath>

#include "base/diagnostics.hpp"
#include "sim/event/machine_state.hpp"
#include "sim/event/recall.hpp"

namespace ridge::event {
namespace {

class Engine {
 public:
  Engine(const Plan& plan, const Limits& limits)
      : plan_(plan), limits_(limits), state_(plan), recall_(plan) {}

  Outcome play() {
    while (!state_.over()) {
      if (outcome_.events >= limits_.events) break;
      settle();
      if (state_.over()) break;
      pass_time();
    }
    outcome_.finished = state_.over();
    outcome_.tally = state_.standing().tally;
    outcome_.tally.cycles += plan_.end_cycles;
    outcome_.tally.before_cycles += plan_.end_cycles;
    return std::move(outcome_);
  }

 private:
  /// Starts and ends whatever can be started and ended now.
  void settle() {
    while (state_.step())
      continue;
    while (state_.has_just_begun()) {
      ++outcome_.played_ticks;
      const bool recording = outcome_.spans.size() < limits_.spans;
      if (!limits_.recall || recording || !recall_.look(state_, state_.standing().work.advanced())) return;
      --outcome_.played_ticks;
      while (state_.step())
        continue;
    }
  }

  void pass_time() {
    const double cycles = state_.until_next();
    check(std::isfinite(cycles), "the machine of the event engine stands still before the work is done");
    if (outcome_.spans.size() < limits_.spans) state_.record(cycles, outcome_.spans);
    state_.pass(cycles);
    ++outcome_.events;
  }

  const Plan& plan_;
  Limits limits_;
  MachineState state_;
  Recall recall_;
  Outcome outcome_;
};

}  // namespace

Outcome play(const Plan& plan, const Limits& limits) {
  return Engine(plan, limits).play();
}

}  // namespace ridge::event
