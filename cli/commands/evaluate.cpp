// ridge evaluate: layers under given mappings.
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/messages.hpp"
#include "cli/network_notes.hpp"
#include "cli/network_report.hpp"
#include "cli/option_values.hpp"
#include "cli/views/evaluation_json.hpp"
#include "cli/views/network_json.hpp"
#include "cli/views/network_text.hpp"
#include "system/totals.hpp"

namespace ridge::cli {

namespace {

/// A mapping that the machine's own dataflow or --constraints rules out can be evaluated, but not silently.
void warn_of_broken_constraint(const InputOptions& options, const Layer& layer, const Machine& machine,
                               const Mapping& mapping) {
  const Constraints constraints = load_constraints_input(options, layer.problem, machine);
  const auto broken = broken_constraint(constraints, layer.problem, machine, mapping);
  if (!broken) return;
  Diagnostic warning;
  warning.severity = Severity::warning;
  warning.place = option_place("--mapping " + options.mapping);
  warning.message = "the mapping of '" + layer.name + "' breaks a constraint: " + *broken;
  report({&warning, 1});
}

InputError no_mapping(const Layer& layer, const Machine& machine) {
  return InputError(
      option_place("--mapping"),
      "layer '" + layer.name + "' needs a mapping: '" + machine.name + "' has a unit that does it",
      "name a file; 'ridge map --save mapping.yaml' finds one");
}

/// Evaluates one layer; what makes it infeasible goes to stderr and into the result.
DistinctLayer evaluate_layer(const InputOptions& options, const Overrides& overrides, const Layer& layer,
                             std::size_t index, const Machine& machine) {
  DistinctLayer result;
  result.first = index;
  result.count = layer.count;
  if (!has_unit_for(layer.problem, machine)) {
    result.work = LayerWork::traffic;
    result.traffic = evaluate_as_traffic(layer.problem, machine);
    return result;
  }
  if (options.mapping.empty()) throw no_mapping(layer, machine);
  Mapping mapping = load_mapping(options.mapping, layer.name, layer.problem, machine, overrides.mapping);
  warn_of_broken_constraint(options, layer, machine, mapping);
  Evaluator evaluator(layer.problem, machine);
  Evaluation evaluation;
  if (const auto infeasible = evaluator.evaluate(mapping, evaluation)) {
    const Diagnostic finding = describe(*infeasible, layer.problem, machine, mapping);
    report({&finding, 1});
    result.search.status = SearchStatus::infeasible;
    result.search.infeasible = NoMapping{*infeasible, finding.message, finding.help};
  } else {
    result.search.evaluation = std::move(evaluation);
  }
  result.search.mapping = std::move(mapping);
  return result;
}

std::string single_json(const NetworkReport& report) {
  const DistinctLayer& group = report.map.distinct.front();
  return json_text(layer_json(report, group)["evaluation"]);
}

Answer run_evaluate(const InputOptions& options) {
  const Overrides overrides = sort_overrides(options);
  const Machine machine = load_machine_input(options, overrides);
  const Network network = load_workload_input(options, overrides);
  const std::vector<std::size_t> layers = select_layers(network, options.layer);
  report(precision_warnings(network, layers, machine, options.workload));
  if (const auto sentence = traffic_notice(network, layers, machine)) notice(*sentence);
  NetworkReport result{&network, &machine, {}, false, network_notes(network, layers, machine)};
  for (const std::size_t index : layers) {
    result.map.layers.push_back({index, result.map.distinct.size()});
    result.map.distinct.push_back(evaluate_layer(options, overrides, network.layers[index], index, machine));
  }
  result.map.totals = total(result.map, MachineConstants(machine));
  const bool single = is_single_layer(network, options.layer);
  Answer answer;
  if (result.map.totals.without_answer > 0) answer.code = ExitCode::infeasible;
  if (options.json) {
    answer.text = single ? single_json(result) : json_text(network_json(result));
  } else {
    answer.text = single ? layer_text(result, result.map.distinct.front(), stdout_style())
                         : network_text(result, stdout_style());
  }
  return answer;
}

}  // namespace

Command evaluate_command(CLI::App& root) {
  auto options = std::make_shared<InputOptions>();
  CLI::App* app = root.add_subcommand("evaluate", "What a layer costs under a given mapping");
  add_arch(*app, *options, true);
  add_workload(*app, *options, true);
  app->add_option("-m,--mapping", options->mapping,
                  "Mapping: a file, or the name of a shipped one; needed for layers that a unit does")
      ->check(some_text());
  add_layer(*app, *options);
  add_constraints(*app, *options);
  add_overrides(*app, *options);
  add_json(*app, *options);
  app->footer(
      "Example:\n  ridge evaluate --arch eyeriss_v1 --workload layer.yaml --mapping best.yaml --set "
      "GLB.size=256KiB\n"
      "Exit code 3: the mapping cannot run; stderr says what does not fit and what would.");
  return {app, [options] { return run_evaluate(*options); }};
}

}  // namespace ridge::cli
