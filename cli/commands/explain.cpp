// ridge explain: what limits a layer, and what would help.
#include <limits>
#include <memory>

#include <CLI/CLI.hpp>

#include "base/parallel.hpp"
#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/interrupt.hpp"
#include "cli/messages.hpp"
#include "cli/network_notes.hpp"
#include "cli/no_mapping.hpp"
#include "cli/option_values.hpp"
#include "cli/views/explanation_view.hpp"

namespace ridge::cli {
namespace {

struct ExplainOptions {
  InputOptions input;
  std::int64_t effort = 400'000;  // ten searches in a few seconds
  std::size_t threads = 0;
};

const Layer& only_layer(const Network& network, const InputOptions& options) {
  if (!is_single_layer(network, options.layer))
    throw InputError(option_place("--workload " + options.workload),
                     "one layer is explained at a time, and here are several", "name it: --layer NAME");
  return network.layers[select_layers(network, options.layer).front()];
}

/// Says on stderr why there is nothing to explain.
Answer nothing(const NotExplained& why, const Layer& layer, const Machine& machine, const Mapping* mapping) {
  if (why.infeasible) {
    const Diagnostic finding = describe(*why.infeasible, layer.problem, machine, *mapping);
    report({&finding, 1});
    return {"", ExitCode::infeasible};
  }
  report_no_mapping(in_quotes(layer.name), why.search);
  if (why.search.infeasible) return {"", ExitCode::infeasible};
  notice("error: no mapping of '" + layer.name + "' was found within the limit");
  notice("help: raise --effort, or loosen the constraints");
  return {"", ExitCode::nothing_found};
}

Answer run_explain(const ExplainOptions& options) {
  set_thread_count(options.threads);
  const InputOptions& input = options.input;
  const Overrides overrides = sort_overrides(input);
  const Machine machine = load_machine_input(input, overrides);
  const Network network = load_workload_input(input, overrides);
  const Layer& layer = only_layer(network, input);
  if (!has_unit_for(layer.problem, machine))
    throw InputError(option_place("--layer " + layer.name),
                     "no unit of '" + machine.name + "' does this layer: it has no mapping to explain",
                     "'ridge map' counts it as memory traffic");
  std::optional<Mapping> mapping;
  if (!input.mapping.empty())
    mapping = load_mapping(input.mapping, layer.name, layer.problem, machine, overrides.mapping);
  SearchOptions search;
  search.effort = options.effort;
  search.cancel = &interrupt_flag();
  const Mapping* given = mapping ? &*mapping : nullptr;
  auto found = explain(
      layer.problem, machine,
      [&input](const Problem& problem, const Machine& changed) {
        return load_constraints_input(input, problem, changed);
      },
      given, search);
  if (const auto* why = std::get_if<NotExplained>(&found)) return nothing(*why, layer, machine, given);
  const ExplainedLayer explained{layer.name, &layer.problem, &machine, mapping.has_value(),
                                 std::move(std::get<Explanation>(found))};
  return {input.json ? json_text(explanation_json(explained)) : explanation_text(explained, stdout_style()),
          interrupted() ? ExitCode::interrupted : ExitCode::done};
}

}  // namespace

Command explain_command(CLI::App& root) {
  auto options = std::make_shared<ExplainOptions>();
  InputOptions& input = options->input;
  CLI::App* app = root.add_subcommand("explain", "What limits a layer, and what would help");
  add_arch(*app, input, true);
  add_workload(*app, input, true);
  app->add_option("-m,--mapping", input.mapping,
                  "Mapping to explain: a file, or the name of a shipped one; else the best that is found")
      ->check(some_text());
  add_layer(*app, input);
  add_constraints(*app, input);
  app->add_option("--effort", options->effort, "Mappings to evaluate in each of the searches")
      ->check(whole_number(1, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
  app->add_option("--threads", options->threads, "Threads to use, 0 = all; the answer does not depend on it")
      ->check(whole_number(0, 1024))
      ->capture_default_str();
  add_overrides(*app, input);
  add_json(*app, input);
  app->footer(
      "Example:\n  ridge explain --arch eyeriss_v1 --workload alexnet --layer conv3\n"
      "Every number is of an evaluation or a search that was made, none of a rule of thumb.");
  return {app, [options] { return run_explain(*options); }};
}

}  // namespace ridge::cli
