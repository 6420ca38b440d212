// The lower bound by hand; that it holds for every mapping is a property (properties_test.cpp).
#include <cmath>

#include <gtest/gtest.h>

#include "sim/cost/evaluator.hpp"
#include "tests/cost/equipped_case.hpp"
#include "tests/nest/einsum.hpp"
#include "tests/nest/small_nest.hpp"

namespace ridge {
namespace {

/// Z[m, n] += A[m, k] * B[k, n] of 8 x 8 x 8: 512 MACs, 64 words of each tensor, int8 with int32 partials.
Problem gemm() {
  return einsum("Z[m, n] += A[m, k] * B[k, n]", {{"m", 8}, {"n", 8}, {"k", 8}});
}

Machine two_levels() {
  Machine machine = machine_of("DRAM PE(4,2) RF");
  machine.clock.value = 1e9;
  machine.levels[LevelId(0)].keeps = RoleSet::all();
  machine.levels[LevelId(1)].keeps = RoleSet::all();
  machine.fanouts[FanoutId(0)].multicast = {RoleSet::all(), RoleSet::all()};
  machine.fanouts[FanoutId(0)].reduce = {true, true};
  set_energy(machine.levels[LevelId(0)], 100);
  set_energy(machine.levels[LevelId(1)], 1);
  add_mac(machine, 1, 0.5);
  return machine;
}

TEST(LowerBound, IsComputeWhenPortsAreWide) {
  EXPECT_EQ(Evaluator(gemm(), two_levels()).lower_bound().cycles, 512 / 8);
}

TEST(LowerBound, AddsUpTensorsThatMustLiveAtOneLevel) {
  Machine machine = two_levels();
  set_ports(machine.levels[LevelId(0)], 1.0, 1.0);
  EXPECT_EQ(Evaluator(gemm(), machine).lower_bound().cycles, 64 + 64);  // A and B share the read port
}

TEST(LowerBound, LetsATensorChooseItsHome) {
  Machine machine = two_levels();
  set_ports(machine.levels[LevelId(0)], 0.25, 0.25);
  machine.levels[LevelId(0)].keeps = RoleSet();
  machine.levels[LevelId(1)].keeps = RoleSet();
  EXPECT_EQ(Evaluator(gemm(), machine).lower_bound().cycles, 64);   // all may live in RF
  machine.levels[LevelId(1)].size_bytes = 7;                        // 8 x 7 B do not hold 64 B
  EXPECT_EQ(Evaluator(gemm(), machine).lower_bound().cycles, 512);  // A and B from DRAM
  machine.levels[LevelId(1)].size_bytes = 8;
  EXPECT_EQ(Evaluator(gemm(), machine).lower_bound().cycles, 64);
}

TEST(LowerBound, CountsTheEnergyOfWhatNoMappingAvoids) {
  // Compute 256. Homes: 3 x 64 B at 100. RF: fills of A and B, drains of Z, 64 B each; 512 operands of A, of
  // B and sums of Z, a byte each at least: RF stands below the array, so no lane shares them.
  EXPECT_NEAR(Evaluator(gemm(), two_levels()).lower_bound().energy_pj, 256 + 19200 + 192 + 3 * 512, 1e-6);
}

TEST(LowerBound, SharesOperandsAmongLanesThatMulticast) {
  Machine machine = two_levels();
  machine.levels[LevelId(1)].keeps = RoleSet();
  machine.levels[LevelId(1)].may_keep = RoleSet();
  // From DRAM to 8 lanes at once: 64 reads of A and of B. Z: 64 complete words, and no further sums.
  EXPECT_NEAR(Evaluator(gemm(), machine).lower_bound().energy_pj, 256 + 3 * 6400, 1e-6);
  machine.fanouts[FanoutId(0)].reduce = {false, true};
  // Four times as many sums: 192 of them partial, of 4 B.
  EXPECT_NEAR(Evaluator(gemm(), machine).lower_bound().energy_pj, 256 + 3 * 6400 + 192 * 400, 1e-6);
}

TEST(LowerBound, AddsStaticPowerOverItsCycles) {
  Machine machine = two_levels();
  const double dynamic_pj = Evaluator(gemm(), machine).lower_bound().energy_pj;
  machine.levels[LevelId(1)].static_power_mw = 2;  // x 8 instances x 64 ns = 1024 pJ
  EXPECT_NEAR(Evaluator(gemm(), machine).lower_bound().energy_pj, dynamic_pj + 1024, 1e-6);
}

TEST(LowerBound, IsUnknownWithoutAComputeEnergy) {
  Machine machine = two_levels();
  machine.compute.begin()->energy_pj.reset();
  const Score bound = Evaluator(gemm(), machine).lower_bound();
  EXPECT_EQ(bound.cycles, 64);
  EXPECT_TRUE(std::isnan(bound.energy_pj));
}

}  // namespace
}  // namespace ridge
