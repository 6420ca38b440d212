// The front of a layer against that of every nest there is, on small random cases.
// RIDGE_CASES=1000 RIDGE_SEED=7000 test_mapper --gtest_filter='Front.*'     searches more, or other, cases
#include "mapper/front.hpp"

#include <gtest/gtest.h>

#include "sim/verify/enumerate.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

using test::Case;

/// Points whose energy differs from a faster one's by rounding alone are none.
std::vector<verify::FrontPoint> told_apart(const std::vector<verify::FrontPoint>& front) {
  std::vector<verify::FrontPoint> points;
  for (const verify::FrontPoint& point : front) {
    if (points.empty() || point.energy_pj < points.back().energy_pj * (1 - 1e-11)) points.push_back(point);
  }
  return points;
}

void compare(const Case& small, const Front& front, const verify::Least& optimum) {
  const std::vector<verify::FrontPoint> expected = told_apart(optimum.front);
  if (expected.empty()) {
    EXPECT_EQ(front.status, SearchStatus::infeasible);
    EXPECT_TRUE(front.points.empty());
    return;
  }
  EXPECT_EQ(front.status, SearchStatus::optimal);
  ASSERT_EQ(front.points.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const FrontPoint& point = front.points[i];
    EXPECT_EQ(point.evaluation.cycles, expected[i].cycles)
        << print_nest(expected[i].mapping, small.problem, small.machine);
    EXPECT_NEAR(*point.evaluation.energy_pj, expected[i].energy_pj, 1e-11 * expected[i].energy_pj)
        << print_nest(expected[i].mapping, small.problem, small.machine);
    EXPECT_EQ(point.status, SearchStatus::optimal);
    EXPECT_EQ(find_violation(small.problem, small.machine, point.mapping), std::nullopt);
  }
}

/// So many cases with few enough nests to enumerate. Returns how many points their fronts have in all.
std::size_t compare_fronts(Case (*made)(std::uint64_t seed), std::uint64_t wanted, std::int64_t most_nests) {
  std::size_t points = 0;
  std::uint64_t cases = 0;
  for (std::uint64_t seed = test::setting("RIDGE_SEED", 1); cases < wanted; ++seed) {
    const Case small = made(seed);
    const Constraints none = Constraints::none(small.problem, small.machine);
    const auto optimum =
        verify::enumerate(small.problem, small.machine, none, {.most_nests = test::few_nests(most_nests)});
    if (!optimum || optimum->nests == 0) continue;
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    ++cases;
    const Front front = pareto_front(small.problem, small.machine, none);
    compare(small, front, *optimum);
    points += front.points.size();
  }
  return points;
}

TEST(Front, EqualsTheFrontOfAllNests) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(200));
  EXPECT_GT(compare_fronts(test::random_small_case, cases, 30'000), cases) << "most fronts are one point";
}

TEST(Front, EqualsTheFrontOfAllNestsWithWindows) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(100));
  EXPECT_GT(compare_fronts(test::random_window_case, cases, 30'000), cases) << "most fronts are one point";
}

TEST(Front, IsEmptyWhereNoMappingExists) {
  const Case given{test::matrix_product(4, 4, 1), test::three_levels(64, 2, 2, 2)};
  const Front front =
      pareto_front(given.problem, given.machine, Constraints::none(given.problem, given.machine));
  EXPECT_EQ(front.status, SearchStatus::infeasible);
  EXPECT_EQ(front.end, SearchEnd::proven);
  EXPECT_TRUE(front.points.empty());
  ASSERT_TRUE(front.infeasible);
  EXPECT_FALSE(front.infeasible->sentence.empty());
}

TEST(Front, ClaimsNothingThatWasNotProven) {
  const Case given{test::convolution_2d({1, 32, 16, 14, 14, 3, 3}, 1),
                   test::three_levels(16 * 1024, 8, 8, 128)};
  SearchOptions options;
  options.effort = 1500;
  const Front front =
      pareto_front(given.problem, given.machine, Constraints::none(given.problem, given.machine), options);
  EXPECT_EQ(front.status, SearchStatus::limit_reached);
  EXPECT_EQ(front.end, SearchEnd::effort);
  ASSERT_GE(front.points.size(), 2U);
  for (std::size_t i = 0; i < front.points.size(); ++i) {
    const FrontPoint& point = front.points[i];
    EXPECT_EQ(point.status, SearchStatus::limit_reached);
    EXPECT_LE(point.least_energy_pj, *point.evaluation.energy_pj);
    EXPECT_GE(point.evaluation.cycles, front.least_cycles);
    if (i == 0) continue;
    EXPECT_GT(point.evaluation.cycles, front.points[i - 1].evaluation.cycles);
    EXPECT_LT(*point.evaluation.energy_pj, *front.points[i - 1].evaluation.energy_pj);
  }
}

TEST(Front, EndsAtItsTimeLimit) {
  const Case given{test::convolution_2d({1, 32, 16, 14, 14, 3, 3}, 1),
                   test::three_levels(16 * 1024, 8, 8, 128)};
  SearchOptions options;
  options.effort = 1'000'000'000'000;
  options.time_limit = Seconds{0.2};
  const Front front =
      pareto_front(given.problem, given.machine, Constraints::none(given.problem, given.machine), options);
  EXPECT_EQ(front.status, SearchStatus::limit_reached);
  EXPECT_EQ(front.end, SearchEnd::time_limit);
  EXPECT_TRUE(front.cut_short());
  EXPECT_LT(front.stats.seconds, 5);
}

}  // namespace
}  // namespace ridge
