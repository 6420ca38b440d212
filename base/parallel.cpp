#include "base/parallel.hpp"

#include <atomic>
#include <exception>
#include <mutex>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

namespace ridge {

namespace {

std::atomic<std::size_t> chosen_threads{0};

/// The exception of the smallest index, whichever thread meets its own first.
class FirstFailure {
 public:
  void run(const std::function<void(std::size_t)>& body, std::size_t index) {
    try {
      body(index);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_ || index < index_) {
        failure_ = std::current_exception();
        index_ = index;
      }
    }
  }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::size_t index_ = 0;
};

}  // namespace

void set_thread_count(std::size_t count) {
  chosen_threads = count;
}

std::size_t thread_count() {
  const std::size_t chosen = chosen_threads;
  return chosen > 0 ? chosen : static_cast<std::size_t>(tbb::info::default_concurrency());
}

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
  FirstFailure failure;
  const std::size_t threads = thread_count();
  if (threads <= 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i)
      failure.run(body, i);
  } else {
    // As many threads as asked for, also when the machine has fewer cores.
    const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, threads);
    // An arena of its own: a thread that waits for a nested loop takes up that loop's work only.
    tbb::task_arena arena(static_cast<int>(threads));
    arena.execute([&] {
      tbb::parallel_for(
          tbb::blocked_range<std::size_t>(0, count, 1),
          [&](const tbb::blocked_range<std::size_t>& range) {
            for (std::size_t i = range.begin(); i != range.end(); ++i)
              failure.run(body, i);
          },
          tbb::simple_partitioner());
    });
  }
  failure.rethrow();
}

}  // namespace ridge
