#include <algorithm>
#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

#include "base/content_hash.hpp"
#include "base/parallel.hpp"
#include "cli/views/study_view.hpp"
#include "cli/views/table.hpp"
#include "cli/views/wrap.hpp"
#include "mapper/cache/question.hpp"
#include "mapper/search.hpp"

namespace ridge::cli {

namespace {

using Align = Table::Align;
using study::Cell;

constexpr std::size_t most_rows = 20;

std::int64_t whole(std::size_t count) {
  return static_cast<std::int64_t>(count);
}

std::string clock_of(double seconds) {
  const auto all = static_cast<std::int64_t>(std::ceil(seconds));
  if (all >= 3600) return fmt::format("{}:{:02}:{:02}", all / 3600, all / 60 % 60, all % 60);
  return fmt::format("{}:{:02}", all / 60, all % 60);
}

std::size_t column_of(const study::TableOfResults& table, const std::string& name) {
  return static_cast<std::size_t>(std::find(table.columns.begin(), table.columns.end(), name) -
                                  table.columns.begin());
}

std::optional<double> number_in(const Cell& cell) {
  const double* const number = std::get_if<double>(&cell);
  return number == nullptr ? std::nullopt : std::optional(*number);
}
std::string text_in(const Cell& cell) {
  const std::string* const text = std::get_if<std::string>(&cell);
  return text == nullptr ? "" : *text;
}

/// The values that tell a point's machine from others: those along the axes, else its name.
std::vector<std::string> value_columns(const study::TableOfResults& table) {
  return {table.columns.begin() + 3,
          table.columns.begin() + static_cast<std::ptrdiff_t>(column_of(table, "workload"))};
}

/// The points of the front or, without one, all: of each workload the fastest first.
std::string best_text(const StatusReport& report, const Style& style) {
  const study::TableOfResults& points = report.points;
  const bool has_front = !report.plan->study().pareto.empty();
  const std::size_t workload = column_of(points, "workload");
  const std::size_t seconds = column_of(points, "seconds");
  std::vector<const std::vector<Cell>*> rows;
  for (const std::vector<Cell>& row : points.rows)
    if (number_in(row[seconds]) && (!has_front || number_in(row[column_of(points, "front")]) == 1.0))
      rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(), [&](const auto* a, const auto* b) {
    return std::pair(text_in((*a)[workload]), *number_in((*a)[seconds])) <
           std::pair(text_in((*b)[workload]), *number_in((*b)[seconds]));
  });
  if (rows.empty()) return {};
  std::vector<Table::Column> columns{{"point"}, {"workload", Align::left}, {"machine", Align::left}};
  const std::vector<std::string> paths = value_columns(points);
  for (const std::string& path : paths)
    columns.push_back({path});
  for (const char* title : {"time", "energy", "EDP", "area", "util"})
    columns.push_back({title});
  Table table(columns);
  for (std::size_t i = 0; i < std::min(rows.size(), most_rows); ++i) {
    const std::vector<Cell>& row = *rows[i];
    std::vector<std::string> cells{fmt::format("{:.0f}", *number_in(row[0])), text_in(row[workload]),
                                   text_in(row[1])};
    for (std::size_t p = 0; p < paths.size(); ++p)
      cells.push_back(text_in(row[3 + p]));
    cells.push_back(with_unit(number_in(row[seconds]), "s"));
    cells.push_back(energy(number_in(row[column_of(points, "energy_pj")])));
    cells.push_back(with_unit(number_in(row[column_of(points, "edp_js")]), "J s"));
    const auto area = number_in(row[column_of(points, "area_mm2")]);
    cells.push_back(area ? engineering(*area) + " mm2" : "unknown");
    const auto utilization = number_in(row[column_of(points, "utilization")]);
    cells.push_back(utilization ? percent(*utilization) : "-");
    table.add_row(std::move(cells));
  }
  std::string text = table.text(style);
  if (rows.size() > most_rows)
    text += fmt::format("  and {} more: 'ridge study export'\n", rows.size() - most_rows);
  const std::string title = has_front ? fmt::format("No other point of the workload is better in {}",
                                                    list_of(report.plan->study().pareto, "and"))
                                      : std::string("Points, the fastest of each workload first");
  return section(style, title, text);
}

}  // namespace

StudyPreview preview_of(const study::Plan& plan) {
  StudyPreview preview;
  preview.plan = &plan;
  preview.points = plan.size();
  preview.grid = plan.variants().grid_size();
  std::unordered_set<std::string> questions;
  for (std::size_t v = 0; v < plan.variants().size(); ++v) {
    const study::Variant variant = plan.variants().make(v);
    preview.left_out += variant.left_out ? 1 : 0;
    if (variant.left_out) continue;
    if (!variant.machine) {
      if (preview.failed++ == 0) preview.first_failure = variant.failure;
      continue;
    }
    ++preview.machines;
    for (const study::Workload& workload : plan.workloads()) {
      for (const std::size_t first : workload.firsts) {
        const Problem& problem = workload.network.layers[first].problem;
        if (!has_unit_for(problem, *variant.machine)) continue;
        const Constraints constraints = plan.constraints(variant, problem, *variant.machine);
        for (const Objective objective : plan.study().objectives) {
          SearchOptions options;
          options.objective = objective;
          options.effort = plan.study().effort;
          options.seed = plan.study().seed;
          ++preview.layers;
          questions.insert(
              content_hash(mapper::question_text(problem, *variant.machine, constraints, options)));
        }
      }
    }
  }
  preview.questions = questions.size();
  return preview;
}

std::string preview_text(const StudyPreview& preview, const Style& style) {
  const study::Study& study = preview.plan->study();
  std::string text =
      style.heading(study.name) + fmt::format(": {}\n", counted(whole(preview.points), "point"));
  text += fmt::format("  {} x {} x {}\n",
                      counted(whole(preview.machines + preview.left_out + preview.failed), "machine"),
                      counted(whole(preview.plan->workloads().size()), "workload"),
                      counted(whole(study.objectives.size()), "objective"));
  if (study.sample)
    text += fmt::format("  of {} that the axes make {} are looked at\n",
                        counted(whole(preview.grid), "machine"), preview.plan->variants().size());
  if (preview.left_out > 0)
    text += fmt::format("  {} left out by 'where'\n", counted(whole(preview.left_out), "machine"));
  if (preview.failed > 0)
    text += wrapped("  ", fmt::format("{} cannot be made; the first: {}",
                                      counted(whole(preview.failed), "machine"), preview.first_failure));
  text +=
      fmt::format("  {} to map, {} different\n", counted(whole(preview.layers), "layer"), preview.questions);
  return text;
}

std::string run_progress_text(const study::RunProgress& progress, std::chrono::seconds elapsed) {
  const std::size_t computed = progress.done - progress.found;
  const double rate =
      elapsed.count() > 0 ? static_cast<double>(computed) / static_cast<double>(elapsed.count()) : 0;
  std::string text = fmt::format("[{}/{}]", progress.done, progress.all);
  if (rate > 0)
    text += fmt::format(" {} points/s, {} left", engineering(rate),
                        clock_of(static_cast<double>(progress.all - progress.done) / rate));
  if (progress.found > 0) text += fmt::format(", {} were there", progress.found);
  return text + fmt::format(", {}", counted(whole(progress.searches), "layer search"));
}

std::string run_text(const RunReport& report, const Style& style) {
  const study::RunResult& result = *report.result;
  std::string text = style.heading(report.plan->study().name) +
                     fmt::format(": {} of {} in {}\n", grouped(whole(result.end.done)),
                                 counted(whole(result.end.all), "point"), report.folder);
  if (result.end.found > 0)
    text += fmt::format("  {} were there\n", counted(whole(result.end.found), "point"));
  if (result.left_out > 0)
    text += fmt::format("  {} left out by 'where'\n", counted(whole(result.left_out), "point"));
  text += fmt::format("  {} different layers were looked for\n", result.end.searches);
  if (!result.failures.empty()) {
    text += fmt::format("  {} failed:\n", counted(whole(result.failures.size()), "point"));
    for (std::size_t i = 0; i < std::min<std::size_t>(result.failures.size(), 5); ++i)
      text +=
          wrapped("    ", fmt::format("point {}: {}", result.failures[i].point, result.failures[i].reason));
    if (result.failures.size() > 5) text += "    ...\n";
  }
  if (result.interrupted) text += "  interrupted: go on with --resume\n";
  return text;
}

std::string status_text(const StatusReport& report, const Style& style) {
  const study::StudyStatus& status = report.status;
  std::string text = style.heading(report.plan->study().name) +
                     fmt::format(" in {}: {} of {} done", report.folder, status.done,
                                 counted(whole(status.points), "point"));
  if (status.done > 0) text += fmt::format(", {} proven best", status.proven);
  text += '\n';
  if (status.missing > 0) text += fmt::format("  {} to run\n", counted(whole(status.missing), "point"));
  if (status.left_out > 0)
    text += fmt::format("  {} left out by 'where'\n", counted(whole(status.left_out), "point"));
  if (status.failed > 0) text += fmt::format("  {} failed\n", counted(whole(status.failed), "point"));
  for (const std::string& failure : status.failures)
    text += wrapped("    ", failure);
  if (status.store.damaged > 0)
    text += fmt::format("  {} damaged: 'ridge study run --resume' computes them again\n",
                        counted(status.store.damaged, "record"));
  text += fmt::format("  store: {} in {}, {} s of work\n", counted(status.store.records, "record"),
                      status.files.empty() ? "no file" : fmt::format("{}", fmt::join(status.files, ", ")),
                      engineering(status.store.wall_seconds));
  return text + best_text(report, style);
}

}  // namespace ridge::cli
