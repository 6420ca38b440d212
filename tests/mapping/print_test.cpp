// Printing and drawing nests.
#include <gtest/gtest.h>

#include "sim/mapping/names.hpp"
#include "sim/mapping/tile.hpp"
#include "tests/mapping/examples.hpp"
#include "tests/mapping/random_nest.hpp"

namespace ridge::test {
namespace {

const char* const stepped =
    "  - keep: {DRAM: [A, B, Z]}\n"
    "  - for: {M: 16}\n"
    "  - keep: {GLB: [B]}\n"
    "  - keep: {DRAM: [A]}\n"
    "  - for: {K: 1}\n"
    "  - spatial: {K: 8, over: PE.y}\n"
    "  - keep: {RF: [Z]}\n";

TEST(Print, ConsecutiveNodesOfOneLevelAreJoined) {
  const Problem problem = layer("{type: gemm, M: 16, N: 8, K: 32}");
  const Machine on = array_machine();
  EXPECT_EQ(print_nest(nest(stepped, problem, on), problem, on, 2), stepped);
  EXPECT_EQ(print_mapping_file(nest("  - for: {K: 4}\n", problem, on), problem, on),
            "ridge: mapping/1\nnest:\n  - for: {K: 4}\n");
}

TEST(Print, ReadingBackWhatWasPrintedGivesTheSame) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const RandomNest made = random_nest(seed);
    const std::string text = print_mapping_file(made.mapping, made.problem, made.machine);
    ASSERT_EQ(read_mapping(parsed("printed.yaml", text), "", made.problem, made.machine), made.mapping)
        << "seed " << seed << "\n"
        << text;
  }
}

TEST(Print, NamesThatAreNoPlainWordsAreQuoted) {
  EXPECT_EQ(yaml_word("PE.x"), "PE.x");
  EXPECT_EQ(yaml_word("_a-1"), "_a-1");
  EXPECT_EQ(yaml_word("a b"), "'a b'");
  EXPECT_EQ(yaml_word("it's"), "'it''s'");
  EXPECT_EQ(yaml_word("1st"), "'1st'");
  EXPECT_EQ(yaml_word(""), "''");
}

TEST(Draw, AsAPersonWould) {
  const Problem problem = layer("{type: conv2d, N: 1, K: 8, C: 4, P: 6, Q: 6, R: 3, S: 3, stride: 2}");
  const Machine on = array_machine();
  const Mapping mapping = nest(
      "  - keep: {DRAM: [Weights, Inputs, Outputs]}\n"
      "  - for: {P: 6}\n"
      "  - keep: {GLB: [Inputs]}\n"
      "  - spatial: {K: 4, over: PE.x}\n"
      "  - spatial: {C: 4, over: PE.y}\n"
      "  - keep: {RF: [Weights, Outputs]}\n"
      "  - for: {Q: 6}\n"
      "  - keep: {RF: [Inputs]}\n"
      "  - for: {K: 2}\n"
      "  - for: {R: 3}\n"
      "  - for: {S: 3}\n",
      problem, on);
  EXPECT_EQ(draw_nest(mapping, problem, on),
            "keep Weights in DRAM       # 8 x 4 x 3 x 3 = 288 words, 288 B\n"
            "keep Inputs in DRAM        # 1 x 4 x 13 x 13 = 676 words, 676 B\n"
            "keep Outputs in DRAM       # 1 x 8 x 6 x 6 = 288 words, 288 B\n"
            "for P in 0..6\n"
            "  keep Inputs in GLB       # 1 x 4 x 3 x 13 = 156 words, 156 B\n"
            "  parallel-for K in 0..4 over PE.x\n"
            "    parallel-for C in 0..4 over PE.y\n"
            "      keep Weights in RF   # 2 x 1 x 3 x 3 = 18 words, 18 B\n"
            "      keep Outputs in RF   # 1 x 2 x 1 x 6 = 12 words, 48 B (partial sums)\n"
            "      for Q in 0..6\n"
            "        keep Inputs in RF  # 1 x 1 x 3 x 3 = 9 words, 9 B\n"
            "        for K in 0..2\n"
            "          for R in 0..3\n"
            "            for S in 0..3\n"
            "              Outputs[N, K, P, Q] += Weights[K, C, R, S] * Inputs[N, C, 2*P + R, 2*Q + S]\n");
}

TEST(Draw, OperationsThatAreNoProductsAreNamed) {
  const Problem problem = layer("{type: elementwise, N: 2, E: 3, operands: 2}");
  const Machine on = array_machine();
  const Mapping mapping = nest(
      "  - keep: {DRAM: [Inputs, Inputs2, Outputs]}\n"
      "  - for: {N: 2}\n"
      "  - for: {E: 3}\n"
      "  - keep: {RF: [Inputs, Inputs2, Outputs]}\n",
      problem, on);
  EXPECT_EQ(draw_nest(mapping, problem, on),
            "keep Inputs in DRAM     # 2 x 3 = 6 words, 6 B\n"
            "keep Inputs2 in DRAM    # 2 x 3 = 6 words, 6 B\n"
            "keep Outputs in DRAM    # 2 x 3 = 6 words, 6 B\n"
            "for N in 0..2\n"
            "  for E in 0..3\n"
            "    keep Inputs in RF   # 1 x 1 = 1 word, 1 B\n"
            "    keep Inputs2 in RF  # 1 x 1 = 1 word, 1 B\n"
            "    keep Outputs in RF  # 1 x 1 = 1 word, 1 B\n"
            "    Outputs[N, E] = elementwise(Inputs[N, E], Inputs2[N, E])\n");
}

/// One tile of a 1 x 1 x K dot product that is summed below `entries`.
Tile tile_at(std::size_t entry, const std::string& entries, const Machine& on = array_machine()) {
  const Problem problem = layer("{type: gemm, M: 4, N: 2, K: 8}");
  return tile_of(nest(entries, problem, on), entry, problem, on);
}

TEST(Tile, WordsArePartialWhereTheyArriveIncomplete) {
  const std::string k_inside =
      "  - keep: {DRAM: [Z]}\n"
      "  - for: {M: 4}\n"
      "  - keep: {RF: [Z]}\n"
      "  - for: {K: 8}\n";
  EXPECT_FALSE(tile_at(0, k_inside).partial) << "RF gives up complete words only";
  EXPECT_EQ(tile_at(0, k_inside).bytes, 4);
  EXPECT_TRUE(tile_at(2, k_inside).partial);
  EXPECT_EQ(tile_at(2, k_inside).bytes, 4);
  const std::string k_outside =
      "  - keep: {DRAM: [Z]}\n"
      "  - for: {K: 8}\n"
      "  - keep: {RF: [Z]}\n"
      "  - for: {M: 4}\n";
  EXPECT_FALSE(tile_at(0, k_outside).partial) << "RF keeps all four words until they are complete";
  EXPECT_EQ(tile_at(2, k_outside).bytes, 16);
  const std::string m_between =
      "  - keep: {DRAM: [Z]}\n"
      "  - for: {K: 8}\n"
      "  - for: {M: 4}\n"
      "  - keep: {RF: [Z]}\n";
  EXPECT_TRUE(tile_at(0, m_between).partial) << "each word leaves RF eight times";
  EXPECT_EQ(tile_at(0, m_between).bytes, 16);
}

TEST(Tile, ASpatialSumArrivesCompleteAboveAndLeavesPartialBelow) {
  const std::string entries =
      "  - keep: {GLB: [Z]}\n"
      "  - spatial: {K: 8, over: PE.y}\n"
      "  - keep: {RF: [Z]}\n"
      "  - for: {M: 4}\n";
  EXPECT_FALSE(tile_at(0, entries).partial);
  EXPECT_TRUE(tile_at(2, entries).partial);
}

TEST(Tile, AHomeHoldsWhatTheTemporalLoopsAboveItTouch) {
  const std::string time_above =
      "  - for: {M: 4}\n  - keep: {DRAM: [A]}\n  - for: {K: 2}\n  - keep: {RF: [A]}\n";
  EXPECT_EQ(tile_at(1, time_above).words, 8);
  EXPECT_EQ(tile_at(3, time_above).words, 1) << "RF is no home";
  const std::string space_above = "  - for: {M: 2}\n  - spatial: {M: 2, over: PE.x}\n  - keep: {RF: [A]}\n";
  EXPECT_EQ(tile_at(2, space_above).words, 2) << "every second row";
}

TEST(Tile, AForcedWordWidthHoldsForEveryWord) {
  Machine on = array_machine();
  on.levels[*on.level_named("DRAM")].word_bits = 12;
  EXPECT_EQ(tile_at(0, "  - keep: {DRAM: [A]}\n  - for: {M: 3}\n", on).bytes, 5);  // 36 bits
}

TEST(Tile, StrideGapsAreNotCounted) {
  const Problem problem = layer("{type: conv2d, N: 1, K: 1, C: 1, P: 4, Q: 4, R: 1, S: 1, stride: 2}");
  const Machine on = array_machine();
  const Mapping mapping = nest("  - keep: {GLB: [Inputs]}\n  - for: {P: 4}\n  - for: {Q: 4}\n", problem, on);
  EXPECT_EQ(tile_of(mapping, 0, problem, on).words, 16);
}

}  // namespace
}  // namespace ridge::test
