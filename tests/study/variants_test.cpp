// The machines and points of a study.
#include "explore/study/variants.hpp"

#include <cmath>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explore/study/plan.hpp"
#include "tests/study/studies.hpp"

namespace ridge::study {
namespace {

using test::study_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const std::string head = "name: s\nmachines: [small3]\nworkloads: [gemm]\n";

std::string errors_of(const std::string& text, bool whole = true) {
  try {
    const Study study = study_of((whole ? head : "") + text);
    const Variants variants(study);
    for (std::size_t i = 0; i < variants.size(); ++i)
      variants.make(i);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Variants, TheLastAxisMovesFirst) {
  const Study study =
      study_of(head + "axes:\n  - GLB.size: [1 KiB, 2 KiB]\n  - {PE.x: [4, 8], PE.y: [2, 3]}\n");
  const Variants variants(study);
  ASSERT_EQ(variants.size(), 4U);
  EXPECT_THAT(variants.make(1).values,
              ElementsAre(Pair("GLB.size", "1 KiB"), Pair("PE.x", "8"), Pair("PE.y", "3")));
  const Variant third = variants.make(2);
  EXPECT_THAT(third.values, ElementsAre(Pair("GLB.size", "2 KiB"), Pair("PE.x", "4"), Pair("PE.y", "2")));
  EXPECT_EQ(third.machine->lanes(), 8);
  EXPECT_EQ(third.machine->levels[LevelId(1)].size_bytes, 2048);
}

TEST(Variants, AMachineWithNoValueChangedIsAsShipped) {  // small3: 512 KiB, 16 B/cycle
  const Study study = study_of(
      head + "axes:\n  - GLB.size: [256 KiB, 0.5 MiB]\n  - DRAM.read_bandwidth: [16 B/cycle, 32 B/cycle]\n");
  const Variants variants(study);
  std::vector<bool> as_shipped;
  for (std::size_t i = 0; i < variants.size(); ++i)
    as_shipped.push_back(variants.make(i).as_shipped);
  EXPECT_THAT(as_shipped, ElementsAre(false, false, true, false));
  EXPECT_TRUE(Variants(study_of(head)).make(0).as_shipped);
}

TEST(Variants, CalculatedValuesSeeTheAxesAndThoseBefore) {
  const Study study = study_of(
      head + "axes:\n  - GLB.size: [32 KiB]\nset:\n  RF.size: GLB.size / 64\n  PE.x: RF.size / 64 B\n");
  const Variant variant = Variants(study).make(0);
  EXPECT_EQ(variant.machine->levels[LevelId(2)].size_bytes, 512);
  EXPECT_EQ(variant.machine->fanouts[FanoutId(0)].size[0], 8);
}

TEST(Variants, ConditionsLeaveMachinesOut) {
  const Study study =
      study_of(head + "axes:\n  - PE.x: [8, 16, 32]\nwhere: ['lanes <= 256', 'area > 3 mm2']\n");
  const Variants variants(study);
  std::vector<bool> left_out;
  for (std::size_t i = 0; i < variants.size(); ++i)
    left_out.push_back(variants.make(i).left_out);
  EXPECT_THAT(left_out, ElementsAre(false, false, true));  // 2 + 0.011 x lanes mm2: 3.41, 4.82, 7.63
}

// small3: GLB of 2 mm2, lanes of 0.011 mm2 each, 16 x 16: 4.816 mm2.
TEST(Variants, ABudgetIsKeptBySolvingForAValue) {
  const Study study = study_of(
      head + "axes:\n  - GLB.area: [1 mm2, 2 mm2, 3 mm2]\nhold: {area: base, by: PE.x, within: 0.02}\n");
  const Variants variants(study);
  const std::vector<std::int64_t> solved{22, 16, 10};  // (4.816 - GLB) / 0.176 mm2 a column: 21.7, 16, 10.3
  for (std::size_t i = 0; i < 3; ++i) {
    const Variant variant = variants.make(i);
    ASSERT_TRUE(variant.machine) << variant.failure;
    EXPECT_EQ(variant.machine->fanouts[FanoutId(0)].size[0], solved[i]);
    EXPECT_NEAR(*variant.machine->area_mm2() / 4.816 - 1, *variant.budget_missed, 1e-9);
    EXPECT_LE(std::abs(*variant.budget_missed), 0.02);
  }
  const Study strict = study_of(
      head + "axes:\n  - GLB.area: [2 mm2, 1.05 mm2]\nhold: {area: base, by: PE.x, within: 0.001}\n");
  const Variant missed = Variants(strict).make(1);
  EXPECT_FALSE(missed.machine);
  EXPECT_THAT(missed.failure, HasSubstr("the budget cannot be kept: with PE.x = 21 the area is"));
}

TEST(Variants, PowerIsThatOfAllUnitsAtTheirPeak) {
  const Study study =
      study_of(head + "axes:\n  - MAC.energy: [0.5 pJ, 1 pJ]\nhold: {power: base, by: PE.x}\n");
  // 256 lanes x 0.5 pJ x 1 GHz
  EXPECT_NEAR(*peak_power_w(*Variants(study).make(0).machine), 0.128, 1e-12);
  EXPECT_EQ(Variants(study).make(1).machine->lanes(), 128);
}

TEST(Variants, SamplesAreDifferentMachinesAndTheSameEveryTime) {
  for (const char* method : {"grid", "random", "sobol"}) {
    const std::string text = head +
                             "axes:\n  - GLB.size: {from: 1 KiB, to: 100 KiB, steps: 40}\n  - PE.x: {from: "
                             "1, to: 30, steps: 30}\n" +
                             "sample: {points: 100, method: " + method + "}\n";
    const Study study = study_of(text);
    const Variants variants(study);
    ASSERT_EQ(variants.size(), 100U) << method;
    EXPECT_EQ(variants.grid_size(), 1200U);
    std::set<std::pair<std::string, std::string>> seen;
    std::set<std::string> columns;
    for (std::size_t i = 0; i < variants.size(); ++i) {
      const auto values = variants.make(i).values;
      seen.emplace(values[0].second, values[1].second);
      columns.insert(values[1].second);
      EXPECT_EQ(values, Variants(study).make(i).values);
    }
    EXPECT_EQ(seen.size(), 100U) << method;
    EXPECT_GT(columns.size(), 4U) << method;
  }
}

TEST(Variants, PointsGoMachineByMachine) {
  const Plan plan(
      study_of("name: s\nmachines: [small3, tiny]\nworkloads: [gemm, strided_convolution]\nobjectives: "
               "[latency, energy, edp]\n"));
  EXPECT_EQ(plan.size(), 12U);
  const Point point = plan.point(9);
  EXPECT_EQ(point.variant, 1U);
  EXPECT_EQ(point.workload, 1U);
  EXPECT_EQ(point.objective, 0U);
}

TEST(Variants, KeysTellEveryInputApart) {
  std::set<std::string> keys;
  std::size_t all = 0;
  for (const char* more : {"", "effort: 7\n", "seed: 2\n", "residency: auto\n",
                           "constraints: [weight_stationary]\n", "axes:\n  - GLB.size: [1 KiB, 2 KiB]\n"}) {
    const Plan plan(
        study_of("name: s\nmachines: [small3]\nworkloads: [gemm, strided_convolution]\nobjectives: [latency, "
                 "energy]\n" +
                 std::string(more)));
    for (std::size_t i = 0; i < plan.size(); ++i, ++all)
      keys.insert(plan.inputs(plan.point(i), plan.variants().make(plan.point(i).variant)).key);
  }
  EXPECT_EQ(keys.size(), all);
}

TEST(Study, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(errors_of("axes:\n  - GBL.size: [1 KiB]\n"), HasSubstr("s.yaml:6:5: error"));
  EXPECT_THAT(errors_of("axes:\n  - {PE.x: [1, 2], PE.y: [1, 2, 3]}\n"),
              HasSubstr("'PE.y' has 3 values, and 'PE.x', with which it moves, has 2"));
  EXPECT_THAT(errors_of("axes:\n  - PE.x: {from: 1, to: 8}\n"), HasSubstr("needs 'steps'"));
  EXPECT_THAT(errors_of("axes:\n  - PE.x: {from: 1 KiB, to: 8, steps: 3}\n"),
              HasSubstr("have different units"));
  EXPECT_THAT(errors_of("axes:\n  - PE.x: []\n"), HasSubstr("'PE.x' has no values"));
  EXPECT_THAT(errors_of("axes: {PE.x: [1]}\n"), HasSubstr("'axes' is a list"));
  EXPECT_THAT(errors_of("where: ['PE.x ~ 3']\n"), HasSubstr("it compares nothing"));
  EXPECT_THAT(errors_of("hold: {area: base}\n"), HasSubstr("needs 'by'"));
  EXPECT_THAT(errors_of("hold: {by: PE.x}\n"), HasSubstr("one budget is held"));
  EXPECT_THAT(errors_of("hold: {area: 5 W, by: PE.x}\n"), HasSubstr("'5 W' is no area"));
  EXPECT_THAT(errors_of("hold: {area: base, by: PE.z}\n"), HasSubstr("'PE.z' is no value of the machine"));
  EXPECT_THAT(errors_of("pareto: [latency]\n"), HasSubstr("a front has two objectives or more"));
  EXPECT_THAT(errors_of("pareto: [latency, aera]\n"), HasSubstr("did you mean 'area'?"));
  EXPECT_THAT(errors_of("objectives: [speed]\n"), HasSubstr("'speed' is no objective"));
  EXPECT_THAT(errors_of("sample: {method: sobol}\n"), HasSubstr("needs 'points'"));
  EXPECT_THAT(errors_of("efort: 3\n"), HasSubstr("did you mean 'effort'?"));
  EXPECT_THAT(errors_of("name: s\nworkloads: [gemm]\n", false), HasSubstr("needs 'machines'"));
  EXPECT_THAT(errors_of("name: s\nmachines: [smal3]\nworkloads: [gemm]\n", false),
              HasSubstr("did you mean 'small3'?"));
  EXPECT_THAT(errors_of("axes:\n  - GLB.siz: [1 KiB]\n"), HasSubstr("siz"));
}

}  // namespace
}  // namespace ridge::study
