// Tiles that have to be asked for: latency, and what a port is taken by for each. The example of
// hand_worked_test.cpp, where A has four tiles of 4 words, B one of 16, Z four of 4.
#include <gtest/gtest.h>

#include "system/played.hpp"
#include "tests/cost/equipped_case.hpp"
#include "tests/cost/two_levels.hpp"
#include "tests/nest/einsum.hpp"
#include "tests/nest/small_nest.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

Case example(bool double_buffered, double latency_cycles, double issue_cycles) {
  Machine machine = machine_of("DRAM GLB");
  machine.clock.value = 1e9;
  set_ports(machine.levels[dram], 2.0, 1.0);
  set_ports(machine.levels[glb], 4.0, 8.0);
  machine.levels[dram].latency_cycles = latency_cycles;
  machine.levels[dram].issue_cycles = issue_cycles;
  if (double_buffered) machine.levels[glb].double_buffered = RoleSet::all();
  add_mac(machine, 1, 0.5);
  return case_of(einsum("Z[m, n] += A[m, k] * B[k, n]", {{"m", 4}, {"n", 4}, {"k", 4}}), machine,
                 "DRAM: Z A B | m 4 | GLB: Z A B | n 4 | k 4");
}

double played_cycles(const Case& made) {
  Evaluator evaluator(made.problem, made.machine);
  Played played;
  EXPECT_FALSE(evaluate_played(made.mapping, evaluator, 0, played));
  return played.evaluation.cycles;
}

TEST(Requests, OfATileWithOnePlaceAreWaitedForEveryTime) {
  const Case made = example(false, 5, 1);
  const Evaluation result = evaluated(made);
  // First tiles: of B the request takes 1 + 5 + 8 cycles, longer than the port for A and B: 2 + 1 + 8 + 1.
  // Last results: 4 + 1. Three exchanges: of A a request takes 1 + 5 + 2, longer than Z's 4 + 1.
  EXPECT_EQ(result.causes.start_up, 14 + 5);
  EXPECT_EQ(result.cycles, 64 + 16 + 19 + 3 * 8);
  EXPECT_EQ(played_cycles(made), result.cycles);
}

TEST(Requests, OfATileWithASecondPlaceAreWaitedForBeyondItsWindow) {
  // A trip of m is 16 steps, and 4 cycles more for operands: a request of 1 + 5 + 2 is there in time.
  const Evaluation hidden = evaluated(example(true, 5, 1));
  EXPECT_EQ(hidden.causes.start_up, 14 + 5);
  EXPECT_EQ(hidden.cycles, 64 + 16 + 19 + 3);  // 3: as without latency, Z leaves through a busy port
  // Of 1 + 30 + 2 cycles 13 are late, three times.
  const Case made = example(true, 30, 1);
  const Evaluation late = evaluated(made);
  EXPECT_EQ(late.causes.start_up, 1 + 30 + 8 + 5);
  EXPECT_EQ(late.cycles, 64 + 16 + 44 + 3 * 13);
}

TEST(Requests, AreNeverFasterThanTilesThatAreThereAtOnce) {
  for (std::uint64_t seed = 1; seed <= test::random_cases(1000); ++seed) {
    Case made = random_equipped_case(seed);
    const double without = evaluated(made).cycles;
    double before = without;
    for (const double cycles : {0.0, 1.0, 2.5, 40.0}) {
      for (StorageLevel& level : made.machine.levels) {
        level.latency_cycles = 3 * cycles;
        level.issue_cycles = cycles;
      }
      const Evaluation result = evaluated(made);
      ASSERT_GE(result.cycles, before) << seed;
      ASSERT_EQ(result.cycles, result.causes.total()) << seed;
      if (cycles == 0) {
        ASSERT_EQ(result.cycles, without) << seed;
      }
      before = result.cycles;
    }
  }
}

}  // namespace
}  // namespace ridge
