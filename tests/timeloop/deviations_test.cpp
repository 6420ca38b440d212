// The known gaps of DEVIATIONS.md that no other test asserts: each fails when the gap closes.
#include <gmock/gmock.h>

#include "interop/timeloop/refusal.hpp"
#include "tests/base/support.hpp"
#include "tests/timeloop/small.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

using test::error_of;
using ::testing::HasSubstr;

/// DRAM, 2 buffers, 8 registers with a MAC each, all along X.
constexpr const char* two_fanouts = R"(arch:
  arithmetic: {instances: 8, word-bits: 8}
  storage:
  - {name: RF, entries: 64, instances: 8, word-bits: 8}
  - {name: Buffer, entries: 4096, instances: 2, word-bits: 8}
  - {name: DRAM, technology: DRAM, instances: 1, word-bits: 8}
)";

/// Outputs[p] += Inputs[p + r] * Weights[r].
std::string window(int p, int r) {
  return "problem: {shape: {name: window, dimensions: [P, R], data-spaces: [{name: Weights, projection: "
         "[[[R]]]}, {name: Inputs, projection: [[[P], [R]]]}, {name: Outputs, projection: [[[P]]], "
         "read-write: "
         "true}]}, instance: {P: " +
         std::to_string(p) + ", R: " + std::to_string(r) + "}}\n";
}

TEST(Deviations, FactorsBeyondOneFanoutAreRefusedThoughTheProductFits) {
  const Evaluated made =
      evaluate({two_fanouts, window(8, 1), "mapping: [{target: Buffer, type: spatial, factors: P=8}]"});
  ASSERT_TRUE(made.infeasible);
  EXPECT_EQ(describe_refusal(made.spec, made.mapping, *made.infeasible).message,
            "spatial factors of 'Buffer' along X multiply to 8, but it has 4 of 'RF' there");
}

TEST(Deviations, SkewIsRefused) {
  EXPECT_THAT(error_of([] {
                mapping_of(spec_of({two_fanouts, window(8, 1),
                                    "mapping: [{target: Buffer, type: skew, terms: [], modulo: 4}]"}));
              }),
              HasSubstr("a directive of type 'skew' is not known"));
}

TEST(Deviations, CoefficientsBelowOneAreRefused) {
  const std::string mirrored =
      "problem: {shape: {dimensions: [P], coefficients: [{name: back, default: -1}], data-spaces: [{name: I, "
      "projection: [[[P, back]]]}, {name: O, projection: [[[P]]], read-write: true}]}, instance: {P: 4}}";
  EXPECT_THAT(error_of([&] {
                spec_of({two_fanouts, mirrored});
              }),
              HasSubstr("must be a whole number from 1 on, not '-1'"));
}

TEST(Deviations, LanesThatWriteOverlappingWordsAreRefused) {
  const std::string transposed =
      "problem: {shape: {dimensions: [P, R], data-spaces: [{name: I, projection: [[[P]]]}, {name: W, "
      "projection: "
      "[[[R]]]}, {name: O, projection: [[[P], [R]]], read-write: true}]}, instance: {P: 4, R: 3}}\n";
  const Evaluated made =
      evaluate({two_fanouts, transposed,
                "mapping: [{target: Buffer, type: spatial, factors: P=4}, {target: RF, type: "
                "temporal, factors: R=3}]"});
  ASSERT_TRUE(made.infeasible);
  EXPECT_EQ(made.infeasible->violation->rule, Violation::Rule::outputs_overlap);
}

TEST(Deviations, IndicesTooIrregularToCountAreRefused) {
  const std::string far =
      "problem: {shape: {dimensions: [P, Q, R], coefficients: [{name: a, default: 1000003}, {name: b, "
      "default: "
      "2000003}, {name: c, default: 3000006}], data-spaces: [{name: X, projection: [[[P, a], [Q, b], [R, "
      "c]]]}, "
      "{name: Z, projection: [[[P]], [[Q]], [[R]]], read-write: true}]}, instance: {P: 2, Q: 2, R: 2}}";
  EXPECT_THAT(error_of([&] { spec_of({two_fanouts, far}); }), HasSubstr("too irregular"));
}

TEST(Deviations, ADramMayHaveAClusterHere) {
  const Spec spec = spec_of({with(small_machine, "width: 64, block-size: 8, word-bits: 8}\n    subtree",
                                  "width: 128, block-size: 8, word-bits: 8}\n    subtree"),
                             small_problem});
  EXPECT_EQ(spec.architecture.levels[0].cluster, 2);
}

TEST(Deviations, ReductionSupportChangesNoNumber) {
  std::vector<std::string> parts = small_input();
  const Evaluated without = evaluate(parts);
  parts[0] = with(parts[0], "width: 64, block-size: 8, word-bits: 8}\n    subtree",
                  "width: 64, block-size: 8, word-bits: 8, reduction_supported: true}\n    subtree");
  const Evaluated reducing = evaluate(parts);
  EXPECT_EQ(reducing.spec.warnings.size(), 0U);
  ASSERT_EQ(reducing.evaluation.networks.size(), without.evaluation.networks.size());
  for (std::size_t i = 0; i < without.evaluation.networks.size(); ++i)
    EXPECT_EQ(reducing.evaluation.networks[i].words, without.evaluation.networks[i].words);
}

/// At every step but the first, a lane needs the word that its neighbour got the step before.
TEST(Deviations, LanesTakeNothingFromTheirNeighbours) {
  const Evaluated made = evaluate({two_fanouts, window(4, 4),
                                   "mapping:\n"
                                   "- {target: Buffer, type: temporal, factors: R=4}\n"
                                   "- {target: Buffer, type: spatial, factors: P=4}\n"});
  EXPECT_EQ(counts_of(made, "Buffer", "Inputs"), "16 7 0 7");  // with links: 4, then 1 a step
  EXPECT_EQ(counts_of(made, "RF", "Inputs"), "16 16 0 1");
}

TEST(Deviations, VectorAccessEnergyReplacesTheBuiltInOne) {
  const Spec spec =
      spec_of({with(small_machine, "depth: 64", "depth: 64, vector-access-energy: 2.5"), small_problem});
  EXPECT_EQ(spec.architecture.levels[1].read_pj, 2.5);
  EXPECT_EQ(spec.architecture.levels[1].update_pj, 2.5);
}

}  // namespace
}  // namespace ridge::timeloop
