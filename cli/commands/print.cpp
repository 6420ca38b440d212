// ridge print: a workload as a file of its own, for example a built-in network to start from.
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/views/yaml_json.hpp"

namespace ridge::cli {

namespace {

Answer run_print(const InputOptions& options) {
  const Overrides overrides = sort_overrides(options);
  const std::string text = print_workload(load_workload_input(options, overrides));
  if (!options.json) return {text};
  const auto source = std::make_shared<const SourceText>(SourceText{options.workload, text, false});
  return {json_text(yaml_json(yaml::parse(source)))};
}

}  // namespace

Command print_command(CLI::App& root) {
  auto options = std::make_shared<InputOptions>();
  CLI::App* app = root.add_subcommand("print", "A workload, layer by layer, as a file to edit");
  add_workload(*app, *options, true);
  add_overrides(*app, *options);
  add_json(*app, *options);
  app->footer("Example:\n  ridge print --workload resnet50 --batch 8 > my_resnet.yaml");
  return {app, [options] { return run_print(*options); }};
}

}  // namespace ridge::cli
