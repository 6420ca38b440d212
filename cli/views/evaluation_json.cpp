#include "cli/views/evaluation_json.hpp"

#include "arch/facts.hpp"
#include "cli/views/cause_names.hpp"
#include "sim/cost/conventions.hpp"

namespace ridge::cli {

namespace {

Json opening(const std::string& layer, const Problem& problem, const Machine& machine, CountingRules counting,
             bool feasible) {
  Json json;
  json["schema"] = "ridge.evaluation/1";
  json["problem"] = {{"name", layer}, {"macs", problem.macs()}, {"operations", problem.operations()}};
  json["architecture"] = machine.name;
  json["counting"] = name_of(counting);
  json["feasible"] = feasible;
  return json;
}

Json causes_json(const Causes& causes, const Problem& problem, const Machine& machine) {
  Json stalls = Json::array();
  for (const Stall& stall : causes.stalls) {
    stalls.push_back({{"level", machine.levels[stall.level].name},
                      {"tensor", problem.tensors[stall.tensor].name},
                      {"direction", name_of(stall.direction)},
                      {"cycles", json_number(stall.cycles)}});
  }
  return {{"compute", json_number(causes.compute)},
          {"array_fill_drain", json_number(causes.array_fill_drain)},
          {"weight_load", json_number(causes.weight_load)},
          {"stalls", std::move(stalls)},
          {"network_stall", json_number(causes.network_stall)},
          {"dram_overhead", json_number(causes.dram_overhead)},
          {"other_work", json_number(causes.other_work)},
          {"start_up", json_number(causes.start_up)}};
}

Json tensor_json(const TensorCost& cost) {
  std::optional<double> energy_pj;
  if (cost.read_energy_pj && cost.write_energy_pj) energy_pj = *cost.read_energy_pj + *cost.write_energy_pj;
  return {{"tile_words", cost.counts.tile_words}, {"reads", cost.counts.reads},
          {"fills", cost.counts.fills},           {"updates", cost.counts.updates},
          {"drains", cost.counts.drains},         {"energy_pj", json_number(energy_pj)}};
}

Json levels_json(const Problem& problem, const Machine& machine, const Evaluation& evaluation) {
  Json levels = Json::array();
  for (const LevelId id : machine.levels.ids()) {
    const LevelCost& cost = evaluation.levels[id];
    Json tensors = Json::object();
    for (const TensorId tensor : problem.tensors.ids()) {
      if (cost.tensors[tensor].kept) {
        tensors[problem.tensors[tensor].name] = tensor_json(cost.tensors[tensor]);
      }
    }
    levels.push_back({{"name", machine.levels[id].name},
                      {"instances", cost.instances},
                      {"used_instances", cost.used_instances},
                      {"busy_cycles", json_number(cost.busy_cycles)},
                      {"energy_pj", json_number(cost.energy_pj)},
                      {"tensors", std::move(tensors)}});
  }
  return levels;
}

Json networks_json(const Machine& machine, const Evaluation& evaluation) {
  Json networks = Json::array();
  for (const NetworkCost& cost : evaluation.networks) {
    networks.push_back({{"name", machine.fanouts[cost.fanout].name},
                        {"words", json_number(cost.words)},
                        {"hops", json_number(cost.hops)},
                        {"multicast", json_number(cost.multicast)},
                        {"energy_pj", json_number(cost.energy_pj)}});
  }
  return networks;
}

/// What `ridge describe` says of the levels, at this layer's peak: bandwidth and ridge point of the machine
/// alone, whatever the mix of streams. Levels without limit have none.
Json roofs_json(const Roofline& roofline, const Machine& machine) {
  Json roofs = Json::array();
  if (roofline.peak_ops_per_cycle <= 0) return roofs;  // no unit does the layer
  for (const LevelFacts& facts : facts_of(machine).levels) {
    if (!facts.read.total_bytes_per_cycle) continue;
    const double bytes_per_cycle = *facts.read.total_bytes_per_cycle;
    roofs.push_back({{"level", machine.levels[facts.level].name},
                     {"bytes_per_cycle", json_number(bytes_per_cycle)},
                     {"ridge_ops_per_byte", json_number(roofline.peak_ops_per_cycle / bytes_per_cycle)}});
  }
  return roofs;
}

Json roofline_json(const Roofline& roofline, const Problem& problem, const Machine& machine) {
  Json gap = Json::array();
  for (const GapFactor& part : roofline.gap) {
    gap.push_back({{"cause", gap_cause_text(part, problem, machine)}, {"factor", json_number(part.factor)}});
  }
  Json boundaries = Json::array();
  for (const Boundary& boundary : roofline.boundaries) {
    boundaries.push_back({{"level", machine.levels[boundary.level].name},
                          {"ops_per_byte", json_number(boundary.ops_per_byte)},
                          {"ridge_ops_per_byte", json_number(boundary.ridge_ops_per_byte)},
                          {"attainable_ops_per_cycle", json_number(boundary.attainable_ops_per_cycle)},
                          {"binds", boundary.binds}});
  }
  return {{"peak_ops_per_cycle", json_number(roofline.peak_ops_per_cycle)},
          {"attainable_ops_per_cycle", json_number(roofline.attainable_ops_per_cycle)},
          {"attainable_mapped_ops_per_cycle", json_number(roofline.attainable_mapped_ops_per_cycle)},
          {"achieved_ops_per_cycle", json_number(roofline.achieved_ops_per_cycle)},
          {"gap", std::move(gap)},
          {"boundaries", std::move(boundaries)},
          {"roofs", roofs_json(roofline, machine)}};
}

}  // namespace

Json evaluation_json(const std::string& layer, const Problem& problem, const Machine& machine,
                     const Evaluation& evaluation) {
  Json json = opening(layer, problem, machine, evaluation.counting, true);
  json["cycles"] = json_number(evaluation.cycles);
  json["seconds"] = json_number(evaluation.seconds);
  json["energy_pj"] = json_number(evaluation.energy_pj);
  json["static_energy_pj"] = json_number(evaluation.static_energy_pj);
  json["edp_js"] = json_number(evaluation.edp_js);
  json["area_mm2"] = json_number(evaluation.area_mm2);
  json["utilization"] = {{"lanes", json_number(evaluation.lanes_utilization)},
                         {"ops", json_number(evaluation.ops_utilization)}};
  json["compute"] = {{"operations", evaluation.operations},
                     {"energy_pj", json_number(evaluation.compute_energy_pj)}};
  json["causes"] = causes_json(evaluation.causes, problem, machine);
  json["levels"] = levels_json(problem, machine, evaluation);
  json["networks"] = networks_json(machine, evaluation);
  json["roofline"] = roofline_json(evaluation.roofline, problem, machine);
  json["notes"] = evaluation.remarks->notes;
  json["sources"] = evaluation.remarks->sources;
  return json;
}

Json infeasible_json(const std::string& layer, const Problem& problem, const Machine& machine,
                     const Infeasible& infeasible, const Diagnostic& diagnostic) {
  Json json = opening(layer, problem, machine, CountingRules::exact, false);
  json["reason"] = name_of(infeasible.reason);
  json["message"] = diagnostic.message;
  json["help"] = diagnostic.help;
  json["place"] = diagnostic.place.text();
  if (infeasible.reason == Infeasible::Reason::capacity) {
    json["level"] = machine.levels[infeasible.level].name;
    json["tensor"] = problem.tensors[infeasible.tensor].name;
    json["demanded_bytes"] = infeasible.demanded_bytes;
    json["available_bytes"] = infeasible.available_bytes;
  }
  Json notes = Json::array();
  for (const Diagnostic& note : diagnostic.notes) {
    notes.push_back({{"message", note.message}, {"place", note.place.text()}});
  }
  json["notes"] = std::move(notes);
  return json;
}

}  // namespace ridge::cli
