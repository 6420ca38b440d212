// What Gemmini's software makes of a mapping: commands counted by hand, and caches by hand.
#include "explore/validation/gemmini_driver.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explore/validation/short_mapping.hpp"
#include "tests/base/support.hpp"
#include "workloads/layer_type.hpp"

namespace ridge::validation {
namespace {

using S = GemminiSizes;
const std::vector<std::int64_t S::*> own_order{&S::n, &S::q, &S::p, &S::k, &S::s, &S::r, &S::c};

std::int64_t count_of(const GemminiCommands& commands) {
  std::int64_t count = 0;
  for (const auto& [tile, times] : commands.tiles)
    count += times;
  return count;
}

TEST(GemminiDriver, TakesLoopsOutsideTheScratchpadAsItsOwnAndTheRestAsATile) {
  std::vector<Diagnostic> warnings;
  const Machine machine = load_machine("gemmini_16x16", {}, warnings);
  Diagnostics diagnostics;
  const auto layer = make_layer(
      "layer", {"conv2d", {{"N", 1}, {"K", 64}, {"C", 32}, {"P", 8}, {"Q", 6}, {"R", 1}, {"S", 1}}, {}}, {},
      diagnostics);
  ASSERT_TRUE(layer);
  const TableCell cell{"L3[WIO] K2 Q3 - L2[WI] K16X - L1[O] K2 C2 Q2 C16X - L0[W] P8", {}};
  const auto mapping = read_short_mapping(cell, layer->problem, machine, diagnostics);
  ASSERT_TRUE(mapping);
  const GemminiTiling tiling = tiling_of(*mapping, layer->problem, *machine.level_named("Scratchpad"));
  EXPECT_EQ(tiling.tile, (S{1, 32, 32, 8, 2, 1, 1}));
  EXPECT_EQ(tiling.order, (std::vector<std::int64_t S::*>{&S::n, &S::p, &S::s, &S::r, &S::c, &S::k, &S::q}));
}

TEST(GemminiDriver, LoadsAllTilesOfEveryCommand) {
  // 4 x 4 positions, 3 x 3 taps, padded by one. Tiles of two rows: each sees a row of padding above or below.
  const auto commands = commands_of({{1, 16, 16, 4, 4, 3, 3}}, {{1, 16, 16, 4, 2, 3, 3}, own_order}, {});
  ASSERT_TRUE(commands);
  ASSERT_EQ(count_of(*commands), 2);
  for (const auto& [tile, times] : commands->tiles) {
    EXPECT_EQ(tile.pixels, 4 * 3);
    EXPECT_TRUE(tile.stores);
  }
  // 16 pixels, 9 x 16 rows of weights and 16 of results, a line each.
  EXPECT_EQ(commands->layer_bytes, (16 + 144 + 16) * 64);
}

TEST(GemminiDriver, AnEvenKernelGivesOneColumnAndOneRowMore) {
  const auto commands = commands_of({{1, 16, 16, 8, 8, 2, 2}}, {{1, 16, 16, 8, 8, 2, 2}, own_order}, {});
  ASSERT_TRUE(commands);
  EXPECT_EQ(commands->whole, (S{1, 16, 16, 9, 9, 2, 2}));
  EXPECT_EQ(count_of(*commands), 4);  // 8 x 8, 1 x 8, 8 x 1 and 1 x 1 positions
}

TEST(GemminiDriver, AStrideLoadsThePixelsBetweenAsWell) {
  const auto commands = commands_of({{1, 16, 16, 4, 4, 1, 1}, 2}, {{1, 16, 16, 4, 4, 1, 1}, own_order}, {});
  ASSERT_TRUE(commands);
  EXPECT_EQ(commands->tiles.front().first.pixels, 8 * 8);
}

TEST(GemminiDriver, StoresOnlyWhereNoSumGoesOn) {
  const auto commands = commands_of({{1, 16, 32, 4, 4, 1, 1}}, {{1, 16, 16, 4, 4, 1, 1}, own_order}, {});
  ASSERT_TRUE(commands);
  ASSERT_EQ(commands->tiles.size(), 2U);
  EXPECT_FALSE(commands->tiles[0].first.stores);
  EXPECT_TRUE(commands->tiles[1].first.stores);
}

TEST(GemminiDriver, KnowsHowLongAgoLinesPassedTheCache) {
  // K outside, Q inside: weights pass again after the inputs and results of one command, inputs after both.
  const auto commands =
      commands_of({{1, 128, 16, 4, 2, 1, 1}},
                  {{1, 64, 16, 4, 1, 1, 1}, {&S::n, &S::p, &S::c, &S::r, &S::s, &S::k, &S::q}}, {});
  ASSERT_TRUE(commands);
  const double inputs = 4 * 64, weights = 16 * 64, outputs = 4 * 64;
  const GemminiTile& first = commands->tiles[0].first;
  EXPECT_TRUE(std::isinf(first.inputs_since_bytes));
  EXPECT_TRUE(std::isinf(first.weights_since_bytes));
  // The second command: other pixels, the same weights. They claim two lines a row: 128 B from one to the
  // next.
  const GemminiTile& second = commands->tiles[1].first;
  EXPECT_TRUE(std::isinf(second.inputs_since_bytes));
  EXPECT_EQ(second.weights_since_bytes, outputs + inputs + 2 * weights);
  // The third: the first pixels again, since when all else of two commands has passed, weights twice.
  const GemminiTile& third = commands->tiles[2].first;
  EXPECT_EQ(third.inputs_since_bytes, outputs + inputs + weights + outputs + inputs);
}

TEST(GemminiDriver, RowsThatMeetInFewSetsClaimMore) {
  const CacheShape cache;
  const S whole{1, 1024, 16, 1, 1, 1, 1};
  const auto commands = commands_of({whole}, {{1, 16, 16, 1, 1, 1, 1}, own_order}, cache);
  ASSERT_TRUE(commands);
  // Of four commands three find the lines of the one before: 16 of 1,024 B pitch, which meet in 64 sets.
  const GemminiTile& second = commands->tiles[1].first;
  EXPECT_GE(second.weights_since_bytes, 16 * 1024);
  EXPECT_LT(second.weights_since_bytes, 16 * 1024 + 3 * 64);
}

TEST(GemminiDriver, GivesUpWhereCommandsAreTooMany) {
  EXPECT_FALSE(commands_of({{1, 16, 16, 64, 64, 1, 1}}, {{1, 16, 16, 1, 1, 1, 1}, own_order}, {}, 4095));
  EXPECT_TRUE(commands_of({{1, 16, 16, 64, 64, 1, 1}}, {{1, 16, 16, 1, 1, 1, 1}, own_order}, {}, 4096));
}

}  // namespace
}  // namespace ridge::validation
