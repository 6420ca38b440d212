// One small layer worked by hand, from counts to the roofline: the example of docs/cycles.md.
//
//   Z[m, n] += A[m, k] * B[k, n]     4 x 4 x 4, int8 with int32 partial results, one lane
//
//   keep Z, A, B in DRAM             read 2 B/cycle, write 1 B/cycle, 64 pJ/B
//   for m in 0..4
//     keep Z, A, B in GLB            read 4 B/cycle, write 8 B/cycle, 2 pJ/B
//     for n in 0..4
//       for k in 0..4
//
//             reads  fills  updates  drains
//   DRAM  A     16
//         B     16
//         Z                    16
//   GLB   A     64     16
//         B     64     16
//         Z     48             64      16         48 partial updates, 16 complete
#include <gtest/gtest.h>

#include "sim/cost/evaluator.hpp"
#include "tests/cost/equipped_case.hpp"
#include "tests/cost/two_levels.hpp"
#include "tests/nest/einsum.hpp"
#include "tests/nest/small_nest.hpp"

namespace ridge {
namespace {

Case example(bool double_buffered) {
  Machine machine = machine_of("DRAM GLB");
  machine.clock.value = 1e9;
  set_ports(machine.levels[dram], 2.0, 1.0);
  set_ports(machine.levels[glb], 4.0, 8.0);
  set_energy(machine.levels[dram], 64);
  set_energy(machine.levels[glb], 2);
  machine.levels[glb].size_bytes = 56;
  if (double_buffered) machine.levels[glb].double_buffered = RoleSet::all();
  add_mac(machine, 1, 0.5);
  return case_of(einsum("Z[m, n] += A[m, k] * B[k, n]", {{"m", 4}, {"n", 4}, {"k", 4}}), machine,
                 "DRAM: Z A B | m 4 | GLB: Z A B | n 4 | k 4");
}

double stall(const Evaluation& result, LevelId level, TensorId tensor, Direction direction) {
  double cycles = 0;
  for (const Stall& each : result.causes.stalls)
    if (each.level == level && each.tensor == tensor && each.direction == direction) cycles += each.cycles;
  return cycles;
}

double factor(const Evaluation& result, GapCause cause) {
  double product = 1;
  for (const GapFactor& each : result.roofline.gap)
    if (each.cause == cause) product *= each.factor;
  return product;
}

TEST(HandWorked, DoubleBufferedTilesHideAllButTheFirstAndTheLast) {
  const Evaluation result = evaluated(example(true));
  EXPECT_EQ(result.causes.compute, 64);
  // First fill: 4 words of A and 16 of B leave DRAM at 2 B/cycle. Last drain: 4 words of Z into DRAM at 1.
  EXPECT_EQ(result.causes.start_up, 10 + 4);
  // A step's operands are (64 + 64 + 48 x 4) / 64 = 5 B of GLB's 4 B/cycle: 16 cycles more than compute in
  // all, of which Z has 9.6, A and B 3.2 each. The 4 words of Z that leave GLB while the next tile is worked
  // on find its read port busy: 1 cycle three times. 64 + 14 + 16 + 3.
  EXPECT_EQ(result.cycles, 97);
  EXPECT_EQ(stall(result, glb, z, Direction::read), 13);  // 12.6
  EXPECT_EQ(stall(result, glb, a, Direction::read), 3);   // 15.8: 3 more
  EXPECT_EQ(stall(result, glb, b, Direction::read), 3);
  EXPECT_EQ(result.causes.stalls.size(), 3U);
  EXPECT_EQ(result.seconds, 97e-9);
}

TEST(HandWorked, SingleBufferedTilesAreExchangedWhileComputeWaits) {
  const Evaluation result = evaluated(example(false));
  // Three times DRAM's 2 B/cycle bring the next 4 words of A while its 1 B/cycle takes 4 of Z: 4 cycles each.
  EXPECT_EQ(stall(result, dram, z, Direction::write), 12);
  EXPECT_EQ(stall(result, dram, a, Direction::read), 0);
  EXPECT_EQ(result.causes.start_up, 10 + 4);
  // The same operands as with two buffers.
  EXPECT_EQ(stall(result, glb, z, Direction::read), 10);  // 9.6
  EXPECT_EQ(stall(result, glb, a, Direction::read), 3);   // 12.8: 3 more
  EXPECT_EQ(stall(result, glb, b, Direction::read), 3);
  EXPECT_EQ(result.causes.stalls.size(), 4U);
  EXPECT_EQ(result.cycles, 64 + 12 + 14 + 16);
}

TEST(HandWorked, NothingIsWaitedForButTheSlowestPortWhereTheConventionsSaySo) {
  Conventions conventions;
  conventions.waiting = Waiting::slowest;
  for (const bool double_buffered : {true, false}) {
    const Evaluation result = evaluated(example(double_buffered), conventions);
    EXPECT_EQ(result.cycles, 84);  // GLB's read port; 64 are compute's
    EXPECT_EQ(result.causes.compute, 64);
    EXPECT_EQ(result.causes.start_up, 0);
    EXPECT_EQ(result.causes.total(), 84);
  }
  Case wide = example(false);
  set_ports(wide.machine.levels[glb], 8.0, 8.0);  // 42 cycles
  EXPECT_EQ(evaluated(wide, conventions).cycles, 64);
}

TEST(HandWorked, AStreamThatIsAllStartUpHasNoPartInTheWaitForItsPort) {
  Case made = example(true);
  set_ports(made.machine.levels[dram], 0.125, 1.0);
  const Evaluation result = evaluated(made);
  // B is there when the first tiles are: only the other 12 words of A leave DRAM while compute runs, which
  // waits three times for 4 of them, as long as they take beyond its own 16 cycles and 4 for operands.
  EXPECT_EQ(result.causes.start_up, (4 + 16) * 8 + 4);
  EXPECT_EQ(stall(result, dram, a, Direction::read), 3 * (4 * 8 - 16 - 4));
  EXPECT_EQ(stall(result, dram, b, Direction::read), 0);
  EXPECT_EQ(result.cycles, 20 * 8 + 12 * 8 + 20 + 4);
}

/// A systolic array in small: weights come from DRAM into a FIFO, and from there into the register of each
/// lane, 1 B in 4 cycles. The array works 3 steps on every weight.
TEST(HandWorked, WeightsOnTheirLastWayAreAWeightLoadAndWhatComesBeforeIsAStall) {
  Machine machine = machine_of("DRAM FIFO REG");
  const LevelId fifo(1);
  const LevelId reg(2);
  set_ports(machine.levels[dram], 0.1, std::nullopt);
  set_ports(machine.levels[reg], std::nullopt, 0.25);
  for (const LevelId level : {fifo, reg})
    machine.levels[level].double_buffered = RoleSet::all();
  add_mac(machine, 1, 0.5);
  Case made = case_of(einsum("Z[m, n] += A[m] * B[n]", {{"m", 3}, {"n", 5}}), machine,
                      "DRAM: B | FIFO: Z A | n 5 | FIFO: B | REG: B | m 3");
  made.problem.tensors[b].role = Role::weights;
  made.problem.tensors[a].role = Role::inputs;
  const Evaluation result = evaluated(made);
  // First 10 cycles from DRAM, then 4 into the register; the 4 weights after it come every 10 cycles, of
  // which 3 are steps, the last 4 the way into the register.
  EXPECT_EQ(result.causes.start_up, 10 + 4);
  EXPECT_EQ(result.causes.compute, 15);
  EXPECT_EQ(result.causes.weight_load, 4 * 4);
  EXPECT_EQ(stall(result, dram, b, Direction::read), 4 * (10 - 3 - 4));
  EXPECT_EQ(result.cycles, 14 + 5 * 3 + 4 * (10 - 3));
}

/// Three lanes in a row that hand operands on: the last one is 2 cycles behind. Weights have one place: when
/// they change the array has to be empty.
TEST(HandWorked, AnArrayThatIsFilledAndDrainedTakesItsDepth) {
  const auto made = [](bool double_buffered) {
    Machine machine = machine_of("DRAM PE(3,1) REG");
    machine.fanouts[FanoutId(0)].delay_cycles = {1, 0};
    machine.levels[LevelId(1)].double_buffered = double_buffered ? RoleSet::all() : RoleSet();
    add_mac(machine, 1, 0.5);
    return case_of(einsum("Z[m, n] += A[m] * B[n]", {{"m", 7}, {"n", 6}}), machine,
                   "DRAM: Z A B | n 2 | n 3 on PE.x | REG: B | m 7");
  };
  const Evaluation single = evaluated(made(false));
  EXPECT_EQ(single.causes.compute, 14);
  EXPECT_EQ(single.causes.array_fill_drain, 2 + 2);  // between two tiles, and the last results
  EXPECT_EQ(single.cycles, 18);
  const Evaluation twice = evaluated(made(true));
  EXPECT_EQ(twice.causes.array_fill_drain, 2);
  EXPECT_EQ(twice.cycles, 16);
}

TEST(HandWorked, PartialResultsTakeTheirWidthInCapacity) {
  const Evaluation twice = evaluated(example(true));
  EXPECT_EQ(twice.levels[glb].tensors[a].tile_bytes, 4 * 2);
  EXPECT_EQ(twice.levels[glb].tensors[b].tile_bytes, 16);  // stays: no second buffer
  EXPECT_EQ(twice.levels[glb].tensors[z].tile_bytes, 4 * 4 * 2);
  EXPECT_EQ(twice.levels[glb].demanded_bytes, 56);
  EXPECT_EQ(evaluated(example(false)).levels[glb].demanded_bytes, 4 + 16 + 16);
}

TEST(HandWorked, ATileThatFitsToTheByteFitsAndOneByteLessDoesNot) {
  Case made = example(true);
  EXPECT_EQ(evaluated(made).levels[glb].demanded_bytes, 56);
  made.machine.levels[glb].size_bytes = 55;
  Evaluation result;
  const auto infeasible = Evaluator(made.problem, made.machine).evaluate(made.mapping, result);
  ASSERT_TRUE(infeasible);
  EXPECT_EQ(infeasible->reason, Infeasible::Reason::capacity);
  EXPECT_EQ(infeasible->level, glb);
  EXPECT_EQ(infeasible->tensor, z);
  EXPECT_EQ(infeasible->entry, 4U);
  EXPECT_EQ(infeasible->demanded_bytes, 56);
  EXPECT_EQ(infeasible->available_bytes, 55);
}

TEST(HandWorked, EnergyIsBytesTimesEnergyAndCompute) {
  const Evaluation result = evaluated(example(true));
  EXPECT_EQ(*result.levels[dram].energy_pj, 64 * (16 + 16 + 16));
  EXPECT_EQ(*result.levels[glb].tensors[z].read_energy_pj, 2 * (48 * 4 + 16));
  EXPECT_EQ(*result.levels[glb].tensors[z].write_energy_pj, 2 * (48 * 4 + 16));
  EXPECT_EQ(*result.levels[glb].energy_pj, 2 * (64 + 64 + 208 + 16 + 16 + 208));
  EXPECT_EQ(*result.compute_energy_pj, 32);
  EXPECT_EQ(*result.energy_pj, 3072 + 1152 + 32);
  EXPECT_FALSE(result.static_energy_pj);
  EXPECT_DOUBLE_EQ(*result.edp_js, 4256e-12 * 97e-9);
}

TEST(HandWorked, TheGapIsBrokenIntoFactors) {
  const Evaluation result = evaluated(example(true));
  const Roofline& roofline = result.roofline;
  EXPECT_EQ(roofline.peak_ops_per_cycle, 2);
  EXPECT_EQ(roofline.attainable_ops_per_cycle, 2);  // 32 B of reads in 16 cycles allow 8
  EXPECT_DOUBLE_EQ(roofline.attainable_mapped_ops_per_cycle, 128.0 / 84);
  EXPECT_DOUBLE_EQ(roofline.achieved_ops_per_cycle, 128.0 / 97);
  EXPECT_EQ(factor(result, GapCause::memory_roof), 1);
  EXPECT_DOUBLE_EQ(factor(result, GapCause::traffic_beyond_compulsory), 84.0 / 64);
  EXPECT_EQ(factor(result, GapCause::idle_lanes), 1);
  EXPECT_DOUBLE_EQ(factor(result, GapCause::start_up), 97.0 / 84);
}

TEST(HandWorked, EveryBoundaryHasItsIntensityAndItsRidgePoint) {
  const Evaluation result = evaluated(example(true));
  ASSERT_EQ(result.roofline.boundaries.size(), 2U);
  const Boundary& outer = result.roofline.boundaries[0];
  EXPECT_EQ(outer.level, dram);
  EXPECT_DOUBLE_EQ(outer.ops_per_byte, 128.0 / 48);
  EXPECT_DOUBLE_EQ(outer.ridge_ops_per_byte, 2.0 / (48.0 / 16));  // 48 B in 16 cycles
  EXPECT_EQ(outer.attainable_ops_per_cycle, 2);
  EXPECT_FALSE(outer.binds);
  const Boundary& inner = result.roofline.boundaries[1];
  EXPECT_DOUBLE_EQ(inner.ops_per_byte, 128.0 / 576);
  EXPECT_DOUBLE_EQ(inner.attainable_ops_per_cycle, 128.0 / 84);
  EXPECT_TRUE(inner.binds);
}

}  // namespace
}  // namespace ridge
