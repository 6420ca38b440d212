// The least product of sums, against all choices.
#include "system/least_product.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/mapper/cases.hpp"

namespace ridge {
namespace {

double product(const Score& sums) {
  return sums.cycles * sums.energy_pj;
}

std::vector<Part> random_parts(test::Dice& dice) {
  std::vector<Part> parts(1 + dice.roll(4));
  for (Part& part : parts) {
    part.count = static_cast<double>(1 + dice.roll(3));
    for (std::size_t n = 1 + dice.roll(6); n-- > 0;)
      part.points.push_back({static_cast<double>(1 + dice.roll(20)), static_cast<double>(1 + dice.roll(20))});
  }
  return parts;
}

/// Calls visit(sums) for every choice.
template <class Visit>
void for_each_choice(std::span<const Part> parts, Visit visit) {
  Choice choice(parts.size(), 0);
  while (true) {
    visit(sum_of(parts, choice));
    std::size_t i = 0;
    while (i < parts.size() && ++choice[i] == parts[i].points.size())
      choice[i++] = 0;
    if (i == parts.size()) return;
  }
}

double least_of_all(std::span<const Part> parts, const std::function<double(const Score&)>& value) {
  double least = std::numeric_limits<double>::infinity();
  for_each_choice(parts, [&](const Score& sums) { least = std::min(least, value(sums)); });
  return least;
}

TEST(LeastProduct, OfAllChoicesIsAtACorner) {
  test::Dice dice(1);
  const std::vector<std::function<double(const Score&)>> values{
      product, [](const Score& sums) { return std::pow(sums.cycles, 3) * sums.energy_pj; },
      [](const Score& sums) { return (sums.cycles + 7) * std::pow(sums.energy_pj + 5, 2); }};
  for (int n = 0; n < 1500; ++n) {
    const std::vector<Part> parts = random_parts(dice);
    for (const auto& value : values)
      EXPECT_EQ(value(sum_of(parts, least_corner(parts, value))), least_of_all(parts, value)) << "case " << n;
  }
}

TEST(LeastProduct, TheCheapestAtAPriceIsTheCheapestOfAll) {
  test::Dice dice(2);
  for (int n = 0; n < 500; ++n) {
    const std::vector<Part> parts = random_parts(dice);
    for (const double price : {0.0, 0.25, 1.0, 3.0}) {
      const auto cost = [&](const Score& sums) { return sums.energy_pj + price * sums.cycles; };
      EXPECT_EQ(cost(sum_of(parts, cheapest(parts, price))), least_of_all(parts, cost));
    }
    const auto cycles = [](const Score& sums) { return sums.cycles; };
    EXPECT_EQ(cycles(sum_of(parts, cheapest(parts, Floors::time_alone))), least_of_all(parts, cycles));
  }
}

/// The least product above the floors of these prices.
double least_above(std::span<const Part> parts, const std::vector<double>& prices) {
  Floors floors;
  for (const double price : prices) {
    const Score least = sum_of(parts, cheapest(parts, price));
    floors.add(price, price == Floors::time_alone ? least.cycles : least.energy_pj + price * least.cycles);
  }
  double least = std::numeric_limits<double>::infinity();
  for (const FloorCorner& corner : floors.corners()) {
    EXPECT_LE(corner.lower_price, corner.upper_price);
    least = std::min(least, product(corner.at));
  }
  return least;
}

TEST(LeastProduct, FloorsAreBelowEveryChoiceAndMeetItAtThePricesOfAllEdges) {
  test::Dice dice(3);
  for (int n = 0; n < 1500; ++n) {
    const std::vector<Part> parts = random_parts(dice);
    const double least = least_of_all(parts, product);
    std::vector<double> prices{0, Floors::time_alone};
    double before = least_above(parts, prices);
    EXPECT_LE(before, least);
    for (int more = 0; more < 3; ++more) {
      prices.push_back(static_cast<double>(1 + dice.roll(40)) / 8);
      const double now = least_above(parts, prices);
      EXPECT_GE(now, before * (1 - 1e-12));
      EXPECT_LE(now, least * (1 + 1e-12));
      before = now;
    }
    for (const Part& part : parts) {  // of all pairs of points, those of the edges among them
      for (const Score& a : part.points) {
        for (const Score& b : part.points) {
          if (a.cycles < b.cycles && a.energy_pj > b.energy_pj)
            prices.push_back((a.energy_pj - b.energy_pj) / (b.cycles - a.cycles));
        }
      }
    }
    EXPECT_NEAR(least_above(parts, prices), least, 1e-9 * least);
  }
}

TEST(LeastProduct, AHullLeavesOutWhatIsWorseOrBetweenTwo) {
  const std::vector<Score> points{{4, 4}, {1, 9}, {2, 7}, {3, 3}, {3, 3}, {9, 1}, {2, 10}, {9, 2}, {1, 9}};
  EXPECT_EQ(lower_left_hull(points), (std::vector<std::size_t>{1, 3, 5}));
}

}  // namespace
}  // namespace ridge
