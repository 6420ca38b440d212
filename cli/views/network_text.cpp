#include "cli/views/network_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/views/cause_names.hpp"
#include "cli/views/evaluation_text.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/objective_text.hpp"
#include "cli/views/table.hpp"

namespace ridge::cli {

namespace {

using Align = Table::Align;

/// The largest part of the way from the mapped roof to what is achieved; "-" when there is none to speak of.
std::string largest_loss(const Evaluation& evaluation, const Problem& problem, const Machine& machine) {
  const GapFactor* largest = nullptr;
  for (const GapFactor& part : evaluation.roofline.gap) {
    if (part.factor > 1.005 && (largest == nullptr || part.factor > largest->factor)) largest = &part;
  }
  if (largest == nullptr) return "-";
  return fmt::format("{} {}", short_gap_cause(*largest, problem, machine), factor(largest->factor));
}

std::string gap_text(const SearchResult& search) {
  if (search.status == SearchStatus::optimal) return "proven";
  return std::isfinite(search.gap) ? percent(search.gap) : "unknown";
}

std::vector<std::string> evaluated_row(const NetworkReport& report, const DistinctLayer& group) {
  const Layer& layer = report.layer(group);
  const Evaluation& evaluation = *group.evaluation();
  const Roofline& roofline = evaluation.roofline;
  return {layer.name,
          fmt::format("{}", group.count),
          engineering(evaluation.cycles),
          percent(evaluation.ops_utilization),
          percent(roofline.achieved_ops_per_cycle / roofline.attainable_ops_per_cycle),
          bound_by(roofline, *report.machine),
          largest_loss(evaluation, layer.problem, *report.machine),
          energy(evaluation.energy_pj),
          with_unit(evaluation.edp_js, "J s"),
          report.searched ? gap_text(group.search) : ""};
}

std::string mapped_table(const NetworkReport& report, const Style& style) {
  Table table({{"layer", Align::left},
               {"x"},
               {"cycles"},
               {"util"},
               {"of roof"},
               {"bound by", Align::left},
               {"mostly lost to", Align::left},
               {"energy"},
               {"EDP"},
               {"gap"}});
  for (const DistinctLayer& group : report.map.distinct) {
    if (group.work != LayerWork::mapped) continue;
    if (group.evaluation() != nullptr) {
      table.add_row(evaluated_row(report, group));
    } else {
      table.add_row({report.layer(group).name, fmt::format("{}", group.count),
                     std::string(name_of(group.search.status))});
    }
  }
  return table.text(style);
}

/// Layers that no unit does, kept apart so that they do not pass for work of the array.
std::string traffic_table(const NetworkReport& report, const Style& style) {
  Table table({{"layer", Align::left}, {"x"}, {"cycles"}, {"operations"}, {"energy"}});
  for (const DistinctLayer& group : report.map.distinct) {
    if (group.work != LayerWork::traffic) continue;
    table.add_row(
        {report.layer(group).name, fmt::format("{}", group.count), engineering(group.traffic->cycles),
         engineering(static_cast<double>(group.traffic->operations)), energy(group.traffic->energy_pj)});
  }
  if (table.empty()) return {};
  return "\n" + style.heading("Counted as memory traffic: no unit of the machine does these") + "\n" +
         table.text(style);
}

std::vector<std::string> totals_row(const char* name, const WorkTotals& work) {
  return {name,
          fmt::format("{}", work.layers),
          engineering(work.cycles),
          with_unit(work.seconds, "s"),
          engineering(static_cast<double>(work.operations)),
          energy(work.energy_pj)};
}

std::string totals_text(const NetworkReport& report, const Style& style) {
  const NetworkTotals& totals = report.map.totals;
  Table table({{"", Align::left}, {"layers"}, {"cycles"}, {"time"}, {"operations"}, {"energy"}});
  if (totals.traffic.layers > 0) {
    table.add_row(totals_row("mapped", totals.mapped));
    table.add_row(totals_row("memory traffic", totals.traffic));
  }
  table.add_row(totals_row("all", totals.all));
  std::string text = "\n" + style.heading("Totals, every layer counted") + "\n" + table.text(style);
  text += fmt::format("  EDP {}\n", with_unit(totals.edp_js, "J s"));
  if (report.searched && totals.value) {
    text += fmt::format("  {} {}: {}, no mapping is below {} (gap {})\n", name_of(report.map.objective),
                        objective_text(report.map.objective, *totals.value), name_of(totals.status),
                        objective_text(report.map.objective, totals.lower_bound),
                        totals.gap ? percent(*totals.gap) : "unknown");
  }
  return text;
}

std::string search_text(const SearchResult& search) {
  return fmt::format("  {:<11}  {}: {}; no mapping is below {} (gap {}); {} mappings evaluated\n",
                     name_of(search.objective), objective_text(search.objective, search.value),
                     name_of(search.status), objective_text(search.objective, search.lower_bound),
                     percent(search.gap), engineering(static_cast<double>(search.stats.evaluated)));
}

}  // namespace

std::string network_text(const NetworkReport& report, const Style& style) {
  std::int64_t layers = 0;
  for (const LayerResult& result : report.map.layers)
    layers += report.network->layers[result.layer].count;
  std::string text = style.heading(fmt::format("{} on {}", report.network->name, report.machine->name));
  text += fmt::format(": batch {}, {} of {} layers distinct", report.network->batch,
                      report.map.distinct.size(), layers);
  if (report.searched) text += fmt::format(", for least {}", name_of(report.map.objective));
  return text + "\n\n" + mapped_table(report, style) + traffic_table(report, style) +
         totals_text(report, style);
}

std::string layer_text(const NetworkReport& report, const DistinctLayer& group, const Style& style) {
  const Layer& layer = report.layer(group);
  const Evaluation* evaluation = group.evaluation();
  if (evaluation == nullptr) return {};
  const Mapping* mapping = group.search.mapping ? &*group.search.mapping : nullptr;
  std::string text = summary_text(layer.name, layer.problem, *report.machine, *evaluation, style);
  if (report.searched && group.work == LayerWork::mapped) text += search_text(group.search);
  return text + details_text(layer.problem, *report.machine, *evaluation, mapping, style);
}

}  // namespace ridge::cli
