#include "cli/app.hpp"

#include <algorithm>
#include <exception>
#include <new>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/diagnostics.hpp"
#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/messages.hpp"
#include "cli/version.hpp"

namespace ridge::cli {

namespace {

constexpr const char* examples = R"(
Examples:
  ridge map --arch eyeriss_v1 --workload resnet50
  ridge map --arch tpu_v1 --workload layer.yaml --objective edp --save best.yaml
  ridge evaluate --arch machine.yaml --workload layer.yaml --mapping best.yaml
  ridge evaluate --arch machine.yaml --workload layer.yaml --mapping best.yaml --set GLB.size=1MiB
  ridge map --arch tpu_v1 --workload layer.yaml --certificate best.cert && ridge verify best.cert
  ridge check machine.yaml layer.yaml mapping.yaml
  ridge describe --arch eyeriss_v1
  ridge print --workload bert_base --sequence 128 > bert.yaml
  ridge schema architecture > architecture.schema.json
  ridge validate gemmini_rtl
  ridge diff small3 small3 --set GLB.size=1MiB --workload gemm
  ridge study run small

Exit codes: 0 done, 1 a bug of ours, 2 bad input or usage, 3 no feasible answer,
            5 a limit was reached with nothing found, 6 a claim is wrong, 130 interrupted
)";

std::vector<Command> declare_commands(CLI::App& root) {
  return {evaluate_command(root), map_command(root),     check_command(root),    describe_command(root),
          print_command(root),    schema_command(root),  timeloop_command(root), import_command(root),
          verify_command(root),   explain_command(root), validate_command(root), diff_command(root),
          study_command(root)};
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames())
      names.push_back("--" + name);
  }
  return names;
}

/// The command that the user chose; the root when it is none.
const CLI::App& chosen_command(const CLI::App& root, const std::vector<Command>& commands, int argc,
                               const char* const* argv) {
  for (const Command& command : commands) {
    if (argc > 1 && command.app->get_name() == argv[1]) return *command.app;
  }
  return root;
}

/// The first option that the command does not have; "" when it has all of them.
std::string unknown_option(const std::vector<std::string>& known, int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = std::string(argv[i]).substr(0, std::string_view(argv[i]).find('='));
    if (word.starts_with("--") && std::find(known.begin(), known.end(), word) == known.end()) return word;
  }
  return {};
}

std::string near_command(const std::vector<Command>& commands, const char* word) {
  std::vector<std::string> names;
  for (const Command& command : commands)
    names.push_back(command.app->get_name());
  const std::string meant = did_you_mean(word, names);
  return meant.empty() ? "the commands are " + list_of(names, "and") : meant;
}

/// The library's sentence, but for an option at the end of the line: "--effort: 1 required INT missing".
std::string sentence_of(const CLI::ParseError& error) {
  const std::string sentence = error.what();
  const std::size_t colon = sentence.find(':');
  const bool missing = error.get_name() == "ArgumentMismatch" && sentence.ends_with(" missing");
  return missing && colon != std::string::npos ? sentence.substr(0, colon) + ": its value is missing"
                                               : sentence;
}

ExitCode bad_usage(const CLI::App& root, const std::vector<Command>& commands, const CLI::ParseError& error,
                   int argc, const char* const* argv) {
  const CLI::App& chosen = chosen_command(root, commands, argc, argv);
  const bool no_command = &chosen == &root && argc > 1 && argv[1][0] != '-';
  const std::vector<std::string> known = option_names(chosen);
  const std::string unknown = no_command ? "" : unknown_option(known, argc, argv);
  std::string sentence = sentence_of(error);
  if (no_command) sentence = "there is no command " + in_quotes(argv[1]);
  if (!unknown.empty()) sentence = "there is no option " + in_quotes(unknown);
  notice(fmt::format("error: {}", sentence));
  const std::string hint = no_command ? near_command(commands, argv[1]) : did_you_mean(unknown, known);
  if (!hint.empty()) notice("help: " + hint);
  notice(&chosen == &root ? "help: 'ridge --help' and 'ridge COMMAND --help' list what there is"
                          : fmt::format("help: 'ridge {} --help' lists the options and what they take",
                                        chosen.get_name()));
  return ExitCode::bad_input;
}

ExitCode write_answer(const Answer& answer) {
  if (!write_out(answer.text)) return ExitCode::bad_input;
  return answer.code;
}

ExitCode run_chosen(const std::vector<Command>& commands) {
  for (const Command& command : commands) {
    if (command.app->parsed()) return write_answer(command.run());
  }
  check(false, "the command line names one command");
  return ExitCode::our_bug;
}

ExitCode parse_and_run(int argc, const char* const* argv) {
  CLI::App root("Ridgepoint: what limits a machine on real DNN work, and the best mapping of every layer",
                "ridge");
  root.set_version_flag("--version", program_version());
  root.require_subcommand(1);
  root.footer(examples);
  const std::vector<Command> commands = declare_commands(root);
  try {
    root.parse(argc, argv);
  } catch (const CLI::CallForVersion& version) {
    return write_answer({std::string(version.what()) + "\n", ExitCode::done});
  } catch (const CLI::CallForHelp&) {
    return write_answer({root.help(), ExitCode::done});
  } catch (const CLI::ParseError& error) {
    return bad_usage(root, commands, error, argc, argv);
  }
  return run_chosen(commands);
}

}  // namespace

ExitCode run(int argc, const char* const* argv) {
  install_signal_handlers();
  try {
    return parse_and_run(argc, argv);
  } catch (const InputError& error) {
    report(error.diagnostics());
    return ExitCode::bad_input;
  } catch (const std::bad_alloc&) {
    notice("error: out of memory");
    return ExitCode::bad_input;
  } catch (const std::exception& error) {
    notice(fmt::format("internal error: {}; please report it with the command and its files", error.what()));
    return ExitCode::our_bug;
  }
}

}  // namespace ridge::cli
