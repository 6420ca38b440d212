// What would help: every number is of an evaluation that can be made again.
#include "explore/explain.hpp"

#include <algorithm>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workloads/network.hpp"

namespace ridge {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

Machine shipped(const std::string& name) {
  std::vector<Diagnostic> warnings;
  return load_machine(name, {}, warnings);
}

Problem small_gemm() {
  return load_workload("gemm", {"layer.M=64", "layer.N=48", "layer.K=96", "layer.precision=int8"})
      .layers.front()
      .problem;
}

Constraints own_constraints(const Problem& problem, const Machine& machine) {
  return machine.constraints ? read_constraints(*machine.constraints, problem, machine)
                             : Constraints::none(problem, machine);
}

std::vector<std::string> texts(const std::vector<MachineChange>& changes) {
  std::vector<std::string> texts;
  for (const MachineChange& change : changes)
    texts.push_back(change.text);
  return texts;
}

TEST(Changes, AreOfWhatTheMachineHas) {
  EXPECT_THAT(texts(changes_of(shipped("small3"))),
              ElementsAre("twice the bandwidth of 'DRAM'", "twice the bandwidth of 'GLB'",
                          "double buffering in 'RF'", "twice the size of 'GLB'", "twice the size of 'RF'",
                          "twice as many operations per cycle in every lane"));
}

TEST(Changes, ChangeOneThing) {
  const Machine machine = shipped("eyeriss_v1");
  for (const MachineChange& change : changes_of(machine)) {
    int differing = 0;
    for (const LevelId level : machine.levels.ids()) {
      const StorageLevel& before = machine.levels[level];
      const StorageLevel& after = change.machine.levels[level];
      const bool ports =
          !std::equal(before.ports.begin(), before.ports.end(), after.ports.begin(),
                      [](const Port& a, const Port& b) { return a.bytes_per_cycle == b.bytes_per_cycle; });
      differing += ports + (before.size_bytes != after.size_bytes) +
                   !(before.double_buffered == after.double_buffered);
    }
    differing += machine.compute[ComputeId(0)].operations_per_cycle !=
                 change.machine.compute[ComputeId(0)].operations_per_cycle;
    EXPECT_EQ(differing, 1) << change.text;
  }
}

class Explained : public ::testing::TestWithParam<const char*> {};

TEST_P(Explained, EveryNumberCanBeFoundAgain) {
  const Machine machine = shipped(GetParam());
  const Problem problem = small_gemm();
  SearchOptions options;
  options.effort = 3000;
  const auto found = explain(problem, machine, own_constraints, nullptr, options);
  const Explanation& explanation = std::get<Explanation>(found);
  const std::vector<MachineChange> changes = changes_of(machine);
  ASSERT_EQ(explanation.changes.size(), changes.size());
  Evaluation evaluation;
  ASSERT_FALSE(Evaluator(problem, machine).evaluate(explanation.mapping, evaluation));
  EXPECT_EQ(explanation.evaluation.cycles, evaluation.cycles);
  for (const MachineChange& change : changes) {
    const auto effect = std::ranges::find(explanation.changes, change.text, &ChangeEffect::change);
    ASSERT_NE(effect, explanation.changes.end());
    const auto infeasible = Evaluator(problem, change.machine).evaluate(explanation.mapping, evaluation);
    ASSERT_EQ(effect->as_mapped_cycles.has_value(), !infeasible.has_value()) << change.text;
    if (effect->as_mapped_cycles) {
      EXPECT_EQ(*effect->as_mapped_cycles, evaluation.cycles) << change.text;
      EXPECT_LE(effect->remapped_cycles.value(), evaluation.cycles) << change.text;
      EXPECT_LE(evaluation.cycles, explanation.evaluation.cycles) << change.text;
    }
  }
  EXPECT_TRUE(std::ranges::is_sorted(explanation.changes, {}, [](const ChangeEffect& effect) {
    return effect.remapped_cycles.value_or(std::numeric_limits<double>::infinity());
  }));
}
INSTANTIATE_TEST_SUITE_P(On, Explained,
                         ::testing::Values("small3", "tiny", "eyeriss_v1", "simba_chiplet", "tpu_v1"));

TEST(Explained, AGivenMappingIsExplainedAndTheBestOneNamedBesideIt) {
  const Machine machine = shipped("small3");
  const Problem problem = load_workload("gemm").layers.front().problem;
  const Mapping mapping = load_mapping("small3_gemm_weight_stationary", "gemm", problem, machine);
  SearchOptions options;
  options.effort = 3000;
  const auto found = explain(problem, machine, own_constraints, &mapping, options);
  const Explanation& explanation = std::get<Explanation>(found);
  EXPECT_EQ(explanation.mapping, mapping);
  EXPECT_LT(explanation.best.evaluation->cycles, explanation.evaluation.cycles);
}

// A second place for every tile leaves no mapping at all: that is no help, and not 0 cycles.
TEST(Explained, AChangeThatLeavesNoMappingHelpsLeast) {
  Machine machine = shipped("small3");
  for (StorageLevel& level : machine.levels)
    if (level.name == "RF") level.size_bytes = 6;  // one word of each tensor, the result's in partial width
  const Problem problem = small_gemm();
  SearchOptions options;
  options.effort = 3000;
  const auto found = explain(problem, machine, own_constraints, nullptr, options);
  const Explanation& explanation = std::get<Explanation>(found);
  const ChangeEffect& last = explanation.changes.back();
  EXPECT_EQ(last.change, "double buffering in 'RF'");
  EXPECT_FALSE(last.as_mapped_cycles);
  EXPECT_FALSE(last.remapped_cycles);
  EXPECT_TRUE(explanation.changes.front().remapped_cycles);
}

TEST(Explained, WhatCannotRunIsNot) {
  Machine machine = shipped("small3");
  const Problem problem = load_workload("gemm").layers.front().problem;
  const Mapping mapping = load_mapping("small3_gemm_weight_stationary", "gemm", problem, machine);
  for (StorageLevel& level : machine.levels)
    if (level.size_bytes) level.size_bytes = 1;
  const auto given = explain(problem, machine, own_constraints, &mapping, {});
  EXPECT_EQ(std::get<NotExplained>(given).infeasible->reason, Infeasible::Reason::capacity);
  const auto searched = explain(problem, machine, own_constraints, nullptr, {});
  EXPECT_EQ(std::get<NotExplained>(searched).search.status, SearchStatus::infeasible);
}

}  // namespace
}  // namespace ridge
