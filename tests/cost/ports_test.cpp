// Streams and the ports they share, at the edges.
#include <algorithm>

#include <gtest/gtest.h>

#include "sim/cost/evaluator.hpp"
#include "tests/cost/equipped_case.hpp"
#include "tests/nest/einsum.hpp"
#include "tests/nest/small_nest.hpp"

namespace ridge {
namespace {

const RoleSet all = RoleSet::all();
const RoleSet none;

/// O[m] += I[m] * W[m], 24 words each, straight from DRAM: 24 B of I, 24 B of W, 24 B of O.
Evaluation streamed(std::vector<Port> ports, double iterations_per_cycle = 24) {
  Machine machine = machine_of("DRAM");
  machine.clock.value = 1e9;
  machine.levels.begin()->ports = std::move(ports);
  add_mac(machine, iterations_per_cycle, 0.0);
  const Case made = case_of(einsum("O[m] += I[m] * W[m]", {{"m", 24}}), machine, "DRAM: O I W | m 24");
  Evaluation result;
  EXPECT_FALSE(Evaluator(made.problem, made.machine).evaluate(made.mapping, result));
  return result;
}

TEST(Ports, OnePortForEachDirectionWorksBesideTheOther) {
  EXPECT_EQ(streamed({{"read", 4.0, all, none}, {"write", 4.0, none, all}}).cycles, 12);
  EXPECT_EQ(streamed({{"read", 4.0, all, none}, {"write", 1.0, none, all}}).cycles, 24);
}

TEST(Ports, ASharedPortAddsUp) {
  EXPECT_EQ(streamed({{"shared", 4.0, all, all}}).cycles, 18);
}

TEST(Ports, TwoPortsForOneStreamAddTheirBandwidths) {
  EXPECT_EQ(streamed({{"one", 4.0, all, all}, {"two", 2.0, all, all}}).cycles, 12);
}

TEST(Ports, AnUnlimitedPortBesideALimitedOneTakesTheStream) {
  EXPECT_EQ(streamed({{"one", 4.0, all, all}, {"two", std::nullopt, all, none}}).cycles, 6);
}

TEST(Ports, ARoleOfItsOwnPortDoesNotWaitForOthers) {
  const RoleSet weights(1);
  const RoleSet others(6);
  EXPECT_EQ(streamed({{"weights", 1.0, weights, weights}, {"rest", 24.0, others, others}}).cycles, 24);
  EXPECT_EQ(streamed({{"weights", 12.0, weights, weights}, {"rest", 24.0, others, others}}).cycles, 2);
}

TEST(Ports, ACycleThatHasBegunCounts) {
  EXPECT_EQ(streamed({{"read", 48.0, all, none}}).cycles, 1);
  EXPECT_EQ(streamed({{"read", 47.0, all, none}}).cycles, 2);
  EXPECT_EQ(streamed({}, 23).cycles, 2);
  EXPECT_EQ(streamed({}, 24).cycles, 1);
}

TEST(Ports, AStallNamesTheStreamsOfTheBindingPort) {
  const Evaluation result = streamed({{"read", 4.0, all, none}, {"write", 4.0, none, all}});
  ASSERT_EQ(result.causes.stalls.size(), 2U);
  double cycles = 0;
  for (const Stall& stall : result.causes.stalls) {
    EXPECT_EQ(stall.direction, Direction::read);
    cycles += stall.cycles;
  }
  EXPECT_EQ(result.causes.compute, 1);
  EXPECT_EQ(cycles, 11);
}

}  // namespace
}  // namespace ridge
