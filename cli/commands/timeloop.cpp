// ridge timeloop: Timeloop's own files, evaluated and searched by its rules, and beside them by ours.
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/parallel.hpp"
#include "cli/cache_option.hpp"
#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/messages.hpp"
#include "cli/no_mapping.hpp"
#include "cli/overrides.hpp"
#include "cli/progress.hpp"
#include "cli/save.hpp"
#include "cli/views/comparison_view.hpp"
#include "cli/views/evaluation_json.hpp"
#include "cli/views/evaluation_text.hpp"
#include "cli/views/network_json.hpp"
#include "cli/views/network_text.hpp"
#include "interop/timeloop/mapping.hpp"
#include "interop/timeloop/rules.hpp"
#include "interop/timeloop/sparse/evaluate.hpp"

namespace ridge::cli {

namespace {

// A sparse layer takes some hundred times as long to evaluate.
constexpr std::int64_t dense_effort = 1'000'000;
constexpr std::int64_t sparse_effort = 40'000;

struct TimeloopOptions {
  std::vector<std::string> files;
  bool exact = false;
  std::optional<std::int64_t> effort;
  std::uint64_t seed = 1;
  std::size_t threads = 0;
  std::string save;
  std::string cache;
  bool json = false;
};

/// A mapping that cannot run: told on stderr, and in JSON.
Answer refused(const timeloop::Spec& spec, const timeloop::Refusal& refusal, bool json) {
  report({&refusal.finding, 1});
  Answer answer{{}, ExitCode::infeasible};
  if (json)
    answer.text = json_text(
        infeasible_json(spec.problem.name, spec.problem, spec.machine, refusal.infeasible, refusal.finding));
  return answer;
}

/// What the two rules say of one mapping of the dense layer, the one that Ridgepoint's own rules know.
std::optional<timeloop::Refusal> compare_exactly(timeloop::Spec spec, const Mapping& mapping,
                                                 std::vector<timeloop::Difference>& differences) {
  spec.sparse.reset();
  Evaluation theirs;
  if (auto refusal = timeloop::evaluate(spec, mapping, theirs)) return refusal;
  Evaluation ours;
  if (auto refusal = timeloop::evaluate_exactly(spec, mapping, ours)) return refusal;
  differences = timeloop::differences(spec.problem, spec.machine, mapping, theirs, ours);
  return std::nullopt;
}

Answer run_model(const TimeloopOptions& options) {
  const timeloop::Spec spec = timeloop::read_spec(options.files);
  report(spec.warnings);
  const Mapping mapping = timeloop::mapping_of(spec);
  Evaluation theirs;
  if (const auto refusal = timeloop::evaluate(spec, mapping, theirs))
    return refused(spec, *refusal, options.json);
  std::vector<timeloop::Difference> differences;
  if (options.exact) {
    if (spec.sparse)
      notice(
          "note: the two rules are compared on the dense layer, the one that Ridgepoint's own know; what "
          "stands above it is the sparse one");
    if (const auto refusal = compare_exactly(spec, mapping, differences))
      return refused(spec, *refusal, options.json);
  }
  const std::string& name = spec.problem.name;
  if (options.json) {
    Json json = evaluation_json(name, spec.problem, spec.machine, theirs);
    if (options.exact) json["differences"] = comparison_json(differences);
    if (options.exact && spec.sparse) json["differences_of"] = "the dense layer";
    return {json_text(json)};
  }
  const Style style = stdout_style();
  std::string text = summary_text(name, spec.problem, spec.machine, theirs, style);
  if (options.exact) return {text + "\n" + comparison_text(differences, style)};
  return {text + details_text(spec.problem, spec.machine, theirs, &mapping, style)};
}

/// Their model is handed to the search as an evaluator, of which no text tells what it answers.
void warn_of_sparse_cache() {
  Diagnostic warning;
  warning.severity = Severity::warning;
  warning.place = option_place("--cache");
  warning.message = "answers about sparse layers are not kept";
  warning.help = "leave the option out here";
  report({&warning, 1});
}

SearchResult search_spec(const timeloop::Spec& spec, const TimeloopOptions& options, AnswerCache* cache) {
  Diagnostics diagnostics;
  SearchOptions task;
  task.objective = timeloop::read_metric(spec, diagnostics);
  const Constraints rules = timeloop::read_rules(spec, diagnostics);
  report(diagnostics.all());
  task.effort = options.effort.value_or(spec.sparse ? sparse_effort : dense_effort);
  task.seed = options.seed;
  task.even = true;
  task.conventions = spec.conventions;
  task.cancel = &interrupt_flag();
  task.cache = cache;
  if (spec.sparse) task.evaluator = [&spec] { return timeloop::evaluator_of(spec); };
  ProgressLine line;
  if (line.is_live()) {
    task.progress = [&](const SearchProgress& search) {
      line.show([&](std::chrono::seconds elapsed, std::size_t columns) {
        return progress_text({0, 1, spec.problem.name, search}, task.objective, elapsed, columns);
      });
    };
  }
  return search(spec.problem, spec.machine, rules, task);
}

ExitCode exit_code_of(const std::string& problem, const SearchResult& result, bool sparse) {
  if (interrupted()) return ExitCode::interrupted;
  if (result.mapping) return ExitCode::done;
  report_no_mapping(in_quotes(problem), result);
  if (result.infeasible) return ExitCode::infeasible;
  notice("error: no mapping was found within the limit; raise --effort, or loosen the constraints");
  if (sparse)
    notice("help: where no mapping suits the sparse optimizations, 'ridge timeloop model' says of one why");
  return ExitCode::nothing_found;
}

Answer run_mapper(const TimeloopOptions& options) {
  set_thread_count(options.threads);
  const std::unique_ptr<AnswerCache> cache = open_cache(options.cache);
  const timeloop::Spec spec = timeloop::read_spec(options.files);
  report(spec.warnings);
  if (cache != nullptr && spec.sparse) warn_of_sparse_cache();
  Network network;
  network.name = spec.problem.name;
  Layer& only = network.layers.emplace_back();
  only.name = spec.problem.name;
  only.problem = spec.problem;
  NetworkReport found{&network, &spec.machine, {}, true, {}};
  found.map.layers.push_back({0, 0});
  DistinctLayer layer;
  layer.count = 1;
  layer.search = search_spec(spec, options, cache.get());
  report_cache(cache.get(), options.cache, layer.search.stats.cached, 1);
  found.map.distinct.push_back(std::move(layer));
  const DistinctLayer& group = found.map.distinct.front();
  const ExitCode code = exit_code_of(only.name, group.search, spec.sparse.has_value());
  std::string mapping;
  if (group.search.mapping)
    mapping = timeloop::print_timeloop_mapping(*group.search.mapping, spec.problem, spec.machine);
  if (!options.save.empty() && !mapping.empty()) save_file(options.save, mapping);
  if (options.json) return {json_text(layer_json(found, group)), code};
  return {layer_text(found, group, stdout_style()), code};
}

CLI::App* add_form(CLI::App& app, const std::string& name, const std::string& says,
                   TimeloopOptions& options) {
  CLI::App* form = app.add_subcommand(name, says);
  form->add_option("files", options.files, "Timeloop's YAML files, in any number and order")->required();
  form->add_flag("--json", options.json, "Write JSON");
  return form;
}

}  // namespace

Command timeloop_command(CLI::App& root) {
  auto options = std::make_shared<TimeloopOptions>();
  CLI::App* app = root.add_subcommand("timeloop", "Timeloop's own files, by its rules");
  app->require_subcommand(1);
  CLI::App* model = add_form(*app, "model", "Evaluates the mapping, as timeloop-model does", *options);
  model->add_flag("--exact", options->exact, "Beside it Ridgepoint's own rules: what differs, and why");
  CLI::App* mapper = add_form(*app, "mapper", "Searches a mapping, as timeloop-mapper does", *options);
  mapper
      ->add_option("--effort", options->effort,
                   fmt::format("Mappings to evaluate [{}, sparse layers {}]", dense_effort, sparse_effort))
      ->check(CLI::PositiveNumber);
  mapper->add_option("--seed", options->seed, "Of the random choices")->capture_default_str();
  mapper->add_option("--threads", options->threads, "Threads to use, 0 = all")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  add_cache(*mapper, options->cache);
  mapper->add_option("--save", options->save, "Write the mapping to this file, in Timeloop's form");
  app->footer(
      "Examples:\n  ridge timeloop model arch.yaml problem.yaml map.yaml ERT.yaml\n"
      "  ridge timeloop model --exact arch.yaml problem.yaml map.yaml ERT.yaml\n"
      "  ridge timeloop mapper arch.yaml problem.yaml constraints.yaml mapper.yaml ERT.yaml --save map.yaml");
  return {app, [options, mapper] { return mapper->parsed() ? run_mapper(*options) : run_model(*options); }};
}

}  // namespace ridge::cli
