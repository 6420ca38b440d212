// Errors and rank correlation, against values worked by hand.
#include "explore/validation/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace ridge::validation {
namespace {

TEST(Statistics, ErrorsAreOfTheirsAndAbsolute) {
  EXPECT_DOUBLE_EQ(absolute_error({90, 100}), 0.1);
  EXPECT_DOUBLE_EQ(absolute_error({150, 100}), 0.5);
  const std::vector<Pair> pairs{{90, 100}, {150, 100}, {30, 30}};
  const Errors errors = errors_of(pairs);
  EXPECT_EQ(errors.points, 3U);
  EXPECT_NEAR(*errors.mean, 0.2, 1e-15);
  EXPECT_DOUBLE_EQ(*errors.worst, 0.5);
}

TEST(Statistics, WithoutPointsNothingIsClaimed) {
  const Errors errors = errors_of({});
  EXPECT_EQ(errors.points, 0U);
  EXPECT_FALSE(errors.mean || errors.p90 || errors.worst || errors.rank_correlation);
}

TEST(Statistics, PercentilesLieBetweenTheNearestValues) {
  const std::vector<double> values{5, 1, 4, 2, 3};  // position 0.9 x 4 = 3.6
  EXPECT_DOUBLE_EQ(percentile(values, 0.9), 4.6);
  EXPECT_DOUBLE_EQ(percentile(values, 0), 1);
  EXPECT_DOUBLE_EQ(percentile(values, 0.5), 3);
  EXPECT_DOUBLE_EQ(percentile(values, 1), 5);
  EXPECT_DOUBLE_EQ(percentile(std::vector<double>{7}, 0.9), 7);
}

TEST(Statistics, RanksOfEqualsAreShared) {
  // ours: ranks 1, 2.5, 2.5, 4; theirs: 2, 1, 3, 4. Deviations -1.5 0 0 1.5 and -0.5 -1.5 0.5 1.5:
  // (0.75 + 2.25) / sqrt(4.5 x 5)
  const std::vector<Pair> pairs{{1, 20}, {5, 10}, {5, 30}, {9, 40}};
  EXPECT_NEAR(*rank_correlation(pairs), 3 / std::sqrt(22.5), 1e-15);
}

TEST(Statistics, WithoutTiesItIsTheTextbookFormula) {
  std::mt19937 dice(7);
  for (std::size_t n = 2; n < 40; ++n) {
    std::vector<int> order(n);
    for (std::size_t i = 0; i < n; ++i)
      order[i] = static_cast<int>(i);
    std::shuffle(order.begin(), order.end(), dice);
    std::vector<Pair> pairs;
    double squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
      pairs.push_back({static_cast<double>(i * i), 1.0 + order[i]});
      squares += (order[i] - static_cast<double>(i)) * (order[i] - static_cast<double>(i));
    }
    const double size = static_cast<double>(n);
    EXPECT_NEAR(*rank_correlation(pairs), 1 - 6 * squares / (size * (size * size - 1)), 1e-12);
  }
}

TEST(Statistics, RankCorrelationSeesOrderAlone) {
  EXPECT_DOUBLE_EQ(*rank_correlation(std::vector<Pair>{{1, 1}, {2, 100}, {3, 1e6}}), 1);
  EXPECT_DOUBLE_EQ(*rank_correlation(std::vector<Pair>{{3, 1}, {2, 100}, {1, 1e6}}), -1);
  EXPECT_FALSE(rank_correlation(std::vector<Pair>{{1, 1}}));
  EXPECT_FALSE(rank_correlation(std::vector<Pair>{{1, 1}, {1, 2}}));
}

}  // namespace
}  // namespace ridge::validation
