// Checked arithmetic and strong ids.
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

#include "base/checked.hpp"
#include "base/ids.hpp"

namespace ridge {

namespace {

constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

TEST(CheckedArithmetic, SaysWhenItLeaves64Bits) {
  EXPECT_EQ(checked_multiply(1LL << 31, 1LL << 31), 1LL << 62);
  EXPECT_EQ(checked_multiply(1LL << 32, 1LL << 31), std::nullopt);
  EXPECT_EQ(checked_add(highest - 1, 1), highest);
  EXPECT_EQ(checked_add(highest, 1), std::nullopt);
}

TEST(CheckedArithmetic, OneOverflowSticks) {
  Checked checked;
  EXPECT_EQ(checked.multiply(3, 4), 12);
  EXPECT_EQ(checked.add(3, 4), 7);
  EXPECT_EQ(checked.subtract(3, 4), -1);
  EXPECT_FALSE(checked.overflowed());
  checked.multiply(highest, 2);
  checked.add(1, 1);
  EXPECT_TRUE(checked.overflowed());
  Checked low;
  low.subtract(-highest, 2);
  EXPECT_TRUE(low.overflowed());
}

TEST(CheckedArithmetic, SaturationStopsAtTheLargestNumber) {
  EXPECT_EQ(saturating_multiply(3, 4), 12);
  EXPECT_EQ(saturating_multiply(1LL << 32, 1LL << 31), highest);
  EXPECT_EQ(saturating_multiply(0, highest), 0);
  EXPECT_EQ(saturating_add(highest - 1, 1), highest);
  EXPECT_EQ(saturating_add(highest, highest), highest);
}

TEST(CheckedArithmetic, CeilDivideRoundsUp) {
  EXPECT_EQ(ceil_divide(0, 4), 0);
  EXPECT_EQ(ceil_divide(1, 4), 1);
  EXPECT_EQ(ceil_divide(4, 4), 1);
  EXPECT_EQ(ceil_divide(5, 4), 2);
  EXPECT_EQ(ceil_divide(highest, 1), highest);
}

using LevelId = Id<struct LevelTag>;
using TensorId = Id<struct TensorTag>;

TEST(Ids, OfDifferentTablesDoNotMix) {
  EXPECT_FALSE((std::is_convertible_v<LevelId, TensorId>));
  EXPECT_FALSE((std::is_convertible_v<std::size_t, LevelId>));
  EXPECT_FALSE((std::is_constructible_v<LevelId, TensorId>));
  EXPECT_LT(LevelId(1), LevelId(2));
}

TEST(Ids, IndexTheirTable) {
  IdVector<LevelId, std::string> names;
  const LevelId dram = names.push_back("DRAM");
  const LevelId buffer = names.push_back("GLB");
  EXPECT_EQ(names[dram], "DRAM");
  EXPECT_EQ(names[buffer], "GLB");
  std::vector<std::size_t> indices;
  for (const LevelId id : names.ids())
    indices.push_back(id.index());
  EXPECT_EQ(indices, (std::vector<std::size_t>{0, 1}));
}

}  // namespace

}  // namespace ridge
