// Evaluations with the cycles of the event engine.
#include "system/played.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/cost/equipped_case.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

TEST(Played, CausesAreWholeCyclesThatAddUpAndComputeIsTheClosedForms) {
  for (std::uint64_t seed = 1; seed <= test::random_cases(1000); ++seed) {
    const Case made = random_equipped_case(seed);
    Evaluator evaluator(made.problem, made.machine);
    Played played;
    ASSERT_FALSE(evaluate_played(made.mapping, evaluator, 0, played));
    const Evaluation closed = evaluated(made);
    const Causes& causes = played.evaluation.causes;
    ASSERT_EQ(causes.compute, closed.causes.compute) << seed;
    ASSERT_EQ(played.evaluation.cycles, causes.total());
    ASSERT_NEAR(played.evaluation.cycles, played.outcome.tally.cycles, 1 + 1e-6 * causes.total());
    for (const Stall& stall : causes.stalls)
      ASSERT_EQ(stall.cycles, std::floor(stall.cycles));
    ASSERT_DOUBLE_EQ(played.evaluation.seconds, played.evaluation.cycles / made.machine.clock.value);
  }
}

TEST(Played, EnergyDiffersByStaticPowerTimesTimeAlone) {
  for (std::uint64_t seed = 1; seed <= test::random_cases(500); ++seed) {
    const Case made = random_equipped_case(seed);
    Evaluator evaluator(made.problem, made.machine);
    Played played;
    ASSERT_FALSE(evaluate_played(made.mapping, evaluator, 0, played));
    const Evaluation closed = evaluated(made);
    const double played_pj = *played.evaluation.energy_pj - played.evaluation.static_energy_pj.value_or(0);
    const double closed_pj = *closed.energy_pj - closed.static_energy_pj.value_or(0);
    ASSERT_NEAR(played_pj, closed_pj, 1e-9 * closed_pj);
    const double closed_static_pj = closed.static_energy_pj.value_or(0);
    ASSERT_NEAR(played.evaluation.static_energy_pj.value_or(0) * closed.cycles,
                closed_static_pj * played.evaluation.cycles,
                1e-9 * closed_static_pj * played.evaluation.cycles);
    for (const LevelId level : closed.levels.ids())
      ASSERT_EQ(played.evaluation.levels[level].busy_cycles, closed.levels[level].busy_cycles);
  }
}

TEST(Played, TheFactorsOfTheGapMultiplyToTheWholeGap) {
  for (std::uint64_t seed = 1; seed <= test::random_cases(500); ++seed) {
    const Case made = random_equipped_case(seed);
    Evaluator evaluator(made.problem, made.machine);
    Played played;
    ASSERT_FALSE(evaluate_played(made.mapping, evaluator, 0, played));
    double product = 1;
    for (const GapFactor& factor : played.evaluation.roofline.gap)
      product *= factor.factor;
    const Roofline& roofline = played.evaluation.roofline;
    const double gap = roofline.peak_ops_per_cycle / roofline.achieved_ops_per_cycle;
    ASSERT_NEAR(product, gap, 1e-9 * gap) << seed;
  }
}

TEST(Played, KeepsSpansOnlyWhenAsked) {
  const Case made = random_equipped_case(7);
  Evaluator evaluator(made.problem, made.machine);
  Played without, with;
  ASSERT_FALSE(evaluate_played(made.mapping, evaluator, 0, without));
  ASSERT_FALSE(evaluate_played(made.mapping, evaluator, 10, with));
  EXPECT_TRUE(without.outcome.spans.empty());
  EXPECT_GE(with.outcome.spans.size(), 1U);
  EXPECT_EQ(with.evaluation.cycles, without.evaluation.cycles);
}

TEST(Played, WhatCannotRunIsSaid) {
  Case made = random_equipped_case(3);
  for (StorageLevel& level : made.machine.levels)
    level.size_bytes = 1;
  Evaluator evaluator(made.problem, made.machine);
  Played played;
  const auto infeasible = evaluate_played(made.mapping, evaluator, 0, played);
  ASSERT_TRUE(infeasible);
}

}  // namespace
}  // namespace ridge
