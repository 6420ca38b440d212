// How the cost of a proof grows: with the size of a matrix product, the number of memory levels and the
// number of lanes. Least energy x delay.
//
//   build/bench/bench_growth
//   build/bench/bench_growth --benchmark_filter=Size
//
// Counters: `proven` 1 or 0, `gap` between value and bound, `evaluated` mappings; and of a walk that begins
// with the answer, all of which is the proof: `roots` walked, `states` (nodes placed and sections ended),
// `labels` of completions.
#include <cmath>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "arch/machine.hpp"
#include "base/diagnostics.hpp"
#include "base/yaml.hpp"
#include "mapper/exact/exact.hpp"
#include "mapper/search.hpp"
#include "workloads/network.hpp"

namespace ridge {
namespace {

yaml::Node parse(std::string text) {
  return yaml::parse(std::make_shared<const SourceText>(SourceText{"benchmark", std::move(text), false}));
}

/// DRAM, scratchpads and at the bottom registers of 2 KiB in `lanes` x `lanes` lanes. Buffers grow by the
/// same factor from the registers up to 512 KiB.
Machine machine_of(int levels, int lanes) {
  std::string text = R"(
ridge: architecture/1
name: growing
clock: 1 GHz
source: made up; round numbers
levels:
  - {name: DRAM, kind: dram, read_bandwidth: 16 B/cycle, write_bandwidth: 16 B/cycle, read_energy: 64 pJ/B, write_energy: 64 pJ/B}
)";
  const int buffers = levels - 2;
  for (int i = 0; i < buffers; ++i) {
    const double up = (buffers - i) / static_cast<double>(buffers);  // 1: the outermost
    text += fmt::format(
        "  - {{name: L{}, kind: scratchpad, size: {} B, read_bandwidth: {} B/cycle, write_bandwidth: {} "
        "B/cycle, "
        "buffering: double, read_energy: {:.4f} pJ/B, write_energy: {:.4f} pJ/B}}\n",
        i + 1, static_cast<int>(2048 * std::pow(256.0, up)), 32 << i, 32 << i, 0.1 * std::pow(20, up),
        0.1 * std::pow(20, up));
  }
  text += fmt::format("  - fanout: {{name: PE, x: {}, y: {}, multicast: true, reduce: {{y: true}}}}\n", lanes,
                      lanes);
  text +=
      "  - {name: RF, kind: register, size: 2 KiB, keeps: [weights, inputs, outputs], read_energy: 0.1 pJ/B, "
      "write_energy: 0.1 pJ/B}\n"
      "compute: {name: MAC, energy: 0.5 pJ}\n";
  std::vector<Diagnostic> warnings;
  return read_machine(parse(text), warnings);
}

Problem product_of(std::int64_t m, std::int64_t n, std::int64_t k) {
  const std::string text = fmt::format(
      "ridge: workload/1\nname: product\nlayer: {{type: gemm, M: {}, N: {}, K: {}, precision: int8}}\n", m, n,
      k);
  return read_workload(parse(text)).layers.front().problem;
}

void search_all(benchmark::State& state, const Problem& problem, const Machine& machine) {
  const Constraints none = Constraints::none(problem, machine);
  SearchResult result;
  for (auto _ : state)
    result = search(problem, machine, none);
  state.counters["proven"] = result.status == SearchStatus::optimal ? 1 : 0;
  state.counters["gap"] = result.gap;
  state.counters["evaluated"] = static_cast<double>(result.stats.evaluated);
  const mapper::Space space(problem, machine, none);
  if (!result.mapping || !mapper::is_walkable(space)) return;
  const SearchOptions options;
  mapper::Watch watch(options);
  const mapper::ExactAnswer proof =
      mapper::exact_search(space, options, *result.mapping, options.effort, watch);
  state.counters["roots"] = static_cast<double>(proof.walked);
  state.counters["states"] = static_cast<double>(proof.steps);
  state.counters["labels"] = static_cast<double>(proof.labels);
}

void Size(benchmark::State& state) {
  const std::int64_t size = state.range(0);
  search_all(state, product_of(size, size, size), machine_of(3, 16));
}
BENCHMARK(Size)->RangeMultiplier(2)->Range(64, 65536)->Arg(55440)->Arg(9973)->Unit(benchmark::kMillisecond);

void Flat(benchmark::State& state) {
  search_all(state, product_of(65536, 65536, 128), machine_of(3, static_cast<int>(state.range(0))));
}
BENCHMARK(Flat)->Arg(1)->Arg(16)->Unit(benchmark::kMillisecond);

void Levels(benchmark::State& state) {
  search_all(state, product_of(4096, 4096, 4096), machine_of(static_cast<int>(state.range(0)), 16));
}
BENCHMARK(Levels)->DenseRange(2, 6)->Unit(benchmark::kMillisecond);

void Lanes(benchmark::State& state) {
  search_all(state, product_of(4096, 4096, 4096), machine_of(3, static_cast<int>(state.range(0))));
}
BENCHMARK(Lanes)->RangeMultiplier(2)->Range(1, 256)->Arg(12)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ridge

BENCHMARK_MAIN();
