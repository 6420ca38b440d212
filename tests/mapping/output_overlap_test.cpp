// Children of spatial loops over a rank of the written tensor: apart at the edge, overlapping one step past
// it.
#include "sim/mapping/output_overlap.hpp"

#include <gtest/gtest.h>

#include "tests/mapping/random_nest.hpp"

namespace ridge::test {
namespace {

/// Y[sum of coefficient x dimension] and nests over it.
struct Written {
  Problem problem;
  std::vector<NestEntry> nest;

  explicit Written(const std::vector<std::pair<std::int64_t, std::int64_t>>& coefficients_and_sizes) {
    Rank rank;
    for (const auto& [coefficient, size] : coefficients_and_sizes) {
      rank.terms.push_back({problem.dimensions.push_back({"D", size}), coefficient});
    }
    problem.written = problem.tensors.push_back(make_tensor("Y", Role::outputs, {rank}));
  }
  Written& temporal(std::size_t dimension, std::int64_t bound) {
    nest.push_back(NestEntry::temporal(DimensionId(dimension), bound));
    return *this;
  }
  Written& spatial(std::size_t dimension, std::int64_t bound) {
    nest.push_back(NestEntry::spatial(DimensionId(dimension), bound, FanoutId(0), Axis::x));
    return *this;
  }
  bool overlaps() {
    OutputOverlap overlap(problem, std::pmr::get_default_resource());
    return overlap.find(nest).has_value();
  }
};

TEST(OutputOverlap, AWindowAsWideAsTheStepBetweenChildrenIsApart) {
  EXPECT_FALSE(Written({{3, 5}, {1, 3}}).spatial(0, 5).temporal(1, 3).overlaps());  // 3 p + r, r < 3
  EXPECT_TRUE(Written({{3, 5}, {1, 4}}).spatial(0, 5).temporal(1, 4).overlaps());   // r < 4
}

TEST(OutputOverlap, ASingleDimensionOfARankNeverOverlaps) {
  EXPECT_FALSE(Written({{1, 8}}).spatial(0, 8).overlaps());
  EXPECT_FALSE(Written({{1, 8}, {1, 1}}).spatial(0, 8).overlaps());  // the second does not move
}

TEST(OutputOverlap, EveryFourthValueInOneChildIsApartFromWindowsThatMoveByFour) {
  // p + 4 r, child = p mod 4: all values of one child are equal mod 4
  EXPECT_FALSE(Written({{1, 12}, {4, 3}}).temporal(0, 3).spatial(0, 4).temporal(1, 3).overlaps());
  EXPECT_TRUE(Written({{1, 12}, {4, 3}}).temporal(0, 4).spatial(0, 3).temporal(1, 3).overlaps());
}

TEST(OutputOverlap, AChildThatNeverWorksOverlapsWithNone) {
  // 3 values, two blocks of up to 4 each: the second child is empty
  EXPECT_FALSE(Written({{1, 3}, {1, 3}}).spatial(0, 2).temporal(0, 4).temporal(1, 3).overlaps());
  EXPECT_TRUE(Written({{1, 5}, {1, 3}}).spatial(0, 2).temporal(0, 4).temporal(1, 3).overlaps());
}

TEST(OutputOverlap, BothDimensionsUnrolledOverlapWhereSumsMeet) {
  EXPECT_TRUE(Written({{1, 4}, {1, 4}}).spatial(0, 4).spatial(1, 4).overlaps());
  EXPECT_FALSE(Written({{4, 4}, {1, 4}}).spatial(0, 4).spatial(1, 4).overlaps());
}

TEST(OutputOverlap, LargeDimensionsAreDecidedAtOnce) {
  const std::int64_t million = 1'000'000;
  EXPECT_FALSE(
      Written({{million, million}, {1, million}}).spatial(0, million).temporal(1, million).overlaps());
  EXPECT_TRUE(Written({{million, million}, {1, million + 1}})
                  .spatial(0, million)
                  .temporal(1, million + 1)
                  .overlaps());
  // three dimensions that number the words of a cube one by one
  EXPECT_FALSE(Written({{million, 1000}, {1000, 1000}, {1, 1000}})
                   .spatial(1, 1000)
                   .temporal(0, 1000)
                   .temporal(2, 1000)
                   .overlaps());
}

TEST(OutputOverlap, ClosedFormEqualsTryingEveryValue) {
  int meeting = 0;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Dice dice(seed);
    std::vector<std::pair<std::int64_t, std::int64_t>> terms;
    for (std::size_t count = 2 + dice.below(2); count > 0; --count) {
      const std::int64_t coefficient = dice.between(1, 9);
      terms.emplace_back(coefficient, dice.between(1, 7));
    }
    Written written(terms);
    for (std::size_t loops = 1 + dice.below(5); loops > 0; --loops) {
      const std::size_t dimension = dice.below(terms.size());
      const std::int64_t bound = dice.between(1, 4);
      dice.chance(50) ? written.spatial(dimension, bound) : written.temporal(dimension, bound);
    }
    for (std::size_t dimension = 0; dimension < terms.size(); ++dimension) {  // all values have a place
      written.nest.insert(written.nest.begin(), NestEntry::temporal(DimensionId(dimension), 8));
    }
    const bool meet = outputs_meet(written.problem, written.nest);
    ASSERT_EQ(written.overlaps(), meet) << "seed " << seed;
    meeting += meet ? 1 : 0;
  }
  EXPECT_GT(meeting, 2000);
  EXPECT_LT(meeting, 18'000);
}

}  // namespace
}  // namespace ridge::test
