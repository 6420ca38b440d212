// ridge evaluate: layers under given mappings.
#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/messages.hpp"
#include "cli/network_notes.hpp"
#include "cli/network_report.hpp"
#include "cli/option_values.hpp"
#include "cli/save.hpp"
#include "cli/views/evaluation_json.hpp"
#include "cli/views/network_json.hpp"
#include "cli/views/network_text.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/timeline_json.hpp"
#include "cli/views/waterfall_svg.hpp"
#include "system/played.hpp"
#include "system/totals.hpp"

namespace ridge::cli {

namespace {

// As many uses of ports as a viewer of traces shows at once without effort.
constexpr std::size_t timeline_spans = 20'000;

struct EvaluateOptions {
  InputOptions input;
  std::string fidelity = "closed";
  std::string timeline;  // file
  std::string picture;   // file

  bool plays() const { return fidelity == "event" || !timeline.empty(); }
};

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

void tell_what_is_shown(const std::string& path, const event::Outcome& outcome) {
  if (outcome.spans.size() < timeline_spans) return;
  double end_cycles = 0;
  for (const event::Span& span : outcome.spans)
    end_cycles = std::max(end_cycles, span.end_cycles);
  notice(fmt::format("'{}' shows the first {} of {} cycles", path, grouped(std::floor(end_cycles)),
                     grouped(outcome.tally.cycles)));
}

/// Closed form or event engine; what the latter played goes into the file of --timeline.
std::optional<Infeasible> evaluate_mapping(const EvaluateOptions& options, const Layer& layer,
                                           const Machine& machine, const Mapping& mapping,
                                           Evaluation& evaluation) {
  Evaluator evaluator(layer.problem, machine);
  if (!options.plays()) return evaluator.evaluate(mapping, evaluation);
  Played played;
  const std::size_t spans = options.timeline.empty() ? 0 : timeline_spans;
  if (const auto infeasible = evaluate_played(mapping, evaluator, spans, played)) return infeasible;
  if (!options.timeline.empty()) {
    save_file(options.timeline, timeline_json(layer.name, layer.problem, machine, played));
    tell_what_is_shown(options.timeline, played.outcome);
  }
  evaluation = std::move(played.evaluation);
  return std::nullopt;
}

/// Evaluates one layer; what makes it infeasible goes to stderr and into the result.
DistinctLayer evaluate_layer(const EvaluateOptions& all_options, const Overrides& overrides,
                             const Layer& layer, std::size_t index, const Machine& machine) {
  const InputOptions& options = all_options.input;
  DistinctLayer result;
  result.first = index;
  result.count = layer.count;
  if (!has_unit_for(layer.problem, machine)) {
    result.work = LayerWork::traffic;
    result.traffic = evaluate_as_traffic(layer.problem, machine);
    if (!all_options.timeline.empty())
      notice(fmt::format("nothing is saved to {}: {} is counted as memory traffic, which nobody plays",
                         in_quotes(all_options.timeline), in_quotes(layer.name)));
    return result;
  }
  if (options.mapping.empty()) throw no_mapping(layer, machine);
  Mapping mapping = load_mapping(options.mapping, layer.name, layer.problem, machine, overrides.mapping);
  warn_of_broken_constraint(options, layer, machine, mapping);
  Evaluation evaluation;
  if (const auto infeasible = evaluate_mapping(all_options, layer, machine, mapping, evaluation)) {
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

/// The files of --timeline and --picture show one layer.
void check_files(const EvaluateOptions& options, bool single) {
  const std::vector<std::string> inputs{options.input.arch, options.input.workload, options.input.mapping,
                                        options.input.constraints};
  for (const auto& [name, path] :
       {std::pair("--timeline", options.timeline), {"--picture", options.picture}}) {
    if (path.empty()) continue;
    if (!single) throw InputError(option_place(name), "shows one layer", "name it: --layer NAME");
    check_output(path, inputs);
  }
  if (!options.timeline.empty() && options.timeline == options.picture)
    throw InputError(option_place("--picture " + options.picture), "--timeline writes to the same file",
                     "name another file");
}

void save_picture(const EvaluateOptions& options, const NetworkReport& report) {
  const DistinctLayer& group = report.map.distinct.front();
  const Layer& layer = report.layer(group);
  const Evaluation* evaluation = group.evaluation();
  if (options.picture.empty() || evaluation == nullptr) return;
  save_file(options.picture, waterfall_svg(layer.name, layer.problem, *report.machine, *evaluation));
}

Answer run_evaluate(const EvaluateOptions& all_options) {
  const InputOptions& options = all_options.input;
  const Overrides overrides = sort_overrides(options);
  const Machine machine = load_machine_input(options, overrides);
  const Network network = load_workload_input(options, overrides);
  const std::vector<std::size_t> layers = select_layers(network, options.layer);
  report(precision_warnings(network, layers, machine, options.workload));
  if (const auto sentence = traffic_notice(network, layers, machine)) notice(*sentence);
  const bool single = is_single_layer(network, options.layer);
  check_files(all_options, single);
  NetworkReport result{&network, &machine, {}, false, network_notes(network, layers, machine)};
  for (const std::size_t index : layers) {
    result.map.layers.push_back({index, result.map.distinct.size()});
    result.map.distinct.push_back(
        evaluate_layer(all_options, overrides, network.layers[index], index, machine));
  }
  result.map.totals = total(result.map, MachineConstants(machine));
  if (single) save_picture(all_options, result);
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
  auto all_options = std::make_shared<EvaluateOptions>();
  InputOptions* options = &all_options->input;
  CLI::App* app = root.add_subcommand("evaluate", "What a layer costs under a given mapping");
  add_arch(*app, *options, true);
  add_workload(*app, *options, true);
  app->add_option("-m,--mapping", options->mapping,
                  "Mapping: a file, or the name of a shipped one; needed for layers that a unit does")
      ->check(some_text());
  add_layer(*app, *options);
  add_constraints(*app, *options);
  add_overrides(*app, *options);
  app->add_option(
         "--fidelity", all_options->fidelity,
         "Where cycles come from: 'closed', the closed form; 'event', the event engine, which plays the "
         "mapping tile by tile")
      ->check(one_of({"closed", "event"}))
      ->capture_default_str();
  app->add_option("--timeline", all_options->timeline,
                  "Write what the event engine plays to this file, for Perfetto; implies --fidelity event")
      ->check(some_text());
  app->add_option("--picture", all_options->picture, "Draw where the cycles go into this file (SVG)")
      ->check(some_text());
  add_json(*app, *options);
  app->footer(
      "Example:\n  ridge evaluate --arch eyeriss_v1 --workload layer.yaml --mapping best.yaml --set "
      "GLB.size=256KiB\n"
      "Exit code 3: the mapping cannot run; stderr says what does not fit and what would.");
  return {app, [all_options] { return run_evaluate(*all_options); }};
}

}  // namespace ridge::cli
