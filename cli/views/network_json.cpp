#include "cli/views/network_json.hpp"

#include "cli/views/evaluation_json.hpp"
#include "cli/views/mapping_json.hpp"

namespace ridge::cli {

namespace {

Json optional_mapping(const NetworkReport& report, const DistinctLayer& group) {
  if (!group.search.mapping) return nullptr;
  return mapping_json(*group.search.mapping, report.layer(group).problem, *report.machine);
}

/// The evaluation; of a given mapping that cannot run, why not.
Json optional_evaluation(const NetworkReport& report, const DistinctLayer& group) {
  const Evaluation* evaluation = group.evaluation();
  const Layer& layer = report.layer(group);
  if (evaluation == nullptr && group.search.infeasible && group.search.mapping) {
    const Infeasible& cause = group.search.infeasible->cause;
    const Diagnostic finding = describe(cause, layer.problem, *report.machine, *group.search.mapping);
    return infeasible_json(layer.name, layer.problem, *report.machine, cause, finding);
  }
  if (evaluation == nullptr) return nullptr;
  return evaluation_json(layer.name, layer.problem, *report.machine, *evaluation);
}

/// A layer that no unit does was not searched: its one evaluation is all there is.
Json traffic_json(const NetworkReport& report, const DistinctLayer& group) {
  const double value = objective_value(report.map.objective, *group.traffic);
  return {{"status", "counted_as_traffic"},
          {"objective", name_of(report.map.objective)},
          {"value", json_number(value)},
          {"lower_bound", json_number(value)},
          {"gap", 0},
          {"mapping", nullptr},
          {"evaluation", optional_evaluation(report, group)},
          {"search", nullptr}};
}

Json searched_json(const NetworkReport& report, const DistinctLayer& group) {
  const SearchResult& search = group.search;
  Json json{{"status", name_of(search.status)},
            {"objective", name_of(search.objective)},
            {"value", json_number(search.value)},
            {"lower_bound", json_number(search.lower_bound)},
            {"gap", json_number(search.gap)},
            {"mapping", optional_mapping(report, group)},
            {"evaluation", optional_evaluation(report, group)},
            {"search",
             {{"end", name_of(search.end)},
              {"evaluated", search.stats.evaluated},
              {"feasible", search.stats.feasible}}}};
  if (!report.spaces.empty()) json["search"]["space"] = space_json(report.space(group));
  if (search.stats.cached > 0) json["search"]["cached"] = true;
  if (search.infeasible) json["infeasible"] = no_mapping_json(*search.infeasible);
  return json;
}

Json given_json(const NetworkReport& report, const DistinctLayer& group) {
  return {{"mapping", optional_mapping(report, group)}, {"evaluation", optional_evaluation(report, group)}};
}

Json work_json(const WorkTotals& work) {
  return {{"layers", work.layers},
          {"operations", work.operations},
          {"cycles", json_number(work.cycles)},
          {"seconds", json_number(work.seconds)},
          {"energy_pj", json_number(work.energy_pj)}};
}

Json totals_json(const NetworkReport& report) {
  const NetworkTotals& totals = report.map.totals;
  Json json = work_json(totals.all);
  json["edp_js"] = json_number(totals.edp_js);
  if (report.searched) {
    json["status"] = totals.status ? Json(name_of(*totals.status)) : Json(nullptr);
    json["objective"] = name_of(report.map.objective);
    json["value"] = json_number(totals.value);
    json["lower_bound"] = totals.status ? json_number(totals.lower_bound) : Json(nullptr);
    json["gap"] = json_number(totals.gap);
    json["cut_short"] = totals.cut_short;
  }
  json["without_answer"] = totals.without_answer;
  json["mapped"] = work_json(totals.mapped);
  json["traffic"] = work_json(totals.traffic);
  return json;
}

/// Roles whose activations stay on chip, and what else did in the level that the mapping had.
Json residence_json(const Residence& residence) {
  Json roles = Json::array();
  for (const MachineRole role : {MachineRole::weights, MachineRole::inputs, MachineRole::outputs})
    if (residence.roles.has(static_cast<std::size_t>(role))) roles.push_back(name_of(role));
  return {{"roles", std::move(roles)}, {"other_bytes", residence.other_bytes}};
}

Json resident_json(const NetworkReport& report) {
  const ResidentSummary& resident = *report.map.resident;
  return {{"level", report.machine->levels[resident.level].name},
          {"results", resident.results},
          {"can_stay", resident.can_stay},
          {"staying", resident.staying},
          {"peak_bytes", resident.peak_bytes}};
}

}  // namespace

Json layer_json(const NetworkReport& report, const DistinctLayer& group) {
  if (!report.searched) return given_json(report, group);
  return group.work == LayerWork::traffic ? traffic_json(report, group) : searched_json(report, group);
}

Json group_json(const NetworkReport& report, std::size_t group) {
  const DistinctLayer& it = report.map.distinct[group];
  Json json{{"name", report.layer(it).name},
            {"count", it.count},
            {"also", report.other_names(group)},
            {"work", it.work == LayerWork::mapped ? "mapped" : "traffic"}};
  if (report.map.resident) json["resident"] = residence_json(it.residence);
  return json;
}

Json space_json(const SpaceSize& space) {
  return {{"mappings", json_number(space.nests)}, {"up_to", space.up_to}};
}

Json no_mapping_json(const NoMapping& none) {
  Json json{{"message", none.sentence}, {"help", none.help}};
  if (none.place.source != nullptr) json["place"] = none.place.text();
  for (const ConflictingFact& fact : none.conflict) {
    Json one{{"message", fact.sentence}};
    if (fact.place.source != nullptr) one["place"] = fact.place.text();
    json["conflict"].push_back(std::move(one));
  }
  return json;
}

Json network_json(const NetworkReport& report) {
  Json layers = Json::array();
  for (std::size_t i = 0; i < report.map.distinct.size(); ++i) {
    Json json = group_json(report, i);
    json.update(layer_json(report, report.map.distinct[i]));
    layers.push_back(std::move(json));
  }
  Json json{{"schema", "ridge.network/1"},    {"network", report.network->name},
            {"batch", report.network->batch}, {"architecture", report.machine->name},
            {"layers", std::move(layers)},    {"totals", totals_json(report)},
            {"notes", report.notes}};
  if (report.map.resident) json["resident"] = resident_json(report);
  return json;
}

}  // namespace ridge::cli
