// The closed form against the event engine: how far their cycles are apart, and how much quicker the closed
// form is.
//
//   build/bench/bench_fidelity
//
// For every shipped machine: every eighth layer of ResNet-50, fp16 on GPUs and int8 elsewhere, each under
// five random mappings (bench/nest_pool.hpp) and the best two that a search of 20,000 mappings finds, for
// latency and for energy. Counters: `mappings`, the mean and largest difference in cycles, `closed_us` and
// `event_us`, the medians of one evaluation, and `times_quicker`, the median of their ratios.
#include <algorithm>
#include <chrono>
#include <cmath>

#include <benchmark/benchmark.h>

#include "bench/nest_pool.hpp"
#include "mapper/search.hpp"
#include "system/played.hpp"
#include "workloads/network.hpp"

namespace ridge {
namespace {

constexpr std::size_t random_mappings = 5;
constexpr std::size_t layer_distance = 8;
constexpr std::int64_t search_effort = 20'000;

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

std::vector<Mapping> mappings_of(const Problem& problem, const Machine& machine) {
  std::vector<Mapping> mappings = nest_pool(problem, machine, Bounds::perfect, random_mappings, 7);
  const Constraints constraints = machine.constraints
                                      ? read_constraints(*machine.constraints, problem, machine)
                                      : Constraints::none(problem, machine);
  SearchOptions options;
  options.effort = search_effort;
  for (const Objective objective : {Objective::latency, Objective::energy}) {
    options.objective = objective;
    try {
      if (auto best = search(problem, machine, constraints, options).mapping)
        mappings.push_back(std::move(*best));
    } catch (const InputError&) {
      continue;  // the machine states no energy
    }
  }
  return mappings;
}

std::vector<Comparison> compare_all(const Machine& machine) {
  std::vector<Comparison> all;
  const char* precision = machine.name == "a100_40gb" || machine.name == "h200" ? "fp16" : "int8";
  std::size_t number = 0;
  for (const Layer& layer : load_workload("resnet50", {std::string("precision=") + precision}).layers) {
    if (layer.problem.operation != Operation::mac || number++ % layer_distance != 0) continue;
    Evaluator evaluator(layer.problem, machine);
    for (const Mapping& mapping : mappings_of(layer.problem, machine))
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

#define RIDGE_FIDELITY(NAME) \
  BENCHMARK_CAPTURE(Fidelity, NAME, #NAME)->Iterations(1)->Unit(benchmark::kMillisecond)
RIDGE_FIDELITY(tiny);
RIDGE_FIDELITY(small3);
RIDGE_FIDELITY(eyeriss_v1);
RIDGE_FIDELITY(simba_chiplet);
RIDGE_FIDELITY(nvdla_1024);
RIDGE_FIDELITY(gemmini_16x16);
RIDGE_FIDELITY(tpu_v1);
RIDGE_FIDELITY(tpu_v4i);
RIDGE_FIDELITY(a100_40gb);
RIDGE_FIDELITY(h200);

}  // namespace
}  // namespace ridge

BENCHMARK_MAIN();
