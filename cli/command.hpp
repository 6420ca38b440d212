// What every command is made of, and the options that several share.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace ridge::cli {

/// What a command leaves: its data for stdout and its exit code. Findings have gone to stderr by then.
struct Answer {
  std::string text;
  ExitCode code = ExitCode::done;
};

/// A command declared on the command line; `run` is called when the user chose it.
struct Command {
  CLI::App* app = nullptr;
  std::function<Answer()> run;
};

/// Every option of one invocation that names an input or changes it.
struct InputOptions {
  std::string arch;
  std::string workload;
  std::string mapping;
  std::string constraints;
  std::string layer;                   // glob; empty: all layers
  std::vector<std::string> overrides;  // --set
  std::optional<std::int64_t> batch;   // of a built-in network
  std::optional<std::int64_t> sequence;
  bool decode = false;
  std::string precision;
  bool json = false;
};

/// Declares options on a command. Each adds what its name says, with help text and a target in `options`.
void add_json(CLI::App& app, InputOptions& options);
void add_arch(CLI::App& app, InputOptions& options, bool required);
void add_workload(CLI::App& app, InputOptions& options, bool required);
void add_layer(CLI::App& app, InputOptions& options);
void add_constraints(CLI::App& app, InputOptions& options);
void add_overrides(CLI::App& app, InputOptions& options);

/// The commands, one file each in cli/commands/.
Command evaluate_command(CLI::App& root);
Command map_command(CLI::App& root);
Command check_command(CLI::App& root);
Command describe_command(CLI::App& root);
Command print_command(CLI::App& root);
Command schema_command(CLI::App& root);
Command timeloop_command(CLI::App& root);
Command import_command(CLI::App& root);
Command diff_command(CLI::App& root);
Command study_command(CLI::App& root);
Command explain_command(CLI::App& root);
Command validate_command(CLI::App& root);
Command verify_command(CLI::App& root);

}  // namespace ridge::cli
