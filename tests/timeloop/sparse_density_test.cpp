// Densities against the words themselves, placed in all the ways there are.
#include <bit>
#include <cmath>

#include <gtest/gtest.h>

#include "interop/timeloop/sparse/density.hpp"

namespace ridge::timeloop::sparse {
namespace {

double chance_of(const std::vector<Outcome>& outcomes, std::int64_t nonzeros) {
  for (const Outcome& outcome : outcomes)
    if (outcome.nonzeros == nonzeros) return outcome.probability;
  return 0;
}

TEST(TimeloopDensity, FixedStructuredTilesHoldTheirShareRoundedEitherWay) {
  const DensityPointer density = fixed_structured(0.3);
  const Box box{5, 3};  // 4.5 nonzeros
  EXPECT_EQ(density->least(box), 4);
  EXPECT_EQ(density->most(box), 5);
  EXPECT_DOUBLE_EQ(chance_of(density->outcomes(box), 4), 0.5);
  EXPECT_DOUBLE_EQ(density->mean(box), 4.5);
  EXPECT_EQ(density->empty(box), 0);
  EXPECT_DOUBLE_EQ(density->empty({2}), 1 - 0.6);
  // 1 nonzero in 4 words is a quarter of one in each
  EXPECT_DOUBLE_EQ(density->empty_inside({1}, {{4}, 1}), 0.75);
  EXPECT_EQ(density->most_elements({10}, {2}), 3);
}

/// Counts the subsets of `all` words with `nonzeros` members by how many of the first `drawn` they have.
std::vector<double> placed(int all, int nonzeros, int drawn) {
  std::vector<double> subsets(static_cast<std::size_t>(drawn) + 1, 0.0);
  double sum = 0;
  for (unsigned set = 0; set < (1U << all); ++set) {
    if (std::popcount(set) != nonzeros) continue;
    subsets[static_cast<std::size_t>(std::popcount(set & ((1U << drawn) - 1)))] += 1;
    sum += 1;
  }
  for (double& chance : subsets)
    chance /= sum;
  return subsets;
}

TEST(TimeloopDensity, HypergeometricChancesEqualAllPlacingsOfTheNonzeros) {
  for (int all = 1; all <= 10; ++all) {
    for (int nonzeros = 0; nonzeros <= all; ++nonzeros) {
      const DensityPointer density = hypergeometric((nonzeros - 0.5) / all, all);
      for (int drawn = 1; drawn <= all; ++drawn) {
        SCOPED_TRACE(testing::Message() << drawn << " of " << all << ", " << nonzeros << " nonzero");
        const std::vector<double> expected = placed(all, nonzeros, drawn);
        const std::vector<Outcome> outcomes = density->outcomes({drawn});
        for (int k = 0; k <= drawn; ++k)
          EXPECT_NEAR(chance_of(outcomes, k), expected[static_cast<std::size_t>(k)], 1e-15);
        EXPECT_NEAR(density->empty({drawn}), expected[0], 1e-15);
        EXPECT_NEAR(density->empty_inside({drawn}, {{all}, nonzeros}), expected[0], 1e-15);
      }
    }
  }
}

TEST(TimeloopDensity, HypergeometricChancesOfLargeTilesSumToOneWithTheRightMean) {
  const DensityPointer density = hypergeometric(0.37, 1'000'003);
  const Box box{345'678};
  double sum = 0;
  double mean = 0;
  for (const Outcome& outcome : density->outcomes(box)) {
    sum += outcome.probability;
    mean += outcome.probability * static_cast<double>(outcome.nonzeros);
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_NEAR(mean, density->mean(box), 1e-7);
  EXPECT_EQ(density->empty(box), density->empty({345'677}));  // both are next to nothing
}

TEST(TimeloopDensity, HypergeometricRoundsTheNonzerosUp) {
  EXPECT_DOUBLE_EQ(hypergeometric(0.3, 4)->mean({4}), 2);
}

bool in_band(std::int64_t row, std::int64_t column) {
  return std::abs(row - column) <= 1;
}

TEST(TimeloopDensity, BandedTilesEqualTheMatrixItself) {
  const DensityPointer density = banded(6, 1, {});
  const Box box{2, 3};
  std::vector<double> tiles_by_nonzeros(7, 0.0);
  for (std::int64_t row = 0; row < 6; row += box[0]) {
    for (std::int64_t column = 0; column < 6; column += box[1]) {
      std::size_t nonzeros = 0;
      for (std::int64_t word = 0; word < 6; ++word)
        if (in_band(row + word / 3, column + word % 3)) ++nonzeros;
      tiles_by_nonzeros[nonzeros] += 1.0 / 6;
    }
  }
  const std::vector<Outcome> outcomes = density->outcomes(box);
  for (std::size_t k = 0; k < tiles_by_nonzeros.size(); ++k)
    EXPECT_NEAR(chance_of(outcomes, static_cast<std::int64_t>(k)), tiles_by_nonzeros[k], 1e-15);
  EXPECT_DOUBLE_EQ(density->mean({6, 6}), 16);
  EXPECT_DOUBLE_EQ(density->empty(box), tiles_by_nonzeros[0]);
  // The first tile with 5 nonzeros is the one in the corner, rows 110 and 111: none of its columns is empty,
  // and one word of six is.
  EXPECT_DOUBLE_EQ(density->empty_inside({2, 1}, {box, 5}), 0);
  EXPECT_DOUBLE_EQ(density->empty_inside({1, 1}, {box, 5}), 1.0 / 6);
}

TEST(TimeloopDensity, ABandIsKnownOfTilesThatDivideTheMatrix) {
  EXPECT_THROW(banded(6, 1, {})->outcomes({4, 1}), InputError);
}

}  // namespace
}  // namespace ridge::timeloop::sparse
