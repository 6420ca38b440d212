// Full evaluations (legality, counts, causes, energy, roofline) per second and thread, on nests not seen
// before: every iteration takes the next nest of a pool of different ones.
//
//   build/bench/bench_evaluate
//
// items_per_second is evaluations per second. `Lanes` holds the same kind of nests against the size of the
// array: its cost must not grow with the number of lanes.
#include <benchmark/benchmark.h>

#include "arch/machine.hpp"
#include "bench/nest_pool.hpp"
#include "sim/cost/cost_model.hpp"
#include "sim/cost/evaluator.hpp"
#include "workloads/network.hpp"

namespace ridge {
namespace {

constexpr std::size_t pool_size = 4096;

Machine eyeriss() {
  std::vector<Diagnostic> warnings;
  return load_machine("eyeriss_v1", {}, warnings);
}

Problem resnet50_4b_3x3() {
  for (const Layer& layer : load_workload("resnet50").layers)
    if (layer.name == "4b_3x3") return layer.problem;
  check(false, "resnet50 has a layer 4b_3x3");
  return {};
}

void evaluate_all(benchmark::State& state, const Problem& problem, const Machine& machine,
                  const std::vector<Mapping>& pool) {
  Evaluator evaluator(problem, machine);
  Evaluation result;
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(evaluator.evaluate(pool[next], result));
    benchmark::DoNotOptimize(result.cycles);
    if (++next == pool.size()) next = 0;
  }
  state.SetItemsProcessed(state.iterations());
}

void NewNests(benchmark::State& state, Bounds bounds) {
  const Machine machine = eyeriss();
  const Problem problem = resnet50_4b_3x3();
  evaluate_all(state, problem, machine, nest_pool(problem, machine, bounds, pool_size, 1));
}
BENCHMARK_CAPTURE(NewNests, perfect, Bounds::perfect);
BENCHMARK_CAPTURE(NewNests, imperfect, Bounds::imperfect);

/// What comes after legality and counting. These leave nest and counts in the cache:
/// so the pool is one that stays there.
void FromCounts(benchmark::State& state) {
  const Machine machine = eyeriss();
  const Problem problem = resnet50_4b_3x3();
  const std::vector<Mapping> pool = nest_pool(problem, machine, Bounds::perfect, 128, 1);
  Counter counter(problem, machine);
  std::vector<Counts> counts(pool.size());
  StepCounter step_counter(problem, machine);
  std::vector<Steps> steps(pool.size());
  for (std::size_t i = 0; i < pool.size(); ++i) {
    counter.count(pool[i], counts[i]);
    step_counter.count(pool[i], steps[i]);
  }
  cost::CostModel model(problem, machine);
  Evaluation result;
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(model.evaluate(pool[next], counts[next], steps[next], result));
    if (++next == pool.size()) next = 0;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(FromCounts);

/// The machine of the documentation with an array of n x n, under nests that unroll K and C over all of it.
void Lanes(benchmark::State& state) {
  const std::int64_t side = state.range(0);
  std::vector<Diagnostic> warnings;
  Machine machine = load_machine("small3", {}, warnings);
  machine.fanouts.begin()->size = {side, side};
  const Problem problem = resnet50_4b_3x3();
  Problem rest = problem;  // what is left for time
  const DimensionId k = *problem.dimension_named("K");
  const DimensionId c = *problem.dimension_named("C");
  rest.dimensions[k].bound = 2;
  rest.dimensions[c].bound = 2;
  Machine no_array = machine;
  no_array.fanouts.begin()->size = {1, 1};
  std::vector<Mapping> pool = nest_pool(rest, no_array, Bounds::perfect, pool_size, 1);
  for (Mapping& mapping : pool) {
    auto& nest = mapping.nest;
    const auto first_below = std::find_if(nest.begin(), nest.end(), [](const NestEntry& entry) {
      return entry.kind == NestEntry::Kind::keep && entry.level == LevelId(2);
    });
    const std::int64_t outside = 256 / side / 2;
    const auto at = nest.insert(first_below, {NestEntry::spatial(k, side, FanoutId(0), Axis::x),
                                              NestEntry::spatial(c, side, FanoutId(0), Axis::y)});
    nest.insert(at, {NestEntry::temporal(k, outside), NestEntry::temporal(c, outside)});
  }
  evaluate_all(state, problem, machine, pool);
}
BENCHMARK(Lanes)->Arg(4)->Arg(128);

}  // namespace
}  // namespace ridge

BENCHMARK_MAIN();
