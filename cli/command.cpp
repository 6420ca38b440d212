#include "cli/command.hpp"

#include <limits>

#include <CLI/CLI.hpp>

#include "cli/option_values.hpp"
#include "workloads/problem.hpp"

namespace ridge::cli {

void add_json(CLI::App& app, InputOptions& options) {
  app.add_flag("--json", options.json, "Write JSON instead of text");
}

void add_arch(CLI::App& app, InputOptions& options, bool required) {
  app.add_option("-a,--arch", options.arch, "Machine: a file, or the name of a shipped one (eyeriss_v1)")
      ->required(required)
      ->check(some_text());
}

void add_workload(CLI::App& app, InputOptions& options, bool required) {
  app.add_option("-w,--workload", options.workload,
                 "Workload: a file (.yaml, .json, SCALE-Sim .csv), or a built-in network (resnet50)")
      ->required(required)
      ->check(some_text());
  constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();
  app.add_option("--batch", options.batch, "Samples at once (built-in networks)")
      ->check(whole_number(1, no_limit));
  app.add_option("--sequence", options.sequence, "Tokens per sample; with --decode, tokens in the KV cache")
      ->check(whole_number(1, no_limit));
  app.add_flag("--decode", options.decode, "One new token per sample against a KV cache (decoders)");
  app.add_option("--precision", options.precision, "Precision of a built-in network: int8, fp16, ...")
      ->check(one_of(precision_names()));
}

void add_layer(CLI::App& app, InputOptions& options) {
  app.add_option("-l,--layer", options.layer, "Only the layers whose name matches, e.g. 'conv1' or 'layer3*'")
      ->check(some_text());
}

void add_constraints(CLI::App& app, InputOptions& options) {
  app.add_option("-c,--constraints", options.constraints,
                 "Constraints on mappings: a file, or the name of a shipped set (weight_stationary)")
      ->check(some_text());
}

void add_overrides(CLI::App& app, InputOptions& options) {
  app.add_option("--set", options.overrides,
                 "Override a value: GLB.size=256KiB, arch:clock=1GHz, workload:batch=8 (may be repeated)")
      ->allow_extra_args(false);
}

}  // namespace ridge::cli
