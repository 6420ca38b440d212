// Words, hops and receivers on the wires of a fanout, by hand.
#include <gtest/gtest.h>

#include "sim/cost/evaluator.hpp"
#include "tests/cost/equipped_case.hpp"
#include "tests/nest/einsum.hpp"
#include "tests/nest/small_nest.hpp"

namespace ridge {
namespace {

const FanoutId pe(0);

/// Z[m, n] += A[m, k] * B[k, n] of 4 x 4 x 2 with m over x and n over y of a 4 x 4 array.
Case spread_out(bool multicast) {
  Machine machine = machine_of("DRAM PE(4,4) RF");
  machine.clock.value = 1e9;
  for (StorageLevel& level : machine.levels)
    set_energy(level, 1);
  machine.fanouts[pe].hop_energy_pj_per_byte = 0.5;
  if (multicast) machine.fanouts[pe].multicast = {RoleSet::all(), RoleSet::all()};
  add_mac(machine, 1, 0.0);
  return case_of(einsum("Z[m, n] += A[m, k] * B[k, n]", {{"m", 4}, {"n", 4}, {"k", 2}}), machine,
                 "DRAM: Z A B | m 4 on PE.x | n 4 on PE.y | RF: Z A B | k 2");
}

NetworkCost network(const Case& made) {
  Evaluation result;
  EXPECT_FALSE(Evaluator(made.problem, made.machine).evaluate(made.mapping, result));
  EXPECT_EQ(result.networks.size(), 1U);
  return result.networks.front();
}

TEST(Wires, AWordForOneLaneGoesThereFromTheCorner) {
  // A and B: 8 words each, to 4 lanes each, sent 4 times. Z: 16 words up. In the mean 1.5 hops along each
  // axis.
  const NetworkCost cost = network(spread_out(false));
  EXPECT_EQ(cost.words, 8 * 4 + 8 * 4 + 16);
  EXPECT_EQ(cost.hops, 80 * 3);
  EXPECT_EQ(cost.multicast, 1);
  EXPECT_EQ(*cost.energy_pj, 0.5 * 80 * 3);
}

TEST(Wires, AMulticastWordPassesItsReceiversOneAfterAnother) {
  // A: a column of 4 neighbours along y, 1.5 hops away along x, then 3 more. B likewise. Z alone.
  const NetworkCost cost = network(spread_out(true));
  EXPECT_EQ(cost.words, 8 + 8 + 16);
  EXPECT_EQ(cost.hops, 8 * 4.5 + 8 * 4.5 + 16 * 3);
  EXPECT_EQ(cost.multicast, 4);
}

TEST(Wires, PartialSumsAreAddedOnTheirWayUp) {
  Case made = spread_out(true);
  made.machine.fanouts[pe].reduce = {true, true};
  made.problem = einsum("Z[m] += A[m, k] * B[k]", {{"m", 4}, {"n", 1}, {"k", 4}});
  made = case_of(made.problem, made.machine, "DRAM: Z A B | k 4 on PE.x | m 4 | RF: Z A B");
  // A: 16 words to one lane each. B: 4 words, one per lane, once. Z: 16 partial sums become 4 words of 4
  // bytes that pass the 3 hops of the row. Used: 4 x 1 lanes.
  const NetworkCost cost = network(made);
  EXPECT_EQ(cost.words, 16 + 4 + 4);
  EXPECT_EQ(cost.hops, 16 * 1.5 + 4 * 1.5 + 4 * 3);
  EXPECT_EQ(cost.multicast, 1);
  EXPECT_EQ(*cost.energy_pj, 0.5 * (16 * 1.5 + 4 * 1.5 + 4 * 3 * 4));
}

/// Z[m] += A[m, k] of 4 x 4 with k over x, Z in DRAM alone: compute units send it what they make.
NetworkCost straight_from_compute(bool reduce) {
  Case made = spread_out(true);
  made.machine.fanouts[pe].reduce = {reduce, false};
  const char* nest = reduce ? "DRAM: Z A | m 4 | k 4 on PE.x" : "DRAM: Z A | k 4 | m 4 on PE.x";
  return network(case_of(einsum("Z[m] += A[m, k]", {{"m", 4}, {"k", 4}}), made.machine, nest));
}

TEST(Wires, ResultsThatComputeUnitsAddUpArePartialOnTheirWay) {
  // A: 16 words to one lane each. Z: 4 sums of four, each of 4 bytes on all its 3 hops, then complete.
  const NetworkCost cost = straight_from_compute(true);
  EXPECT_EQ(cost.hops, 16 * 1.5 + 4 * 3);
  EXPECT_EQ(*cost.energy_pj, 0.5 * (16 * 1.5 + 4 * 3 * 4));
}

TEST(Wires, ResultsOfOneComputeUnitAreAsWideAsTheyArrive) {
  // Z: 16 up, of which the last 4 are complete; 12 partial ones down again.
  const NetworkCost cost = straight_from_compute(false);
  EXPECT_EQ(cost.hops, (16 + 16 + 12) * 1.5);
  EXPECT_EQ(*cost.energy_pj, 0.5 * 1.5 * (16 + (12 * 4 + 4) + 12 * 4));
}

TEST(Wires, UnstatedHopEnergyIsNothingAndNoted) {
  Case made = spread_out(false);
  made.machine.fanouts[pe].hop_energy_pj_per_byte.reset();
  Evaluation result;
  ASSERT_FALSE(Evaluator(made.problem, made.machine).evaluate(made.mapping, result));
  EXPECT_FALSE(result.networks.front().energy_pj);
  EXPECT_TRUE(result.energy_pj);
  EXPECT_EQ(result.remarks->notes.front(),
            "hop energy of 'PE' is not stated: its wires are not in the energy");
}

TEST(Wires, TwoFanoutsInARowShareOutTheReceivers) {
  Case made = spread_out(true);
  Machine machine = machine_of("DRAM CLUSTER(2,1) PE(4,1) RF");
  machine.clock.value = 1e9;
  for (Fanout& fanout : machine.fanouts)
    fanout.multicast = {RoleSet::all(), RoleSet::all()};
  add_mac(machine, 1, 0.0);
  made = case_of(einsum("Z[m, n] += A[m] * B[n]", {{"m", 2}, {"n", 4}}), machine,
                 "DRAM: Z A B | m 2 on CLUSTER.x | n 4 on PE.x | RF: Z A B");
  Evaluation result;
  ASSERT_FALSE(Evaluator(made.problem, made.machine).evaluate(made.mapping, result));
  // CLUSTER: A 2 words to one cluster each; B 4 words to both; Z 8 words up.
  EXPECT_EQ(result.networks[0].words, 2 + 4 + 8);
  EXPECT_EQ(result.networks[0].hops, 2 * 0.5 + 4 * 1 + 8 * 0.5);
  EXPECT_EQ(result.networks[0].multicast, (2 * 1 + 4 * 2) / 6.0);
  // PE: A 2 words to all four lanes; B 8 words to one each; Z 8 words up.
  EXPECT_EQ(result.networks[1].words, 2 + 8 + 8);
  EXPECT_EQ(result.networks[1].hops, 2 * 3 + 8 * 1.5 + 8 * 1.5);
  EXPECT_EQ(result.networks[1].multicast, (2 * 4 + 8 * 1) / 10.0);
}

}  // namespace
}  // namespace ridge
