// Everything that follows from the counts alone, against its second derivation, on random cases.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "sim/cost/evaluator.hpp"
#include "tests/cost/equipped_case.hpp"
#include "tests/cost/second_derivation.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

constexpr std::uint64_t counted_cases = test::random_cases(2000);

/// Calls body(case, counts, evaluation) for many random cases.
template <class Body>
void for_counted_cases(Body body) {
  for (std::uint64_t seed = 1; seed <= counted_cases; ++seed) {
    SCOPED_TRACE(seed);
    const Case made = random_equipped_case(seed);
    Counts counts;
    Counter(made.problem, made.machine).count(made.mapping, counts);
    Evaluation result;
    ASSERT_FALSE(Evaluator(made.problem, made.machine).evaluate(made.mapping, result));
    body(made, counts, result);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(Rederived, EveryNodesCountsAndBytesAreInTheTable) {
  for_counted_cases([](const Case& made, const Counts& counts, const Evaluation& result) {
    std::size_t kept = 0;
    for (const LevelCost& level : result.levels)
      for (const TensorCost& tensor : level.tensors)
        kept += tensor.kept ? 1U : 0U;
    ASSERT_EQ(kept, counts.nodes.size());
    for (const NodeCounts& node : counts.nodes) {
      const TensorCost& cost = result.levels[node.level].tensors[node.tensor];
      ASSERT_EQ(cost.counts.reads, node.reads);
      ASSERT_EQ(cost.counts.updates, node.updates);
      ASSERT_EQ(result.levels[node.level].used_instances, node.instances);
      ASSERT_DOUBLE_EQ(cost.read_bytes, moved_bits(made, node).read / 8);
      ASSERT_DOUBLE_EQ(cost.write_bytes, moved_bits(made, node).write / 8);
    }
  });
}

TEST(Rederived, EnergyIsThatOfEveryNodeAndOfComputeWiresAndTime) {
  for_counted_cases([](const Case& made, const Counts& counts, const Evaluation& result) {
    double sum_pj = 0.5 * static_cast<double>(made.problem.iterations());
    for (const NodeCounts& node : counts.nodes) {
      const MovedEnergy moved = moved_energy(made, node);
      const TensorCost& cost = result.levels[node.level].tensors[node.tensor];
      ASSERT_DOUBLE_EQ(*cost.read_energy_pj, moved.read_pj);
      ASSERT_DOUBLE_EQ(*cost.write_energy_pj, moved.write_pj);
      sum_pj += moved.read_pj + moved.write_pj;
    }
    for (const LevelId level : made.machine.levels.ids()) {
      const double milliwatts = made.machine.levels[level].static_power_mw.value_or(0);
      sum_pj += milliwatts * static_cast<double>(made.machine.instances(level)) * result.seconds * 1e9;
    }
    for (const NetworkCost& network : result.networks)
      sum_pj += *network.energy_pj;
    ASSERT_NEAR(*result.energy_pj, sum_pj, 1e-9 * sum_pj);
    ASSERT_DOUBLE_EQ(*result.edp_js, *result.energy_pj * 1e-12 * result.seconds);
  });
}

TEST(Rederived, BusyPortsAndRoofsFollowFromTheBytes) {
  for_counted_cases([](const Case& made, const Counts& counts, const Evaluation& result) {
    double mapped_cycles = 0;
    double compulsory_cycles = 0;
    for (const LevelId level : made.machine.levels.ids()) {
      const double busy_cycles = busiest_port_cycles(made, counts, level);
      ASSERT_NEAR(result.levels[level].busy_cycles, busy_cycles, 1e-9 * busy_cycles);
      mapped_cycles = std::max(mapped_cycles, busy_cycles);
      compulsory_cycles = std::max(compulsory_cycles, compulsory_port_cycles(made, counts, level));
    }
    const ComputeUnit& unit = *made.machine.compute.begin();
    const double peak = static_cast<double>(made.machine.lanes()) * unit.operations_per_cycle;
    const auto operations = static_cast<double>(made.problem.operations());
    const Roofline& roofline = result.roofline;
    ASSERT_DOUBLE_EQ(roofline.peak_ops_per_cycle, peak);
    ASSERT_NEAR(roofline.attainable_ops_per_cycle, std::min(peak, operations / compulsory_cycles),
                1e-9 * peak);
    ASSERT_NEAR(roofline.attainable_mapped_ops_per_cycle, std::min(peak, operations / mapped_cycles),
                1e-9 * peak);
    ASSERT_NEAR(roofline.achieved_ops_per_cycle, operations / result.cycles, 1e-9 * peak);
  });
}

TEST(Rederived, OnlyStreamsWithBytesAreWaitedFor) {
  for_counted_cases([](const Case& made, const Counts& counts, const Evaluation& result) {
    for (const Stall& stall : result.causes.stalls) {
      const auto node = std::find_if(counts.nodes.begin(), counts.nodes.end(), [&](const NodeCounts& each) {
        return each.level == stall.level && each.tensor == stall.tensor;
      });
      const MovedBits moved = moved_bits(made, *node);
      ASSERT_GT(stall.direction == Direction::read ? moved.read : moved.write, 0);
    }
  });
}

TEST(Rederived, ComputeIsStepsOverRate) {
  for_counted_cases([](const Case& made, const Counts& counts, const Evaluation& result) {
    const double rate = made.machine.compute.begin()->operations_per_cycle / 2;
    ASSERT_EQ(result.causes.compute, std::ceil(static_cast<double>(counts.compute_steps) / rate));
    const double all_lanes =
        static_cast<double>(made.machine.lanes()) * static_cast<double>(counts.compute_steps);
    ASSERT_DOUBLE_EQ(result.lanes_utilization, static_cast<double>(made.problem.iterations()) / all_lanes);
  });
}

}  // namespace
}  // namespace ridge
