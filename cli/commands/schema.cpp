// ridge schema: JSON Schema of our files, for editors.
#include "sim/mapping/schema.hpp"

#include <array>
#include <memory>

#include <CLI/CLI.hpp>

#include "arch/machine.hpp"
#include "cli/command.hpp"
#include "cli/option_values.hpp"
#include "sim/verify/certificate.hpp"
#include "workloads/network.hpp"

namespace ridge::cli {

namespace {

struct Kind {
  const char* name;
  std::string (*schema)();
};

constexpr std::array<Kind, 5> kinds{{{"workload", workload_schema},
                                     {"architecture", machine_schema},
                                     {"mapping", mapping_schema},
                                     {"constraints", constraints_schema},
                                     {"certificate", verify::certificate_schema}}};

std::string schema_of(const std::string& name) {
  for (const Kind& kind : kinds) {
    if (name == kind.name) return kind.schema();
  }
  check(false, "the command line admits known kinds only");
  return {};
}

}  // namespace

Command schema_command(CLI::App& root) {
  auto name = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  CLI::App* app = root.add_subcommand("schema", "JSON Schema of a kind of file, for editors");
  std::vector<std::string> names;
  for (const Kind& kind : kinds)
    names.emplace_back(kind.name);
  app->add_option("KIND", *name, "workload, architecture, mapping, constraints or certificate")
      ->required()
      ->check(one_of(names));
  app->add_flag("--json", *json, "A schema is JSON in any case");
  app->footer("Example:\n  ridge schema architecture > architecture.schema.json");
  return {app, [name, json] {
            std::string text = schema_of(*name);
            if (!text.ends_with('\n')) text += '\n';
            return Answer{std::move(text)};
          }};
}

}  // namespace ridge::cli
