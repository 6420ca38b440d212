// Cycles and accesses that are whole but for the rounding of doubles.
#include <cmath>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "sim/cost/evaluator.hpp"
#include "sim/cost/setting.hpp"
#include "tests/cost/equipped_case.hpp"
#include "tests/nest/einsum.hpp"
#include "tests/nest/small_nest.hpp"

namespace ridge {
namespace {

using cost::whole;

TEST(Whole, PartsOfACycleTakeIt) {
  EXPECT_EQ(whole(0), 0);
  EXPECT_EQ(whole(0.001), 1);
  EXPECT_EQ(whole(40), 40);
  EXPECT_EQ(whole(40.000001), 41);
  EXPECT_EQ(whole(1e9 + 0.001), 1e9 + 1);
  EXPECT_EQ(whole(std::ldexp(1.0, 60)), std::ldexp(1.0, 60));
  for (int power = 0; power < 62; ++power) {
    const double number = std::ldexp(1.0, power) - (power < 53 ? 1 : 0);
    EXPECT_EQ(whole(number), number) << power;
  }
}

/// A sum of fractions and, in the same order, of their doubles.
struct Sum {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
  double rounded = 0;

  void add(std::int64_t bytes, std::int64_t bytes_per_cycle) {
    numerator = numerator * bytes_per_cycle + bytes * denominator;
    denominator *= bytes_per_cycle;
    const std::int64_t common = std::gcd(numerator, denominator);
    numerator /= common;
    denominator /= common;
    rounded += static_cast<double>(bytes) / static_cast<double>(bytes_per_cycle);
  }
};

TEST(Whole, SumsOfFractionsAreRoundedAsIfTheyWereExact) {
  std::mt19937 dice(1);
  const auto throw_up_to = [&](int most) { return std::uniform_int_distribution(1, most)(dice); };
  int missed = 0;  // what rounding each double up would have missed
  for (int i = 0; i < 100'000; ++i) {
    Sum sum;
    for (int part = throw_up_to(6); part > 0; --part)
      sum.add(throw_up_to(100'000), throw_up_to(12));
    if (i % 2 == 0) sum.add(sum.denominator - sum.numerator % sum.denominator, sum.denominator);
    const std::int64_t exact = (sum.numerator + sum.denominator - 1) / sum.denominator;
    ASSERT_EQ(whole(sum.rounded), static_cast<double>(exact)) << sum.numerator << "/" << sum.denominator;
    missed += std::ceil(sum.rounded) != static_cast<double>(exact);
  }
  EXPECT_GT(missed, 100);
}

TEST(Whole, NeverFallsWhileTheAmountGrows) {
  std::mt19937_64 dice(1);
  for (int i = 0; i < 100'000; ++i) {
    double amount = std::ldexp(std::uniform_real_distribution(0.5, 1.0)(dice),
                               std::uniform_int_distribution(0, 60)(dice));
    if (i % 2 == 0) amount = std::floor(amount);
    double before = whole(amount);
    for (int step = 0; step < 20; ++step) {
      amount = std::nextafter(amount, std::ldexp(1.0, 62));
      ASSERT_LE(before, whole(amount)) << amount;
      before = whole(amount);
    }
  }
}

/// The DRAM passes the 8 tile bytes of A in 8 tile / 0.6 cycles. Then the lanes work on the last tile, which
/// the GLB's read port passes in 2 tile, and the last tile of Z takes tile / 0.6. That is 17 tile.
TEST(Whole, ATransferThatEndsWithACycleDoesNotTakeTheNext) {
  int missed = 0;
  for (int tile = 1; tile <= 100; ++tile) {
    Machine machine = machine_of("DRAM GLB");
    set_ports(machine.levels[LevelId(0)], 0.6, 0.6);
    set_ports(machine.levels[LevelId(1)], 1.0, std::nullopt);
    machine.levels[LevelId(1)].double_buffered = RoleSet::all();
    add_mac(machine, 1, 0.5);
    Problem problem = einsum("Z[m] += A[m]", {{"m", 4 * tile}});
    problem.tensors[TensorId(1)].precision = Precision::int16;
    const Case made = case_of(problem, machine, "DRAM: Z A | m 4 | GLB: Z A | m " + std::to_string(tile));
    Evaluator evaluator(made.problem, made.machine);
    Evaluation result;
    ASSERT_FALSE(evaluator.evaluate(made.mapping, result));
    ASSERT_EQ(result.cycles, 17 * tile);
    missed += std::ceil(8 * tile / 0.6 + 2 * tile + tile / 0.6) != 17 * tile;
  }
  EXPECT_GT(missed, 0);
}

}  // namespace
}  // namespace ridge
