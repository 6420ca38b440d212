// The event engine: equal to a stepper that goes cycle by cycle, and to itself without what it leaves out.
#include "sim/event/engine.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "tests/cost/equipped_case.hpp"
#include "tests/event/stepper.hpp"
#include "tests/event/timed_case.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

using event::Limits;
using event::Outcome;
using event::Plan;

TEST(EventEngine, EqualsTheStepperCycleByCycle) {
  const std::uint64_t first = test::setting("RIDGE_SEED", 0);
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(800));
  std::uint64_t compared = 0;
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    const Case made = random_timed_case(seed);
    const std::optional<std::int64_t> cycles = step_through(made);
    if (!cycles) continue;
    ++compared;
    const Outcome outcome = event::play(plan_of(made));
    ASSERT_TRUE(outcome.finished);
    ASSERT_NEAR(outcome.tally.cycles, double(*cycles), 1e-6) << "seed " << seed << "\n"
                                                             << text_of_timed(made);
  }
  EXPECT_GT(compared, cases / 3);
}

TEST(EventEngine, LeavesNothingOutThatWouldGoOtherwise) {
  std::int64_t all_ticks = 0;
  std::int64_t played_ticks = 0;
  for (std::uint64_t seed = 1; seed <= test::random_cases(3000); ++seed) {
    const Plan plan = plan_of(random_equipped_case(seed));
    const Outcome recalling = event::play(plan);
    const Outcome playing = event::play(plan, Limits{.recall = false});
    ASSERT_NEAR(recalling.tally.cycles, playing.tally.cycles, 1e-9 * playing.tally.cycles) << seed;
    ASSERT_NEAR(recalling.tally.compute_cycles, playing.tally.compute_cycles, 1e-9 * playing.tally.cycles)
        << seed;
    for (std::size_t s = 0; s < plan.streams.size(); ++s)
      ASSERT_NEAR(recalling.tally.waited_cycles[s], playing.tally.waited_cycles[s],
                  1e-7 * playing.tally.cycles)
          << seed;
    for (std::size_t p = 0; p < plan.ports.size(); ++p)
      ASSERT_NEAR(recalling.tally.busy_cycles[p], playing.tally.busy_cycles[p], 1e-7 * playing.tally.cycles)
          << seed;
    all_ticks += playing.played_ticks;
    played_ticks += recalling.played_ticks;
  }
  EXPECT_LT(played_ticks, all_ticks);
}

TEST(EventEngine, GivesEveryCycleACause) {
  for (std::uint64_t seed = 1; seed <= test::random_cases(2000); ++seed) {
    const Plan plan = plan_of(random_equipped_case(seed));
    const event::Tally tally = event::play(plan).tally;
    const double waited = std::accumulate(tally.waited_cycles.begin(), tally.waited_cycles.end(), 0.0);
    ASSERT_NEAR(tally.compute_cycles + tally.before_cycles + waited, tally.cycles, 1e-7 * tally.cycles)
        << seed;
  }
}

TEST(EventEngine, PassesEveryByteThroughItsPorts) {
  for (std::uint64_t seed = 0; seed < test::random_cases(1500); ++seed) {
    Case made = random_timed_case(seed);
    for (StorageLevel& level : made.machine.levels)
      level.issue_cycles = 0;  // takes a port without any byte
    const Plan plan = plan_of(made);
    const event::Tally tally = event::play(plan).tally;
    const Evaluation evaluation = evaluated(made);
    for (const LevelId level : evaluation.levels.ids()) {
      double busiest = 0;
      for (std::size_t p = 0; p < plan.ports.size(); ++p)
        if (plan.ports[p].level == level && !plan.ports[p].is_way)
          busiest = std::max(busiest, tally.busy_cycles[p]);
      ASSERT_NEAR(busiest, evaluation.levels[level].busy_cycles, 1e-6 * (1 + busiest)) << seed;
    }
    ASSERT_NEAR(tally.compute_cycles, evaluation.causes.compute, 1e-6 * tally.cycles) << seed;
  }
}

}  // namespace
}  // namespace ridge
