// Timeloop's rules of counting, each on a case small enough to be worked out by hand. Counts are "reads fills
// updates tile", totals over all used instances.
#include <gtest/gtest.h>

#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

/// DRAM, a buffer, and `lanes` x 1 registers with a MAC each.
std::string machine(int lanes) {
  return R"(
architecture:
  version: 0.3
  subtree:
  - name: system
    local: [{name: DRAM, class: DRAM, attributes: {word-bits: 8, block-size: 1}}]
    subtree:
    - name: chip
      local: [{name: Buffer, class: SRAM, attributes: {depth: 4096, width: 8, word-bits: 8}}]
      subtree:
      - name: PE[1..)" +
         std::to_string(lanes) + R"(]
        local:
        - {name: RF, class: regfile, attributes: {depth: 64, width: 8, word-bits: 8}}
        - {name: MAC, class: intmac, attributes: {word-bits: 8}}
)";
}

/// Outputs[k, p] += Weights[k, r] * Inputs[stride p + r].
std::string window(int k, int p, int r, int stride) {
  return "problem: {shape: {name: window, dimensions: [K, P, R], coefficients: [{name: stride, default: 1}], "
         "data-spaces: [{name: Weights, projection: [[[K]], [[R]]]}, "
         "{name: Inputs, projection: [[[P, stride], [R]]]}, "
         "{name: Outputs, projection: [[[K]], [[P]]], read-write: true}]}, "
         "instance: {K: " +
         std::to_string(k) + ", P: " + std::to_string(p) + ", R: " + std::to_string(r) +
         ", stride: " + std::to_string(stride) + "}}\n";
}

TEST(CountingRules, AStridedTileIsItsBoundingBoxHolesIncluded) {
  const Evaluated made =
      evaluate({machine(1), window(1, 4, 1, 2), "mapping: [{target: RF, type: temporal, factors: P=4}]"});
  EXPECT_EQ(counts_of(made, "RF", "Inputs"), "4 7 0 7");  // 0 .. 6, of which 0 2 4 6 are read
  EXPECT_EQ(counts_of(made, "Buffer", "Inputs"), "7 7 0 7");
  EXPECT_EQ(counts_of(made, "DRAM", "Inputs"), "7 0 0 7");
}

TEST(CountingRules, AWindowThatGoesOnFetchesItsFreshWordsOnly) {
  const Evaluated made = evaluate({machine(1), window(1, 4, 3, 1),
                                   "mapping:\n"
                                   "- {target: Buffer, type: temporal, factors: P=4}\n"
                                   "- {target: RF, type: temporal, factors: R=3}"});
  EXPECT_EQ(counts_of(made, "RF", "Inputs"), "12 6 0 3");  // 3, then 1 each
}

TEST(CountingRules, OnTheReturnStrokeAWindowIsFetchedWhole) {
  const Evaluated made = evaluate({machine(1), window(2, 2, 3, 1),
                                   "mapping:\n"
                                   "- {target: Buffer, type: temporal, factors: K=2 P=2, permutation: PKR}\n"
                                   "- {target: RF, type: temporal, factors: R=3}"});
  // 012, then 3; back: all of 012 though 12 are there; then 3 again. The exact rules fetch 3 + 1 + 1 + 1.
  EXPECT_EQ(counts_of(made, "RF", "Inputs"), "12 8 0 3");
}

TEST(CountingRules, ALoopRunsTwiceAndItsSecondIterationStandsForTheRest) {
  const Evaluated made = evaluate({machine(1), window(3, 4, 4, 1),
                                   "mapping:\n"
                                   "- {target: Buffer, type: temporal, factors: K=3 P=4, permutation: PKR}\n"
                                   "- {target: RF, type: temporal, factors: R=4}"});
  EXPECT_EQ(counts_of(made, "RF", "Inputs"), "48 21 0 4");  // three strokes of 4 + 1 + 1 + 1
}

TEST(CountingRules, LanesWithEqualTilesShareAndHalosDoNot) {
  const std::string rf = "- {target: RF, type: temporal, factors: R=3}\n";
  const Evaluated equal = evaluate(
      {machine(2), window(2, 1, 3, 1), "mapping:\n- {target: Buffer, type: spatial, factors: K=2}\n" + rf});
  EXPECT_EQ(counts_of(equal, "Buffer", "Inputs"), "3 3 0 3");
  EXPECT_EQ(counts_of(equal, "RF", "Inputs"), "6 6 0 3");
  const Evaluated halo = evaluate(
      {machine(2), window(1, 2, 3, 1), "mapping:\n- {target: Buffer, type: spatial, factors: P=2}\n" + rf});
  EXPECT_EQ(counts_of(halo, "Buffer", "Inputs"), "6 4 0 4");  // 012 and 123: no word is shared
  EXPECT_EQ(counts_of(halo, "Buffer", "Weights"), "3 3 0 3");
}

TEST(CountingRules, LanesAlongADiagonalShareWhatFallsTogether) {
  const Evaluated made = evaluate(
      {machine(6), window(1, 3, 2, 1), "mapping:\n- {target: Buffer, type: spatial, factors: P=3 R=2}\n"});
  EXPECT_EQ(counts_of(made, "Buffer", "Inputs"), "4 4 0 4");   // p + r: 0 1 1 2 2 3
  EXPECT_EQ(counts_of(made, "Buffer", "Weights"), "2 2 0 2");  // r
  EXPECT_EQ(counts_of(made, "RF", "Outputs"), "0 0 6 1");
  EXPECT_EQ(counts_of(made, "Buffer", "Outputs"), "0 0 3 3");  // two lanes add up on the way
}

/// x[p + q + r] on lanes along the outer part of each: their corners are sums of 2, 2100001 and 2100003, of
/// which 2 + 2100001 is the third: seven different ones, too far apart for a set of bits.
TEST(CountingRules, LanesThatLieFarApartAreToldApartExactly) {
  const Evaluated made = evaluate({machine(8),
                                   "problem: {shape: {name: far, dimensions: [P, Q, R], data-spaces: [{name: "
                                   "X, projection: [[[P], [Q], [R]]]}, "
                                   "{name: Z, projection: [[[P]], [[Q]], [[R]]], read-write: true}]}, "
                                   "instance: {P: 4, Q: 2 * 2100001, R: 2 * "
                                   "2100003}}\n"
                                   "mapping:\n"
                                   "- {target: Buffer, type: bypass, bypass: [X, Z]}\n"
                                   "- {target: RF, type: bypass, bypass: [X, Z]}\n"
                                   "- {target: Buffer, type: spatial, factors: P=2 Q=2 R=2}\n"
                                   "- {target: RF, type: temporal, factors: P=2 Q=2100001 R=2100003}\n"});
  const NodeCounts& counts = made.at("DRAM", "X").counts;
  EXPECT_EQ(counts.tile_words, 4 + 4200002 - 1 + 4200006 - 1);
  EXPECT_EQ(counts.reads, 7 * (2 * 2100001LL * 2100003));
}

/// Z[m, n] += A[m, k] * B[k, n] with M 4, N 2, K 3; two lanes along N.
std::string product(const std::string& bypass) {
  return "problem: {shape: {name: product, dimensions: [M, N, K], data-spaces: [{name: A, projection: "
         "[[[M]], "
         "[[K]]]}, {name: B, projection: [[[K]], [[N]]]}, {name: Z, projection: [[[M]], [[N]]], read-write: "
         "true}]}, instance: {M: 4, N: 2, K: 3}}\n"
         "mapping:\n"
         "- {target: DRAM, type: temporal, factors: M=4}\n"
         "- {target: Buffer, type: spatial, factors: N=2}\n"
         "- {target: RF, type: temporal, factors: K=3}\n" +
         bypass;
}

TEST(CountingRules, ABypassedBufferLeavesTheSharingOfTheLanesBelowToItsKeeperOutside) {
  const Evaluated made = evaluate({machine(2), product("- {target: Buffer, type: bypass, bypass: [A]}\n")});
  EXPECT_EQ(counts_of(made, "RF", "A"), "24 24 0 3");
  EXPECT_EQ(counts_of(made, "Buffer", "A"), "-");
  EXPECT_EQ(counts_of(made, "DRAM", "A"), "12 0 0 12");  // both lanes at once
  EXPECT_EQ(counts_of(made, "DRAM", "B"), "6 0 0 6");    // stays in the buffer, whatever M does
}

TEST(CountingRules, ABypassedRegisterPassesOnAllThatTheComputeAsksFor) {
  const Evaluated made = evaluate({machine(2), product("- {target: RF, type: bypass, bypass: [Z]}\n")});
  EXPECT_EQ(counts_of(made, "RF", "Z"), "-");
  EXPECT_EQ(counts_of(made, "Buffer", "Z"), "16 0 24 2");  // 8 results: the first touch needs no read
  EXPECT_EQ(counts_of(made, "DRAM", "Z"), "0 0 8 8");
}

TEST(CountingRules, WhatStaysOutsideItsOutermostKeeperDoesNotCount) {
  const Evaluated made = evaluate({machine(2), product("- {target: DRAM, type: bypass, bypass: [B]}\n")});
  EXPECT_EQ(counts_of(made, "DRAM", "B"), "-");
  EXPECT_EQ(counts_of(made, "Buffer", "B"), "6 0 0 6");
}

/// The share of one lane of the words that a written tensor ever holds is rounded down at each fanout.
/// Z[2 p + 5 r] with P 2, R 2 x 2 lanes spans 18 words, two lanes at a time 8 of them, one lane 3.
TEST(CountingRules, ThePartOfALaneIsItsShareOfTheBoxRoundedDown) {
  const Evaluated made = evaluate(
      {machine(2),
       "problem: {shape: {name: gaps, dimensions: [P, R, C], coefficients: [{name: a, default: 2}, {name: b, "
       "default: 5}], data-spaces: [{name: X, projection: [[[P]], [[C]]]}, {name: Y, projection: [[[R]], "
       "[[C]]]}, {name: Z, projection: [[[P, a], [R, b]]], read-write: true}]}, instance: {P: 2, R: 4, C: "
       "2}}\n"
       "mapping:\n"
       "- {target: Buffer, type: temporal, factors: R=2 C=2, permutation: RCP}\n"
       "- {target: Buffer, type: spatial, factors: R=2}\n"
       "- {target: RF, type: temporal, factors: P=2}\n"});
  EXPECT_EQ(made.at("Buffer", "Z").counts.tile_words, 18);
  // A lane is sent 4 times 3 words; floor(18 x 3 / 8) = 6 of them are first touches.
  EXPECT_EQ(counts_of(made, "RF", "Z"), "4 12 16 3");      // 2 x (8 - 6), 2 x (12 - 6), 2 x 8
  EXPECT_EQ(counts_of(made, "Buffer", "Z"), "6 0 24 18");  // 24 - 18
}

}  // namespace
}  // namespace ridge::timeloop
