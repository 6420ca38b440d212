// The weight-stationary mapspace: its size by other means, what it must contain, and the published spread.
#include "explore/validation/weight_stationary.hpp"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/parallel.hpp"
#include "explore/validation/catalogue.hpp"
#include "explore/validation/timeloop_spread.hpp"
#include "tests/base/support.hpp"
#include "workloads/network.hpp"

namespace ridge::validation {
namespace {

using ::testing::HasSubstr;

Problem small_convolution() {
  return load_workload("strided_convolution", {"layer.K=32", "layer.C=128", "layer.P=4", "layer.Q=2",
                                               "layer.R=3", "layer.S=1", "layer.stride=1"})
      .layers.front()
      .problem;
}

/// nvdla_1024 with room for everything.
Machine roomy_machine() {
  std::vector<Diagnostic> warnings;
  return load_machine("nvdla_1024", {"CBUF.size=1MiB"}, warnings);
}

/// Counted place by place: every loop is given the trips that it makes at the DRAM, at the buffer and inside,
/// and what is left over has to be 1.
std::int64_t counted() {
  struct Loop {
    std::int64_t size;
    bool inside;  // may be looped inside the buffer
  };
  const std::vector<Loop> loops{{2, false}, {2, true}, {4, true}, {2, true}, {3, true}, {1, true}};
  std::int64_t mappings = 0;
  const auto choose = [&](const auto& self, std::size_t loop, std::int64_t outer,
                          std::int64_t inner) -> void {
    if (loop == loops.size()) {
      mappings += std::max<std::int64_t>(outer, 1) * std::max<std::int64_t>(inner, 1);
      return;
    }
    for (std::int64_t dram = 1; dram <= loops[loop].size; ++dram)
      for (std::int64_t buffer = 1; buffer <= loops[loop].size; ++buffer)
        for (std::int64_t rest = 1; rest <= (loops[loop].inside ? loops[loop].size : 1); ++rest)
          if (dram * buffer * rest == loops[loop].size)
            self(self, loop + 1, outer + (dram > 1), inner + (buffer > 1));
  };
  choose(choose, 0, 0, 0);
  return mappings;
}

TEST(WeightStationary, EveryMappingOfTheSpaceIsRunOnce) {
  const WeightStationarySpace space = weight_stationary_space(small_convolution(), roomy_machine());
  EXPECT_EQ(space.mappings, counted());
  EXPECT_EQ(static_cast<std::int64_t>(space.runs.size()), space.mappings);  // with room for all they all fit
}

TEST(WeightStationary, NoMappingPassesFewerWordsThanTheTensorsHave) {
  const Problem problem = small_convolution();
  const WeightStationarySpace space = weight_stationary_space(problem, roomy_machine());
  double words = 0;
  for (const TensorId tensor : problem.tensors.ids())
    words += static_cast<double>(problem.words(tensor));
  double least = space.runs.front().dram_bytes;
  for (const MappingCost& run : space.runs) {
    EXPECT_GE(run.dram_bytes, words);
    EXPECT_GE(run.cycles, static_cast<double>(problem.macs()) / 1024);
    least = std::min(least, run.dram_bytes);
  }
  EXPECT_EQ(least, words);  // int8: everything in the buffer, sums complete in the accumulator
}

TEST(WeightStationary, TheAnswerDoesNotDependOnThreads) {
  const auto run = [](std::size_t threads) {
    set_thread_count(threads);
    const auto space = weight_stationary_space(small_convolution(), roomy_machine());
    set_thread_count(0);
    std::vector<double> costs;
    for (const MappingCost& cost : space.runs)
      costs.insert(costs.end(), {cost.cycles, cost.energy_pj, cost.dram_bytes});
    return costs;
  };
  EXPECT_EQ(run(1), run(3));
}

TEST(TimeloopSpread, EnergiesOfMappingsThatAreAboutAsFastDifferSeveralTimes) {
  const Set set = timeloop_spread_set(shipped_data(set_named("timeloop_spread")));
  const Row& spread = set.comparisons[0].rows[0];
  const Row& mappings = set.comparisons[1].rows[0];
  EXPECT_EQ(spread.theirs, 19);
  EXPECT_EQ(mappings.theirs, 480'000);
  EXPECT_GT(*spread.ours, 5);
  EXPECT_GT(*mappings.ours, 100'000);
  ASSERT_TRUE(set.histogram);
  std::int64_t counted_mappings = 0;
  for (const std::int64_t count : set.histogram->counts)
    counted_mappings += count;
  EXPECT_EQ(static_cast<double>(counted_mappings), *mappings.ours);
  EXPECT_EQ(set.histogram->bounds.size(), set.histogram->counts.size() + 1);
  EXPECT_LE(*spread.ours, set.histogram->bounds.back());
  EXPECT_GE(*spread.ours, set.histogram->bounds[set.histogram->counts.size() - 1]);
}

TEST(TimeloopSpread, AFigureThatIsNoNumberHasItsPlace) {
  const test::Folder folder;
  folder.write("timeloop_ispass2019.yaml", R"(data:
  fig1_spread:
    mappings_within_5pct_of_peak_performance: many
    energy_efficiency_spread: "nearly 19x"
    minimum_dram_access_mappings: 6582
)");
  const std::string said = test::error_of([&] { timeloop_spread_set(folder.path()); });
  EXPECT_THAT(said, HasSubstr("timeloop_ispass2019.yaml:3:47: error: mappings_within_5pct"));
  EXPECT_THAT(said, HasSubstr("needs 'spread_among_min_dram_mappings'"));
}

}  // namespace
}  // namespace ridge::validation
