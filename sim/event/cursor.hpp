// A position in the loops: the step at which one tile takes the place of another.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/event/plan.hpp"

namespace ridge::event {

/// Goes through the steps of the outermost loops, those that exist. A *tick* numbers the steps of all loops
/// of the plan; a cursor over fewer loops stands at the tick at which the loops inside its own begin.
class Cursor {
 public:
  Cursor(const Plan& plan, std::size_t loops) : plan_(&plan), loops_(loops) {}

  std::int64_t tick() const { return tick_; }
  std::int64_t trip(std::size_t loop) const {
    return tick_ / plan_->weights[loop] % plan_->loops[loop].bound;
  }
  bool ended() const { return ended_; }

  /// The loop that advanced last; nothing at the very first step.
  std::optional<std::size_t> advanced() const { return advanced_; }

  /// How often a loop runs where the loops outside it stand now.
  std::int64_t trips(std::size_t loop) const {
    const StepLoop& it = plan_->loops[loop];
    if (it.last == it.bound - 1) return it.bound;
    for (std::size_t l = 0; l < loop; ++l) {
      const StepLoop& outer = plan_->loops[l];
      if (outer.dimension == it.dimension && trip(l) != outer.last) return it.bound;
    }
    return it.last + 1;
  }

  /// Whether a loop further in runs out early in its last trip: the cursor's loops of its dimension have all
  /// come to theirs.
  bool runs_out(std::size_t inner) const {
    const StepLoop& it = plan_->loops[inner];
    for (std::size_t l = 0; l < loops_; ++l)
      if (plan_->loops[l].dimension == it.dimension && trip(l) != plan_->loops[l].last) return false;
    return it.last != it.bound - 1;
  }

  /// To the next step. Past the last one the cursor has ended, at the tick after all.
  void advance() {
    const Step next = step_after(loops_);
    ended_ = !next.loop;
    if (next.loop) advanced_ = next.loop;
    tick_ = next.tick;
  }

  /// The tick at which the trip of a loop that runs now is over.
  std::int64_t after_trip(std::size_t loop) const { return step_after(loop + 1).tick; }

  /// To a tick at which a step of the cursor's loops begins, or to the end; `advanced`: the loop that
  /// advances.
  void move_to(std::int64_t tick, std::optional<std::size_t> advanced) {
    tick_ = tick;
    advanced_ = advanced;
    ended_ = tick == plan_->ticks;
  }

  /// Whether one of the cursor's loops that `marks` marks stands at a trip other than the first.
  bool any_begun(const std::vector<char>& marks) const {
    for (std::size_t l = 0; l < std::min(marks.size(), loops_); ++l)
      if (marks[l] != 0 && trip(l) > 0) return true;
    return false;
  }
  /// Whether all of the cursor's loops that `marks` marks stand at their last trip.
  bool all_ending(const std::vector<char>& marks) const {
    for (std::size_t l = 0; l < std::min(marks.size(), loops_); ++l)
      if (marks[l] != 0 && trip(l) + 1 < trips(l)) return false;
    return true;
  }

 private:
  struct Step {
    std::optional<std::size_t> loop;  // nothing: there is no step any more
    std::int64_t tick = 0;
  };
  /// The next step of the `loops` outermost loops.
  Step step_after(std::size_t loops) const {
    for (std::size_t l = loops; l-- > 0;) {
      const std::int64_t weight = plan_->weights[l];
      if (trip(l) + 1 < trips(l)) return {l, (tick_ / weight + 1) * weight};
    }
    return {std::nullopt, plan_->ticks};
  }

  const Plan* plan_;
  std::size_t loops_;
  std::int64_t tick_ = 0;
  std::optional<std::size_t> advanced_;
  bool ended_ = false;
};

}  // namespace ridge::event
