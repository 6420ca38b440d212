// The closed form against the event engine: how far their cycles are apart, and how much quicker the closed
// form is.
//
//   build/bench/bench_fidelity
//
// For every shipped machine: the mappings of bench/fidelity_cases.hpp. Counters: `mappings`, the mean and
// largest difference in cycles, `closed_us` and `event_us`, the medians of one evaluation, and
// `times_quicker`, the median of their ratios.
#include <algorithm>
#include <chrono>
#include <cmath>

#include <benchmark/benchmark.h>

#include "bench/fidelity_cases.hpp"
#include "system/played.hpp"

namespace ridge {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

struct Comparison {
  double difference = 0;  // of cycles, relative to the engine's
  double closed_seconds = 0;
  double event_seconds = 0;
};

Comparison compare(const Mapping& mapping, Evaluator& evaluator) {
  constexpr int repetitions = 20;
  Comparison comparison;
  Evaluation closed;
  const auto begin = Clock::now();
  for (int i = 0; i < repetitions; ++i)
    evaluator.evaluate(mapping, closed);
  comparison.closed_seconds = seconds_since(begin) / repetitions;
  Played played;
  const auto middle = Clock::now();
  evaluate_played(mapping, evaluator, 0, played);
  comparison.event_seconds = seconds_since(middle);
  comparison.difference = std::abs(closed.cycles / played.outcome.tally.cycles - 1);
  return comparison;
}

std::vector<Comparison> compare_all(const Machine& machine) {
  std::vector<Comparison> all;
  for (const FidelityCase& made : fidelity_cases(machine)) {
    Evaluator evaluator(made.problem, machine);
    for (const Mapping& mapping : made.mappings)
      all.push_back(compare(mapping, evaluator));
  }
  return all;
}

template <class Of>
double median(std::vector<Comparison> all, Of of) {
  std::ranges::nth_element(all, all.begin() + std::ptrdiff_t(all.size() / 2), {}, of);
  return of(all[all.size() / 2]);
}

void Fidelity(benchmark::State& state, const char* name) {
  std::vector<Diagnostic> warnings;
  const Machine machine = load_machine(name, {}, warnings);
  std::vector<Comparison> all;
  for (auto _ : state)
    all = compare_all(machine);
  double sum = 0, largest = 0;
  for (const Comparison& one : all) {
    sum += one.difference;
    largest = std::max(largest, one.difference);
  }
  state.counters["mappings"] = double(all.size());
  state.counters["mean_difference"] = sum / double(all.size());
  state.counters["largest_difference"] = largest;
  state.counters["closed_us"] = 1e6 * median(all, [](const Comparison& c) { return c.closed_seconds; });
  state.counters["event_us"] = 1e6 * median(all, [](const Comparison& c) { return c.event_seconds; });
  state.counters["times_quicker"] =
      median(all, [](const Comparison& c) { return c.event_seconds / c.closed_seconds; });
}

const bool registered = [] {
  for (const char* name : fidelity_machines)
    benchmark::RegisterBenchmark((std::string("Fidelity/") + name).c_str(), Fidelity, name)
        ->Iterations(1)
        ->Unit(benchmark::kMillisecond);
  return true;
}();

}  // namespace
}  // namespace ridge

BENCHMARK_MAIN();
