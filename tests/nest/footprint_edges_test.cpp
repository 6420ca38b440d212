// Which words a tile holds and which are new in a step: strides, windows, short last trips. Worked by hand.
#include "tests/nest/both_ways.hpp"

namespace ridge {
namespace {

class FootprintEdges : public BothWays {};
RIDGE_BOTH_WAYS(FootprintEdges);

Case window(std::int64_t p, std::int64_t r, const char* nest,
            const char* expression = "O[p] += I[p + r] * W[r]") {
  return case_of(einsum(expression, {{"p", p}, {"r", r}}), machine_of("DRAM RF"), nest);
}

// A 1x1 kernel with stride 2 touches rows and columns 0, 2, 4, 6: 4 x 4 words of the 8 x 8 image.
TEST_P(FootprintEdges, AStridedPointwiseConvolutionTouchesAQuarterOfItsInput) {
  const Problem problem =
      einsum("O[p, q] += I[2p + r, 2q + s] * W[r, s]", {{"p", 4}, {"q", 4}, {"r", 1}, {"s", 1}});
  const Case made = case_of(problem, machine_of("DRAM RF"), "DRAM: O I W | RF: I | p 4 | q 4");
  const Counts counts = counts_of(made);
  EXPECT_EQ(node_at(counts, made, "RF", "I").tile_words, 16);
  EXPECT_EQ(moved_at(counts, made, "RF", "I"), (Moved{.reads = 16, .fills = 16}));
  EXPECT_EQ(moved_at(counts, made, "DRAM", "I"), (Moved{.reads = 16}));
}

// p + 3r with p < 2, r < 2: {0, 1, 3, 4}; the box would be 5.
TEST_P(FootprintEdges, ADilatedKernelLeavesGapsInTheTile) {
  const Case made = window(2, 2, "DRAM: O I W | RF: I | p 2 | r 2", "O[p] += I[p + 3r] * W[r]");
  EXPECT_EQ(node_at(counts_of(made), made, "RF", "I").tile_words, 4);
}

// Tiles {p, p + 1, p + 2}: 3 words at first, then one new word in each of 5 steps.
TEST_P(FootprintEdges, ASlidingWindowFetchesOnlyWhatEnters) {
  const Case made = window(6, 3, "DRAM: O I W | p 6 | RF: I | r 3");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "RF", "I"), (Moved{.reads = 18, .fills = 8}));
  EXPECT_EQ(moved_at(counts, made, "DRAM", "I"), (Moved{.reads = 8}));
  EXPECT_TRUE(node_at(counts, made, "RF", "I").changes);
}

// Stride 2: tiles {2p, 2p + 1, 2p + 2} share one word with their predecessor: 3 + 5 x 2.
TEST_P(FootprintEdges, AStridedWindowOverlapsLess) {
  const Case made = window(6, 3, "DRAM: O I W | p 6 | RF: I | r 3", "O[p] += I[2p + r] * W[r]");
  EXPECT_EQ(moved_at(counts_of(made), made, "RF", "I"), (Moved{.reads = 18, .fills = 13}));
}

// Stride 2, dilation 3, two taps: {2p, 2p + 3}; 2(p + 1) = 2p + 2 shares nothing, so all 2 x 4 words are new,
// though the window returns to 2p + 3 = 2(p + 3) - 3 later.
TEST_P(FootprintEdges, AWindowThatJumpsOverItselfSharesNothing) {
  const Case made = window(4, 2, "DRAM: O I W | p 4 | RF: I | r 2", "O[p] += I[2p + 3r] * W[r]");
  EXPECT_EQ(moved_at(counts_of(made), made, "RF", "I"), (Moved{.reads = 8, .fills = 8}));
}

// k 2 outside: tiles {0, 1, 2}, {1, 2, 3}, then again. Returning from {1, 2, 3} to {0, 1, 2} fetches only 0:
// 3 + 1 + 1 + 1.
TEST_P(FootprintEdges, AWindowThatWrapsAroundKeepsWhatOverlaps) {
  const Problem problem = einsum("O[k, p] += I[p + r] * W[k, r]", {{"k", 2}, {"p", 2}, {"r", 3}});
  const Case made = case_of(problem, machine_of("DRAM RF"), "DRAM: O I W | k 2 | p 2 | RF: I | r 3");
  EXPECT_EQ(moved_at(counts_of(made), made, "RF", "I"), (Moved{.reads = 12, .fills = 6}));
}

// The kernel loop outside the sliding one. Below both: words 0 1 2 3 4 5, 1 2 .. 6, 2 3 .. 7, none kept: 18.
// Between them: tiles {r .. r + 5}, one new word per step: 6 + 1 + 1.
TEST_P(FootprintEdges, AKernelLoopOutsideTheSlidingLoop) {
  const Case below = window(6, 3, "DRAM: O I W | r 3 | p 6 | RF: I");
  EXPECT_EQ(moved_at(counts_of(below), below, "RF", "I"), (Moved{.reads = 18, .fills = 18}));
  const Case between = window(6, 3, "DRAM: O I W | r 3 | RF: I | p 6");
  EXPECT_EQ(moved_at(counts_of(between), between, "RF", "I"), (Moved{.reads = 18, .fills = 8}));
}

// p = 2 outer, r = 2 middle, p = 1 .. : words p + r for (p, r) = (0,0) (0,1) (1,0) (1,1): 0 1 1 2. From (0,1)
// to (1,0) the word stays: 3 fills.
TEST_P(FootprintEdges, AStepInWhichTwoLoopsCancelFetchesNothing) {
  const Case made = window(2, 2, "DRAM: O I W | p 2 | r 2 | RF: I");
  EXPECT_EQ(moved_at(counts_of(made), made, "RF", "I"), (Moved{.reads = 4, .fills = 3}));
}

// The tile does not depend on n: it is fetched once, and read for each of the 4 x 2 operations.
TEST_P(FootprintEdges, AStationaryTileIsFetchedOnce) {
  const Problem problem = einsum("Z[n, m] += A[m] * B[n]", {{"n", 4}, {"m", 2}});
  const Case made = case_of(problem, machine_of("DRAM RF"), "DRAM: Z A B | n 4 | RF: A | m 2");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "RF", "A"), (Moved{.reads = 8, .fills = 2}));
  EXPECT_FALSE(node_at(counts, made, "RF", "A").changes);
}

// 5 = 2 + 2 + 1. Nothing exists beyond index 4.
TEST_P(FootprintEdges, TheLastTripIsShort) {
  const Problem problem = einsum("Z[k] += A[k]", {{"k", 5}});
  const Case made = case_of(problem, machine_of("DRAM RF"), "DRAM: Z A | k 3 | RF: A | k 2");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "RF", "A"), (Moved{.reads = 5, .fills = 5}));
  EXPECT_EQ(node_at(counts, made, "RF", "A").tile_words, 2);
  EXPECT_EQ(counts.compute_steps, 5);
  EXPECT_EQ(counts.operations, 5);
}

// The short last window: p + r with p < 3 in tiles of 2, r < 2: {0, 1, 2}, {2, 3}; n 2 around: back to
// {0, 1, 2} keeps 2 and fetches 0 and 1. 3 + 1 + 2 + 1.
TEST_P(FootprintEdges, AShortLastWindowWrapsAround) {
  const Problem problem = einsum("O[n, p] += I[p + r] * W[n, r]", {{"n", 2}, {"p", 3}, {"r", 2}});
  const Case made = case_of(problem, machine_of("DRAM RF"), "DRAM: O I W | n 2 | p 2 | RF: I | p 2 | r 2");
  EXPECT_EQ(moved_at(counts_of(made), made, "RF", "I"), (Moved{.reads = 12, .fills = 7}));
}

// m has 2 indices; of the outer loop's steps only the first has work, so the tile never changes.
TEST_P(FootprintEdges, StepsOfALoopThatIsNeverUsedDoNotExist) {
  const Problem problem = einsum("Z[m] += A[m]", {{"m", 2}});
  const Case made = case_of(problem, machine_of("DRAM RF"), "DRAM: Z A | m 3 | RF: A | m 2");
  const Counts counts = counts_of(made);
  EXPECT_EQ(counts.compute_steps, 2);
  EXPECT_EQ(moved_at(counts, made, "RF", "A"), (Moved{.reads = 2, .fills = 2}));
  EXPECT_FALSE(node_at(counts, made, "RF", "A").changes);
}

// A home has no parent: it holds from the start all that it will ever hold, wherever it stands.
TEST_P(FootprintEdges, AHomeBelowALoopHoldsEverything) {
  const Problem problem = einsum("Z[m] += A[m]", {{"m", 6}});
  const Case made = case_of(problem, machine_of("DRAM RF"), "DRAM: Z | m 3 | RF: A | m 2");
  const Counts counts = counts_of(made);
  EXPECT_TRUE(node_at(counts, made, "RF", "A").home);
  EXPECT_EQ(node_at(counts, made, "RF", "A").tile_words, 6);
  EXPECT_FALSE(node_at(counts, made, "RF", "A").changes);
  EXPECT_EQ(moved_at(counts, made, "RF", "A"), (Moved{.reads = 6}));
}

// Sides of one word: a tensor without an index is one word, fetched once and kept.
TEST_P(FootprintEdges, ATensorWithoutRanksIsOneWord) {
  const Problem problem = einsum("Z[m] += A[m] * C[]", {{"m", 6}});
  const Case made = case_of(problem, machine_of("DRAM RF"), "DRAM: Z A C | m 6 | RF: C");
  EXPECT_EQ(moved_at(counts_of(made), made, "RF", "C"), (Moved{.reads = 6, .fills = 1}));
}

}  // namespace
}  // namespace ridge
