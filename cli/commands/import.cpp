// ridge import: another tool's files as Ridgepoint's own.
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/save.hpp"
#include "interop/timeloop/rules.hpp"
#include "workloads/network.hpp"

namespace ridge::cli {

namespace {

struct ImportOptions {
  std::vector<std::string> files;
  std::string folder;
};

std::string workload_text(const Problem& problem) {
  Network network;
  network.name = problem.name;
  network.sources = {"a Timeloop problem"};
  Layer& layer = network.layers.emplace_back();
  layer.name = problem.name;
  layer.shape.type = "problem";
  layer.problem = problem;
  layer.from = {"input"};
  return print_workload(network);
}

Answer run_import(const ImportOptions& options) {
  const timeloop::Spec spec = timeloop::read_spec(options.files);
  report(spec.warnings);
  Diagnostics diagnostics;
  if (spec.sparse)
    diagnostics
        .warning(spec.sparse->place,
                 "the sparse optimizations are not written: Ridgepoint's own layers are dense")
        .help = "'ridge timeloop model' and 'ridge timeloop mapper' know them";
  const Constraints rules = timeloop::read_rules(spec, diagnostics);
  report(diagnostics.all());
  const yaml::Node* mapping = spec.input.find("mapping");
  std::error_code failed;
  std::filesystem::create_directories(options.folder, failed);
  std::string written;
  const auto write = [&](const std::string& name, const std::string& text) {
    const std::string path = (std::filesystem::path(options.folder) / name).string();
    save_file(path, text);
    written += path + "\n";
  };
  write("machine.yaml", print_machine(spec.machine));
  write("workload.yaml", workload_text(spec.problem));
  write("constraints.yaml", print_constraints(rules, spec.problem, spec.machine));
  if (mapping != nullptr && !mapping->items().empty())
    write("mapping.yaml", print_mapping_file(timeloop::mapping_of(spec), spec.problem, spec.machine));
  return {written};
}

}  // namespace

Command import_command(CLI::App& root) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* app = root.add_subcommand("import", "Another tool's files as Ridgepoint's own");
  app->require_subcommand(1);
  CLI::App* timeloop =
      app->add_subcommand("timeloop", "A Timeloop architecture, problem, constraints and mapping");
  timeloop->add_option("files", options->files, "Timeloop's YAML files, in any number and order")->required();
  timeloop->add_option("-o,--out", options->folder, "Folder to write to; made where it is not there")
      ->required();
  app->footer(
      "Example:\n  ridge import timeloop arch.yaml problem.yaml map.yaml ERT.yaml -o mine\n"
      "  ridge map --arch mine/machine.yaml --workload mine/workload.yaml --constraints "
      "mine/constraints.yaml");
  return {app, [options] { return run_import(*options); }};
}

}  // namespace ridge::cli
