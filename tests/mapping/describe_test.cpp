// What breaks a nest, as the user sees it: every message in full, with both places and a way out.
#include <gtest/gtest.h>

#include "tests/mapping/examples.hpp"

namespace ridge::test {
namespace {

/// The message for the first rule that the nest breaks.
std::string violation_of(const std::string& entries, const Problem& problem, const Machine& on) {
  const Mapping mapping = nest(entries, problem, on);
  const auto violation = find_violation(problem, on, mapping);
  return violation ? render(describe(*violation, problem, on, mapping)) : "legal";
}

TEST(Describe, LevelMayNotKeep) {
  const Machine on = machine(
      "  - {name: DRAM, kind: dram}\n"
      "  - {name: GLB, kind: scratchpad, size: 64 KiB, keeps: [inputs, outputs]}\n");
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - keep: {GLB: [A, B]}\n",
                         gemm(), on),
            "nest.yaml:4:21: error: 'GLB' may not keep 'B'\n"
            "    4 |   - keep: {GLB: [A, B]}\n"
            "      |                     ^ 'B' holds weights\n"
            "machine.yaml:7:5: note: 'GLB' keeps inputs and outputs\n"
            "   help: keep it in 'DRAM', or 'may_keep' with weights in 'GLB'\n");
}

TEST(Describe, LevelMustKeep) {
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - keep: {RF: [A, Z]}\n",
                         gemm(), array_machine()),
            "nest.yaml:3:19: error: 'RF' must keep 'B', but the nest has no such node\n"
            "    3 |   - keep: {DRAM: [A, B, Z]}\n"
            "      |                   ^\n"
            "machine.yaml:9:5: note: 'RF' keeps weights, inputs and outputs\n"
            "   help: add '- keep: {RF: [B]}' inside the loops over 'PE', or say 'may_keep' instead of "
            "'keeps' in 'RF'\n");
}

TEST(Describe, NodeTwice) {
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - for: {K: 32}\n"
                         "  - keep: {DRAM: [B]}\n",
                         gemm(), array_machine()),
            "nest.yaml:5:19: error: 'B' is kept in 'DRAM' twice\n"
            "    5 |   - keep: {DRAM: [B]}\n"
            "      |                   ^\n"
            "nest.yaml:3:22: note: first kept here\n"
            "   help: remove one of the two: a level holds one tile of a tensor\n");
}

TEST(Describe, NodeOrder) {
  EXPECT_EQ(violation_of("  - keep: {GLB: [A]}\n"
                         "  - for: {K: 32}\n"
                         "  - keep: {DRAM: [A, B, Z]}\n",
                         gemm(), array_machine()),
            "nest.yaml:5:19: error: 'A' is kept in 'DRAM' inside its tile in 'GLB'\n"
            "    5 |   - keep: {DRAM: [A, B, Z]}\n"
            "      |                   ^\n"
            "nest.yaml:3:18: note: kept in 'GLB' here\n"
            "machine.yaml:6:5: note: 'DRAM' lies above 'GLB'\n"
            "   help: move '- keep: {DRAM: [A]}' before '- keep: {GLB: [A]}'\n");
}

TEST(Describe, NodeAboveFanoutAfterLoop) {
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - spatial: {N: 4, over: PE.x}\n"
                         "  - keep: {GLB: [A]}\n",
                         gemm(), array_machine()),
            "nest.yaml:5:18: error: 'A' is kept in 'GLB' inside a loop over 'PE', which 'GLB' lies above\n"
            "    5 |   - keep: {GLB: [A]}\n"
            "      |                  ^\n"
            "nest.yaml:4:15: note: loop over 'PE' here\n"
            "machine.yaml:7:5: note: 'GLB' lies above 'PE'\n"
            "   help: move '- keep: {GLB: [A]}' before '- spatial: {N: 4, over: PE.x}'\n");
}

TEST(Describe, NodeBelowFanoutBeforeLoop) {
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - keep: {RF: [A]}\n"
                         "  - spatial: {N: 4, over: PE.x}\n",
                         gemm(), array_machine()),
            "nest.yaml:4:17: error: 'A' is kept in 'RF' outside a loop over 'PE', which 'RF' lies below\n"
            "    4 |   - keep: {RF: [A]}\n"
            "      |                 ^\n"
            "nest.yaml:5:15: note: loop over 'PE' here\n"
            "machine.yaml:9:5: note: 'RF' lies below 'PE'\n"
            "   help: move '- keep: {RF: [A]}' after '- spatial: {N: 4, over: PE.x}'\n");
}

TEST(Describe, FanoutOrder) {
  const Machine on = machine(
      "  - {name: DRAM, kind: dram}\n"
      "  - fanout: {name: OUTER, x: 4, multicast: true}\n"
      "  - fanout: {name: INNER, x: 4, multicast: true}\n");
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - spatial: {N: 4, over: INNER}\n"
                         "  - spatial: {M: 4, over: OUTER}\n",
                         gemm(), on),
            "nest.yaml:5:15: error: a loop over 'OUTER' stands inside one over 'INNER'\n"
            "    5 |   - spatial: {M: 4, over: OUTER}\n"
            "      |               ^\n"
            "nest.yaml:4:15: note: loop over 'INNER' here\n"
            "machine.yaml:7:13: note: 'OUTER' lies above 'INNER'\n"
            "   help: move '- spatial: {M: 4, over: OUTER.x}' before '- spatial: {N: 4, over: INNER.x}'\n");
}

TEST(Describe, AxisOverfull) {
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - spatial: {N: 2, over: PE.x}\n"
                         "  - spatial: {M: 4, over: PE.x}\n",
                         gemm(), array_machine()),
            "nest.yaml:5:15: error: loops over PE.x multiply to 8, but it is 4 wide\n"
            "    5 |   - spatial: {M: 4, over: PE.x}\n"
            "      |               ^ N 2 x M 4\n"
            "machine.yaml:8:13: note: 'PE' is 4 x 8\n"
            "   help: at most 'M: 2' here, or 'PE' with x: 8\n");
}

TEST(Describe, NoHome) {
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, Z]}\n", gemm(), array_machine()),
            "nest.yaml:3:19: error: no level keeps 'B'\n"
            "    3 |   - keep: {DRAM: [A, Z]}\n"
            "      |                   ^\n"
            "   help: start the nest with '- keep: {DRAM: [B]}'\n");
}

TEST(Describe, NoHomeAnywhere) {
  Machine on = machine("  - {name: DRAM, kind: dram}\n");
  on.levels[LevelId(0)].may_keep = RoleSet(6);  // no reader lets such a machine through
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, Z]}\n", gemm(), on),
            "nest.yaml:3:19: error: no level keeps 'B'\n"
            "    3 |   - keep: {DRAM: [A, Z]}\n"
            "      |                   ^\n"
            "   help: no level of 'small' may keep weights: add them to its 'may_keep'\n");
}

TEST(Describe, BoundBelowOne) {
  const Problem problem = gemm();
  const Machine on = array_machine();
  Mapping mapping;
  mapping.nest = {NestEntry::temporal(*problem.dimension_named("K"), 0)};
  const auto violation = find_violation(problem, on, mapping);
  ASSERT_TRUE(violation.has_value());
  EXPECT_EQ(render(describe(*violation, problem, on, mapping)),
            "error: the bound of a loop over 'K' is 0 (entry 1: - for: {K: 0})\n"
            "   help: bounds are at least 1\n");
}

TEST(Describe, BoundsTooSmall) {
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - for: {K: 5}\n"
                         "  - for: {N: 8}\n"
                         "  - for: {M: 16}\n"
                         "  - for: {K: 3}\n"
                         "  - keep: {RF: [A, B, Z]}\n",
                         gemm(), array_machine()),
            "nest.yaml:4:11: error: loops over 'K' cover 15 of 32\n"
            "    4 |   - for: {K: 5}\n"
            "      |           ^\n"
            "   help: 'K: 11' here, or one more loop '- for: {K: 3}'\n");
}

TEST(Describe, NoLoopOverADimension) {
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - for: {N: 8}\n"
                         "  - for: {M: 16}\n"
                         "  - keep: {RF: [A, B, Z]}\n",
                         gemm(), array_machine()),
            "nest.yaml:3:19: error: no loop over 'K', which is 32 long\n"
            "    3 |   - keep: {DRAM: [A, B, Z]}\n"
            "      |                   ^\n"
            "   help: add '- for: {K: 32}'\n");
}

TEST(Describe, BoundsOverflow) {
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - for: {K: 4611686018427387904}\n"
                         "  - for: {N: 2}\n",
                         gemm(), array_machine()),
            "nest.yaml:5:11: error: the bounds of all loops up to here multiply to more than 2^63 - 1\n"
            "    5 |   - for: {N: 2}\n"
            "      |           ^ 'N' is 8 long\n"
            "   help: bounds need not exceed the dimensions: M 16, N 8, K 32\n");
}

TEST(Describe, NeedsAnAxisThatReduces) {
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - spatial: {K: 4, over: PE.x}\n",
                         gemm(), array_machine()),
            "nest.yaml:4:15: error: 'K' is unrolled over PE.x, which does not add up partial results\n"
            "    4 |   - spatial: {K: 4, over: PE.x}\n"
            "      |               ^ all 4 would write the same words of 'Z'\n"
            "machine.yaml:8:13: note: 'PE' adds up along y only\n"
            "   help: loop in time ('- for: {K: 4}'), or 'reduce' along x in 'PE'\n");
}

TEST(Describe, NeedsAFanoutThatReduces) {
  const Machine on = machine(
      "  - {name: DRAM, kind: dram}\n"
      "  - fanout: {name: PE, x: 4, multicast: true}\n");
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                         "  - spatial: {K: 4, over: PE}\n",
                         gemm(), on),
            "nest.yaml:4:15: error: 'K' is unrolled over PE.x, which does not add up partial results\n"
            "    4 |   - spatial: {K: 4, over: PE}\n"
            "      |               ^ all 4 would write the same words of 'Z'\n"
            "machine.yaml:7:13: note: 'PE' adds up along no axis\n"
            "   help: loop in time ('- for: {K: 4}'), or 'reduce' along x in 'PE'\n");
}

TEST(Describe, NeedsANodeForTheSum) {
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B]}\n"
                         "  - spatial: {K: 8, over: PE.y}\n",
                         gemm(), array_machine()),
            "nest.yaml:4:15: error: the sum over 'K' across PE.y has nowhere to go\n"
            "    4 |   - spatial: {K: 8, over: PE.y}\n"
            "      |               ^ no node of 'Z' outside this loop\n"
            "   help: add '- keep: {GLB: [Z]}' before it\n");
}

TEST(Describe, NeedsALevelForTheSum) {
  const Machine on = machine(
      "  - {name: DRAM, kind: dram, keeps: [weights, inputs]}\n"
      "  - fanout: {name: PE, x: 4, multicast: true, reduce: true}\n"
      "  - {name: RF, kind: register, size: 1 KiB}\n");
  EXPECT_EQ(violation_of("  - keep: {DRAM: [A, B]}\n"
                         "  - spatial: {K: 4, over: PE}\n",
                         gemm(), on),
            "nest.yaml:4:15: error: the sum over 'K' across PE.x has nowhere to go\n"
            "    4 |   - spatial: {K: 4, over: PE}\n"
            "      |               ^ no node of 'Z' outside this loop\n"
            "   help: no level above 'PE' may keep outputs: loop over 'K' in time\n");
}

TEST(Describe, OutputsOverlap) {
  const Problem problem = read_workload(parsed("layer.yaml",
                                               "ridge: workload/1\n"
                                               "name: sliding\n"
                                               "problem:\n"
                                               "  dimensions: {K: 4, P: 8, R: 3}\n"
                                               "  tensors:\n"
                                               "    A: {role: inputs, index: [P]}\n"
                                               "    B: {role: weights, index: [K, R]}\n"
                                               "    Z: {role: outputs, index: [K, 2*P + R], output: true}\n"))
                              .layers[0]
                              .problem;
  EXPECT_EQ(
      violation_of("  - keep: {DRAM: [A, B, Z]}\n"
                   "  - spatial: {P: 4, over: PE.x}\n"
                   "  - keep: {RF: [A, B, Z]}\n"
                   "  - for: {K: 4}\n"
                   "  - for: {R: 3}\n"
                   "  - for: {P: 2}\n",
                   problem, array_machine()),
      "nest.yaml:4:15: error: 'P' is unrolled over PE.x, where neighbours write the same words of 'Z'\n"
      "    4 |   - spatial: {P: 4, over: PE.x}\n"
      "      |               ^ 'P' and 'R' move along one index of 'Z'\n"
      "   help: loop in time ('- for: {P: 4}'), or split a transposed convolution into ordinary ones\n");
}

TEST(Describe, AMappingThatWasSearchedShowsItsEntries) {
  const Problem problem = gemm();
  const Machine on = array_machine();
  Mapping mapping = nest(
      "  - keep: {DRAM: [A, B, Z]}\n"
      "  - spatial: {N: 4, over: PE.x}\n"
      "  - keep: {GLB: [A]}\n",
      problem, on);
  mapping.places.clear();
  EXPECT_EQ(render(describe(*find_violation(problem, on, mapping), problem, on, mapping)),
            "error: 'A' is kept in 'GLB' inside a loop over 'PE', which 'GLB' lies above (entry 5: - keep: "
            "{GLB: [A]})\n"
            "note: loop over 'PE' here (entry 4: - spatial: {N: 4, over: PE.x})\n"
            "machine.yaml:7:5: note: 'GLB' lies above 'PE'\n"
            "   help: move '- keep: {GLB: [A]}' before '- spatial: {N: 4, over: PE.x}'\n");
}

}  // namespace
}  // namespace ridge::test
