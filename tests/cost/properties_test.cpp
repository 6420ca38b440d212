// What holds for every mapping on every machine.
#include <cmath>

#include <gtest/gtest.h>

#include "sim/cost/evaluator.hpp"
#include "tests/cost/equipped_case.hpp"
#include "tests/nest/dice.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

constexpr std::uint64_t case_count = test::random_cases(2000);

template <class Body>
void for_random_cases(Body body) {
  for (std::uint64_t seed = 1; seed <= case_count; ++seed) {
    SCOPED_TRACE(seed);
    body(random_equipped_case(seed), seed);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(EveryMapping, CausesAreWholeCyclesAndAddUpToTheTotal) {
  for_random_cases([](const Case& made, std::uint64_t) {
    const Evaluation result = evaluated(made);
    double sum = result.causes.compute + result.causes.weight_load + result.causes.start_up;
    ASSERT_EQ(result.causes.weight_load, std::floor(result.causes.weight_load));
    for (const Stall& stall : result.causes.stalls) {
      ASSERT_GT(stall.cycles, 0);
      ASSERT_EQ(stall.cycles, std::floor(stall.cycles));
      sum += stall.cycles;
    }
    ASSERT_EQ(result.causes.start_up, std::floor(result.causes.start_up));
    ASSERT_EQ(sum, result.cycles);
    ASSERT_DOUBLE_EQ(result.seconds, result.cycles / made.machine.clock.value);
  });
}

TEST(EveryMapping, NeverBeatsARoof) {
  for_random_cases([](const Case& made, std::uint64_t) {
    const Evaluation result = evaluated(made);
    const Roofline& roofline = result.roofline;
    ASSERT_GE(roofline.peak_ops_per_cycle, roofline.attainable_ops_per_cycle);
    ASSERT_GE(roofline.attainable_ops_per_cycle, roofline.attainable_mapped_ops_per_cycle);
    ASSERT_GE(roofline.attainable_mapped_ops_per_cycle, roofline.achieved_ops_per_cycle);
    ASSERT_GT(roofline.achieved_ops_per_cycle, 0);
    for (const LevelCost& level : result.levels)
      ASSERT_GE(result.cycles, level.busy_cycles);
    ASSERT_GE(result.cycles, result.causes.compute + result.causes.start_up);
  });
}

TEST(EveryMapping, TheFactorsOfTheGapMultiplyToTheWholeGap) {
  for_random_cases([](const Case& made, std::uint64_t) {
    const Roofline roofline = evaluated(made).roofline;
    double product = 1;
    for (const GapFactor& factor : roofline.gap) {
      ASSERT_GE(factor.factor, 1);
      product *= factor.factor;
    }
    const double gap = roofline.peak_ops_per_cycle / roofline.achieved_ops_per_cycle;
    ASSERT_NEAR(product, gap, 1e-9 * gap);
  });
}

TEST(EveryMapping, TheBindingBoundaryGivesTheMappedRoof) {
  for_random_cases([](const Case& made, std::uint64_t) {
    const Roofline roofline = evaluated(made).roofline;
    bool bound = false;
    for (const Boundary& boundary : roofline.boundaries) {
      ASSERT_GE(boundary.attainable_ops_per_cycle, roofline.attainable_mapped_ops_per_cycle);
      if (boundary.ridge_ops_per_byte > 0) {
        const double under = std::min(1.0, boundary.ops_per_byte / boundary.ridge_ops_per_byte);
        ASSERT_NEAR(boundary.attainable_ops_per_cycle, under * roofline.peak_ops_per_cycle,
                    1e-9 * roofline.peak_ops_per_cycle);
      }
      if (!boundary.binds) continue;
      bound = true;
      ASSERT_DOUBLE_EQ(boundary.attainable_ops_per_cycle, roofline.attainable_mapped_ops_per_cycle);
    }
    ASSERT_EQ(bound, roofline.attainable_mapped_ops_per_cycle < roofline.peak_ops_per_cycle);
  });
}

TEST(EveryMapping, MoreBandwidthIsNeverSlower) {
  for_random_cases([](Case made, std::uint64_t seed) {
    const double before_cycles = evaluated(made).cycles;
    Dice dice(seed);
    for (StorageLevel& level : made.machine.levels)
      for (Port& port : level.ports)
        if (port.bytes_per_cycle && dice.chance(50))
          *port.bytes_per_cycle *= 1 + 0.125 * static_cast<double>(dice.between(0, 16));
    ASSERT_LE(evaluated(made).cycles, before_cycles);
    for (StorageLevel& level : made.machine.levels)
      for (Port& port : level.ports)
        if (dice.chance(50)) port.bytes_per_cycle.reset();
    ASSERT_LE(evaluated(made).cycles, before_cycles);
  });
}

TEST(EveryMapping, FasterUnitsAreNeverSlower) {
  for_random_cases([](Case made, std::uint64_t) {
    const double before_cycles = evaluated(made).cycles;
    for (ComputeUnit& unit : made.machine.compute)
      unit.operations_per_cycle *= 1.5;
    ASSERT_LE(evaluated(made).cycles, before_cycles);
  });
}

TEST(EveryMapping, ASecondBufferIsNeverSlower) {
  for_random_cases([](Case made, std::uint64_t) {
    const double before_cycles = evaluated(made).cycles;
    for (StorageLevel& level : made.machine.levels)
      level.double_buffered = RoleSet::all();
    ASSERT_LE(evaluated(made).cycles, before_cycles);
  });
}

TEST(EveryMapping, WithoutLimitsOnPortsOnlyComputeTakesTime) {
  for_random_cases([](Case made, std::uint64_t) {
    for (StorageLevel& level : made.machine.levels)
      level.ports.clear();
    const Evaluation result = evaluated(made);
    ASSERT_EQ(result.cycles, result.causes.compute);
    ASSERT_EQ(result.roofline.attainable_mapped_ops_per_cycle, result.roofline.peak_ops_per_cycle);
  });
}

TEST(EveryMapping, ALevelThatKeepsNothingChangesNothing) {
  for_random_cases([](Case made, std::uint64_t) {
    const Evaluation before = evaluated(made);
    StorageLevel idle;
    idle.name = "idle";
    set_ports(idle, 1.0, 1.0);
    idle.position = made.machine.order.size();
    made.machine.order.push_back({MachineElement::Kind::level, made.machine.levels.push_back(idle), {}});
    const Evaluation after = evaluated(made);
    ASSERT_EQ(after.cycles, before.cycles);
    ASSERT_EQ(after.energy_pj, before.energy_pj);
    ASSERT_EQ(after.roofline.boundaries.size(), before.roofline.boundaries.size());
  });
}

TEST(EveryMapping, IsNeverBelowTheLowerBound) {
  for_random_cases([](const Case& made, std::uint64_t) {
    Evaluator evaluator(made.problem, made.machine);
    const Score bound = evaluator.lower_bound();
    const Evaluation result = evaluated(made);
    ASSERT_GT(bound.cycles, 0);
    ASSERT_GT(bound.energy_pj, 0);
    ASSERT_GE(result.cycles, bound.cycles);
    ASSERT_GE(*result.energy_pj, bound.energy_pj);
  });
}

TEST(EveryMapping, ResultsDoNotDependOnWhatTheResultHeldBefore) {
  Evaluation reused;
  for_random_cases([&reused](const Case& made, std::uint64_t) {
    const Evaluation fresh = evaluated(made);
    Evaluator evaluator(made.problem, made.machine);
    for (int repeat = 0; repeat < 2; ++repeat) {
      ASSERT_FALSE(evaluator.evaluate(made.mapping, reused));
      ASSERT_EQ(reused.cycles, fresh.cycles);
      ASSERT_EQ(reused.energy_pj, fresh.energy_pj);
      ASSERT_EQ(reused.levels.size(), fresh.levels.size());
      ASSERT_EQ(reused.causes.stalls.size(), fresh.causes.stalls.size());
      ASSERT_EQ(reused.roofline.gap.size(), fresh.roofline.gap.size());
      ASSERT_EQ(reused.networks.size(), fresh.networks.size());
    }
  });
}

}  // namespace
}  // namespace ridge
