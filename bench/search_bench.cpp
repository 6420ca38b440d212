// How long a proof takes: every distinct layer of ResNet-50, VGG-16, BERT-large and GPT-3 (a prompt of 2048
// tokens, and one token after it) in int8 on five machines, for least energy x delay.
//
//   build/bench/bench_search --benchmark_filter=eyeriss_v1/resnet50
//   build/bench/bench_search --benchmark_out=search.json    # some minutes
//   /usr/bin/python3 scripts/search_table.py search.json
//
// Each search runs once, on one layer, with no cache. Counters: `proven` 1 or 0, `gap` between value and
// bound, `evaluated` mappings, `early`: how much worse than the answer the best was at a tenth of the time,
// `near`: seconds until it was within 5 %.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "arch/machine.hpp"
#include "base/diagnostics.hpp"
#include "mapper/search.hpp"
#include "sim/mapping/constraints.hpp"
#include "workloads/network.hpp"

namespace ridge {
namespace {

constexpr const char* machines[]{"eyeriss_v1", "simba_chiplet", "tpu_v1", "a100_40gb", "small3"};

struct Work {
  const char* name;
  const char* network;
  std::vector<std::string> overrides;
};

const Work works[]{
    {"resnet50", "resnet50", {}},
    {"vgg16", "vgg16", {}},
    {"bert_large", "bert_large", {}},
    {"gpt3_prefill", "gpt3_175b", {"sequence=2048"}},
    {"gpt3_decode", "gpt3_175b", {"sequence=2048", "decode=true"}},
};

void search_once(benchmark::State& state, const Problem& problem, const Machine& machine) {
  const Constraints constraints = machine.constraints
                                      ? read_constraints(*machine.constraints, problem, machine)
                                      : Constraints::none(problem, machine);
  using Clock = std::chrono::steady_clock;
  struct Report {
    double seconds;
    double value;
  };
  std::vector<Report> reports;
  Clock::time_point begun;
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - begun).count(); };
  SearchOptions options;
  options.progress = [&](const SearchProgress& progress) { reports.push_back({seconds(), progress.value}); };
  SearchResult result;
  for (auto _ : state) {
    begun = Clock::now();
    result = search(problem, machine, constraints, options);
  }
  const double tenth = seconds() / 10;
  double early = std::numeric_limits<double>::infinity();
  double near = seconds();
  for (const Report& report : reports) {
    if (report.seconds <= tenth) early = report.value;
    if (report.value <= 1.05 * result.value) near = std::min(near, report.seconds);
  }
  state.counters["early"] = std::isfinite(early) ? early / result.value - 1 : 1e9;
  state.counters["near"] = near;
  state.counters["proven"] = result.status == SearchStatus::optimal ? 1 : 0;
  state.counters["gap"] = result.gap;
  state.counters["evaluated"] = static_cast<double>(result.stats.evaluated);
}

/// Layers that the machine's array does, equal ones once.
std::vector<Layer> distinct_layers(const Network& network, const Machine& machine) {
  std::vector<Layer> layers;
  for (const Layer& layer : network.layers) {
    const auto same = [&](const Layer& other) {
      Problem problem = other.problem;
      problem.name = layer.problem.name;
      return problem == layer.problem;
    };
    if (has_unit_for(layer.problem, machine) && std::none_of(layers.begin(), layers.end(), same))
      layers.push_back(layer);
  }
  return layers;
}

void register_all() {
  for (const char* name : machines) {
    std::vector<Diagnostic> warnings;
    const auto machine = std::make_shared<const Machine>(load_machine(name, {}, warnings));
    for (const Work& work : works) {
      std::vector<std::string> overrides = work.overrides;
      overrides.emplace_back("precision=int8");
      for (const Layer& layer : distinct_layers(load_workload(work.network, overrides), *machine)) {
        const auto run = [machine, problem = layer.problem](benchmark::State& state) {
          search_once(state, problem, *machine);
        };
        benchmark::RegisterBenchmark(fmt::format("{}/{}/{}", name, work.name, layer.problem.name).c_str(),
                                     run)
            ->Iterations(1)
            ->Unit(benchmark::kMillisecond)
            ->UseRealTime();
      }
    }
  }
}

}  // namespace
}  // namespace ridge

int main(int count, char** arguments) {
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
  ridge::register_all();
  benchmark::RunSpecifiedBenchmarks();
}
