#include "base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>

#include "base/diagnostics.hpp"
#include "base/workers.hpp"

namespace ridge {

namespace {

std::atomic<std::size_t> chosen_threads{0};

/// One loop, worked on by several threads, each taking the next index until there is none.
///
/// The counter also orders memory: a worker first looks at it and so sees what was written before the loop;
/// its last act is to count it up, so who reads it after the loop sees what all workers wrote.
class Loop {
 public:
  Loop(std::size_t count, const std::function<void(std::size_t)>& body) : count_(count), body_(body) {
    next_.store(0, std::memory_order_release);  // an initial value alone would order nothing
  }

  void work() {
    static_cast<void>(next_.load(std::memory_order_acquire));
    const std::size_t count = count_;
    for (std::size_t i = next_++; i < count; i = next_++)
      call(i);
  }

  /// After all work: throws the exception of the smallest index, whichever thread met its own first.
  void finish() const {
    check(next_ >= count_, "every index of a loop was taken");
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void call(std::size_t index) {
    try {
      body_(index);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (failure_ && failed_index_ < index) return;
      failure_ = std::current_exception();
      failed_index_ = index;
    }
  }

  std::size_t count_;
  const std::function<void(std::size_t)>& body_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::size_t failed_index_ = 0;
};

}  // namespace

void set_thread_count(std::size_t count) {
  chosen_threads = count;
}

std::size_t thread_count() {
  const std::size_t chosen = chosen_threads;
  return chosen > 0 ? chosen : machine_threads();
}

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
  Loop loop(count, body);
  const std::size_t workers = std::min(thread_count(), count);
  if (workers <= 1) {
    loop.work();
  } else {
    run_workers(
        workers, [](void* argument) { static_cast<Loop*>(argument)->work(); }, &loop);
  }
  loop.finish();
}

}  // namespace ridge

#if defined(__SANITIZE_THREAD__)
// The packaged libtbb is built without ThreadSanitizer: what it allocates and frees by itself says nothing.
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libtbb.so\n";
}
#endif
