// Layers chosen together, against all choices among their exact fronts.
#include "system/together.hpp"

#include <gtest/gtest.h>

#include "base/parallel.hpp"
#include "mapper/front.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/sanitized.hpp"
#include "tests/system/networks.hpp"

namespace ridge {
namespace {

/// The least objective of the sums of all choices of one point of each layer's front.
double least_of_all(const Network& network, const Machine& machine, const NetworkMap& map) {
  std::vector<Score> sums{{0, 0}};
  for (const DistinctLayer& group : map.distinct) {
    const auto count = static_cast<double>(group.count);
    std::vector<Score> points;
    if (group.work == LayerWork::traffic) {
      points.push_back({group.traffic->cycles, *group.traffic->energy_pj});
    } else {
      const Problem& problem = network.layers[group.first].problem;
      const Front front = pareto_front(problem, machine, Constraints::none(problem, machine));
      EXPECT_EQ(front.status, SearchStatus::optimal);
      for (const FrontPoint& point : front.points)
        points.push_back({point.evaluation.cycles, *point.evaluation.energy_pj});
    }
    std::vector<Score> next;
    for (const Score& sum : sums) {
      for (const Score& point : points)
        next.push_back({sum.cycles + count * point.cycles, sum.energy_pj + count * point.energy_pj});
    }
    sums = std::move(next);
  }
  const MachineConstants constants(machine);
  double least = std::numeric_limits<double>::infinity();
  for (const Score& sum : sums)
    least = std::min(least, map.objective.value(constants.amounts(sum.cycles, sum.energy_pj)));
  return least;
}

Network random_network(test::Dice& dice) {
  Network network;
  const std::vector<std::int64_t> sizes{1, 2, 4, 6, 8};
  for (std::size_t i = 0; i < 2 + dice.roll(2); ++i) {
    const Problem problem = dice.flip() ? test::matrix_product(dice.of(sizes), dice.of(sizes), dice.of(sizes))
                                        : test::convolution_1d(dice.of(sizes), dice.of(sizes), 4, 3, 1);
    network.layers.push_back(
        test::layer("layer" + std::to_string(i), problem, static_cast<std::int64_t>(1 + dice.roll(3))));
  }
  if (dice.flip()) {
    Problem norm = test::matrix_product(4, 4, 1);
    norm.operation = Operation::normalisation;
    network.layers.push_back(test::layer("norm", norm, 2));
  }
  return network;
}

NetworkMapOptions together(Objective objective) {
  NetworkMapOptions options;
  options.search.objective = objective;
  options.together = true;
  return options;
}

TEST(Together, IsTheBestOfAllChoicesAndSaysSo) {
  int compared = 0;
  int better = 0;
  const std::uint64_t seeds = test::random_cases(60);
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    test::Dice dice(seed);
    const Network network = random_network(dice);
    const Machine machine = test::random_small_case(seed).machine;
    const Objective objective = seed % 3 == 0 ? Objective{0.5, 2, 0} : Objective::edp;
    NetworkMapOptions options = together(objective);
    const NetworkMap map = map_network(network, machine, options);
    if (map.totals.status == SearchStatus::infeasible) continue;
    ++compared;
    ASSERT_EQ(map.totals.status, SearchStatus::optimal) << "seed " << seed;
    const double least = least_of_all(network, machine, map);
    EXPECT_NEAR(*map.totals.value, least, 1e-9 * least) << "seed " << seed;
    EXPECT_LE(map.totals.lower_bound, least * (1 + 1e-11)) << "seed " << seed;
    for (const DistinctLayer& group : map.distinct) {
      if (group.work == LayerWork::traffic) continue;
      EXPECT_LE(group.search.lower_bound, group.search.value * (1 + 1e-11));
    }
    options.together = false;
    better += *map_network(network, machine, options).totals.value > *map.totals.value * (1 + 1e-9) ? 1 : 0;
  }
  EXPECT_GE(compared, static_cast<int>(seeds * 3 / 4));
  if (!test::sanitized) {
    EXPECT_GT(better, 0) << "layers that are best alone are always best together: nothing is tested";
  }
}

TEST(Together, IsTheSameForOneAndTwoThreads) {
  const auto totals = [](std::size_t threads) {
    set_thread_count(threads);
    const NetworkMap map =
        map_network(test::small_network(), test::three_levels(256, 4, 4, 16), together(Objective::edp));
    set_thread_count(0);
    return std::tuple(*map.totals.value, map.totals.lower_bound, map.stats.evaluated);
  };
  EXPECT_EQ(totals(1), totals(2));
}

TEST(Together, ClaimsNoMoreThanWasProven) {
  NetworkMapOptions options = together(Objective::edp);
  options.search.effort = 40;
  const NetworkMap little = map_network(test::small_network(), test::three_levels(256, 4, 4, 16), options);
  options.search.effort = SearchOptions{}.effort;
  const NetworkMap whole = map_network(test::small_network(), test::three_levels(256, 4, 4, 16), options);
  ASSERT_EQ(whole.totals.status, SearchStatus::optimal);
  EXPECT_EQ(little.totals.status, SearchStatus::limit_reached);
  EXPECT_LE(little.totals.lower_bound, *whole.totals.value);
  EXPECT_GE(*little.totals.value, *whole.totals.value * (1 - 1e-12));
}

TEST(Together, LeavesAnObjectiveThatTradesNothingAlone) {
  const Machine machine = test::three_levels(256, 4, 4, 16);
  for (const Objective objective : {Objective::latency, Objective::energy}) {
    NetworkMapOptions options = together(objective);
    const NetworkMap both = map_network(test::small_network(), machine, options);
    options.together = false;
    const NetworkMap alone = map_network(test::small_network(), machine, options);
    EXPECT_EQ(both.totals.value, alone.totals.value);
    EXPECT_EQ(both.totals.status, SearchStatus::optimal);
  }
}

TEST(Together, HasNoAnswerWhereALayerHasNone) {
  NetworkMapOptions options = together(Objective::edp);
  const NetworkMap map = map_network(test::small_network(), test::three_levels(256, 4, 4, 2), options);
  EXPECT_EQ(map.totals.status, SearchStatus::infeasible);
  EXPECT_FALSE(map.totals.value.has_value());
}

}  // namespace
}  // namespace ridge
