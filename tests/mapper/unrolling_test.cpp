// Unrollings and the fewest compute steps, against trying all of them.
#include "mapper/unrolling.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "mapper/factors.hpp"
#include "tests/mapper/cases.hpp"

namespace ridge::mapper {
namespace {

using test::Case;

/// Tries every bound of every dimension on every axis; only those that divide where all must.
class Trial {
 public:
  explicit Trial(const Space& space) : space_(space) {
    for (const Dimension& dimension : space.problem().dimensions)
      lanes_.push_back(1), bounds_.push_back(dimension.bound);
    for (const Fanout& fanout : space.machine().fanouts) {
      rooms_.push_back(fanout.size[0]);
      rooms_.push_back(fanout.size[1]);
    }
    try_all(0);
  }
  std::int64_t fewest() const { return fewest_; }

 private:
  void try_all(std::size_t at) {
    if (at == rooms_.size() * lanes_.size()) {
      std::int64_t steps = 1;
      for (std::size_t d = 0; d < lanes_.size(); ++d) {
        if (space_.options().perfect && bounds_[d] % lanes_[d] != 0) return;
        steps *= (bounds_[d] + lanes_[d] - 1) / lanes_[d];
      }
      fewest_ = std::min(fewest_, steps);
      return;
    }
    const std::size_t axis = at / lanes_.size();
    const std::size_t d = at % lanes_.size();
    const TripLimits limits =
        space_.spatial_limits(FanoutId(axis / 2), axis % 2 == 0 ? Axis::x : Axis::y, DimensionId(d));
    for (std::int64_t bound = 1; bound <= std::min(rooms_[axis], limits.most); ++bound) {
      const std::int64_t room = rooms_[axis];
      rooms_[axis] /= bound;
      lanes_[d] *= bound;
      try_all(at + 1);
      lanes_[d] /= bound;
      rooms_[axis] = room;
    }
  }

  const Space& space_;
  std::vector<std::int64_t> lanes_, bounds_, rooms_;
  std::int64_t fewest_ = std::numeric_limits<std::int64_t>::max();
};

/// The most lanes with work, by trying every unrolling; with bounds that divide, one axis of a fanout for
/// each dimension, when `even`.
class WidestTrial {
 public:
  WidestTrial(const Space& space, bool even) : space_(space), even_(even) {
    for (const Fanout& fanout : space.machine().fanouts) {
      rooms_.push_back(fanout.size[0]);
      rooms_.push_back(fanout.size[1]);
    }
    bounds_.assign(rooms_.size() * space.problem().dimensions.size(), 1);
    try_all(0);
  }
  std::int64_t most() const { return most_; }

 private:
  std::int64_t along(std::size_t d) const {
    std::int64_t lanes = 1;
    for (std::size_t axis = 0; axis < rooms_.size(); ++axis)
      lanes *= bounds_[axis * space_.problem().dimensions.size() + d];
    return lanes;
  }

  void try_all(std::size_t at) {
    const std::size_t dimensions = space_.problem().dimensions.size();
    if (at == bounds_.size()) {
      std::int64_t lanes = 1;
      for (std::size_t d = 0; d < dimensions; ++d) {
        const std::int64_t size = space_.problem().dimensions[DimensionId(d)].bound;
        if (even_ && size % along(d) != 0) return;
        lanes *= std::min(size, along(d));
      }
      most_ = std::max(most_, lanes);
      return;
    }
    const std::size_t axis = at / dimensions;
    const TripLimits limits = space_.spatial_limits(FanoutId(axis / 2), axis % 2 == 0 ? Axis::x : Axis::y,
                                                    DimensionId(at % dimensions));
    const bool taken = even_ && axis % 2 == 1 && bounds_[at - dimensions] > 1;
    const std::int64_t most = taken ? 1 : std::min(rooms_[axis], limits.most);
    for (std::int64_t bound = 1; bound <= most; ++bound) {
      const std::int64_t room = rooms_[axis];
      rooms_[axis] /= bound;
      bounds_[at] = bound;
      try_all(at + 1);
      bounds_[at] = 1;
      rooms_[axis] = room;
    }
  }

  const Space& space_;
  bool even_;
  std::vector<std::int64_t> rooms_, bounds_;
  std::int64_t most_ = 0;
};

Case random_case(std::uint64_t seed) {
  test::Dice dice(seed);
  const auto size = [&](std::size_t most) { return static_cast<std::int64_t>(1 + dice.roll(most)); };
  Case made{test::matrix_product(size(9), size(9), size(9)), test::empty_machine()};
  test::add_level(made.machine, {"DRAM", 0, 1, 0, false, {}});
  test::add_fanout(made.machine, size(7), size(3), true, dice.flip());
  if (dice.flip()) test::add_fanout(made.machine, size(3), 1, true, true);
  return made;
}

TEST(FewestSteps, EqualTheBestOfAllUnrollings) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Case given = random_case(seed);
    Constraints constraints = Constraints::none(given.problem, given.machine);
    if (seed % 3 == 0) constraints.spatial[FanoutId(0)][0].bounds[DimensionId(seed % 3)].most = 2;
    const Space space(given.problem, given.machine, constraints);
    EXPECT_EQ(fewest_steps(space), Trial(space).fewest()) << "seed " << seed;
  }
}

TEST(FewestSteps, EqualTheBestOfAllUnrollingsThatDivide) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Case given = random_case(seed);
    Constraints constraints = Constraints::none(given.problem, given.machine);
    if (seed % 3 == 0) constraints.spatial[FanoutId(0)][0].bounds[DimensionId(seed % 2)].most = 3;
    SpaceOptions options;
    options.perfect = true;
    const Space space(given.problem, given.machine, constraints, options);
    EXPECT_EQ(fewest_steps(space), Trial(space).fewest()) << "seed " << seed;
    for (const Unrolling& unrolling : best_unrollings(space, 20)) {
      IdVector<DimensionId, std::int64_t> left;
      for (const Dimension& dimension : given.problem.dimensions)
        left.push_back(dimension.bound);
      for (const SpatialLoop& loop : unrolling) {
        EXPECT_EQ(left[loop.dimension] % loop.bound, 0) << "seed " << seed;
        left[loop.dimension] /= loop.bound;
      }
    }
  }
}

TEST(MostLanes, EqualTheWidestOfAllUnrollings) {
  for (const bool even : {false, true}) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      const Case given = random_case(seed);
      Constraints constraints = Constraints::none(given.problem, given.machine);
      if (seed % 3 == 0) constraints.spatial[FanoutId(0)][0].bounds[DimensionId(seed % 2)].most = 2;
      const Space space(given.problem, given.machine, constraints, {false, even, {}});
      const auto most = most_lanes(space);
      ASSERT_TRUE(most);
      EXPECT_EQ(most->lanes, WidestTrial(space, even).most()) << "seed " << seed;
      std::int64_t lanes = 1;
      for (const SpatialLoop& loop : most->unrolling)
        lanes *= loop.bound;
      EXPECT_GE(lanes, most->lanes) << "seed " << seed;
      EXPECT_LE(lanes, given.machine.lanes()) << "seed " << seed;
    }
  }
}

TEST(MostLanes, LeaveTemporalLoopsTheTripsTheyMustHave) {
  const Case given{test::matrix_product(12, 1, 1), test::three_levels(64, 12, 1, 16)};
  Constraints constraints = Constraints::none(given.problem, given.machine);
  constraints.temporal[LevelId(2)].bounds[DimensionId(0)].least = 3;
  EXPECT_EQ(most_lanes(Space(given.problem, given.machine, constraints, {false, true, {}}))->lanes, 4);
}

TEST(MostLanes, OfManyWideAxesAreNotCounted) {
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 1, 0, false, {}});
  for (int i = 0; i < 4; ++i)
    test::add_fanout(machine, 100, 100, true, true);
  const Problem problem = test::matrix_product(1000, 1000, 1000);
  EXPECT_FALSE(most_lanes(Space(problem, machine, Constraints::none(problem, machine))));
}

TEST(FewestSteps, OfManyWideAxesAreIterationsOverLanes) {
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 1, 0, false, {}});
  for (int i = 0; i < 4; ++i)
    test::add_fanout(machine, 100, 100, true, true);
  const Problem problem = test::matrix_product(1000, 1000, 1000);
  const Space space(problem, machine, Constraints::none(problem, machine));
  EXPECT_EQ(fewest_steps(space), 1);  // 10^9 iterations on 10^16 lanes
  const Problem larger = test::matrix_product(10'000, 1'000'000, 30'000'000);
  EXPECT_EQ(fewest_steps(Space(larger, machine, Constraints::none(larger, machine))), 30);
}

TEST(Unrollings, ComeBestFirstLegalAndEachWithOtherDimensions) {
  int best_of_all = 0;
  int cases = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Case given = random_case(seed);
    const Space space(given.problem, given.machine, Constraints::none(given.problem, given.machine));
    const auto unrollings = best_unrollings(space, 16);
    ASSERT_FALSE(unrollings.empty());
    std::int64_t last = 0;
    for (const Unrolling& unrolling : unrollings) {
      std::int64_t steps = 1;
      for (DimensionId dimension : given.problem.dimensions.ids()) {
        std::int64_t trips = given.problem.dimensions[dimension].bound;
        for (const SpatialLoop& loop : unrolling) {
          if (loop.dimension == dimension) trips = (trips + loop.bound - 1) / loop.bound;
        }
        steps *= trips;
      }
      EXPECT_GE(steps, last);
      last = steps;
      if (&unrolling == &unrollings.front()) best_of_all += steps == fewest_steps(space) ? 1 : 0;
    }
    ++cases;
  }
  EXPECT_GE(best_of_all * 10, cases * 9) << "two dimensions an axis nearly always reach the fewest steps";
}

TEST(Unrollings, HaveTheLanesThatMustHaveWork) {
  const Machine machine = test::three_levels(64, 8, 4, 16);
  const std::vector<Problem> problems{test::matrix_product(12, 16, 10), test::matrix_product(5, 7, 3),
                                      test::convolution_2d({2, 2, 2, 2, 2, 1, 1}, 1)};
  for (const Problem& problem : problems) {
    for (const double least : {0.3, 0.75, 1.0}) {
      Constraints constraints = Constraints::none(problem, machine);
      constraints.used_lanes.least = least;
      const auto unrollings = best_unrollings(Space(problem, machine, constraints), 16);
      // All of x only with three of the convolution's dimensions on it.
      EXPECT_FALSE(unrollings.empty()) << problem.name << " " << least;
      for (const Unrolling& unrolling : unrollings) {
        std::int64_t lanes = 1;
        for (const SpatialLoop& loop : unrolling)
          lanes *= loop.bound;
        EXPECT_GE(static_cast<double>(lanes), 32 * least) << problem.name;
      }
    }
  }
}

TEST(Factors, AreThoseThatTrialDivisionFinds) {
  for (std::int64_t n = 1; n <= 400; ++n) {
    std::vector<std::int64_t> divisors;
    for (std::int64_t d = 1; d <= n; ++d) {
      if (n % d == 0) divisors.push_back(d);
    }
    EXPECT_EQ(divisors_of(n), divisors);
    for (std::int64_t limit = 1; limit <= n + 1; ++limit) {
      const auto above = std::upper_bound(divisors.begin(), divisors.end(), limit);
      EXPECT_EQ(largest_divisor(n, limit), *std::prev(above));
      const auto from = std::lower_bound(divisors.begin(), divisors.end(), limit);
      EXPECT_EQ(smallest_divisor(n, limit), from == divisors.end() ? 0 : *from);
    }
    std::int64_t rest = n;
    for (const std::int64_t prime : primes_of(n)) {
      EXPECT_EQ(divisors_of(prime).size(), 2U);
      while (rest % prime == 0)
        rest /= prime;
    }
    EXPECT_EQ(rest, 1);
  }
}

TEST(Factors, OfTheLargestBoundsAreQuick) {
  constexpr std::int64_t two61 = std::int64_t{1} << 61U;
  constexpr std::int64_t mersenne31 = 2147483647;
  EXPECT_EQ(primes_of(two61), std::vector<std::int64_t>{2});
  EXPECT_EQ(divisors_of(two61).size(), 62U);
  EXPECT_EQ(largest_divisor(two61, 100), 64);
  EXPECT_EQ(smallest_divisor(two61, 100), 128);
  EXPECT_EQ(primes_of(two61 - 1), std::vector<std::int64_t>{two61 - 1});  // a Mersenne prime
  EXPECT_EQ(largest_divisor(two61 - 1, two61 - 2), 1);
  EXPECT_EQ(smallest_divisor(two61 - 1, 2), two61 - 1);
  EXPECT_EQ(primes_of(mersenne31 * 2147483629), (std::vector<std::int64_t>{2147483629, mersenne31}));
  EXPECT_EQ(divisors_of(mersenne31 * mersenne31),
            (std::vector<std::int64_t>{1, mersenne31, mersenne31 * mersenne31}));
  EXPECT_EQ(primes_of(std::numeric_limits<std::int64_t>::max()),
            (std::vector<std::int64_t>{7, 73, 127, 337, 92737, 649657}));
}

}  // namespace
}  // namespace ridge::mapper
