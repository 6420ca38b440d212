// ridge describe: what a machine or a workload is.
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/messages.hpp"
#include "cli/views/machine_view.hpp"
#include "cli/views/workload_view.hpp"

namespace ridge::cli {

namespace {

std::string describe_machine(const InputOptions& options, const Overrides& overrides) {
  const Machine machine = load_machine_input(options, overrides);
  const MachineFacts facts = facts_of(machine);
  return options.json ? json_text(machine_json(machine, facts))
                      : machine_text(machine, facts, stdout_style());
}

std::string describe_workload(const InputOptions& options, const Overrides& overrides) {
  const Network network = load_workload_input(options, overrides);
  const std::vector<std::size_t> layers = select_layers(network, options.layer);
  return options.json ? json_text(workload_json(network, layers))
                      : workload_text(network, layers, stdout_style());
}

Answer run_describe(const InputOptions& options) {
  if (options.arch.empty() == options.workload.empty()) {
    throw InputError(option_place("ridge describe"), "it describes a machine or a workload, one at a time",
                     "give --arch NAME or --workload NAME");
  }
  if (options.workload.empty() && !options.layer.empty()) {
    throw InputError(option_place("--layer"), "a machine has no layers", "leave it out, or give --workload");
  }
  const Overrides overrides = sort_overrides(options);
  return {options.workload.empty() ? describe_machine(options, overrides)
                                   : describe_workload(options, overrides)};
}

}  // namespace

Command describe_command(CLI::App& root) {
  auto options = std::make_shared<InputOptions>();
  CLI::App* app = root.add_subcommand("describe", "What a machine or a workload is");
  add_arch(*app, *options, false);
  add_workload(*app, *options, false);
  add_layer(*app, *options);
  add_overrides(*app, *options);
  add_json(*app, *options);
  app->footer(
      "Examples:\n  ridge describe --arch eyeriss_v1\n  ridge describe --workload bert_base --sequence 128");
  return {app, [options] { return run_describe(*options); }};
}

}  // namespace ridge::cli
