// Deterministic parallelism on oneTBB: the result never depends on the number of threads.
#pragma once

#include <cstddef>
#include <functional>

namespace ridge {

/// Sets how many threads `parallel_for` may use from now on; 0 = all the machine has.
void set_thread_count(std::size_t count);
std::size_t thread_count();

/// Calls body(i) for every i in [0, count), in any order, on several threads. Each call may write only what
/// belongs to its own i. If bodies throw, the exception of the smallest i is rethrown after all have ended.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace ridge
