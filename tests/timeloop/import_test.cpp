// What `ridge import timeloop` writes reads back as the same machine, workload, constraints and mapping.
#include <gtest/gtest.h>

#include "interop/timeloop/rules.hpp"
#include "tests/timeloop/small.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

const std::string rules_text = R"(constraints:
  targets:
  - {target: Buffer, type: bypass, keep: [A], bypass: [B]}
  - {target: Buffer, type: temporal, factors: K=3 N<=4 M>=2, permutation: KN}
  - {target: Buffer, type: spatial, factors: N=2, permutation: MNK, split: 1}
  - {target: RF, type: temporal, factors: K=0}
)";

Machine read_back(const Machine& machine) {
  std::vector<Diagnostic> warnings;
  Machine again = read_machine(file_of(print_machine(machine)), warnings);
  EXPECT_TRUE(warnings.empty()) << render(warnings);
  return again;
}

TEST(TimeloopImport, AMachineReadsBackToTheSameEvaluations) {
  const Evaluated made = evaluate(small_input());
  const Machine again = read_back(made.spec.machine);
  EXPECT_EQ(print_machine(again), print_machine(made.spec.machine));
  Evaluation ours, theirs;
  ASSERT_FALSE(Evaluator(made.spec.problem, made.spec.machine).evaluate(made.mapping, ours));
  ASSERT_FALSE(Evaluator(made.spec.problem, again).evaluate(made.mapping, theirs));
  EXPECT_EQ(ours.cycles, theirs.cycles);
  EXPECT_EQ(ours.energy_pj, theirs.energy_pj);
}

TEST(TimeloopImport, ConstraintsReadBackToTheSameRules) {
  const Spec spec = spec_of({small_machine, small_problem, small_table, rules_text});
  Diagnostics diagnostics;
  const Constraints rules = read_rules(spec, diagnostics);
  const std::string text = print_constraints(rules, spec.problem, spec.machine);
  const Constraints again = read_constraints(file_of(text), spec.problem, spec.machine);
  EXPECT_EQ(print_constraints(again, spec.problem, spec.machine), text);
  EXPECT_NE(text.find("keep: [A]"), std::string::npos) << text;
  EXPECT_NE(text.find("bounds: {M: \">= 2\", N: <= 4, K: 3}"), std::string::npos) << text;
  EXPECT_NE(text.find("order: [N, K]"), std::string::npos) << text;
  EXPECT_NE(text.find("K: all"), std::string::npos) << text;
}

TEST(TimeloopImport, WhatHasNoSizeIsUnlimited) {
  const Spec spec = spec_of({with(small_machine, "{depth: 64, width: 64, block-size: 8, word-bits: 8}",
                                  "{width: 64, block-size: 8, word-bits: 8}"),
                             small_problem, small_table});
  EXPECT_EQ(read_back(spec.machine).levels[LevelId(1)].size_bytes, std::nullopt);
}

}  // namespace
}  // namespace ridge::timeloop
