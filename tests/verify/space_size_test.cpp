// The number of nests, counted without looking at them, against the nests that are there.
#include "sim/verify/space_size.hpp"

#include <gtest/gtest.h>

#include "sim/verify/enumerate.hpp"
#include "sim/verify/splits.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/sanitized.hpp"

namespace ridge::verify {
namespace {

constexpr std::int64_t most_nests = 20'000;

void compare_cases(test::Case (*made)(std::uint64_t seed), std::uint64_t wanted, Form form = Form::any) {
  std::uint64_t cases = 0;
  for (std::uint64_t seed = 1; cases < wanted; ++seed) {
    const test::Case small = made(seed);
    const Constraints constraints = seed % 2 == 0 ? test::random_constraints(small, seed)
                                                  : Constraints::none(small.problem, small.machine);
    const auto counted = count_nests(small.problem, small.machine, constraints, form);
    ASSERT_TRUE(counted);
    if (*counted > static_cast<double>(most_nests)) continue;
    ++cases;
    EnumerateOptions options;
    options.form = form;
    const auto least = enumerate(small.problem, small.machine, constraints, options);
    ASSERT_TRUE(least);
    EXPECT_EQ(*counted, static_cast<double>(least->nests)) << "case of seed " << seed;
  }
}

TEST(SpaceSize, IsTheNumberOfNestsThatAreEnumerated) {
  compare_cases(test::random_small_case, test::random_cases(400));
}

TEST(SpaceSize, IsTheNumberOfNestsWithWindows) {
  compare_cases(test::random_window_case, test::random_cases(200));
}

TEST(SpaceSize, IsTheNumberOfNestsOverTwoFanouts) {
  compare_cases(test::random_case_of_two_fanouts, test::random_cases(200));
}

TEST(SpaceSize, IsTheNumberOfPerfectNests) {
  compare_cases(test::random_small_case, test::random_cases(200), Form::perfect);
  compare_cases(test::random_case_of_two_fanouts, test::random_cases(200), Form::perfect);
}

/// One dimension of 7 below DRAM and below a node of A: whole, or split in two with an inner loop of 2 to 6.
TEST(SpaceSize, OfImperfectLoopsCountsEveryInnerBound) {
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 50, 0, false, RoleSet::all()});
  test::add_level(machine, {"Buffer", 0, 1, 0, false, RoleSet()});
  machine.levels[LevelId(1)].may_keep = RoleSet(1);
  const Problem problem = test::matrix_product(7, 1, 1);
  const Constraints none = Constraints::none(problem, machine);
  EXPECT_EQ(count_nests(problem, machine, none), 1 + 2);  // without the node; the loop above it, or below
  EXPECT_EQ(count_nests(problem, machine, none, Form::imperfect), 1 + 2 + 5);
}

/// Two factors of at least 2 whose product is at most 10, in order, and so on: by trying all.
TEST(SpaceSize, OfProductsUpToANumber) {
  OrderedProducts products;
  for (const std::int64_t most : {1, 2, 3, 4, 10, 31, 64, 100}) {
    for (std::size_t factors = 0; factors < 6; ++factors) {
      double sum = 0;
      for (std::int64_t trips = 1; trips <= most; ++trips)
        sum += products.ways(trips, factors);
      EXPECT_EQ(products.ways_up_to(most, factors), sum) << most << ' ' << factors;
    }
  }
}

/// Two fanouts, one above the other, and tensors that need not be kept outside: homes among the loops.
TEST(SpaceSize, CountsHomesBelowLoopsAndFanoutsInARow) {
  const Problem problem = test::matrix_product(4, 3, 1);
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 50, 2, false, RoleSet()});
  test::add_fanout(machine, 2, 1, true, true);
  test::add_fanout(machine, 1, 2, true, true);
  test::add_level(machine, {"RF", 40, 1, 4, false, RoleSet()});
  const Constraints none = Constraints::none(problem, machine);
  const auto least = enumerate(problem, machine, none);
  ASSERT_TRUE(least);
  EXPECT_EQ(count_nests(problem, machine, none), static_cast<double>(least->nests));
  EXPECT_GT(least->nests, 1000);
}

/// A matrix product of one multiplication on a memory that keeps all: one nest.
TEST(SpaceSize, OfNothingToDecideIsOne) {
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 50, 0, false, RoleSet::all()});
  const Problem problem = test::matrix_product(1, 1, 1);
  EXPECT_EQ(count_nests(problem, machine, Constraints::none(problem, machine)), 1);
}

/// Loops over M, N and K of 2 below DRAM alone: 3! orders. With 4 for M: one loop of 4 (6), as two loops of 2
/// would stand in one gap.
TEST(SpaceSize, OfLoopsInOneGapIsTheNumberOfTheirOrders) {
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 50, 0, false, RoleSet::all()});
  for (const std::int64_t m : {2, 4}) {
    const Problem problem = test::matrix_product(m, 2, 2);
    EXPECT_EQ(count_nests(problem, machine, Constraints::none(problem, machine)), 6);
  }
}

TEST(SpaceSize, OfALevelThatMustKeepAndBypassIsNone) {
  const Problem problem = test::matrix_product(4, 4, 4);
  const Machine machine = test::three_levels(64, 2, 2, 16);
  Constraints constraints = Constraints::none(problem, machine);
  constraints.keep[LevelId(2)][TensorId(1)] = false;
  EXPECT_EQ(count_nests(problem, machine, constraints), 0);
}

TEST(SpaceSize, OfALargeLayerIsCountedToo) {
  const Machine machine = test::three_levels(65536, 16, 16, 512);
  const Problem layer = test::convolution_2d({1, 64, 64, 56, 56, 3, 3}, 1);
  const auto nests = count_nests(layer, machine, Constraints::none(layer, machine));
  ASSERT_TRUE(nests);
  EXPECT_GT(*nests, 1e15);
}

TEST(SpaceSize, IsUnknownWhereEvenCountingIsTooMuch) {
  Machine fanouts = test::three_levels(64, 2, 2, 16);
  for (int i = 0; i < 6; ++i)
    test::add_fanout(fanouts, 2, 1, true, true);
  const Problem small = test::matrix_product(4, 4, 4);
  EXPECT_EQ(count_nests(small, fanouts, Constraints::none(small, fanouts)), std::nullopt);

  const Machine ordinary = test::three_levels(64, 2, 2, 16);
  const Problem long_one = test::matrix_product(std::int64_t{1} << 32, 4, 4);
  EXPECT_EQ(count_nests(long_one, ordinary, Constraints::none(long_one, ordinary)), std::nullopt);
}

/// Levels that could be kept in more ways than memory holds, and axes wider than anyone builds: it gives up.
TEST(SpaceSize, GivesUpOnWhatItWouldNotComeToAnEndWith) {
  if (test::sanitized) GTEST_SKIP() << "what takes seconds takes minutes";
  Machine levels = test::three_levels(64, 2, 2, 16);
  for (int i = 0; i < 40; ++i)
    test::add_level(levels, {"L" + std::to_string(i), 64, 1, 0, false, RoleSet()});
  const Problem small = test::matrix_product(4, 4, 4);
  EXPECT_EQ(count_nests(small, levels, Constraints::none(small, levels)), std::nullopt);

  Machine wide = test::three_levels(64, 1 << 20, 1 << 20, 16);
  test::add_fanout(wide, 1 << 20, 1 << 20, true, true);
  const Problem large = test::convolution_2d({1 << 10, 1 << 11, 1 << 12, 997, 1001, 31, 33}, 1);
  EXPECT_EQ(count_nests(large, wide, Constraints::none(large, wide)), std::nullopt);
}

}  // namespace
}  // namespace ridge::verify
