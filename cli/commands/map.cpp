// ridge map: the best mapping that can be found for every layer, and how far it is from what is possible.
#include <algorithm>
#include <array>
#include <limits>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/parallel.hpp"
#include "cli/cache_option.hpp"
#include "cli/certificate.hpp"
#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/interrupt.hpp"
#include "cli/messages.hpp"
#include "cli/network_notes.hpp"
#include "cli/no_mapping.hpp"
#include "cli/option_values.hpp"
#include "cli/progress.hpp"
#include "cli/save.hpp"
#include "cli/views/front_view.hpp"
#include "cli/views/network_json.hpp"
#include "cli/views/network_text.hpp"

namespace ridge::cli {

namespace {

constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

struct MapOptions {
  InputOptions input;
  std::string objective = "edp";
  std::uint64_t seed = 1;
  std::int64_t effort = SearchOptions{}.effort;
  std::string time_limit;
  std::string cache;
  std::size_t threads = 0;
  bool imperfect = false;
  bool perfect = false;
  bool even = false;
  bool together = false;
  std::string residency;
  bool details = false;
  std::string pareto;
  std::string save;
  std::string report;
  std::string certificate;
};

std::optional<Seconds> time_limit_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto parsed = parse_quantity<Seconds>(text);
  if (const auto* wrong = std::get_if<QuantityError>(&parsed)) {
    throw InputError(option_place("--time-limit"), wrong->message,
                     "write a time such as '60s' or '5 min', or leave the option out");
  }
  const auto limit = std::get<Seconds>(parsed);
  if (limit.value <= 0) {
    throw InputError(option_place("--time-limit"), "a time limit of zero finds nothing",
                     "write a time such as '60s'");
  }
  return limit;
}

std::function<Constraints(const Problem&)> constraints_of(const MapOptions& options, const Machine& machine) {
  return [&](const Problem& problem) { return load_constraints_input(options.input, problem, machine); };
}

verify::Form form_of(const MapOptions& options) {
  if (options.imperfect) return verify::Form::imperfect;
  if (options.even) return verify::Form::even;
  return options.perfect ? verify::Form::perfect : verify::Form::any;
}

NetworkMap search_all(const MapOptions& options, const Network& network, const Machine& machine,
                      AnswerCache* cache) {
  NetworkMapOptions task;
  task.search.objective = std::get<Objective>(parse_objective(options.objective));
  task.search.seed = options.seed;
  task.search.effort = options.effort;
  task.search.time_limit = time_limit_of(options.time_limit);
  task.search.imperfect_temporal = options.imperfect;
  task.search.perfect = options.perfect;
  task.search.even = options.even;
  task.search.cancel = &interrupt_flag();
  task.search.cache = cache;
  task.constraints = [&](const Problem& problem, const Machine& seen) {
    return load_constraints_input(options.input, problem, seen);
  };
  task.only = select_layers(network, options.input.layer);
  if (!options.pareto.empty()) task.fronts = front_axes_of(options.pareto);
  task.together = options.together;
  if (!options.residency.empty())
    task.resident_level =
        resident_level(machine, options.residency, option_place("--residency " + options.residency));
  ProgressLine line;
  if (line.is_live()) {
    task.progress = [&line, objective = task.fronts ? Objective::energy : task.search.objective](
                        const NetworkProgress& progress) {
      line.show([&](std::chrono::seconds elapsed, std::size_t columns) {
        return progress_text(progress, objective, elapsed, columns);
      });
    };
  }
  return map_network(network, machine, task);
}

std::size_t searches_of(const NetworkMap& map) {
  return static_cast<std::size_t>(
      std::count_if(map.distinct.begin(), map.distinct.end(),
                    [](const DistinctLayer& group) { return group.work == LayerWork::mapped; }));
}

/// Says on stderr what the tables cannot: layers without an answer, and why; a search cut short.
void report_trouble(const NetworkReport& report) {
  for (const DistinctLayer& group : report.map.distinct) {
    if (group.has_answer()) continue;
    const std::string& name = report.layer(group).name;
    report_no_mapping(in_quotes(name), group.search);
    if (group.search.infeasible) continue;
    notice(fmt::format("error: no mapping of '{}' was found within the limit", name));
    notice("help: raise --effort or --time-limit, or loosen the constraints");
  }
  if (report.map.totals.cut_short) {
    notice("the search was cut short: a run with more time may find better mappings");
  }
}

ExitCode exit_code_of(const NetworkReport& report) {
  if (interrupted()) return ExitCode::interrupted;
  ExitCode code = ExitCode::done;
  for (const DistinctLayer& group : report.map.distinct) {
    if (group.has_answer()) continue;
    if (group.search.status == SearchStatus::infeasible) return ExitCode::infeasible;
    code = ExitCode::nothing_found;
  }
  return code;
}

std::string text_of(const NetworkReport& report, bool single, bool details) {
  const Style style = stdout_style();
  if (report.map.fronts) return fronts_text(report, single, style);
  if (single) return layer_text(report, report.map.distinct.front(), style);
  std::string text = network_text(report, style);
  if (!details) return text;
  for (const DistinctLayer& group : report.map.distinct)
    text += "\n" + layer_text(report, group, style);
  return text;
}

/// What can be known to fail is told before the search, not after it.
void check_outputs(const MapOptions& options) {
  const InputOptions& input = options.input;
  const std::array<std::pair<const char*, const std::string*>, 3> outputs{
      {{"--save", &options.save}, {"--report", &options.report}, {"--certificate", &options.certificate}}};
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto& [option, path] = outputs[i];
    if (path->empty()) continue;
    check_output(*path, {input.arch, input.workload, input.constraints});
    for (std::size_t before = 0; before < i; ++before) {
      if (*outputs[before].second != *path) continue;
      throw InputError(option_place(fmt::format("{} {}", option, *path)),
                       fmt::format("{} writes to the same file", outputs[before].first), "name another file");
    }
  }
}

/// Writes one file; a failure is told and costs neither the other file nor the answer itself.
bool saved(const std::string& path, const std::string& text) {
  if (path.empty()) return true;
  if (text.empty()) {
    notice(fmt::format("nothing is saved to {}: no mapping was found", in_quotes(path)));
    return true;
  }
  try {
    save_file(path, text);
    return true;
  } catch (const InputError& error) {
    report(error.diagnostics());
    return false;
  }
}

/// Writes every mapping of a front to a file of its own, numbered as in the table.
bool saved_front(const std::string& path, const NetworkReport& report) {
  if (path.empty()) return true;
  const DistinctLayer& group = report.map.distinct.front();
  if (!group.has_answer() || !group.front) return saved(path, "");
  bool written = true;
  for (std::size_t i = 0; i < group.front->points.size(); ++i) {
    const Mapping& mapping = group.front->points[i].mapping;
    written &= saved(numbered_path(path, i + 1), layer_mapping_text(report, group, mapping));
  }
  return written;
}

/// The mappings of a front are of one layer: a mapping file has one for each.
void check_front(const MapOptions& options, const Network& network) {
  if (options.pareto.empty() || options.save.empty() || is_single_layer(network, options.input.layer)) return;
  throw InputError(option_place("--save " + options.save),
                   "with --pareto the mappings of one layer are saved, and here are several",
                   "name one with --layer, or take the mappings from the JSON");
}

Answer run_map(const MapOptions& options) {
  set_thread_count(options.threads);
  check_outputs(options);
  const std::unique_ptr<AnswerCache> cache = open_cache(options.cache);
  const Overrides overrides = sort_overrides(options.input);
  const Machine machine = load_machine_input(options.input, overrides);
  const Network network = load_workload_input(options.input, overrides);
  const std::vector<std::size_t> layers = select_layers(network, options.input.layer);
  check_front(options, network);
  report(precision_warnings(network, layers, machine, options.input.workload));
  NetworkReport result{&network, &machine, search_all(options, network, machine, cache.get()), true,
                       network_notes(network, layers, machine)};
  if (options.together && result.map.objective.trades()) {
    result.notes.emplace_back(
        "layers are chosen together, for the least product of the sums; a layer's gap is to its own least");
  }
  report_cache(cache.get(), options.cache, result.map.stats.cached, searches_of(result.map));
  report_trouble(result);

  const bool single = is_single_layer(network, options.input.layer);
  if (single || options.details || options.input.json || !options.report.empty())
    result.spaces = space_sizes(result, constraints_of(options, machine), form_of(options));
  const auto json = [&] {
    if (result.map.fronts) return json_text(fronts_json(result, single));
    return json_text(single ? layer_json(result, result.map.distinct.front()) : network_json(result));
  };
  bool written = result.map.fronts ? saved_front(options.save, result)
                                   : saved(options.save, mapping_file_text(result, single));
  written &= saved(options.report, options.report.empty() ? "" : json());
  if (!options.certificate.empty()) {
    written &= saved(options.certificate, verify::print_certificate(certificate_of(
                                              result, constraints_of(options, machine), form_of(options))));
  }
  return {options.input.json ? json() : text_of(result, single, options.details),
          written ? exit_code_of(result) : ExitCode::bad_input};
}

void add_search_options(CLI::App& app, MapOptions& options) {
  CLI::Option* const objective =
      app.add_option("-o,--objective", options.objective,
                     "What is made least: latency, energy, edp, edap, or weights such as energy:2,latency:1")
          ->check(an_objective())
          ->capture_default_str();
  app.add_option("--pareto", options.pareto,
                 "Every mapping that no other beats in latency,energy or in latency,energy,capacity")
      ->check(a_front())
      ->excludes(objective);
  app.add_flag("--together", options.together,
               "Of a product such as edp the least of the sums over all layers, not of each layer alone")
      ->excludes(app.get_option("--pareto"));
  app.add_option(
         "--residency", options.residency,
         "Between layers activations may stay in this level, where they fit; auto: the outermost on the chip")
      ->check(some_text())
      ->excludes(app.get_option("--pareto"))
      ->excludes(app.get_option("--together"))
      ->excludes(app.get_option("--layer"));
  app.add_option("--seed", options.seed, "Of the random choices: the same seed, the same answer")
      ->check(whole_number(0, no_limit))
      ->capture_default_str();
  app.add_option("--effort", options.effort,
                 "Mappings to evaluate for each layer; the answer depends on it alone")
      ->check(whole_number(1, no_limit))
      ->capture_default_str();
  app.add_option("--time-limit", options.time_limit,
                 "Stop after this time, e.g. 60s; the answer is marked so")
      ->check(some_text());
  app.add_option("--threads", options.threads, "Threads to use, 0 = all; the answer does not depend on it")
      ->check(whole_number(0, 1024))
      ->capture_default_str();
  add_cache(app, options.cache);
  CLI::Option* const imperfect =
      app.add_flag("--imperfect", options.imperfect, "Also try temporal loop bounds that do not divide");
  app.add_flag("--perfect", options.perfect, "Only loop bounds that divide, spatial ones included")
      ->excludes(imperfect);
  app.add_flag("--even", options.even,
               "Only mappings that Timeloop can express: perfect, a level's tiles side by side")
      ->excludes(imperfect);
}

}  // namespace

Command map_command(CLI::App& root) {
  auto options = std::make_shared<MapOptions>();
  CLI::App* app = root.add_subcommand("map", "The best mapping of every layer, with its bound and gap");
  add_arch(*app, options->input, true);
  add_workload(*app, options->input, true);
  add_layer(*app, options->input);
  add_constraints(*app, options->input);
  add_search_options(*app, *options);
  app->add_flag("--details", options->details, "After the table, every layer in full");
  app->add_option(
         "--save", options->save,
         "Write the mappings to this file, for 'ridge evaluate --mapping'; of a front to one for each")
      ->check(some_text())
      ->excludes(app->get_option("--residency"));
  app->add_option("--report", options->report, "Also write the JSON to this file")->check(some_text());
  app->add_option("--certificate", options->certificate,
                  "Write what is claimed to this file, for 'ridge verify'")
      ->check(some_text())
      ->excludes(app->get_option("--pareto"))
      ->excludes(app->get_option("--together"))
      ->excludes(app->get_option("--residency"));
  add_overrides(*app, options->input);
  add_json(*app, options->input);
  app->footer(
      "Examples:\n  ridge map --arch eyeriss_v1 --workload resnet50\n"
      "  ridge map --arch tpu_v1 --workload resnet50 --layer 'layer3*' --objective energy --details\n"
      "Exit code 3: some layer has no mapping; 5: a limit was reached before one was found.");
  return {app, [options] { return run_map(*options); }};
}

}  // namespace ridge::cli
