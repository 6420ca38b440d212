// Sums of progressions against sets written out.
#include "base/progressions.hpp"

#include <iterator>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace ridge::test {
namespace {

std::set<std::int64_t> all_sums(const std::vector<Progression>& terms) {
  std::set<std::int64_t> sums{0};
  for (const Progression& term : terms) {
    std::set<std::int64_t> more;
    for (const std::int64_t sum : sums) {
      for (std::int64_t i = 0; i < term.count; ++i)
        more.insert(sum + i * term.step);
    }
    sums = more;
  }
  return sums;
}

std::int64_t written_out(const std::vector<Progression>& terms) {
  return static_cast<std::int64_t>(all_sums(terms).size());
}

/// 5000 sums of up to five progressions, the same ones every time.
template <class Body>
void for_random_sums(const Body& body) {
  std::mt19937 random(7);
  const auto from_to = [&](int least, int most) {
    return std::uniform_int_distribution<>(least, most)(random);
  };
  for (int i = 0; i < 5000; ++i) {
    std::vector<Progression> terms(static_cast<std::size_t>(from_to(0, 5)));
    for (Progression& term : terms)
      term = {from_to(1, from_to(1, 2) == 1 ? 6 : 60), from_to(1, 5)};
    body(terms);
  }
}

Progressions list(const std::vector<Progression>& terms) {
  Progressions all;
  for (const Progression& term : terms)
    all.add(term.step, term.count);
  return all;
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
  for_random_sums([](const auto& terms) { ASSERT_EQ(distinct_sums(terms), written_out(terms)); });
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

TEST(ProgressionList, EveryPairHasASizeAndItIsTheSetWrittenOut) {
  for (std::int64_t s = 1; s <= 7; ++s) {
    for (std::int64_t d = 1; d <= 7; ++d) {
      for (std::int64_t p = 1; p <= 9; ++p) {
        for (std::int64_t r = 1; r <= 9; ++r) {
          ASSERT_EQ(list({{s, p}, {d, r}}).size(), written_out({{s, p}, {d, r}}))
              << s << ' ' << p << ' ' << d << ' ' << r;
        }
      }
    }
  }
}

TEST(ProgressionList, ASizeThatItHasIsTheSetWrittenOut) {
  int answers = 0;
  for_random_sums([&](const auto& terms) {
    const std::optional<std::int64_t> size = list(terms).size();
    if (!size) return;
    ++answers;
    ASSERT_EQ(*size, written_out(terms));
  });
  EXPECT_GT(answers, 2500);
}

/// The numbers as one progression from 0, when they are one.
std::optional<Progression> written_out_as_one(const std::set<std::int64_t>& numbers) {
  const std::int64_t step = numbers.size() == 1 ? 1 : *std::next(numbers.begin());
  std::int64_t next = 0;
  for (const std::int64_t number : numbers) {
    if (number != next) return std::nullopt;
    next += step;
  }
  return Progression{step, static_cast<std::int64_t>(numbers.size())};
}

TEST(ProgressionList, IsAnIntervalExactlyWhenItsSumsAre) {
  int intervals = 0;
  for_random_sums([&](const auto& terms) {
    const std::optional<Progression> wanted = written_out_as_one(all_sums(terms));
    const std::optional<Interval> found = list(terms).as_interval();
    ASSERT_EQ(found.has_value(), wanted.has_value());
    if (!wanted) return;
    ++intervals;
    ASSERT_EQ(found->step, wanted->step);
    ASSERT_EQ(found->length, wanted->count);
  });
  EXPECT_GT(intervals, 1000);
}

TEST(ProgressionList, BeyondItsCapacityThereIsNoAnswerUntilItIsCleared) {
  Progressions all;
  for (std::size_t i = 0; i < Progressions::capacity; ++i)
    all.add(std::int64_t{1} << i, 2);
  all.add(3, 1);  // a single word takes no room
  EXPECT_EQ(all.size(), 4096);
  EXPECT_EQ(all.as_interval()->length, 4096);
  all.add(1, 2);
  EXPECT_FALSE(all.size().has_value());
  EXPECT_FALSE(all.as_interval().has_value());
  all.clear();
  EXPECT_TRUE(all.empty());
  EXPECT_EQ(all.size(), 1);
}

}  // namespace
}  // namespace ridge::test
