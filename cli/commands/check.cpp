// ridge check: everything wrong with files, in one go.
#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/file_check.hpp"
#include "cli/messages.hpp"
#include "cli/views/findings_json.hpp"

namespace ridge::cli {

namespace {

std::string verdicts_text(const std::vector<FileCheck>& checks) {
  std::string text;
  for (const FileCheck& file : checks) {
    const std::string kind = file.kind.empty() ? "" : file.kind + " ";
    text += fmt::format("{}: {}{}\n", file.file, kind, file.has_errors() ? "has errors" : "ok");
  }
  return text;
}

Answer run_check(const InputOptions& options, const std::vector<std::string>& files) {
  const std::vector<FileCheck> checks = check_files(files, options);
  for (const FileCheck& file : checks)
    report(file.findings);
  const bool wrong =
      std::any_of(checks.begin(), checks.end(), [](const FileCheck& file) { return file.has_errors(); });
  return {options.json ? json_text(checks_json(checks)) : verdicts_text(checks),
          wrong ? ExitCode::bad_input : ExitCode::done};
}

}  // namespace

Command check_command(CLI::App& root) {
  auto options = std::make_shared<InputOptions>();
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* app = root.add_subcommand("check", "Everything wrong with files");
  app->add_option("FILE", *files,
                  "Files of any kind: architecture, workload, mapping, constraints, certificate")
      ->required();
  add_arch(*app, *options, false);
  add_workload(*app, *options, false);
  add_layer(*app, *options);
  add_overrides(*app, *options);
  add_json(*app, *options);
  app->footer(
      "Mappings and constraints are checked against --arch and --workload, or against the machine and the\n"
      "workload among the files.\nExample:\n  ridge check machine.yaml layer.yaml mapping.yaml\n"
      "Exit code 2: some file has errors.");
  return {app, [options, files] { return run_check(*options, *files); }};
}

}  // namespace ridge::cli
