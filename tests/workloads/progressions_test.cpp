// Distinct values of affine indices against sets written out.
#include "workloads/progressions.hpp"

#include <random>
#include <set>

#include <gtest/gtest.h>

namespace ridge::test {
namespace {

std::int64_t written_out(const std::vector<Progression>& terms) {
  std::set<std::int64_t> sums{0};
  for (const Progression& term : terms) {
    std::set<std::int64_t> more;
    for (const std::int64_t sum : sums) {
      for (std::int64_t i = 0; i < term.count; ++i)
        more.insert(sum + i * term.step);
    }
    sums = more;
  }
  return static_cast<std::int64_t>(sums.size());
}

TEST(Progressions, TwoTermsEqualTheSetWrittenOutForAllSmallCases) {
  for (std::int64_t s = 1; s <= 7; ++s) {
    for (std::int64_t d = 1; d <= 7; ++d) {
      for (std::int64_t p = 1; p <= 9; ++p) {
        for (std::int64_t r = 1; r <= 9; ++r) {
          ASSERT_EQ(distinct_sums({s, p}, {d, r}), written_out({{s, p}, {d, r}}))
              << s << ' ' << p << ' ' << d << ' ' << r;
          ASSERT_EQ(distinct_sums({{s, p}, {d, r}}), written_out({{s, p}, {d, r}}));
        }
      }
    }
  }
}

TEST(Progressions, AnyNumberOfTermsEqualsTheSetWrittenOut) {
  std::mt19937 random(7);
  const auto from_to = [&](int least, int most) {
    return std::uniform_int_distribution<>(least, most)(random);
  };
  for (int i = 0; i < 5000; ++i) {
    std::vector<Progression> terms(static_cast<std::size_t>(from_to(0, 5)));
    for (Progression& term : terms)
      term = {from_to(1, from_to(1, 2) == 1 ? 6 : 60), from_to(1, 5)};
    ASSERT_EQ(distinct_sums(terms), written_out(terms));
  }
}

TEST(Progressions, LargeRegularOnesCostNothing) {
  const std::int64_t million = 1'000'000;
  EXPECT_EQ(distinct_sums({{1, million}, {million, million}, {million * million, 1000}}),
            million * million * 1000);
  EXPECT_EQ(distinct_sums({{2, million}, {1, 3}}), 2 * million + 1);
  EXPECT_EQ(distinct_sums({{4, million}, {1, 1}}), million);
}

TEST(Progressions, ThoseBeyondTheBudgetHaveNoAnswer) {
  EXPECT_FALSE(distinct_sums({{99991, 100000}, {99989, 100000}, {99971, 100000}}).has_value());
}

}  // namespace
}  // namespace ridge::test
