// Threads from oneTBB. Inside of base/: others use base/parallel.hpp.
#pragma once

#include <cstddef>

namespace ridge {

/// How many threads the machine lets this process run at once.
std::size_t machine_threads();

/// Calls work(argument) `workers` times, on up to that many threads at once, also when the machine has fewer
/// cores, and returns when all calls have. `work` must not throw. A thread that waits here takes up none of
/// the work of loops around this one.
///
/// The packaged libtbb hides its synchronisation from ThreadSanitizer, so this file is built without it, and
/// `work` has to order memory by itself for what it shares with the caller.
void run_workers(std::size_t workers, void (*work)(void*), void* argument);

}  // namespace ridge
