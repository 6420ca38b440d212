// The written tensor: updates, drains, partial sums read back, spatial reduction. Worked by hand.
#include "tests/nest/both_ways.hpp"

namespace ridge {
namespace {

class WrittenEdges : public BothWays {};
RIDGE_BOTH_WAYS(WrittenEdges);

Case sum(std::int64_t m, std::int64_t k, Machine machine, const char* nest) {
  return case_of(einsum("Z[m] += A[m, k]", {{"m", m}, {"k", k}}), std::move(machine), nest);
}

Machine column(const char* text) {
  Machine machine = machine_of(text);
  machine.fanouts[FanoutId(0)].reduce = {false, true};
  return machine;
}

// k inside: each of 3 words is touched first (no read), then read and updated 3 times; one drain when
// complete.
TEST_P(WrittenEdges, AStationaryResultLeavesOnceAndComplete) {
  const Case made = sum(3, 4, machine_of("DRAM RF"), "DRAM: Z A | m 3 | RF: Z | k 4");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "RF", "Z"),
            (Moved{.reads = 9, .updates = 12, .drains = 3, .complete_updates = 3, .complete_drains = 3}));
  EXPECT_EQ(moved_at(counts, made, "DRAM", "Z"), (Moved{.updates = 3, .complete_updates = 3}));
  EXPECT_TRUE(node_at(counts, made, "RF", "Z").holds_partial());
  EXPECT_FALSE(node_at(counts, made, "DRAM", "Z").holds_partial());
}

// k outside: 4 rounds over 3 words, one word at a time: 12 drains; in rounds 2 to 4 each comes back: 9 fills.
TEST_P(WrittenEdges, PartialSumsAreReadBack) {
  const Case made = sum(3, 4, machine_of("DRAM RF"), "DRAM: Z A | k 4 | m 3 | RF: Z");
  const Counts counts = counts_of(made);
  EXPECT_EQ(
      moved_at(counts, made, "RF", "Z"),
      (Moved{
          .reads = 9, .fills = 9, .updates = 12, .drains = 12, .complete_updates = 3, .complete_drains = 3}));
  EXPECT_EQ(moved_at(counts, made, "DRAM", "Z"), (Moved{.reads = 9, .updates = 12, .complete_updates = 3}));
  EXPECT_TRUE(node_at(counts, made, "DRAM", "Z").holds_partial());
}

// k 2 | m 3 | GLB | k 2 | RF: the buffer gives every word up twice and takes it back once. A word that comes
// to the buffer for the first time has nothing to read in DRAM; one that comes to RF finds content in the
// buffer except the very first time: 6 entries, 3 of them first, and the others filled into the buffer.
TEST_P(WrittenEdges, APartialSumComesBackThroughEveryLevel) {
  const Case made = sum(3, 4, machine_of("DRAM GLB RF"), "DRAM: Z A | k 2 | m 3 | GLB: Z | RF: Z | k 2");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "DRAM", "Z"), (Moved{.reads = 3, .updates = 6, .complete_updates = 3}));
  EXPECT_EQ(
      moved_at(counts, made, "GLB", "Z"),
      (Moved{
          .reads = 3, .fills = 3, .updates = 6, .drains = 6, .complete_updates = 3, .complete_drains = 3}));
  EXPECT_EQ(
      moved_at(counts, made, "RF", "Z"),
      (Moved{
          .reads = 9, .fills = 3, .updates = 12, .drains = 6, .complete_updates = 3, .complete_drains = 3}));
}

// m over x, k over y, and y alone reduces: in each step the 2 lanes of a column make one update. 2 steps of
// k: 4 updates, of which the second of each word is complete and finds content.
TEST_P(WrittenEdges, OnlyTheAxisThatReducesSavesUpdates) {
  const Case made = sum(2, 4, column("DRAM PE(2,2)"), "DRAM: Z A | k 2 | m 2 on PE.x | k 2 on PE.y");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "DRAM", "Z"), (Moved{.reads = 2, .updates = 4, .complete_updates = 2}));
  EXPECT_EQ(counts.compute_steps, 2);
}

// Two instances each hold a part of one word: (k, m) = (0,0) (0,1) (1,0) (1,1), each giving its word up in
// the next step: 8 drains summed to 4 updates. In round 2 one of the two takes the sum back: 2 fills, and has
// content for its one operation: 2 reads. No instance ever holds a complete word; the second update of a word
// completes it in the buffer.
TEST_P(WrittenEdges, OneOfTheReducingInstancesTakesThePartialSum) {
  const Case made = sum(2, 4, column("GLB PE(1,2) RF"), "GLB: Z A | k 2 | m 2 | k 2 on PE.y | RF: Z");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "RF", "Z"), (Moved{.reads = 2, .fills = 2, .updates = 8, .drains = 8}));
  EXPECT_EQ(moved_at(counts, made, "GLB", "Z"), (Moved{.reads = 2, .updates = 4, .complete_updates = 2}));
}

// m = 3 over 2 x 2: in the second step instance 1 has run out of m, an index of Z, and gives word 1 up.
// Instance 0: 0 2 0 2; instance 1: 1, nothing, 1, nothing. 6 drains; in round 2 all 3 words come back.
TEST_P(WrittenEdges, AnInstanceThatHasRunOutOfWordsGivesThemUp) {
  const Case made = sum(3, 2, column("GLB PE(2,1) RF"), "GLB: Z A | k 2 | m 2 | m 2 on PE.x | RF: Z");
  const Counts counts = counts_of(made);
  EXPECT_EQ(
      moved_at(counts, made, "RF", "Z"),
      (Moved{
          .reads = 3, .fills = 3, .updates = 6, .drains = 6, .complete_updates = 3, .complete_drains = 3}));
  EXPECT_EQ(moved_at(counts, made, "GLB", "Z"), (Moved{.reads = 3, .updates = 6, .complete_updates = 3}));
}

// k = 3 over 2 x 2: in round 2 instance 1 has no work, but k is no index of Z: it keeps word 1 to the end.
// Instance 0 gives up 0, 1, 0, 1 and instance 1 gives up 0, 1: 6 drains. Updates: word 0 of both; word 1 of
// instance 0; word 0 (complete: 2 + 1 iterations); at the end word 1 of both (complete). Round 2 of instance
// 0 reads both words back; what it then holds of word 0 has all iterations, but stands before the reduction:
// partial.
TEST_P(WrittenEdges, AnInstanceWithoutWorkKeepsItsPartialSum) {
  const Case made = sum(2, 3, column("GLB PE(1,2) RF"), "GLB: Z A | k 2 | m 2 | k 2 on PE.y | RF: Z");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "RF", "Z"), (Moved{.reads = 2, .fills = 2, .updates = 6, .drains = 6}));
  EXPECT_EQ(moved_at(counts, made, "GLB", "Z"), (Moved{.reads = 2, .updates = 4, .complete_updates = 2}));
}

// A sliding output: tiles {p, p + 1} for p = 0, 1, 2. One word leaves complete in each step, two at the end,
// and what enters is new each time. Words 1 and 2 get two contributions each: 2 of 6 operations find content.
TEST_P(WrittenEdges, ASlidingOutputLeavesWordByWord) {
  const Problem problem = einsum("O[p + r] += I[p] * W[r]", {{"p", 3}, {"r", 2}});
  const Case made = case_of(problem, machine_of("DRAM RF"), "DRAM: O I W | p 3 | RF: O | r 2");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "RF", "O"),
            (Moved{.reads = 2, .updates = 6, .drains = 4, .complete_updates = 4, .complete_drains = 4}));
  EXPECT_EQ(moved_at(counts, made, "DRAM", "O"), (Moved{.updates = 4, .complete_updates = 4}));
}

// r outside, one word at a time: 0 1 2, 1 2 3. All 6 leave; 1 and 2 are read back in the second round. From
// p = 2 of round 1 to p = 0 of round 2 word 2 leaves and word 1 enters.
TEST_P(WrittenEdges, ASlidingOutputThatReturnsIsReadBack) {
  const Problem problem = einsum("O[p + r] += I[p] * W[r]", {{"p", 3}, {"r", 2}});
  const Case made = case_of(problem, machine_of("DRAM RF"), "DRAM: O I W | r 2 | p 3 | RF: O");
  const Counts counts = counts_of(made);
  EXPECT_EQ(
      moved_at(counts, made, "RF", "O"),
      (Moved{
          .reads = 2, .fills = 2, .updates = 6, .drains = 6, .complete_updates = 4, .complete_drains = 4}));
  EXPECT_EQ(moved_at(counts, made, "DRAM", "O"), (Moved{.reads = 2, .updates = 6, .complete_updates = 4}));
}

// Everything into one word: the first of 8 operations finds nothing, the others read it.
TEST_P(WrittenEdges, AFullReductionEndsInOneWord) {
  const Case made =
      case_of(einsum("Z[] += A[k]", {{"k", 8}}), machine_of("DRAM RF"), "DRAM: Z A | k 2 | RF: Z | k 4");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "RF", "Z"),
            (Moved{.reads = 7, .updates = 8, .drains = 1, .complete_updates = 1, .complete_drains = 1}));
  EXPECT_FALSE(node_at(counts, made, "RF", "Z").changes);
}

// A home below the array: each instance is home to its own words; nothing is drained.
TEST_P(WrittenEdges, AHomeBelowTheArrayKeepsItsWords) {
  const Case made = sum(4, 3, column("DRAM PE(2,1) RF"), "DRAM: A | m 2 | m 2 on PE.x | RF: Z | k 3");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "RF", "Z"), (Moved{.reads = 8, .updates = 12, .complete_updates = 4}));
  EXPECT_EQ(node_at(counts, made, "RF", "Z").tile_words, 2);
  EXPECT_EQ(node_at(counts, made, "RF", "Z").instances, 2);
}

}  // namespace
}  // namespace ridge
