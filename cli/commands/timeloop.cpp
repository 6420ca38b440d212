// ridge timeloop: Timeloop's own files, evaluated by its rules, and beside them by ours.
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/views/evaluation_json.hpp"
#include "cli/views/evaluation_text.hpp"
#include "interop/timeloop/sparse/evaluate.hpp"

namespace ridge::cli {

namespace {

struct ModelOptions {
  std::vector<std::string> files;
  bool json = false;
};

Answer run_model(const ModelOptions& options) {
  const timeloop::Spec spec = timeloop::read_spec(options.files, timeloop::Sparsity::accepted);
  report(spec.warnings);
  const Mapping mapping = timeloop::mapping_of(spec);
  Evaluation evaluation;
  const std::string& name = spec.problem.name;
  if (const auto refusal = timeloop::evaluate(spec, mapping, evaluation)) {
    report({&refusal->finding, 1});
    Answer answer{{}, ExitCode::infeasible};
    if (options.json)
      answer.text =
          json_text(infeasible_json(name, spec.problem, spec.machine, refusal->infeasible, refusal->finding));
    return answer;
  }
  if (options.json) return {json_text(evaluation_json(name, spec.problem, spec.machine, evaluation))};
  const Style style = stdout_style();
  return {summary_text(name, spec.problem, spec.machine, evaluation, style) +
          details_text(spec.problem, spec.machine, evaluation, &mapping, style)};
}

}  // namespace

Command timeloop_command(CLI::App& root) {
  auto options = std::make_shared<ModelOptions>();
  CLI::App* app = root.add_subcommand("timeloop", "Timeloop's own files, by its rules");
  app->require_subcommand(1);
  CLI::App* model = app->add_subcommand("model", "Evaluates the mapping, as timeloop-model does");
  model->add_option("files", options->files, "Timeloop's YAML files, in any number and order")->required();
  model->add_flag("--json", options->json, "Write JSON");
  return {app, [options] { return run_model(*options); }};
}

}  // namespace ridge::cli
