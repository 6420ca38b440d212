// A network on one machine: each distinct layer once, totals that add up, claims that hold.
#include "system/network_map.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "base/parallel.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/system/networks.hpp"

namespace ridge {
namespace {

using test::small_network;

NetworkMap map_with(Objective objective, std::int64_t effort = 2000, std::vector<std::size_t> only = {}) {
  NetworkMapOptions options;
  options.search.objective = objective;
  options.search.effort = effort;
  options.only = std::move(only);
  return map_network(small_network(), test::three_levels(256, 4, 4, 16), options);
}

TEST(NetworkMap, MapsEqualLayersOnceAndAnswersInTheirOrder) {
  const NetworkMap map = map_with(Objective::edp);
  ASSERT_EQ(map.layers.size(), 4U);
  ASSERT_EQ(map.distinct.size(), 3U);
  EXPECT_EQ(map.layers[0].distinct, map.layers[3].distinct);
  for (std::size_t i = 0; i < map.layers.size(); ++i)
    EXPECT_EQ(map.layers[i].layer, i);
  EXPECT_EQ(map.distinct[0].count, 2);
  EXPECT_EQ(map.distinct[1].count, 3);
  EXPECT_EQ(map.distinct[2].count, 2);
  EXPECT_EQ(map.distinct[2].work, LayerWork::traffic);
}

TEST(NetworkMap, TotalsAreSumsWithTrafficApart) {
  const NetworkMap map = map_with(Objective::edp);
  const Evaluation& a = *map.distinct[0].evaluation();
  const Evaluation& b = *map.distinct[1].evaluation();
  const Evaluation& norm = *map.distinct[2].evaluation();
  EXPECT_EQ(map.totals.mapped.layers, 5);
  EXPECT_EQ(map.totals.traffic.layers, 2);
  EXPECT_EQ(map.totals.mapped.cycles, 2 * a.cycles + 3 * b.cycles);
  EXPECT_EQ(map.totals.traffic.cycles, 2 * norm.cycles);
  EXPECT_EQ(map.totals.all.cycles, map.totals.mapped.cycles + map.totals.traffic.cycles);
  EXPECT_DOUBLE_EQ(*map.totals.mapped.energy_pj, 2 * *a.energy_pj + 3 * *b.energy_pj);
  EXPECT_EQ(map.totals.all.operations, 2 * a.operations + 3 * b.operations + 2 * norm.operations);
  EXPECT_DOUBLE_EQ(*map.totals.edp_js, *map.totals.all.energy_pj * 1e-12 * map.totals.all.seconds);
  EXPECT_EQ(*map.totals.value, *map.totals.edp_js);
}

TEST(NetworkMap, ItsBoundHoldsForEveryObjective) {
  for (const Objective objective : {Objective::latency, Objective::energy, Objective::edp}) {
    const NetworkMap map = map_with(objective);
    EXPECT_LE(map.totals.lower_bound, *map.totals.value) << name_of(objective);
    EXPECT_DOUBLE_EQ(*map.totals.gap, *map.totals.value / map.totals.lower_bound - 1);
    double cycles = 0;
    for (const DistinctLayer& each : map.distinct) {
      const bool mapped = each.work == LayerWork::mapped;
      cycles += (mapped ? each.search.least.cycles : each.traffic->cycles) * static_cast<double>(each.count);
    }
    if (objective == Objective::latency) {
      EXPECT_EQ(map.totals.lower_bound, cycles);
    }
  }
}

/// Of a product: the same powers of both sums, and a bound that is at least the product of both sums' bounds.
TEST(NetworkMap, ItsValueForWeightsIsTheProductOfThePowersOfTheSums) {
  for (const Objective objective : {Objective{1, 2, 0}, Objective{2, 1, 0}, Objective{2, 0, 0}}) {
    const NetworkMap map = map_with(objective);
    const WorkTotals& all = map.totals.all;
    const double value = std::pow(*all.energy_pj * 1e-12, objective.energy_weight()) *
                         std::pow(all.seconds, objective.latency_weight());
    EXPECT_DOUBLE_EQ(*map.totals.value, value) << name_of(objective);
    double cycles = 0;
    double energy_pj = 0;
    double roots = 0;
    for (const DistinctLayer& each : map.distinct) {
      const auto count = static_cast<double>(each.count);
      const bool mapped = each.work == LayerWork::mapped;
      cycles += count * (mapped ? each.search.least.cycles : each.traffic->cycles);
      energy_pj += count * (mapped ? each.search.least.energy_pj : *each.traffic->energy_pj);
      roots += count * std::pow(mapped ? each.search.lower_bound : objective_value(objective, *each.traffic),
                                1 / objective.degree());
    }
    const double of_sums = std::pow(energy_pj * 1e-12, objective.energy_weight()) *
                           std::pow(cycles * 1e-9, objective.latency_weight());
    EXPECT_NEAR(map.totals.lower_bound, std::max(of_sums, std::pow(roots, objective.degree())),
                1e-11 * map.totals.lower_bound);
    EXPECT_LE(map.totals.lower_bound, *map.totals.value);
    const bool met = meets_bound(*map.totals.value, map.totals.lower_bound);
    if (objective.trades()) {
      EXPECT_EQ(map.totals.status == SearchStatus::optimal, met);
    }
  }
}

/// The bound of roots against every choice of two mappings for each of three layers.
TEST(NetworkMap, ItsBoundForWeightsHoldsForEveryChoiceOfLayersMappings) {
  const Objective objective{0.5, 2, 0};
  const auto of = [&](double cycles, double energy_pj) {
    return objective.value({cycles, cycles * 1e-9, energy_pj, 1});
  };
  const double cycles[3][2] = {{100, 50}, {10, 90}, {7, 5}};
  const double energies[3][2] = {{30, 80}, {200, 100}, {1, 4}};
  double roots = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double least = std::min(of(cycles[i][0], energies[i][0]), of(cycles[i][1], energies[i][1]));
    roots += std::pow(least, 1 / objective.degree());
  }
  for (std::size_t choice = 0; choice < 8; ++choice) {
    double all_cycles = 0;
    double all_pj = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      all_cycles += cycles[i][choice >> i & 1U];
      all_pj += energies[i][choice >> i & 1U];
    }
    EXPECT_GE(of(all_cycles, all_pj), std::pow(roots, objective.degree()));
  }
}

TEST(NetworkMap, IsNotCalledOptimalForEdpBecauseItsLayersAre) {
  const NetworkMap map = map_with(Objective::edp);
  if (*map.totals.value > map.totals.lower_bound * 1.001) {
    EXPECT_EQ(map.totals.status, SearchStatus::limit_reached);
  }
  NetworkMapOptions options;  // unlimited ports: the fewest steps are reached, and proven so
  options.search.objective = Objective::latency;
  options.search.effort = 2000;
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 100, 0, false, RoleSet::all()});
  test::add_fanout(machine, 4, 4, true, true);
  options.only = {0, 1};
  EXPECT_EQ(map_network(small_network(), machine, options).totals.status, SearchStatus::optimal);
}

TEST(NetworkMap, IsTheSameForOneAndTwoThreads) {
  std::vector<NetworkMap> maps;
  for (const std::size_t threads : {1U, 2U}) {
    set_thread_count(threads);
    maps.push_back(map_with(Objective::edp));
  }
  set_thread_count(0);
  EXPECT_EQ(maps[0].totals.value, maps[1].totals.value);
  EXPECT_EQ(maps[0].stats.evaluated, maps[1].stats.evaluated);
  for (std::size_t i = 0; i < 2; ++i)
    EXPECT_EQ(*maps[0].distinct[i].search.mapping, *maps[1].distinct[i].search.mapping);
}

TEST(NetworkMap, TakesTheChosenLayersOnly) {
  const NetworkMap map = map_with(Objective::edp, 2000, {3, 1});
  ASSERT_EQ(map.layers.size(), 2U);
  EXPECT_EQ(map.layers[0].layer, 3U);
  EXPECT_EQ(map.totals.all.layers, 4);
}

TEST(NetworkMap, GivesEveryLayerItsFront) {
  NetworkMapOptions options;
  options.fronts = FrontAxes::latency_energy;
  options.search.effort = 2000;
  const NetworkMap map = map_network(small_network(), test::three_levels(256, 4, 4, 16), options);
  EXPECT_TRUE(map.fronts);
  ASSERT_EQ(map.distinct.size(), 3U);
  for (const DistinctLayer& layer : map.distinct) {
    EXPECT_TRUE(layer.has_answer());
    EXPECT_EQ(layer.front.has_value(), layer.work == LayerWork::mapped);
    if (!layer.front) continue;
    EXPECT_EQ(layer.front->status, layer.search.status);
    EXPECT_FALSE(layer.front->points.empty());
  }
}

TEST(NetworkMap, MarksWhatATimeLimitCutShort) {
  NetworkMapOptions options;
  options.search.effort = 1'000'000'000'000;
  options.search.time_limit = Seconds{0.3};
  options.search.imperfect_temporal = true;  // a space that the exact search does not walk
  const NetworkMap map = map_network(small_network(), test::three_levels(256, 4, 4, 16), options);
  EXPECT_TRUE(map.totals.cut_short);
  EXPECT_EQ(map.totals.without_answer, 0);
}

TEST(NetworkMap, GivesNoTotalValueWhenALayerHasNoMapping) {
  NetworkMapOptions options;
  options.search.effort = 500;
  const NetworkMap map = map_network(small_network(), test::three_levels(256, 4, 4, 2), options);
  EXPECT_EQ(map.totals.status, SearchStatus::infeasible);
  EXPECT_EQ(map.totals.without_answer, 5);
  EXPECT_FALSE(map.totals.value);
  EXPECT_FALSE(map.totals.gap);
}

TEST(NetworkMap, ReportsEveryDistinctLayerOnceAsDone) {
  NetworkMapOptions options;
  options.search.effort = 500;
  std::size_t done = 0;
  options.progress = [&](const NetworkProgress& progress) {
    EXPECT_EQ(progress.distinct, 3U);
    EXPECT_GE(progress.done, done);
    done = progress.done;
  };
  map_network(small_network(), test::three_levels(256, 4, 4, 16), options);
  EXPECT_EQ(done, 3U);
}

TEST(NetworkMap, NothingIsClaimedWhereNoLayerWasSearched) {
  const NetworkMap map = map_with(Objective::latency, 2000, {2});
  EXPECT_EQ(map.totals.mapped.layers, 0);
  EXPECT_FALSE(map.totals.status.has_value());
  EXPECT_FALSE(map.totals.gap.has_value());
  EXPECT_EQ(map.totals.value, map.totals.traffic.cycles);
}

}  // namespace
}  // namespace ridge
