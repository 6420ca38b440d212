// ridge diff: what changed in the input, and what that changed in the result.
#include <limits>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/parallel.hpp"
#include "base/text_file.hpp"
#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/interrupt.hpp"
#include "cli/messages.hpp"
#include "cli/no_mapping.hpp"
#include "cli/option_values.hpp"
#include "cli/views/changes.hpp"
#include "cli/views/network_json.hpp"
#include "cli/views/yaml_json.hpp"

namespace ridge::cli {
namespace {

struct DiffOptions {
  std::string a;
  std::string b;
  InputOptions input;
  std::string objective = "edp";
  std::int64_t effort = SearchOptions{}.effort;
  std::size_t threads = 0;
};

/// What one side is: a machine, another input file, or a result.
struct Side {
  std::string name;
  std::optional<Machine> machine;
  Json values;  // of an input
  std::optional<Json> result;
};

bool is_file(const std::string& text) {
  return text.find('/') != std::string::npos || text.ends_with(".yaml") || text.ends_with(".yml") ||
         text.ends_with(".json");
}

Side machine_side(const std::string& text, const InputOptions& input, const Overrides& overrides) {
  InputOptions asked = input;
  asked.arch = text;
  Side side;
  side.machine = load_machine_input(asked, overrides);
  side.name = side.machine->name;
  auto source = std::make_shared<SourceText>();
  source->text = print_machine(*side.machine);
  side.values = yaml_json(yaml::parse(std::move(source)));
  return side;
}

Side side_of(const std::string& text, const InputOptions& input, const Overrides& overrides) {
  if (!is_file(text)) return machine_side(text, input, overrides);
  const yaml::Node root = yaml::parse_file(text);
  const yaml::Node* const kind = root.find("ridge");
  if (kind != nullptr && kind->is_scalar() && kind->scalar().starts_with("architecture/"))
    return machine_side(text, input, overrides);
  Side side;
  side.name = text;
  side.values = yaml_json(root);
  if (is_result(side.values)) {
    side.result = side.values;
  } else if (kind == nullptr) {
    throw InputError(root.place(), fmt::format("'{}' is neither an input file nor a result", text),
                     "an input begins with its kind, as 'ridge: architecture/1'; a result is what 'ridge map "
                     "--json' writes");
  }
  return side;
}

NetworkMap map_on(const Machine& machine, const Network& network, const DiffOptions& options) {
  NetworkMapOptions task;
  task.search.objective = std::get<Objective>(parse_objective(options.objective));
  task.search.effort = options.effort;
  task.search.cancel = &interrupt_flag();
  task.constraints = [&](const Problem& problem, const Machine& seen) {
    return load_constraints_input(options.input, problem, seen);
  };
  task.only = select_layers(network, options.input.layer);
  return map_network(network, machine, task);
}

/// Maps the workload on a machine; false: some layer has no mapping, which was told.
bool add_result(Side& side, const Network& network, const DiffOptions& options) {
  NetworkReport report{&network, &*side.machine, map_on(*side.machine, network, options), true, {}};
  for (const DistinctLayer& group : report.map.distinct) {
    if (group.has_answer()) continue;
    report_no_mapping(fmt::format("'{}' on '{}'", report.layer(group).name, side.name), group.search);
    return false;
  }
  side.result = is_single_layer(network, options.input.layer)
                    ? layer_json(report, report.map.distinct.front())
                    : network_json(report);
  return true;
}

/// Two sides are of one kind.
void check_sides(const Side& a, const Side& b, const Overrides& overrides, const DiffOptions& options) {
  if (!b.machine && !overrides.arch.empty()) {
    throw InputError(option_place("--set " + overrides.arch.front()),
                     "only the values of a machine can be changed here",
                     "change the file, or name two machines");
  }
  if (a.result.has_value() != b.result.has_value() || a.machine.has_value() != b.machine.has_value()) {
    throw InputError(option_place(options.b),
                     fmt::format("'{}' and '{}' are different kinds of things", a.name, b.name),
                     "compare two machines, two other input files, or two results");
  }
  if (!options.input.workload.empty() && !a.machine) {
    throw InputError(option_place("--workload " + options.input.workload),
                     "only machines are compared with a workload", "leave it out, or name two machines");
  }
}

Answer run_diff(const DiffOptions& options) {
  set_thread_count(options.threads);
  InputOptions changed = options.input;
  changed.arch = options.b;  // whose paths --set may name
  const Overrides overrides = sort_overrides(changed);
  Side a = side_of(options.a, options.input, Overrides());
  Side b = side_of(options.b, options.input, overrides);
  check_sides(a, b, overrides, options);
  Changes changes{a.name, b.name == a.name ? b.name + " (changed)" : b.name, "", !a.result, {}, {}};
  if (!a.result) changes.inputs = input_changes(a.values, b.values);
  if (!options.input.workload.empty()) {
    const Network network = load_workload_input(options.input, overrides);
    if (!add_result(a, network, options) || !add_result(b, network, options))
      return {"", interrupted() ? ExitCode::interrupted : ExitCode::infeasible};
    changes.about = fmt::format("{}, mapped for least {} on each", network.name, options.objective);
  }
  if (a.result) changes.results = result_changes(*a.result, *b.result);
  return {options.input.json ? json_text(changes_json(changes)) : changes_text(changes, stdout_style()),
          interrupted() ? ExitCode::interrupted : ExitCode::done};
}

}  // namespace

Command diff_command(CLI::App& root) {
  auto options = std::make_shared<DiffOptions>();
  InputOptions& input = options->input;
  CLI::App* app = root.add_subcommand("diff", "What changed in an input, and in the result");
  app->add_option("A", options->a,
                  "A machine (name or file), another input file, or a result written by --json")
      ->required()
      ->check(some_text());
  app->add_option("B", options->b, "What it is compared with; --set changes this one")
      ->required()
      ->check(some_text());
  add_workload(*app, input, false);
  add_layer(*app, input);
  add_constraints(*app, input);
  app->add_option("-o,--objective", options->objective,
                  "Of the mappings: latency, energy, edp, edap, or weights")
      ->check(an_objective())
      ->capture_default_str();
  app->add_option("--effort", options->effort, "Mappings to evaluate for each layer")
      ->check(whole_number(1, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
  app->add_option("--threads", options->threads, "Threads to use, 0 = all; the answer does not depend on it")
      ->check(whole_number(0, 1024))
      ->capture_default_str();
  add_overrides(*app, input);
  add_json(*app, input);
  app->footer(
      "Examples:\n  ridge diff a100_40gb h200\n"
      "  ridge diff small3 small3 --set GLB.size=1MiB --workload gemm\n"
      "  ridge map ... --json > before.json; ridge map ... --json > after.json; ridge diff before.json "
      "after.json");
  return {app, [options] { return run_diff(*options); }};
}

}  // namespace ridge::cli
