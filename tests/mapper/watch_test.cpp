// What a search tells of its progress while it has nothing new to tell.
#include "mapper/watch.hpp"

#include <atomic>
#include <limits>

#include <gtest/gtest.h>

namespace ridge::mapper {
namespace {

TEST(Watch, TellsNowAndThenThatTimePasses) {
  std::vector<SearchProgress> told;
  SearchOptions options;
  options.progress = [&](const SearchProgress& progress) { told.push_back(progress); };
  Watch watch(options);
  watch.count(10);
  watch.found(5.0);
  ASSERT_EQ(told.size(), 2U);
  watch.found(6.0);  // no news
  ASSERT_EQ(told.size(), 2U);
  while (told.size() < 4)
    ASSERT_TRUE(watch.goes_on());
  EXPECT_GE(watch.seconds(), 2 * 0.5);  // not in every step
  EXPECT_EQ(told.back().evaluated, 10);
  EXPECT_EQ(told.back().value, 5.0);
}

TEST(Watch, RaisesTheBoundToTheBestAtMostAndNeverLowersIt) {
  SearchProgress last;
  SearchOptions options;
  options.progress = [&](const SearchProgress& progress) { last = progress; };
  Watch watch(options);
  EXPECT_EQ(last.lower_bound, 0);
  for (const auto& [bound, expected] : {std::pair{2.0, 2.0}, {1.0, 2.0}, {4.0, 4.0}}) {
    watch.raise_bound(bound);
    watch.found(5.0);
    watch.count(0);
    EXPECT_EQ(last.lower_bound, expected);
  }
  watch.raise_bound(std::numeric_limits<double>::infinity());
  watch.count(0);
  EXPECT_EQ(last.lower_bound, 5.0);
}

TEST(Watch, EndsWithTheSearchThatItIsAPartOf) {
  std::atomic<bool> cancelled = false;
  SearchOptions options;
  options.cancel = &cancelled;
  Watch asking(options);
  SearchOptions inner;
  Watch watch(inner, &asking);
  EXPECT_TRUE(watch.goes_on());
  cancelled = true;
  EXPECT_FALSE(watch.goes_on());
  EXPECT_EQ(watch.end(), SearchEnd::cancelled);
  EXPECT_EQ(asking.end(), SearchEnd::cancelled);
}

}  // namespace
}  // namespace ridge::mapper
