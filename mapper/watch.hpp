// What all islands of one search share: when to stop, and how far they have come. Nothing here flows back
// into the choice of mappings, so the answer does not depend on how the islands are interleaved.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

#include "mapper/search.hpp"

namespace ridge::mapper {

class Watch {
 public:
  /// `outer`: of a search that this one is a part of; when that one's is to end, so is this one. May be null,
  /// else must outlive this.
  explicit Watch(const SearchOptions& options, Watch* outer = nullptr);

  /// False once the time is over or the caller has cancelled; then `end` says which. Cheap: the clock is read
  /// every few calls only.
  /// Tells the caller's `progress` of the time that passes while nothing is reported.
  bool goes_on();
  SearchEnd end() const { return end_.load(); }
  bool cut_short() const { return end() != SearchEnd::effort; }

  /// Adds mappings that an island or a walk has evaluated; tells the caller's `progress`.
  void count(std::int64_t evaluated);

  /// A mapping has this value; tells the caller's `progress` of the best so far.
  void found(double value);

  /// No mapping better than the best so far has a smaller value than this: for the caller's `progress`, which
  /// hears of it with the next `count` or `found`.
  void raise_bound(double lower_bound);

  double seconds() const;

 private:
  void tell();  // under the lock
  void tell_of_time();

  const SearchOptions* options_;
  Watch* outer_;
  std::chrono::steady_clock::time_point start_;
  std::atomic<SearchEnd> end_{SearchEnd::effort};
  std::atomic<std::uint32_t> calls_{0};
  std::mutex mutex_;
  SearchProgress progress_;
  std::atomic<double> told_{0};  // seconds, when `progress` was called last
};

}  // namespace ridge::mapper
