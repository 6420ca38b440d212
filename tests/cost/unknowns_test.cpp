// What a machine does not state is nothing in the result, never zero; and layers that no unit of the array
// does.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/cost/evaluator.hpp"
#include "tests/cost/equipped_case.hpp"
#include "tests/cost/two_levels.hpp"
#include "tests/nest/einsum.hpp"
#include "tests/nest/small_nest.hpp"

namespace ridge {
namespace {

using testing::Contains;
using testing::HasSubstr;

Case example() {
  Machine machine = machine_of("DRAM GLB");
  machine.clock.value = 1e9;
  machine.levels[dram].keeps = RoleSet::all();
  set_ports(machine.levels[dram], 4.0, 4.0);
  set_energy(machine.levels[dram], 10);
  set_energy(machine.levels[glb], 1);
  add_mac(machine, 1, 0.5);
  return case_of(einsum("Z[m] += A[m] * B[m]", {{"m", 16}}), machine, "DRAM: Z A B | m 4 | GLB: A B | m 4");
}

TEST(Unknown, AccessEnergyIsNothingWhereWordsMove) {
  Case made = example();
  made.machine.levels[glb].write_energy.reset();
  const Evaluation result = evaluated(made);
  EXPECT_FALSE(result.levels[glb].tensors[a].write_energy_pj);
  EXPECT_EQ(*result.levels[glb].tensors[a].read_energy_pj, 16);
  EXPECT_FALSE(result.levels[glb].energy_pj);
  EXPECT_TRUE(result.levels[dram].energy_pj);
  EXPECT_FALSE(result.energy_pj);
  EXPECT_FALSE(result.edp_js);
  EXPECT_THAT(result.remarks->notes, Contains(HasSubstr("access energy of 'GLB' is not stated")));
}

TEST(Unknown, AccessEnergyDoesNotMatterWhereNoWordMoves) {
  Case made = example();
  made.machine.levels[glb].read_energy.reset();
  made.machine.levels[glb].write_energy.reset();
  made = case_of(made.problem, made.machine, "DRAM: Z A B | m 16");
  EXPECT_TRUE(evaluated(made).energy_pj);
}

TEST(Unknown, ComputeEnergyIsNothing) {
  Case made = example();
  made.machine.compute.begin()->energy_pj.reset();
  const Evaluation result = evaluated(made);
  EXPECT_FALSE(result.compute_energy_pj);
  EXPECT_FALSE(result.energy_pj);
  EXPECT_TRUE(result.levels[glb].energy_pj);
}

TEST(Unknown, StaticPowerOfSomeLevelsIsTheirSum) {
  Case made = example();
  EXPECT_FALSE(evaluated(made).static_energy_pj);
  made.machine.levels[glb].static_power_mw = 3;
  const Evaluation result = evaluated(made);
  EXPECT_DOUBLE_EQ(*result.levels[glb].static_energy_pj, 3 * result.cycles);  // 1 mW ns = 1 pJ
  EXPECT_FALSE(result.levels[dram].static_energy_pj);
  EXPECT_DOUBLE_EQ(*result.static_energy_pj, 3 * result.cycles);
}

Case streams_of_words(std::int64_t words) {
  return case_of(einsum("Z[m] += A[m] * B[m]", {{"m", words}}), example().machine,
                 "DRAM: Z A B | m " + std::to_string(words));
}

TEST(Unknown, ADemandWhoseBytesFit64BitsIsEvaluatedThoughItsBitsDoNot) {
  const std::int64_t words = std::int64_t{1} << 60;  // x 8 bits = 2^63
  EXPECT_EQ(evaluated(streams_of_words(words)).levels[dram].demanded_bytes, 3 * words);
  const Evaluation odd = evaluated(streams_of_words(words + 1));
  EXPECT_EQ(odd.levels[dram].tensors[a].tile_bytes, words + 1);
}

TEST(Unknown, ADemandThatLeaves64BitsIsNoEvaluation) {
  const Case made = streams_of_words(std::int64_t{1} << 62);  // three tensors of 2^62 bytes
  Evaluation result;
  const auto infeasible = Evaluator(made.problem, made.machine).evaluate(made.mapping, result);
  ASSERT_TRUE(infeasible);
  ASSERT_EQ(infeasible->reason, Infeasible::Reason::overflow);
  EXPECT_EQ(render(describe(*infeasible, made.problem, made.machine, made.mapping)),
            "error: the tiles of '" + made.problem.name +
                "' under this mapping demand more bytes than 64 bits count\n"
                "   help: use smaller sizes, or split the layer\n");
}

/// A unit under DRAM that does half an elementwise iteration, of two operations each, per cycle.
void add_vector_unit(Machine& machine) {
  ComputeUnit vector;
  vector.name = "VPU";
  vector.does = {"elementwise"};
  vector.operations_per_cycle = 1;
  vector.below = dram;
  vector.energy_pj = 2;
  machine.compute.push_back(vector);
}

Evaluation as_traffic(Case made) {
  made.problem.operation = Operation::elementwise;
  return evaluate_as_traffic(made.problem, made.machine);
}

TEST(AsTraffic, EveryTensorPassesItsHomeOnce) {
  const Evaluation result = as_traffic(example());
  EXPECT_EQ(result.cycles, 8);  // 32 B of A and B at 4 B/cycle, beside 16 B of Z
  EXPECT_EQ(result.causes.other_work, 8);
  EXPECT_EQ(result.levels[dram].tensors[z].counts.updates, 16);
  EXPECT_THAT(result.remarks->notes, Contains(HasSubstr("counted as memory traffic alone")));
}

TEST(AsTraffic, WhatNoUnitComputesIsLeftOutOfTheEnergy) {
  const Evaluation result = as_traffic(example());
  EXPECT_EQ(*result.energy_pj, 10 * 48);
  EXPECT_FALSE(result.compute_energy_pj);
  EXPECT_THAT(result.remarks->notes, Contains(HasSubstr("compute energy is not in the energy")));
}

TEST(AsTraffic, WithoutAUnitMemoryIsTheOnlyRoofAndBinds) {
  const Roofline roofline = as_traffic(example()).roofline;
  EXPECT_TRUE(std::isinf(roofline.peak_ops_per_cycle));
  EXPECT_EQ(roofline.attainable_ops_per_cycle, 32 / 8);
  EXPECT_EQ(roofline.attainable_mapped_ops_per_cycle, 4);
  EXPECT_EQ(roofline.achieved_ops_per_cycle, 4);
  EXPECT_TRUE(roofline.gap.empty());
  ASSERT_EQ(roofline.boundaries.size(), 1U);
  EXPECT_DOUBLE_EQ(roofline.boundaries[0].ops_per_byte, 32.0 / 48);
  EXPECT_EQ(roofline.boundaries[0].attainable_ops_per_cycle, 4);
  EXPECT_TRUE(roofline.boundaries[0].binds);
}

TEST(AsTraffic, AUnitBesideTheArrayMayBeSlowerThanTheTraffic) {
  Case made = example();
  add_vector_unit(made.machine);
  const Evaluation result = as_traffic(made);
  EXPECT_EQ(result.cycles, 32);
  EXPECT_EQ(result.causes.other_work, 32);
  EXPECT_EQ(*result.compute_energy_pj, 32);
  EXPECT_EQ(*result.energy_pj, 10 * 48 + 32);
  EXPECT_EQ(result.roofline.peak_ops_per_cycle, 1);
  EXPECT_EQ(result.roofline.attainable_ops_per_cycle, 1);
  EXPECT_FALSE(result.roofline.boundaries[0].binds);
  EXPECT_EQ(result.ops_utilization, 1);
}

TEST(AsTraffic, MemoryMayBeSlowerThanTheUnitBesideTheArray) {
  Case made = example();
  add_vector_unit(made.machine);
  set_ports(made.machine.levels[dram], 0.75, 4.0);  // 32 B in 42.7 cycles
  const Evaluation result = as_traffic(made);
  EXPECT_EQ(result.cycles, 43);
  EXPECT_EQ(result.roofline.peak_ops_per_cycle, 1);
  EXPECT_DOUBLE_EQ(result.roofline.attainable_ops_per_cycle, 0.75);
  EXPECT_DOUBLE_EQ(result.roofline.achieved_ops_per_cycle, 32.0 / 43);
  EXPECT_TRUE(result.roofline.boundaries[0].binds);
  double product = 1;
  for (const GapFactor& part : result.roofline.gap) {
    EXPECT_GE(part.factor, 1);
    product *= part.factor;
  }
  EXPECT_DOUBLE_EQ(product, 43.0 / 32);
}

}  // namespace
}  // namespace ridge
