// How often loops must repeat above a node, against trying every number of trips.
#include "mapper/exact/fewest_trips.hpp"

#include <gtest/gtest.h>

#include "tests/mapper/cases.hpp"

namespace ridge {
namespace {

using mapper::Width;

/// Weights[k, n] in a buffer beside one word of inputs (1 B) and one partial sum (4 B), 4 lanes of n below.
std::int64_t weight_bytes(std::int64_t k, std::int64_t n, bool changes) {
  return k * std::min<std::int64_t>(4 * n, 30) * (changes ? 2 : 1);
}

TEST(FewestTrips, AreTheFewestOfAllTripsWithWhichATileFits) {
  const Problem problem = test::matrix_product(5, 30, 24);
  const DimensionId n(1);
  const TensorId weights(0);
  const LevelId buffer(1);
  for (std::int64_t size = 10; size <= 800; size += 5) {
    Machine machine = test::empty_machine();
    test::add_level(machine, {"DRAM", 0, 50, 2, false, RoleSet::all()});
    test::add_level(machine, {"GLB", size, 5, 8, true, RoleSet::all()});
    test::add_fanout(machine, 4, 1, true, false);
    const Constraints none = Constraints::none(problem, machine);
    const mapper::Space space(problem, machine, none, {});
    const mapper::Shape shape(problem);
    const cost::Setting setting(problem, machine);
    const mapper::Placement everywhere(2, IdVector<TensorId, std::uint8_t>(3, 1));
    const mapper::Unrolling lanes{{FanoutId(0), Axis::x, n, 4}};
    const mapper::Root root(space, shape, setting, everywhere, lanes);
    ASSERT_EQ(root.trips()[shape.active(n)], 8) << "30 indices of n in 4 lanes";
    const std::int64_t room = size - root.least_demand(buffer, weights);
    mapper::FewestTrips fewest(space, shape);
    for (const mapper::ActiveMask looped : {2U, 4U, 6U}) {  // n, k, both
      double least = std::numeric_limits<double>::infinity();
      for (std::int64_t above_n = 1; above_n <= 8; ++above_n) {
        for (std::int64_t above_k = 1; above_k <= 24; ++above_k) {
          const bool divide = 8 % above_n == 0 && 24 % above_k == 0;
          const bool allowed = ((looped & 2U) != 0 || above_n == 1) && ((looped & 4U) != 0 || above_k == 1);
          const std::int64_t k = (looped & 4U) != 0 ? 24 / above_k : 1;
          const std::int64_t trips_n = (looped & 2U) != 0 ? 8 / above_n : 1;
          if (!divide || !allowed || weight_bytes(k, trips_n, above_n * above_k > 1) > room) continue;
          least = std::min(least, static_cast<double>(above_n * above_k));
        }
      }
      for (int twice = 0; twice < 2; ++twice)  // the second time from memory
        EXPECT_EQ(fewest.above(root, weights, buffer, looped, Width::complete), least)
            << "size " << size << ", dimensions " << looped;
    }
    EXPECT_EQ(fewest.above(root, weights, buffer, 1U, Width::complete), 1) << "m is none of its dimensions";
    EXPECT_EQ(fewest.above(root, weights, LevelId(0), 6U, Width::complete), 1) << "DRAM has no limit";
  }
}

TEST(FewestTrips, OfPartialResultsAreMore) {
  const Problem problem = test::matrix_product(16, 16, 16);
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 50, 2, false, RoleSet::all()});
  test::add_level(machine, {"GLB", 128, 5, 8, false, RoleSet::all()});
  test::add_level(machine, {"RF", 64, 1, 8, false, RoleSet::all()});
  const Constraints none = Constraints::none(problem, machine);
  const mapper::Space space(problem, machine, none, {});
  const mapper::Shape shape(problem);
  const cost::Setting setting(problem, machine);
  const mapper::Placement everywhere(3, IdVector<TensorId, std::uint8_t>(3, 1));
  const mapper::Unrolling none_unrolled;
  const mapper::Root root(space, shape, setting, everywhere, none_unrolled);
  mapper::FewestTrips fewest(space, shape);
  const TensorId outputs = problem.written;
  // Beside one word of each input 126 B are left: 64 of 256 words in 1 B each, or 16 in 4 B.
  EXPECT_EQ(fewest.above(root, outputs, LevelId(1), 3U, Width::complete), 4);
  EXPECT_EQ(fewest.above(root, outputs, LevelId(1), 3U, Width::partial), 16);
}

}  // namespace
}  // namespace ridge
