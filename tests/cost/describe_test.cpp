// Why a mapping cannot run, as the user sees it: every message in full.
#include <gtest/gtest.h>

#include "sim/cost/evaluator.hpp"
#include "tests/mapping/examples.hpp"

namespace ridge::test {
namespace {

/// The message for a mapping that cannot run.
std::string why_not(const Problem& problem, const Machine& on, const Mapping& mapping) {
  Evaluation result;
  const auto infeasible = Evaluator(problem, on).evaluate(mapping, result);
  return infeasible ? render(describe(*infeasible, problem, on, mapping)) : "it runs";
}

Machine with_glb(const std::string& glb) {
  return machine("  - {name: DRAM, kind: dram}\n  - {name: GLB, kind: scratchpad, " + glb + "}\n");
}

Problem convolution() {
  return layer(
      "{type: conv2d, N: 1, K: 64, C: 64, P: 8, Q: 8, R: 3, S: 3, stride: 1, dilation: 1, groups: 1, "
      "precision: fp16}");
}

Problem gemm() {
  return layer("{type: gemm, M: 16, N: 16, K: 16}");
}

const char* const weights_below_k =
    "  - keep: {DRAM: [Weights, Inputs, Outputs]}\n"
    "  - for: {K: 2}\n"
    "  - for: {P: 8}\n"
    "  - for: {Q: 8}\n"
    "  - keep: {GLB: [Weights]}\n"
    "  - for: {C: 64}\n"
    "  - for: {K: 32}\n"
    "  - for: {R: 3}\n"
    "  - for: {S: 3}\n";

TEST(DescribeInfeasible, OneTileThatIsTooLarge) {
  const Problem problem = convolution();
  const Machine on = with_glb("size: 32 KiB");
  EXPECT_EQ(why_not(problem, on, nest(weights_below_k, problem, on)),
            "nest.yaml:7:18: error: tile of 'Weights' does not fit in 'GLB'\n"
            "    7 |   - keep: {GLB: [Weights]}\n"
            "      |                  ^ needs 36 KiB (K 32 x C 64 x R 3 x S 3 x 2 B)\n"
            "machine.yaml:7:5: note: 'GLB' has 32 KiB\n"
            "   help: fits with C <= 56, or bypass 'Weights' here, or size >= 36 KiB\n");
}

TEST(DescribeInfeasible, AWordAloneIsNotExplained) {
  const Problem problem = gemm();
  const Machine on = with_glb("size: 3 B");
  EXPECT_EQ(why_not(problem, on,
                    nest("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - for: {M: 16}\n"
                         "  - for: {N: 16}\n"
                         "  - for: {K: 16}\n"
                         "  - keep: {GLB: [Z]}\n",
                         problem, on)),
            "nest.yaml:7:18: error: tile of 'Z' does not fit in 'GLB'\n"
            "    7 |   - keep: {GLB: [Z]}\n"
            "      |                  ^ needs 4 B\n"
            "machine.yaml:7:5: note: 'GLB' has 3 B\n"
            "   help: bypass 'Z' here, or size >= 4 B\n");
}

TEST(DescribeInfeasible, ADoubleBufferedTileNeedsTwice) {
  const Problem problem = convolution();
  const Machine on = with_glb("size: 64 KiB, buffering: double");
  EXPECT_EQ(why_not(problem, on, nest(weights_below_k, problem, on)),
            "nest.yaml:7:18: error: tile of 'Weights' does not fit in 'GLB'\n"
            "    7 |   - keep: {GLB: [Weights]}\n"
            "      |                  ^ needs 72 KiB (K 32 x C 64 x R 3 x S 3 x 2 B x 2 buffers)\n"
            "machine.yaml:7:5: note: 'GLB' has 64 KiB\n"
            "   help: fits with C <= 56, or bypass 'Weights' here, or size >= 72 KiB\n");
}

TEST(DescribeInfeasible, TilesThatFitOnlyOneAtATime) {
  const Problem problem = gemm();
  const Machine on = with_glb("size: 300 B");
  EXPECT_EQ(why_not(problem, on,
                    nest("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - for: {M: 4}\n"
                         "  - keep: {GLB: [A, B]}\n"
                         "  - for: {M: 4}\n"
                         "  - for: {N: 16}\n"
                         "  - for: {K: 16}\n",
                         problem, on)),
            "nest.yaml:5:21: error: tiles of 'B' and 'A' do not fit together in 'GLB'\n"
            "    5 |   - keep: {GLB: [A, B]}\n"
            "      |                     ^ needs 320 B: 'B' 256 B (K 16 x N 16 x 1 B), "
            "'A' 64 B (M 4 x K 16 x 1 B)\n"
            "machine.yaml:7:5: note: 'GLB' has 300 B\n"
            "   help: fits with K <= 15, or bypass 'B' here, or size >= 320 B\n");
}

TEST(DescribeInfeasible, AHomeThatHoldsAll) {
  const Problem problem = gemm();
  const Machine on = with_glb("size: 128 B");
  EXPECT_EQ(why_not(problem, on,
                    nest("  - keep: {DRAM: [A, Z]}\n"
                         "  - for: {N: 16}\n"
                         "  - keep: {GLB: [B]}\n"
                         "  - for: {M: 16}\n"
                         "  - for: {K: 16}\n",
                         problem, on)),
            "nest.yaml:5:18: error: tile of 'B' does not fit in 'GLB'\n"
            "    5 |   - keep: {GLB: [B]}\n"
            "      |                  ^ needs 256 B (K 16 x N 16 x 1 B)\n"
            "machine.yaml:7:5: note: 'GLB' has 128 B\n"
            "   help: keep 'B' in 'DRAM' as well, or size >= 256 B\n");
}

TEST(DescribeInfeasible, ALevelThatMustKeepCannotBypass) {
  const Problem problem = gemm();
  const Machine on = with_glb("size: 8 B, keeps: [weights]");
  EXPECT_EQ(why_not(problem, on,
                    nest("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - for: {M: 16}\n"
                         "  - for: {N: 16}\n"
                         "  - keep: {GLB: [B]}\n"
                         "  - for: {K: 16}\n",
                         problem, on)),
            "nest.yaml:6:18: error: tile of 'B' does not fit in 'GLB'\n"
            "    6 |   - keep: {GLB: [B]}\n"
            "      |                  ^ needs 16 B (K 16 x 1 B)\n"
            "machine.yaml:7:5: note: 'GLB' has 8 B\n"
            "   help: fits with K <= 8, or size >= 16 B\n");
}

TEST(DescribeInfeasible, ASlidingWindowShowsItsWordsAndItsLoops) {
  const Problem problem = convolution();
  const Machine on = with_glb("size: 12 KiB");
  EXPECT_EQ(why_not(problem, on,
                    nest("  - keep: {DRAM: [Weights, Inputs, Outputs]}\n"
                         "  - for: {K: 64}\n"
                         "  - for: {C: 64}\n"
                         "  - keep: {GLB: [Inputs]}\n"
                         "  - for: {P: 8}\n"
                         "  - for: {Q: 8}\n"
                         "  - for: {R: 3}\n"
                         "  - for: {S: 3}\n",
                         problem, on)),
            "it runs");
  EXPECT_EQ(why_not(problem, on,
                    nest("  - keep: {DRAM: [Weights, Inputs, Outputs]}\n"
                         "  - for: {K: 64}\n"
                         "  - keep: {GLB: [Inputs]}\n"
                         "  - for: {P: 8}\n"
                         "  - for: {Q: 8}\n"
                         "  - for: {C: 64}\n"
                         "  - for: {R: 3}\n"
                         "  - for: {S: 3}\n",
                         problem, on)),
            "nest.yaml:5:18: error: tile of 'Inputs' does not fit in 'GLB'\n"
            "    5 |   - keep: {GLB: [Inputs]}\n"
            "      |                  ^ needs 12800 B (C 64 x 10 (P 8, R 3) x 10 (Q 8, S 3) x 2 B)\n"
            "machine.yaml:7:5: note: 'GLB' has 12 KiB\n"
            "   help: fits with C <= 61, or bypass 'Inputs' here, or size >= 12800 B\n");
}

TEST(DescribeInfeasible, ALeverCountsThatCutSumsArePartial) {
  // RF adds up all of K, so GLB sees complete words of Z only: 8 B. With a part of K outside GLB they would
  // be partial there, 32 B: 'K <= 11' (88 + 8 B) would not fit. 'K <= 8' would (64 + 32), 'N <= 5' keeps
  // more.
  const Problem problem = layer("{type: gemm, M: 1, N: 8, K: 16}");
  const Machine on = machine(
      "  - {name: DRAM, kind: dram}\n"
      "  - {name: GLB, kind: scratchpad, size: 100 B}\n"
      "  - {name: RF, kind: register, size: 4 B}\n");
  EXPECT_EQ(why_not(problem, on,
                    nest("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - keep: {GLB: [B, Z]}\n"
                         "  - for: {N: 8}\n"
                         "  - keep: {RF: [Z]}\n"
                         "  - for: {K: 16}\n",
                         problem, on)),
            "nest.yaml:4:18: error: tile of 'B' does not fit in 'GLB'\n"
            "    4 |   - keep: {GLB: [B, Z]}\n"
            "      |                  ^ needs 136 B: 'B' 128 B (K 16 x N 8 x 1 B), 'Z' 8 B (N 8 x 1 B)\n"
            "machine.yaml:7:5: note: 'GLB' has 100 B\n"
            "   help: fits with N <= 5, or bypass 'B' here, or size >= 136 B\n");
}

TEST(DescribeInfeasible, AMappingThatWasSearchedHasNoPlace) {
  const Problem problem = convolution();
  const Machine on = with_glb("size: 32 KiB");
  Mapping mapping = nest(weights_below_k, problem, on);
  mapping.places.clear();
  EXPECT_EQ(
      why_not(problem, on, mapping),
      "error: tile of 'Weights' does not fit in 'GLB': it needs 36 KiB (K 32 x C 64 x R 3 x S 3 x 2 B)\n"
      "machine.yaml:7:5: note: 'GLB' has 32 KiB\n"
      "   help: fits with C <= 56, or bypass 'Weights' here, or size >= 36 KiB\n");
}

TEST(DescribeInfeasible, NoUnitForTheOperation) {
  const Problem problem = gemm();
  Machine on = with_glb("size: 1 KiB");
  on.compute.begin()->does = {"mac"};
  on.compute.begin()->rate_by_precision = {{"fp16", 1.0}, {"bf16", 1.0}};
  EXPECT_EQ(
      why_not(problem, on,
              nest("  - keep: {DRAM: [A, B, Z]}\n  - for: {M: 16}\n  - for: {N: 16}\n  - for: {K: 16}\n",
                   problem, on)),
      "machine.yaml:8:10: error: no unit of the array of 'small' does 'mac' at int8\n"
      "    8 | compute: {name: MAC, energy: 1 pJ}\n"
      "      |          ^\n"
      "   help: it does mac at fp16, mac at bf16; the layer 'layer' can be counted as memory traffic, or a "
      "unit be added\n");
}

TEST(DescribeInfeasible, AnIllegalNestHasItsOwnWords) {
  const Problem problem = gemm();
  const Machine on = with_glb("size: 1 KiB");
  const Mapping mapping = nest("  - keep: {DRAM: [A, B, Z]}\n  - for: {M: 16}\n", problem, on);
  const auto violation = find_violation(problem, on, mapping);
  ASSERT_TRUE(violation);
  EXPECT_EQ(why_not(problem, on, mapping), render(describe(*violation, problem, on, mapping)));
}

}  // namespace
}  // namespace ridge::test
