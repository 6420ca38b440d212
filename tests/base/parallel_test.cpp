#include "base/parallel.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace ridge {

namespace {

/// Sets the number of threads for one test.
class Threads {
 public:
  explicit Threads(std::size_t count) { set_thread_count(count); }
  ~Threads() { set_thread_count(0); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
};

TEST(Parallel, EveryIndexIsCalledOnceWithAnyNumberOfThreads) {
  for (std::size_t threads : {0U, 1U, 2U, 7U, 32U}) {
    const Threads chosen(threads);
    for (std::size_t count : {0U, 1U, 2U, 10U, 1000U}) {
      std::vector<std::atomic<int>> calls(count);
      parallel_for(count, [&](std::size_t i) { ++calls[i]; });
      for (std::size_t i = 0; i < count; ++i)
        EXPECT_EQ(calls[i], 1) << i << " of " << count;
    }
  }
}

TEST(Parallel, TheResultIsTheSameForAnyNumberOfThreads) {
  const auto run = [](std::size_t threads) {
    const Threads chosen(threads);
    std::vector<double> results(500);
    parallel_for(results.size(), [&](std::size_t i) {
      for (std::size_t k = 1; k < 100 + i; ++k)
        results[i] += 1.0 / static_cast<double>(k + i);
    });
    return results;
  };
  const std::vector<double> alone = run(1);
  EXPECT_EQ(run(2), alone);
  EXPECT_EQ(run(8), alone);
}

TEST(Parallel, TheExceptionOfTheSmallestIndexWins) {
  for (std::size_t threads : {1U, 2U, 8U}) {
    const Threads chosen(threads);
    for (int repeat = 0; repeat < 20; ++repeat) {
      std::string caught;
      try {
        parallel_for(200, [](std::size_t i) {
          if (i == 37) std::this_thread::sleep_for(std::chrono::milliseconds(1));  // others throw earlier
          if (i % 50 == 37) throw std::runtime_error(std::to_string(i));
        });
      } catch (const std::runtime_error& error) {
        caught = error.what();
      }
      ASSERT_EQ(caught, "37");
    }
  }
}

TEST(Parallel, AllOtherCallsEndBeforeTheExceptionIsThrown) {
  const Threads chosen(4);
  std::atomic<int> ended{0};
  EXPECT_THROW(parallel_for(100,
                            [&](std::size_t i) {
                              if (i == 0) throw std::runtime_error("first");
                              ++ended;
                            }),
               std::runtime_error);
  EXPECT_EQ(ended, 99);
}

TEST(Parallel, LoopsNest) {
  const Threads chosen(3);
  std::vector<std::vector<int>> table(20, std::vector<int>(20));
  parallel_for(table.size(), [&](std::size_t row) {
    parallel_for(table[row].size(),
                 [&](std::size_t column) { table[row][column] = static_cast<int>(row * column); });
  });
  EXPECT_EQ(table[19][19], 361);
  EXPECT_EQ(table[3][5], 15);
}

TEST(Parallel, NoMoreThreadsRunThanWereAskedFor) {
  const Threads chosen(2);
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  parallel_for(50, [&](std::size_t) {
    const int now = ++running;
    int seen = most;
    while (now > seen && !most.compare_exchange_weak(seen, now)) {
    }
    std::this_thread::sleep_for(std::chrono::microseconds(200));
    --running;
  });
  EXPECT_LE(most, 2);
}

TEST(Parallel, TheThreadCountIsWhatWasSetOrAllOfTheMachine) {
  {
    const Threads chosen(5);
    EXPECT_EQ(thread_count(), 5U);
  }
  EXPECT_GE(thread_count(), 1U);
}

}  // namespace

}  // namespace ridge
