// How long Gemmini's commands take: by hand.
#include "explore/validation/gemmini_schedule.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explore/validation/catalogue.hpp"
#include "tests/base/support.hpp"

namespace ridge::validation {
namespace {

using S = GemminiSizes;
/// The machine that ships: 8 B a cycle and 128 cycles to memory with 8 requests of 64 B in flight and 1 cycle
/// for each; a cache of 16 B a cycle and 25 cycles, 2 for each request; 7.65 cycles for two instructions.
GemminiConstants shipped() {
  std::vector<Diagnostic> warnings;
  return constants_of(load_machine(shipped_data(set_named("gemmini_rtl")) / "machine.yaml", {}, warnings));
}
const GemminiConstants is = shipped();

GemminiCommands only(const GemminiTile& tile, std::int64_t times = 1) {
  return {tile.sizes, 0, {{tile, times}}};  // a layer of no bytes: all is in the cache
}
GemminiTile tile_of(const S& sizes, std::int64_t pixels, bool stores = true) {
  return {sizes, pixels, stores, 0, 0, 0};
}

TEST(GemminiSchedule, TakesItsConstantsFromTheMachine) {
  EXPECT_EQ(is.array, 16);
  EXPECT_EQ(is.line_cycles, 64 / 8 + 1);
  EXPECT_EQ(is.lone_line_cycles, 128 / 8);
  EXPECT_EQ(is.cache_bytes, 512 * 1024);
  EXPECT_EQ(is.compute_issue_cycles, 7.65);
  std::vector<Diagnostic> warnings;
  const Machine other = load_machine("gemmini_16x16", {}, warnings);
  EXPECT_THAT(test::error_of([&] { constants_of(other); }), ::testing::HasSubstr("has no level 'L2'"));
}

TEST(GemminiSchedule, LoadsByRequestsOf64BytesFromTheCache) {
  // 10 pixels of 80 channels: 20 requests, each counted as 64 B; 80 x 16 weights: 80 requests of a beat.
  const GemminiTile tile = tile_of({1, 16, 80, 10, 1, 1, 1}, 10);
  EXPECT_EQ(stages_of(tile, only(tile), is).load_cycles, 128 + 25 + 20 * (4 + 2) + 80 * (1 + 2));
  EXPECT_EQ(stages_of(tile, only(tile), is).memory_cycles, 0);
}

TEST(GemminiSchedule, MissesTakeTheMemoryALineEachAndLongerWhereLinesLieApart) {
  GemminiTile tile = tile_of({1, 16, 64, 10, 1, 1, 1}, 10, false);
  tile.inputs_since_bytes = 1e15;  // all miss
  GemminiCommands commands = only(tile);
  EXPECT_EQ(stages_of(tile, commands, is).load_cycles, 153 + 10 * (8 + 1) + 64 * 3);
  EXPECT_EQ(stages_of(tile, commands, is).memory_cycles, 10 * 9);
  commands.whole.c = 128;  // half of every pixel
  EXPECT_EQ(stages_of(tile, commands, is).load_cycles, 153 + 10 * 16 + 64 * 3);
}

TEST(GemminiSchedule, ABlockTakesItsRowsOrItsInstructionsOrItsPreload) {
  const auto compute = [](const S& sizes) {
    const GemminiTile tile = tile_of(sizes, 1);
    return stages_of(tile, only(tile), is).compute_cycles;
  };
  // One position: the 16 cycles of a preload.
  EXPECT_EQ(compute({1, 16, 16, 1, 1, 1, 1}), 16);
  // Two blocks of kernels, three of channels, 2 x 2 taps.
  EXPECT_EQ(compute({1, 17, 33, 1, 1, 2, 2}), 2 * 3 * 4 * 16);
  // 100 strips of 18 columns: 16 + 4 rows against twice two instructions.
  EXPECT_NEAR(compute({1, 16, 16, 18, 100, 1, 1}), 100 * std::pow(std::pow(20, 4) + std::pow(15.3, 4), 0.25),
              1e-9);
}

TEST(GemminiSchedule, StoresRowsOf16ResultsAndReadsFirstWhereTheyAreNarrow) {
  const GemminiTile tile = tile_of({1, 40, 16, 10, 2, 1, 1}, 20);
  EXPECT_EQ(stages_of(tile, only(tile), is).store_cycles, 20 * 3 * (1 + 2));
  const GemminiTile narrow = tile_of({1, 2, 16, 10, 2, 1, 1}, 20);
  EXPECT_EQ(stages_of(narrow, only(narrow), is).store_cycles, 20 * 25);
  const GemminiTile sums = tile_of({1, 40, 16, 10, 2, 1, 1}, 20, false);
  EXPECT_EQ(stages_of(sums, only(sums), is).store_cycles, 0);
}

TEST(GemminiSchedule, TwoCommandsAreUnderWayAtATime) {
  const GemminiTile tile = tile_of({1, 64, 64, 16, 16, 1, 1}, 256);
  const GemminiStages stages = stages_of(tile, only(tile), is);
  const double all = stages.load_cycles + stages.compute_cycles + stages.store_cycles;
  // One command has all to itself; more of them take half of it each at least, or their longest stage.
  EXPECT_DOUBLE_EQ(cycles_of(only(tile), false, is), all);
  const double each = std::max({all / 2, stages.load_cycles, stages.compute_cycles, stages.store_cycles});
  EXPECT_DOUBLE_EQ(cycles_of(only(tile, 5), false, is), all + 4 * each);
  // A matrix product goes on with what is there.
  EXPECT_DOUBLE_EQ(cycles_of(only(tile, 5), true, is),
                   all + 4 * std::max({stages.load_cycles, stages.compute_cycles, stages.store_cycles}));
}

TEST(GemminiSchedule, TheHostTakesItsTimeForEveryCommand) {
  const GemminiTile tile = tile_of({1, 16, 16, 1, 1, 1, 1}, 1, false);
  const GemminiStages stages = stages_of(tile, only(tile), is);
  ASSERT_LT(stages.load_cycles + stages.compute_cycles, 500);
  EXPECT_DOUBLE_EQ(cycles_of(only(tile, 9), false, is), stages.load_cycles + stages.compute_cycles + 8 * 500);
}

TEST(GemminiSchedule, ACacheThatReplacesAtRandomKeepsAPartOfWhatDoesNotFit) {
  EXPECT_EQ(missing_part(100, 100), 0);
  EXPECT_EQ(missing_part(0, 100), 0);
  for (const double since : {150.0, 300.0, 1000.0}) {
    const double missing = missing_part(since, 100);
    EXPECT_NEAR(missing, 1 - std::exp(-missing * since / 100), 1e-6);
    EXPECT_GT(missing, 0.5);
  }
  EXPECT_GT(missing_part(120, 100), 0.2);
  EXPECT_LT(missing_part(120, 100), missing_part(150, 100));
}

}  // namespace
}  // namespace ridge::validation
