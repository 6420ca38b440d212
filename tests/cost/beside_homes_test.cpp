// Layers beside the array pass their activations through the innermost level that could be their home and
// holds them all. Numbers by hand from the data in configs/arch.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/cost/evaluator.hpp"
#include "tests/cost/equipped_case.hpp"
#include "tests/nest/einsum.hpp"
#include "tests/nest/small_nest.hpp"

namespace ridge {
namespace {

using testing::Contains;
using testing::HasSubstr;

Machine shipped(const std::string& name) {
  std::vector<Diagnostic> warnings;
  return load_machine(name, {}, warnings);
}

/// Nine words reduced into each of `results`: a 3 x 3 pooling. Words of 8 bits.
Problem pooling(std::int64_t results) {
  Problem problem = einsum("Z[m] += A[m, e]", {{"m", results}, {"e", 9}});
  problem.operation = Operation::reduction;
  for (Tensor& tensor : problem.tensors)
    if (tensor.name == "A") tensor.role = Role::inputs;
  return problem;
}

/// Z = A + B, B too of an earlier layer.
Problem addition(std::int64_t elements) {
  Problem problem = einsum("Z[m] += A[m] * B[m]", {{"m", elements}});
  problem.operation = Operation::elementwise;
  for (Tensor& tensor : problem.tensors)
    if (tensor.name == "B") tensor.role = Role::inputs;
  return problem;
}

double words_at(const Evaluation& result, const Machine& machine, const std::string& level) {
  double words = 0;
  for (const TensorCost& tensor : result.levels[*machine.level_named(level)].tensors)
    words += static_cast<double>(tensor.counts.reads + tensor.counts.updates);
  return words;
}

TEST(BesideHomes, PoolingOnTpuStaysInTheUnifiedBuffer) {
  const Machine tpu = shipped("tpu_v1");
  const Evaluation result = evaluate_as_traffic(pooling(64 * 56 * 56), tpu);  // 1.8 MB in, 0.2 MB out
  EXPECT_EQ(words_at(result, tpu, "UnifiedBuffer"), 10 * 200'704);
  EXPECT_EQ(words_at(result, tpu, "HostMemory"), 0);
  EXPECT_EQ(result.cycles, 9 * 200'704 / 256);  // 7056 on the read port; the write port has a ninth of it
  EXPECT_THAT(result.remarks->notes, Contains(HasSubstr("through 'UnifiedBuffer'")));
}

TEST(BesideHomes, WhatDoesNotFitTheUnifiedBufferPassesTheHost) {
  const Machine tpu = shipped("tpu_v1");
  const Evaluation result = evaluate_as_traffic(pooling(3'000'000), tpu);  // 30 MB of 24 MiB
  EXPECT_EQ(words_at(result, tpu, "HostMemory"), 30'000'000);
  EXPECT_EQ(words_at(result, tpu, "UnifiedBuffer"), 0);
  EXPECT_EQ(result.cycles, std::ceil(30e6 * 700e6 / (14.0 * 1024 * 1024 * 1024)));  // one port, 14 GiB/s
}

TEST(BesideHomes, AllActivationsTogetherHaveToFit) {
  const Machine small = shipped("small3");  // GLB: 524288 B, may keep everything
  const Evaluation fits = evaluate_as_traffic(addition(174'762), small);
  EXPECT_EQ(words_at(fits, small, "GLB"), 524'286);
  EXPECT_EQ(fits.cycles, std::ceil(2 * 174'762 / 32.0));
  const Evaluation one_more = evaluate_as_traffic(addition(174'763), small);
  EXPECT_EQ(words_at(one_more, small, "GLB"), 0);
  EXPECT_EQ(words_at(one_more, small, "DRAM"), 524'289);
  EXPECT_EQ(one_more.cycles, std::ceil(2 * 174'763 / 16.0));
}

TEST(BesideHomes, ParametersComeFromTheOutermostLevel) {
  const Machine small = shipped("small3");
  Problem scaling = einsum("Z[m] += A[m] * S[m]", {{"m", 3200}});
  scaling.operation = Operation::normalisation;
  for (Tensor& tensor : scaling.tensors)
    if (tensor.name == "S") tensor.origin = Origin::parameter;
  const Evaluation result = evaluate_as_traffic(scaling, small);
  EXPECT_EQ(words_at(result, small, "DRAM"), 3200);
  EXPECT_EQ(words_at(result, small, "GLB"), 6400);
  EXPECT_EQ(result.cycles, 200);  // S at 16 B/cycle; A takes GLB 100 cycles
  EXPECT_THAT(result.remarks->notes, Contains(HasSubstr("'S' through 'DRAM', 'Z' and 'A' through 'GLB'")));
}

TEST(BesideHomes, NoHomeLiesInsideALevelThatMustKeepTheTensor) {
  Machine machine = machine_of("DRAM GLB");
  machine.levels[LevelId(0)].keeps = RoleSet::all();
  EXPECT_EQ(words_at(evaluate_as_traffic(addition(10), machine), machine, "DRAM"), 30);
}

TEST(BesideHomes, NoHomeLiesBehindAFanout) {
  const Machine machine = machine_of("DRAM PE(2,1) GLB");
  EXPECT_EQ(words_at(evaluate_as_traffic(addition(10), machine), machine, "DRAM"), 30);
}

TEST(BesideHomes, NoHomeLiesBehindTheUnit) {
  Machine machine = machine_of("DRAM L2 GLB");
  ComputeUnit vector;
  vector.name = "VPU";
  vector.does = {"elementwise"};
  vector.below = LevelId(1);
  machine.compute.push_back(vector);
  EXPECT_EQ(words_at(evaluate_as_traffic(addition(10), machine), machine, "L2"), 30);
}

}  // namespace
}  // namespace ridge
