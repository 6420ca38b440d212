// Several instances: multicast per axis and role, instances without work. Worked by hand.
#include "tests/nest/both_ways.hpp"

namespace ridge {
namespace {

class SpatialEdges : public BothWays {};
RIDGE_BOTH_WAYS(SpatialEdges);

constexpr RoleSet inputs = RoleSet().with(static_cast<std::size_t>(Role::inputs));

Machine array(const char* text, RoleSet multicast_x, RoleSet multicast_y) {
  Machine machine = machine_of(text);
  machine.fanouts[FanoutId(0)].multicast = {multicast_x, multicast_y};
  machine.fanouts[FanoutId(0)].reduce = {true, true};
  return machine;
}

// A[m] is wanted by all 2 x 2 instances. Sent once per y where only x multicasts: 2 reads per word, 4 fills.
TEST_P(SpatialEdges, OnlyTheAxisThatMulticastsSavesReads) {
  const Problem problem = einsum("Z[m, n] += A[m] * B[n]", {{"m", 3}, {"n", 4}});
  const Case made = case_of(problem, array("DRAM PE(2,2) RF", inputs, {}),
                            "DRAM: Z A B | m 3 | n 2 on PE.x | n 2 on PE.y | RF: A");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "DRAM", "A"), (Moved{.reads = 6}));
  EXPECT_EQ(moved_at(counts, made, "RF", "A"), (Moved{.reads = 12, .fills = 12}));
  EXPECT_EQ(node_at(counts, made, "RF", "A").instances, 4);
  EXPECT_EQ(counts.used_lanes, 4);
}

// The same nest; B has role weights, which this network does not multicast: compute asks for B[n] once per
// lane: 4 lanes x 3 steps.
TEST_P(SpatialEdges, MulticastIsPerRole) {
  const Problem problem = einsum("Z[m, n] += A[m] * B[n]", {{"m", 3}, {"n", 4}});
  const Case made = case_of(problem, array("DRAM PE(2,2) RF", inputs, inputs),
                            "DRAM: Z A B | m 3 | n 2 on PE.x | n 2 on PE.y | RF: A");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "DRAM", "A"), (Moved{.reads = 3}));
  EXPECT_EQ(moved_at(counts, made, "DRAM", "B"), (Moved{.reads = 12}));
}

// Two neighbours in p with windows {0, 1, 2} and {1, 2, 3}: 6 fills; their union is 4 reads.
TEST_P(SpatialEdges, OverlappingWindowsOfNeighboursAreSentOnce) {
  const Problem problem = einsum("O[p] += I[p + r] * W[r]", {{"p", 2}, {"r", 3}});
  const Case made =
      case_of(problem, array("DRAM PE(2,1) RF", inputs, {}), "DRAM: O I W | p 2 on PE.x | RF: I | r 3");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "DRAM", "I"), (Moved{.reads = 4}));
  EXPECT_EQ(moved_at(counts, made, "RF", "I"), (Moved{.reads = 6, .fills = 6}));
}

// In each further step both windows move by 2: {1, 2} and {2, 3} beyond the last edge are new, their union is
// 3 words. Reads 4 + 3 + 3, fills 6 + 4 + 4.
TEST_P(SpatialEdges, NeighboursThatSlideTogetherShareWhatIsNew) {
  const Problem problem = einsum("O[p] += I[p + r] * W[r]", {{"p", 6}, {"r", 3}});
  const Case made =
      case_of(problem, array("DRAM PE(2,1) RF", inputs, {}), "DRAM: O I W | p 3 | p 2 on PE.x | RF: I | r 3");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "DRAM", "I"), (Moved{.reads = 10}));
  EXPECT_EQ(moved_at(counts, made, "RF", "I"), (Moved{.reads = 18, .fills = 14}));
}

// A[k], k = 3 over 2 x 2: in the second step instance 1 has no work and keeps word 1, so that the next m
// finds it there. Instance 0: words 0 2 0 2; instance 1: word 1 once.
TEST_P(SpatialEdges, AnInstanceWithoutWorkKeepsWhatItHolds) {
  const Problem problem = einsum("Z[m, k] += A[k] * B[m]", {{"m", 2}, {"k", 3}});
  const Case made =
      case_of(problem, array("DRAM PE(2,1) RF", {}, {}), "DRAM: Z A B | m 2 | k 2 | k 2 on PE.x | RF: A");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "RF", "A"), (Moved{.reads = 6, .fills = 5}));
  EXPECT_EQ(moved_at(counts, made, "DRAM", "A"), (Moved{.reads = 5}));
  EXPECT_EQ(counts.compute_steps, 4);
}

// k = 2 over 3 instances: the third never works, is not used and counts nowhere.
TEST_P(SpatialEdges, AnInstanceThatNeverWorksIsNotUsed) {
  const Problem problem = einsum("Z[k] += A[k]", {{"k", 2}});
  const Case made = case_of(problem, array("DRAM PE(3,1) RF", {}, {}), "DRAM: Z A | k 3 on PE.x | RF: A");
  const Counts counts = counts_of(made);
  EXPECT_EQ(node_at(counts, made, "RF", "A").instances, 2);
  EXPECT_EQ(counts.used_lanes, 2);
}

// Two fanouts: A[m] from the buffer (one per chip, 2 chips) to 3 lanes each. The lanes' network multicasts,
// the chips' does not: the DRAM reads 2 per word, each buffer 1, each lane is filled.
TEST_P(SpatialEdges, CoordinatesAboveTheParentCountSeparately) {
  Machine machine = machine_of("DRAM Chip(2,1) GLB Lane(3,1) RF");
  machine.fanouts[FanoutId(1)].multicast = {inputs, {}};
  const Problem problem = einsum("Z[m, n] += A[m] * B[n]", {{"m", 5}, {"n", 6}});
  const Case made =
      case_of(problem, machine, "DRAM: Z A B | m 5 | n 2 on Chip.x | GLB: A | n 3 on Lane.x | RF: A");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "DRAM", "A"), (Moved{.reads = 10}));
  EXPECT_EQ(moved_at(counts, made, "GLB", "A"), (Moved{.reads = 10, .fills = 10}));
  EXPECT_EQ(moved_at(counts, made, "RF", "A"), (Moved{.reads = 30, .fills = 30}));
}

// Bypass: without a buffer between, the DRAM answers the lanes through both networks: 2 (chips) x 1 per word.
TEST_P(SpatialEdges, ABypassedLevelCountsNothing) {
  Machine machine = machine_of("DRAM Chip(2,1) GLB Lane(3,1) RF");
  machine.fanouts[FanoutId(1)].multicast = {inputs, {}};
  const Problem problem = einsum("Z[m, n] += A[m] * B[n]", {{"m", 5}, {"n", 6}});
  const Case made = case_of(problem, machine, "DRAM: Z A B | m 5 | n 2 on Chip.x | n 3 on Lane.x | RF: A");
  const Counts counts = counts_of(made);
  EXPECT_EQ(moved_at(counts, made, "DRAM", "A"), (Moved{.reads = 10}));
  EXPECT_EQ(moved_at(counts, made, "RF", "A"), (Moved{.reads = 30, .fills = 30}));
}

}  // namespace
}  // namespace ridge
