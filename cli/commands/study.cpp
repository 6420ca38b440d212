// ridge study: machines x workloads x objectives, run, resumed, merged and exported.
#include <chrono>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/parallel.hpp"
#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/messages.hpp"
#include "cli/option_values.hpp"
#include "cli/overrides.hpp"
#include "cli/progress.hpp"
#include "cli/save.hpp"
#include "cli/views/study_view.hpp"
#include "explore/study/export.hpp"
#include "explore/study/run.hpp"

namespace ridge::cli {
namespace {

constexpr std::chrono::seconds between_lines{60};  // of progress, where no line can be drawn anew

struct StudyOptions {
  std::string study;
  std::string store;
  std::string shard;
  std::string format = "csv";
  std::string table = "points";
  std::string out;
  std::size_t threads = 0;
  bool resume = false;
  bool dry_run = false;
  bool json = false;
};

std::filesystem::path folder_of(const StudyOptions& options, const study::Study& study) {
  return options.store.empty() ? std::filesystem::path("results") / study.name
                               : std::filesystem::path(options.store);
}

Place store_place(const StudyOptions& options) {
  return option_place(options.store.empty() ? "the store" : "--store " + options.store);
}

/// "2/7".
std::optional<std::pair<std::size_t, std::size_t>> shard_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::size_t i = 0;
  std::size_t n = 0;
  char end = 0;
  if (std::sscanf(text.c_str(), "%zu/%zu%c", &i, &n, &end) != 2 || n == 0 || i == 0 || i > n)
    throw InputError(option_place("--shard " + text), "this names no shard", "write I/N, such as 1/4 to 4/4");
  return std::pair(i, n);
}

/// Draws a line anew on a terminal; elsewhere writes one a minute.
class StudyProgress {
 public:
  void show(const study::RunProgress& progress) {
    const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start_);
    if (line_.is_live()) {
      line_.show([&](std::chrono::seconds, std::size_t columns) {
        return run_progress_text(progress, elapsed).substr(0, columns);
      });
    } else if (Clock::now() - last_ >= between_lines) {
      last_ = Clock::now();
      notice(run_progress_text(progress, elapsed));
    }
  }

 private:
  using Clock = std::chrono::steady_clock;
  ProgressLine line_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = Clock::now();
};

Answer run(const StudyOptions& options) {
  set_thread_count(options.threads);
  const study::Plan plan(study::load_study(options.study));
  if (options.dry_run) {
    const StudyPreview preview = preview_of(plan);
    return {options.json ? json_text(preview_json(preview)) : preview_text(preview, stdout_style())};
  }
  StudyProgress progress;
  study::RunOptions task;
  task.folder = folder_of(options, plan.study());
  task.resume = options.resume;
  task.shard = shard_of(options.shard);
  task.cancel = &interrupt_flag();
  task.place = store_place(options);
  task.progress = [&progress](const study::RunProgress& now) { progress.show(now); };
  const study::RunResult result = study::run_study(plan, task);
  report(result.warnings);
  const RunReport told{&plan, task.folder.string(), &result};
  ExitCode code = ExitCode::done;
  if (result.interrupted)
    code = ExitCode::interrupted;
  else if (!result.failures.empty())
    code = ExitCode::some_failed;
  return {options.json ? json_text(run_json(told)) : run_text(told, stdout_style()), code};
}

Answer status(const StudyOptions& options) {
  const study::Plan plan(study::load_study(options.study));
  const std::filesystem::path folder = folder_of(options, plan.study());
  const StatusReport told{&plan, folder.string(), study::study_status(plan, folder, store_place(options)),
                          study::points_table(plan, folder, store_place(options))};
  return {options.json ? json_text(status_json(told)) : status_text(told, stdout_style())};
}

Answer merge(const StudyOptions& options) {
  const study::Plan plan(study::load_study(options.study));
  const std::filesystem::path folder = folder_of(options, plan.study());
  const std::size_t shards = study::merge_shards(folder, store_place(options));
  return {fmt::format("{} {} {}\n", counted(static_cast<std::int64_t>(shards), "shard"),
                      shards == 1 ? "is now part of" : "are now parts of",
                      (folder / "study.sqlite").string())};
}

Answer export_study(const StudyOptions& options) {
  const study::Plan plan(study::load_study(options.study));
  const std::filesystem::path folder = folder_of(options, plan.study());
  const Place place = store_place(options);
  if (options.format == "sqlite") {
    if (options.out.empty())
      throw InputError(option_place("--format sqlite"), "a database needs a file to be written to",
                       "name it: --out FILE");
    check_output(options.out, {options.study});
    study::write_sqlite({study::points_table(plan, folder, place), study::layers_table(plan, folder, place),
                         study::parts_table(plan, folder, place)},
                        options.out, option_place("--out " + options.out));
    return {};
  }
  std::string text;
  if (options.format == "json") {
    study::write_json(plan, folder, place, [&text](const std::string& piece) { text += piece; });
  } else if (options.table == "points") {
    text = study::csv_text(study::points_table(plan, folder, place));
  } else if (options.table == "layers") {
    text = study::csv_text(study::layers_table(plan, folder, place));
  } else {
    text = study::csv_text(study::parts_table(plan, folder, place));
  }
  if (options.out.empty()) return {text};
  check_output(options.out, {options.study});
  save_file(options.out, text);
  return {};
}

void add_study(CLI::App& app, StudyOptions& options) {
  app.add_option("STUDY", options.study, "A study: a file, or the name of a shipped one")
      ->required()
      ->check(some_text());
  app.add_option("--store", options.store, "Folder of the results; results/NAME unless given")
      ->check(some_text());
}

}  // namespace

Command study_command(CLI::App& root) {
  auto options = std::make_shared<StudyOptions>();
  CLI::App* app =
      root.add_subcommand("study", "Many machines, workloads and objectives: run, look at, export");
  app->require_subcommand(1);

  CLI::App* const run_app =
      app->add_subcommand("run", "Computes the points that the store does not have yet");
  add_study(*run_app, *options);
  run_app
      ->add_option("-j,--threads", options->threads,
                   "Threads to use, 0 = all; the results do not depend on it")
      ->check(whole_number(0, 1024))
      ->capture_default_str();
  run_app->add_flag("--resume", options->resume, "Go on with a store that has results of this study");
  run_app->add_option("--shard", options->shard, "Only every N-th point, beginning with the I-th: I/N")
      ->check(some_text());
  run_app->add_flag("--dry-run", options->dry_run, "Say what there is to do, and do nothing");
  run_app->add_flag("--json", options->json, "Write JSON instead of text");

  CLI::App* const status_app = app->add_subcommand("status", "How far a study is, and its best points");
  add_study(*status_app, *options);
  status_app->add_flag("--json", options->json, "Write JSON instead of text");

  CLI::App* const merge_app = app->add_subcommand("merge", "Takes the files of shards into one");
  add_study(*merge_app, *options);

  CLI::App* const export_app =
      app->add_subcommand("export", "The results as a table, as JSON or as a database");
  add_study(*export_app, *options);
  export_app->add_option("--format", options->format, "csv, json or sqlite")
      ->check(CLI::IsMember({"csv", "json", "sqlite"}))
      ->capture_default_str();
  export_app->add_option("--table", options->table, "Of csv: points, layers or parts")
      ->check(CLI::IsMember({"points", "layers", "parts"}))
      ->capture_default_str();
  export_app->add_option("--out", options->out, "Write to this file instead of stdout")->check(some_text());

  app->footer(
      "Examples:\n  ridge study run small --store /tmp/small\n  ridge study status small --store /tmp/small\n"
      "  ridge study export small --store /tmp/small --format csv > points.csv\n"
      "Exit code 4: some points failed; 130: interrupted, what was done is saved.");
  return {app, [=] {
            if (run_app->parsed()) return run(*options);
            if (status_app->parsed()) return status(*options);
            if (merge_app->parsed()) return merge(*options);
            return export_study(*options);
          }};
}

}  // namespace ridge::cli
