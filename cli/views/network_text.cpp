#include "cli/views/network_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/readable_bytes.hpp"
#include "cli/views/cause_names.hpp"
#include "cli/views/evaluation_text.hpp"
#include "cli/views/network_heading.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/objective_text.hpp"
#include "cli/views/table.hpp"
#include "cli/views/wrap.hpp"
#include "sim/cost/evaluator.hpp"

namespace ridge::cli {

namespace {

using Align = Table::Align;

/// The largest part of the way from the peak to what is achieved; "-" when there is none to speak of.
std::string loss_text(const Evaluation& evaluation, const Problem& problem, const Machine& machine) {
  const GapFactor* largest = largest_loss(evaluation.roofline);
  if (largest == nullptr) return "-";
  return fmt::format("{} {}", short_gap_cause(*largest, problem, machine), factor(largest->factor));
}

std::string gap_text(const SearchResult& search) {
  if (search.status == SearchStatus::optimal) return "proven";
  return std::isfinite(search.gap) ? percent(search.gap) : "unknown";
}

/// "in", "out", "in out": which of a layer's activations stay on chip.
std::string stays_text(const Residence& residence) {
  const bool finds = residence.roles.has(static_cast<std::size_t>(MachineRole::inputs)) ||
                     residence.roles.has(static_cast<std::size_t>(MachineRole::weights));
  const bool leaves = residence.roles.has(static_cast<std::size_t>(MachineRole::outputs));
  if (!finds) return leaves ? "out" : "-";
  return leaves ? "in out" : "in";
}

/// Of a row: what only networks with a resident level show.
void add_stays(const NetworkReport& report, const DistinctLayer& group, std::vector<std::string>& row) {
  if (report.map.resident) row.push_back(stays_text(group.residence));
}
void add_stays(const NetworkReport& report, std::vector<Table::Column>& columns) {
  if (report.map.resident) columns.push_back({"stays", Align::left});
}

std::vector<std::string> evaluated_row(const NetworkReport& report, const DistinctLayer& group) {
  const Layer& layer = report.layer(group);
  const Evaluation& evaluation = *group.evaluation();
  const Roofline& roofline = evaluation.roofline;
  std::vector<std::string> row{layer.name,
                               fmt::format("{}", group.count),
                               engineering(evaluation.cycles),
                               percent(evaluation.ops_utilization),
                               percent(share_of_roof(roofline)),
                               bound_by(roofline, *report.machine),
                               loss_text(evaluation, layer.problem, *report.machine),
                               energy(evaluation.energy_pj),
                               with_unit(evaluation.edp_js, "J s"),
                               report.searched ? gap_text(group.search) : ""};
  add_stays(report, group, row);
  return row;
}

std::string mapped_table(const NetworkReport& report, const Style& style) {
  std::vector<Table::Column> columns{{"layer", Align::left},
                                     {"x"},
                                     {"cycles"},
                                     {"util"},
                                     {"of roof"},
                                     {"bound by", Align::left},
                                     {"mostly lost to", Align::left},
                                     {"energy"},
                                     {"EDP"},
                                     {"gap"}};
  add_stays(report, columns);
  Table table(columns);
  for (const DistinctLayer& group : report.map.distinct) {
    if (group.work != LayerWork::mapped) continue;
    if (group.evaluation() != nullptr) {
      table.add_row(evaluated_row(report, group));
    } else {
      table.add_row({report.layer(group).name, fmt::format("{}", group.count),
                     std::string(name_of(group.search.status))});
    }
  }
  return table.empty() ? "" : "\n" + table.text(style);
}

/// Layers that no unit at the end of the array does, with the one beside it that does, kept apart so that
/// they do not pass for work of the array.
std::string traffic_table(const NetworkReport& report, const Style& style) {
  std::vector<Table::Column> columns{{"layer", Align::left}, {"x"},      {"cycles"},
                                     {"operations"},         {"energy"}, {"done by", Align::left}};
  add_stays(report, columns);
  Table table(columns);
  for (const DistinctLayer& group : report.map.distinct) {
    if (group.work != LayerWork::traffic) continue;
    const ComputeUnit* unit = unit_beside(report.layer(group).problem, *report.machine);
    std::vector<std::string> row{
        report.layer(group).name,           fmt::format("{}", group.count),
        engineering(group.traffic->cycles), engineering(static_cast<double>(group.traffic->operations)),
        energy(group.traffic->energy_pj),   unit != nullptr ? unit->name : "no unit"};
    add_stays(report, group, row);
    table.add_row(std::move(row));
  }
  if (table.empty()) return {};
  return "\n" + style.heading("Counted as memory traffic: no unit at the end of the array does these") +
         "\n" + table.text(style);
}

std::vector<std::string> totals_row(const char* name, const WorkTotals& work) {
  return {name,
          fmt::format("{}", work.layers),
          engineering(work.cycles),
          with_unit(work.seconds, "s"),
          engineering(static_cast<double>(work.operations)),
          energy(work.energy_pj),
          average_power(work.energy_pj, work.seconds)};
}

/// What the value of the whole network is worth.
std::string claim_text(Objective objective, const NetworkTotals& totals) {
  const std::string value =
      fmt::format("  {} {}: ", name_of(objective), objective_text(objective, *totals.value));
  if (!totals.status) return value + "nothing was mapped, every layer is counted as memory traffic\n";
  return value + fmt::format("{}, no mapping is below {} (gap {})\n", name_of(*totals.status),
                             objective_text(objective, totals.lower_bound),
                             totals.gap ? percent(*totals.gap) : "unknown");
}

/// Layers that the sums lack, the first few by name.
std::string missing_text(const NetworkReport& report) {
  constexpr std::size_t most_names = 3;
  std::vector<std::string> names;
  for (const DistinctLayer& group : report.map.distinct) {
    if (group.evaluation() == nullptr) names.push_back(report.layer(group).name);
  }
  const std::size_t shown = std::min(names.size(), most_names);
  const std::int64_t missing = report.map.totals.without_answer;
  return wrapped(
      "  ",
      fmt::format("{} no mapping and {} not in the totals: {}{}",
                  counted(missing, "layer") + (missing == 1 ? " has" : " have"), missing == 1 ? "is" : "are",
                  fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                  shown < names.size() ? ", ..." : ""));
}

std::string resident_text(const NetworkReport& report) {
  if (!report.map.resident) return {};
  const ResidentSummary& resident = *report.map.resident;
  const std::string level = report.machine->levels[resident.level].name;
  if (resident.staying == 0)
    return fmt::format("  no result stays in {} until it is read ({} could)\n", level, resident.can_stay);
  return wrapped("  ",
                 fmt::format("{} of {} results that later layers read stay in {} ({} could), at most {} at "
                             "one time",
                             resident.staying, resident.results, level, resident.can_stay,
                             readable_bytes(resident.peak_bytes)));
}

std::string totals_text(const NetworkReport& report, const Style& style) {
  const NetworkTotals& totals = report.map.totals;
  if (totals.all.layers == 0) return "\n  no layer has a mapping: there are no totals\n";
  Table table(
      {{"", Align::left}, {"layers"}, {"cycles"}, {"time"}, {"operations"}, {"energy"}, {"avg power"}});
  if (totals.traffic.layers > 0) {
    table.add_row(totals_row("mapped", totals.mapped));
    table.add_row(totals_row("memory traffic", totals.traffic));
  }
  table.add_row(totals_row("all", totals.all));
  const bool whole = totals.without_answer == 0;
  const char* title = whole ? "Totals, every layer counted" : "Totals of the layers that have a mapping";
  std::string text = "\n" + style.heading(title) + "\n" + table.text(style);
  if (!whole) text += missing_text(report);
  text += fmt::format("  EDP {}\n", with_unit(totals.edp_js, "J s"));
  text += resident_text(report);
  if (report.searched && totals.value) text += claim_text(report.map.objective, totals);
  return text;
}

std::string search_text(const SearchResult& search, const SpaceSize& space) {
  const std::string work = evaluated_text(search.stats.evaluated, space);
  if (search.lower_bound == 0)
    return fmt::format("  {:<11}  {}: {}, nothing is proven; {}\n", name_of(search.objective),
                       objective_text(search.objective, search.value), name_of(search.status), work);
  return fmt::format("  {:<11}  {}: {}; no mapping is below {} (gap {}); {}\n", name_of(search.objective),
                     objective_text(search.objective, search.value), name_of(search.status),
                     objective_text(search.objective, search.lower_bound), percent(search.gap), work);
}

}  // namespace

std::string network_text(const NetworkReport& report, const Style& style) {
  return network_heading(report, style) + mapped_table(report, style) + traffic_table(report, style) +
         totals_text(report, style);
}

std::string layer_text(const NetworkReport& report, const DistinctLayer& group, const Style& style) {
  const Layer& layer = report.layer(group);
  const Evaluation* evaluation = group.evaluation();
  if (evaluation == nullptr) return {};
  const Mapping* mapping = group.search.mapping ? &*group.search.mapping : nullptr;
  std::string text = summary_text(layer.name, layer.problem, *report.machine, *evaluation, style);
  if (report.searched && group.work == LayerWork::mapped)
    text += search_text(group.search, report.space(group));
  return text + details_text(layer.problem, *report.machine, *evaluation, mapping, style);
}

}  // namespace ridge::cli
