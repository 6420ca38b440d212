// What a run of `ridge timeloop model` costs: reading Timeloop's files from disk, then one evaluation.
//
//   build/bench/bench_timeloop
//
// `WholeRun` is all of it on an Eyeriss-like case with an energy table of 18 kB (timeloop-model: 0.25 s of
// CPU on such a case). `Lanes` is the whole run against the size of the array, `Evaluate` the evaluation
// alone (timeloop-model: 29 s at 128x128): neither may grow with the number of lanes.
#include <filesystem>
#include <fstream>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include "base/diagnostics.hpp"
#include "bench/timeloop_input.hpp"
#include "interop/timeloop/spec.hpp"
#include "sim/cost/evaluator.hpp"

namespace ridge {
namespace {

/// Texts as files in a folder of their own, removed at the end.
class Files {
 public:
  explicit Files(const std::vector<std::string>& texts)
      : folder_(std::filesystem::temp_directory_path() / ("ridge_bench_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    for (const std::string& text : texts) {
      paths.push_back((folder_ / (std::to_string(paths.size()) + ".yaml")).string());
      std::ofstream(paths.back()) << text;
    }
  }
  ~Files() { std::filesystem::remove_all(folder_); }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;

  std::vector<std::string> paths;

 private:
  std::filesystem::path folder_;
};

double cycles_of(const timeloop::Spec& spec) {
  const Mapping mapping = timeloop::mapping_of(spec);
  Evaluator evaluator(spec.problem, spec.machine, spec.conventions);
  Evaluation result;
  check(!evaluator.evaluate(mapping, result), "the benchmark's mapping is legal and fits");
  return result.cycles;
}

void run_whole(benchmark::State& state, const std::vector<std::string>& texts) {
  const Files files(texts);
  for (auto _ : state)
    benchmark::DoNotOptimize(cycles_of(timeloop::read_spec(files.paths)));
  std::size_t bytes = 0;
  for (const std::string& text : texts)
    bytes += text.size();
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}

void WholeRun(benchmark::State& state) {
  run_whole(state, eyeriss_like_input());
}
BENCHMARK(WholeRun);

void Lanes(benchmark::State& state) {
  run_whole(state, lanes_input(state.range(0)));
}
BENCHMARK(Lanes)->Arg(4)->Arg(128);

void Evaluate(benchmark::State& state) {
  const Files files(lanes_input(state.range(0)));
  const timeloop::Spec spec = timeloop::read_spec(files.paths);
  const Mapping mapping = timeloop::mapping_of(spec);
  Evaluator evaluator(spec.problem, spec.machine, spec.conventions);
  Evaluation result;
  for (auto _ : state) {
    benchmark::DoNotOptimize(evaluator.evaluate(mapping, result));
    benchmark::DoNotOptimize(result.cycles);
  }
}
BENCHMARK(Evaluate)->Arg(4)->Arg(128);

}  // namespace
}  // namespace ridge

BENCHMARK_MAIN();
