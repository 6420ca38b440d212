#include "cli/views/front_view.hpp"

#include <fmt/format.h>

#include "base/readable_bytes.hpp"
#include "cli/views/cause_names.hpp"
#include "cli/views/mapping_json.hpp"
#include "cli/views/network_heading.hpp"
#include "cli/views/network_json.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/table.hpp"

namespace ridge::cli {

namespace {

using Align = Table::Align;

bool has_capacity(const Front& front) {
  return front.axes == FrontAxes::latency_energy_capacity;
}

std::string points_table(const NetworkReport& report, const Front& front, const Style& style) {
  Table table({{""},
               {"cycles"},
               {"time"},
               {"energy"},
               {"capacity"},
               {"EDP"},
               {"bound by", Align::left},
               {"status", Align::left}});
  for (std::size_t i = 0; i < front.points.size(); ++i) {
    const FrontPoint& point = front.points[i];
    const Evaluation& evaluation = point.evaluation;
    table.add_row({fmt::format("{}", i + 1), grouped(evaluation.cycles), with_unit(evaluation.seconds, "s"),
                   energy(evaluation.energy_pj),
                   has_capacity(front) ? readable_bytes(point.capacity_bytes) : "",
                   with_unit(evaluation.edp_js, "J s"), bound_by(evaluation.roofline, *report.machine),
                   std::string(name_of(point.status))});
  }
  return table.text(style);
}

/// What was proven of the front as a whole.
std::string claim_text(const Front& front, const SpaceSize& space) {
  const std::string work = evaluated_text(front.stats.evaluated, space);
  if (front.status == SearchStatus::optimal) return fmt::format("  optimal: there are no others; {}\n", work);
  const std::string why = front.out_of_steps()
                              ? fmt::format(", after {} searches", grouped(static_cast<double>(front.steps)))
                              : "";
  return fmt::format("  limit_reached{}: there may be others, none of fewer than {} cycles; {}\n", why,
                     grouped(front.least_cycles), work);
}

std::string layer_text(const NetworkReport& report, const DistinctLayer& group, const Style& style) {
  const std::string times = group.count == 1 ? "" : fmt::format(" x {}", group.count);
  const std::string title =
      style.heading(fmt::format("{}{} on {}", report.layer(group).name, times, report.machine->name));
  if (!group.front) return title + ": counted as memory traffic\n";
  if (group.front->points.empty()) return fmt::format("{}: {}\n", title, name_of(group.front->status));
  return fmt::format(
             "{}: {} that no other one equals or beats in {}\n\n", title,
             counted(static_cast<std::int64_t>(group.front->points.size()), "mapping"),
             has_capacity(*group.front) ? "all of latency, energy and capacity" : "both latency and energy") +
         points_table(report, *group.front, style) + claim_text(*group.front, report.space(group));
}

Json point_json(const NetworkReport& report, const DistinctLayer& group, const FrontPoint& point) {
  const Evaluation& evaluation = point.evaluation;
  Json json{{"status", name_of(point.status)},
            {"cycles", json_number(evaluation.cycles)},
            {"seconds", json_number(evaluation.seconds)},
            {"energy_pj", json_number(evaluation.energy_pj)},
            {"least_energy_pj", json_number(point.least_energy_pj)}};
  if (has_capacity(*group.front)) json["capacity_bytes"] = point.capacity_bytes;
  json["edp_js"] = json_number(evaluation.edp_js);
  json["mapping"] = mapping_json(point.mapping, report.layer(group).problem, *report.machine);
  return json;
}

Json front_json(const NetworkReport& report, const DistinctLayer& group) {
  if (!group.front) return {{"status", "counted_as_traffic"}, {"points", Json::array()}, {"search", nullptr}};
  const Front& front = *group.front;
  Json points = Json::array();
  for (const FrontPoint& point : front.points)
    points.push_back(point_json(report, group, point));
  Json json{{"status", name_of(front.status)},
            {"least_cycles", json_number(front.least_cycles)},
            {"points", std::move(points)},
            {"search",
             {{"end", name_of(front.end)},
              {"steps", front.steps},
              {"evaluated", front.stats.evaluated},
              {"feasible", front.stats.feasible}}}};
  if (!report.spaces.empty()) json["search"]["space"] = space_json(report.space(group));
  if (front.infeasible) json["infeasible"] = no_mapping_json(*front.infeasible);
  return json;
}

}  // namespace

std::string fronts_text(const NetworkReport& report, bool single, const Style& style) {
  std::string text = single ? "" : network_heading(report, style);
  for (const DistinctLayer& group : report.map.distinct) {
    if (!text.empty()) text += "\n";
    text += layer_text(report, group, style);
  }
  return text;
}

Json fronts_json(const NetworkReport& report, bool single) {
  if (single) {
    Json json{{"schema", "ridge.front/1"}};
    json.update(front_json(report, report.map.distinct.front()));
    return json;
  }
  Json layers = Json::array();
  for (std::size_t i = 0; i < report.map.distinct.size(); ++i) {
    Json json = group_json(report, i);
    json.update(front_json(report, report.map.distinct[i]));
    layers.push_back(std::move(json));
  }
  return {{"schema", "ridge.network_fronts/1"}, {"network", report.network->name},
          {"batch", report.network->batch},     {"architecture", report.machine->name},
          {"layers", std::move(layers)},        {"notes", report.notes}};
}

}  // namespace ridge::cli
