// NVDLA's hardware layers by hand, and the primer's table.
#include "explore/validation/nvdla.hpp"

#include <gtest/gtest.h>

#include "explore/validation/catalogue.hpp"
#include "explore/validation/nvdla_schedule.hpp"
#include "explore/validation/table.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::validation {
namespace {

constexpr std::int64_t atomic_c = 64;  // of nvdla_1024, with 16 kernels

/// nvdla_1024 with a single-buffered CBUF of another size and another bandwidth to the DRAM.
Machine machine_with(std::int64_t buffer_bytes, double dram_bytes_per_cycle) {
  std::vector<Diagnostic> warnings;
  Machine machine =
      load_machine("nvdla_1024", {"CBUF.buffering=single", "MAC.rate={int8: 1, int32: 1}"}, warnings);
  StorageLevel& buffer = machine.levels[*machine.level_named("CBUF")];
  buffer.size_bytes = buffer_bytes;
  buffer.ports.front().bytes_per_cycle.reset();
  machine.levels[LevelId(0)].ports.front().bytes_per_cycle = dram_bytes_per_cycle;
  return machine;
}

constexpr std::int64_t plenty_bytes = 1 << 20;
constexpr double no_limit = 1000;  // bytes per cycle

Layer convolution(const std::vector<std::string>& sizes) {
  return load_workload("strided_convolution", sizes).layers.front();
}

double read_bytes(const Evaluation& evaluation, const NvdlaLayer& layer, const char* tensor) {
  return evaluation.levels[LevelId(0)].tensors[*layer.problem.tensor_named(tensor)].read_bytes;
}

/// 64 kernels of 16 words over 8 x 8 positions: 1,024 words of weights and of inputs, 4,096 of outputs.
const std::vector<std::string> pointwise{"layer.K=64", "layer.C=16", "layer.P=8",     "layer.Q=8",
                                         "layer.R=1",  "layer.S=1",  "layer.stride=1"};

TEST(NvdlaSchedule, ABufferForAQuarterOfTheWeightsReadsTheInputFourTimes) {
  const auto layer = nvdla_layer(convolution(pointwise), false, atomic_c);
  // 16 kernels are 256 B and a line of the input 128 B: 384 of 400 B; 32 kernels would need 640.
  const auto best = best_hardware_layer(*layer, machine_with(400, 1));
  ASSERT_TRUE(best);
  EXPECT_EQ(read_bytes(*best, *layer, "Inputs"), 4 * 1024);
  EXPECT_EQ(read_bytes(*best, *layer, "Weights"), 1024);
  EXPECT_EQ(best->cycles, 4 * 1024 + 1024 + 4096);  // the memory is the longest
  EXPECT_EQ(best->causes.compute, 4 * 64);          // 4 groups of kernels at 64 positions
}

TEST(NvdlaSchedule, ABufferForAllWeightsReadsEverythingOnce) {
  const auto layer = nvdla_layer(convolution(pointwise), false, atomic_c);
  const auto best = best_hardware_layer(*layer, machine_with(1152, 1));
  ASSERT_TRUE(best);
  EXPECT_EQ(best->cycles, 1024 + 1024 + 4096);
}

TEST(NvdlaSchedule, AGroupOfKernelsAndALineHaveToFit) {
  const auto layer = nvdla_layer(convolution(pointwise), false, atomic_c);
  EXPECT_TRUE(best_hardware_layer(*layer, machine_with(384, 1)));
  EXPECT_FALSE(best_hardware_layer(*layer, machine_with(383, 1)));
}

TEST(NvdlaSchedule, StripesOfSmallPlanesAreLongEnoughToHideTheirWeights) {
  // 3 x 3 over 7 x 7 positions, 64 channels, 16 kernels: 9 x 49 steps; stripes of one line would load 16
  // kernels in 16 cycles for every 7.
  const auto layer = nvdla_layer(convolution({"layer.K=16", "layer.C=64", "layer.P=7", "layer.Q=7",
                                              "layer.R=3", "layer.S=3", "layer.stride=1"}),
                                 false, atomic_c);
  const auto best = best_hardware_layer(*layer, machine_with(plenty_bytes, no_limit));
  ASSERT_TRUE(best);
  EXPECT_EQ(best->causes.compute, 9 * 49);
  EXPECT_EQ(best->cycles, 9 * 49);
}

TEST(NvdlaLayer, AStrideThatPassesOverPixelsFetchesThemAll) {
  const auto layer = nvdla_layer(convolution({"layer.K=16", "layer.C=16", "layer.P=4", "layer.Q=4",
                                              "layer.R=1", "layer.S=1", "layer.stride=2"}),
                                 false, atomic_c);
  const auto best = best_hardware_layer(*layer, machine_with(plenty_bytes, 1));
  ASSERT_TRUE(best);
  EXPECT_EQ(read_bytes(*best, *layer, "Inputs"), 8 * 8 * 16);
}

TEST(NvdlaLayer, AnImageFillsTheCellsWithLinesOfPixels) {
  const Layer first = load_workload("resnet50").layers.front();
  ASSERT_EQ(first.problem.macs(), 118'013'952);
  const auto wide = nvdla_layer(first, true, 64);  // 21 of 64 multipliers for a line: two lines at a time
  const auto best = best_hardware_layer(*wide, machine_with(plenty_bytes, no_limit));
  ASSERT_TRUE(best);
  EXPECT_EQ(best->causes.compute, 112 * 112 * 4 * (64 / 16));
  const auto narrow = nvdla_layer(first, true, 8);  // 21 in three parts, 7 lines
  Machine machine = machine_with(plenty_bytes, no_limit);
  machine.fanouts[*machine.fanout_named("Kernel")].size[0] = 8;
  machine.fanouts[*machine.fanout_named("Channel")].size[1] = 8;
  const auto small = best_hardware_layer(*narrow, machine);
  ASSERT_TRUE(small);
  EXPECT_EQ(small->causes.compute, 112 * 112 * 3 * 7 * (64 / 8));
  // 224 pixels and 5 of padding: the plane is counted with its padding
  EXPECT_EQ(wide->problem.words(*wide->problem.tensor_named("Inputs")), 229 * 229 * 3);
}

TEST(NvdlaLayer, AMatrixProductIsAConvolutionOfOnePosition) {
  const Layer last = load_workload("resnet50").layers.back();
  const auto layer = nvdla_layer(last, false, atomic_c);
  const auto best = best_hardware_layer(*layer, machine_with(plenty_bytes, 1));
  ASSERT_TRUE(best);
  EXPECT_EQ(read_bytes(*best, *layer, "Weights"), 2048 * 1000);
  EXPECT_EQ(best->causes.compute, 2048 / 64 * 63);  // 1000 kernels in groups of 16
}

TEST(NvdlaSet, PredictsThePrimersTableToFivePercentOnTheMean) {
  const Set set = nvdla_set(shipped_data(set_named("nvdla")));
  const Comparison& comparison = set.comparisons.front();
  ASSERT_EQ(comparison.rows.size(), 7U);
  const Errors errors = comparison.errors();
  EXPECT_EQ(errors.points, 7U);
  EXPECT_LT(*errors.mean, 0.05);
  EXPECT_LT(*errors.worst, 0.10);
  EXPECT_EQ(*errors.rank_correlation, 1);
}

/// No configuration can run faster than its multipliers, or than the weights and results pass its memory.
TEST(NvdlaSet, NoRowIsFasterThanItsRoofs) {
  const Network network = load_workload("resnet50");
  double macs = 0;
  double weights = 0;
  for (const Layer& layer : network.layers) {
    macs += static_cast<double>(layer.count * layer.problem.macs());
    for (const TensorId tensor : layer.problem.tensors.ids())
      if (layer.problem.tensors[tensor].origin == Origin::parameter)
        weights += static_cast<double>(layer.count * layer.problem.words(tensor));
  }
  const std::vector<std::pair<double, double>> configurations{{2048, 20}, {1024, 15}, {512, 10}, {256, 5},
                                                              {128, 2},   {64, 1},    {32, 0.5}};
  const Set set = nvdla_set(shipped_data(set_named("nvdla")));
  for (std::size_t i = 0; i < configurations.size(); ++i) {
    const auto [multipliers, bandwidth] = configurations[i];
    const double frames = *set.comparisons.front().rows[i].ours;
    EXPECT_LT(frames, 1e9 * multipliers / macs);
    EXPECT_LT(frames, 1e9 * bandwidth / weights);
  }
}

TEST(NvdlaSet, WhatShipsIsWhatTheReferenceHas) {
  const auto folder = timeloop::reference_folder();
  if (!folder) GTEST_SKIP() << "../shared/reference is not there";
  const Set theirs = nvdla_set(*folder / "published");
  const Set ours = nvdla_set(shipped_data(set_named("nvdla")));
  ASSERT_EQ(theirs.comparisons.front().rows.size(), ours.comparisons.front().rows.size());
  for (std::size_t i = 0; i < ours.comparisons.front().rows.size(); ++i) {
    EXPECT_EQ(theirs.comparisons.front().rows[i].name, ours.comparisons.front().rows[i].name);
    EXPECT_EQ(theirs.comparisons.front().rows[i].theirs, ours.comparisons.front().rows[i].theirs);
  }
}

}  // namespace
}  // namespace ridge::validation
