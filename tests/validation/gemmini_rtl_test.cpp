// Gemmini's RTL: what is read, and how far off we are.
#include "explore/validation/gemmini_rtl.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explore/validation/catalogue.hpp"
#include "tests/base/support.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::validation {
namespace {

using ::testing::HasSubstr;

constexpr const char* header =
    "mapping.mapping,arch.mem1_entries,arch.mem2_entries,prob.C,prob.Hdilation,prob.Hstride,prob.K,prob.N,"
    "prob.P,prob.Q,prob.R,prob.S,prob.Wdilation,prob.Wstride,target.cycle,target.gemmini_cycle\n";

/// 64 kernels over 64 channels at 64 positions: 4,096 words of weights and as many of inputs.
std::string row(int scratchpad_words) {
  return "L3[WIO] K2 - L2[WI] K16X - L1[O] K2 C4 C16X - L0[W] P64,128," + std::to_string(scratchpad_words) +
         ",64,1,1,64,1,64,1,1,1,1,1,1024,3000\n";
}

class Points : public ::testing::Test {
 protected:
  Set run(const std::string& rows) {
    folder_.write("points.csv", header + rows);
    return gemmini_rtl_set(folder_.path(), Fidelity::closed);
  }
  test::Folder folder_;
};

TEST_F(Points, LoadsRunAheadOnlyWhereASecondTileFits) {
  // Tiles are 2,048 words of weights, which change, and all 4,096 of inputs, which do not.
  const Set set = run(row(2 * 2048 + 4096) + row(2048 + 4096) + row(2048 + 4096 - 1));
  const std::vector<Row>& rows = set.comparisons.back().rows;  // of the nest alone
  ASSERT_EQ(rows.size(), 3U);
  ASSERT_TRUE(rows[0].ours && rows[1].ours);
  EXPECT_LT(*rows[0].ours, *rows[1].ours);
  // No stream passes DRAM's 8 B a cycle faster than it can: 4,096 words of each tensor.
  EXPECT_GE(*rows[0].ours, 3 * 4096 / 8);
  EXPECT_FALSE(rows[2].ours);
  EXPECT_THAT(rows[2].note, HasSubstr("Scratchpad"));
  EXPECT_EQ(rows[0].theirs, 3000);
  EXPECT_EQ(rows[0].peers, 1024);
  EXPECT_EQ(set.comparisons.front().errors().points, 2U);
  EXPECT_EQ(set.comparisons.back().errors().points, 2U);
}

TEST_F(Points, WhatDoesNotFitHasNoCyclesEither) {
  const Set set = run(row(2048 + 4096 - 1));
  EXPECT_FALSE(set.comparisons.front().rows.front().ours);
  EXPECT_THAT(set.comparisons.front().rows.front().note, HasSubstr("Scratchpad"));
}

TEST_F(Points, MoreCommandsThanCanBeWalkedThroughAreSaidToBe) {
  const Set set =
      run("L3[WIO] P4096 Q4096 - L2[WI] K16X - L1[O] C16X - L0[W] P1,128,100000,"
          "16,1,1,16,1,4096,4096,1,1,1,1,1024,3000\n");
  EXPECT_FALSE(set.comparisons.front().rows.front().ours);
  EXPECT_THAT(set.comparisons.front().rows.front().note, HasSubstr("too many commands"));
  EXPECT_TRUE(set.comparisons.back().rows.front().ours);
}

TEST_F(Points, EveryWrongCellIsFound) {
  std::string bad = row(100000);
  bad.replace(bad.find(",64,1,1,64"), 10, ",0,1,1,6x4");
  const std::string said = test::error_of([&] { run(row(100000) + bad); });
  EXPECT_THAT(said, HasSubstr("points.csv:3:"));
  EXPECT_THAT(said, HasSubstr("prob.C is '0'"));
  EXPECT_THAT(said, HasSubstr("prob.K is '6x4'"));
}

TEST(GemminiRtl, IsPredictedWithinTenPerCentInTheMean) {
  const Set set = gemmini_rtl_set(shipped_data(set_named("gemmini_rtl")), Fidelity::closed);
  ASSERT_EQ(set.comparisons.size(), 2U);
  const Errors run = set.comparisons.front().errors();
  const Errors nest = set.comparisons.back().errors();
  const Errors timeloops = set.comparisons.front().peer_errors();
  EXPECT_EQ(run.points, 111U);
  EXPECT_EQ(timeloops.points, 111U);
  EXPECT_LT(*run.mean, 0.10);
  EXPECT_LT(*run.p90, 0.20);
  EXPECT_GT(*run.rank_correlation, 0.99);
  EXPECT_LT(*nest.mean, *timeloops.mean);
  EXPECT_LT(*nest.p90, *timeloops.p90);
  EXPECT_GT(*nest.rank_correlation, 0.97);
}

TEST(GemminiRtl, WhatShipsIsWhatTheReferenceHas) {
  const auto folder = timeloop::reference_folder();
  if (!folder) GTEST_SKIP() << "../shared/reference is not there";
  const Set theirs = gemmini_rtl_set(*folder / "gemmini_rtl", Fidelity::closed);
  const Set ours = gemmini_rtl_set(shipped_data(set_named("gemmini_rtl")), Fidelity::closed);
  ASSERT_EQ(theirs.comparisons.front().rows.size(), ours.comparisons.front().rows.size());
  for (std::size_t i = 0; i < ours.comparisons.front().rows.size(); ++i) {
    const Row& a = theirs.comparisons.front().rows[i];
    const Row& b = ours.comparisons.front().rows[i];
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.ours, b.ours);
    EXPECT_EQ(a.theirs, b.theirs);
    EXPECT_EQ(a.peers, b.peers);
  }
}

}  // namespace
}  // namespace ridge::validation
