#include "base/workers.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

namespace ridge {

std::size_t machine_threads() {
  return static_cast<std::size_t>(tbb::info::default_concurrency());
}

void run_workers(std::size_t workers, void (*work)(void*), void* argument) {
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, workers);
  tbb::task_arena arena(static_cast<int>(workers));
  arena.execute(
      [&] { tbb::parallel_for(std::size_t{0}, workers, [work, argument](std::size_t) { work(argument); }); });
}

}  // namespace ridge
