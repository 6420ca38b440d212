// ridge validate: our numbers beside those of others.
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/parallel.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/option_values.hpp"
#include "cli/overrides.hpp"
#include "cli/views/validation_view.hpp"
#include "explore/validation/catalogue.hpp"

namespace ridge::cli {
namespace {

struct ValidateOptions {
  std::string name;
  std::string data;
  std::string fidelity = "closed";
  std::size_t threads = 0;
  bool json = false;
};

void check_options(const ValidateOptions& options) {
  if (!options.data.empty() && options.name.empty())
    throw InputError(option_place("--data " + options.data), "it is not said which set lies there",
                     "name the set: ridge validate NAME --data DIR");
  if (options.fidelity == "event" && !options.name.empty() && !validation::set_named(options.name).plays)
    throw InputError(option_place("--fidelity event"),
                     fmt::format("'{}' has no mappings that the event engine could play", options.name),
                     "leave it out");
}

validation::Set run_set(const validation::SetEntry& entry, const ValidateOptions& options) {
  const auto folder =
      options.data.empty() ? validation::shipped_data(entry) : std::filesystem::path(options.data);
  const bool plays = options.fidelity == "event" && entry.plays;
  return entry.run(folder, plays ? validation::Fidelity::event : validation::Fidelity::closed);
}

std::string listed() {
  std::string text;
  for (const validation::SetEntry& entry : validation::sets())
    text += fmt::format("{}: {}\n", entry.name, entry.sentence);
  return text + "\n";
}

Answer run_all(const ValidateOptions& options) {
  std::vector<validation::Set> sets;
  for (const validation::SetEntry& entry : validation::sets())
    sets.push_back(run_set(entry, options));
  if (!options.json) return {listed() + validation_summary(sets, stdout_style()), ExitCode::done};
  Json json{{"schema", "ridge.validation/1"}, {"sets", Json::array()}};
  for (const validation::Set& set : sets)
    json["sets"].push_back(validation_json(set));
  return {json_text(json), ExitCode::done};
}

Answer run_validate(const ValidateOptions& options) {
  check_options(options);
  set_thread_count(options.threads);
  if (options.name.empty()) return run_all(options);
  const validation::Set set = run_set(validation::set_named(options.name), options);
  return {options.json ? json_text(validation_json(set)) : validation_text(set, stdout_style()),
          ExitCode::done};
}

}  // namespace

Command validate_command(CLI::App& root) {
  auto options = std::make_shared<ValidateOptions>();
  CLI::App* app = root.add_subcommand("validate", "Our numbers beside measured and published ones");
  app->add_option("NAME", options->name, "The set to run; without it all are listed and run")
      ->check(some_text());
  app->add_option("--data", options->data, "Folder with the set's figures, in the place of those that ship")
      ->check(some_text());
  app->add_option("--fidelity", options->fidelity,
                  "Where cycles of given mappings come from: 'closed', the closed form; 'event', the event "
                  "engine")
      ->check(one_of({"closed", "event"}))
      ->capture_default_str();
  app->add_option("--threads", options->threads, "Threads to use, 0 = all; the answer does not depend on it")
      ->check(whole_number(0, 1024))
      ->capture_default_str();
  app->add_flag("--json", options->json, "Write JSON instead of text");
  app->footer(
      "Example:\n  ridge validate nvdla\n  ridge validate gemmini_rtl --data my_points\n"
      "The sets and the files they read are in docs/validation.md.");
  return {app, [options] { return run_validate(*options); }};
}

}  // namespace ridge::cli
