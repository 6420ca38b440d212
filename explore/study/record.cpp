#include "explore/study/record.hpp"

#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/content_hash.hpp"
#include "explore/study/variants.hpp"
#include "mapper/cache/question.hpp"

namespace ridge::study {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}
Json number(const std::optional<double>& value) {
  return value ? number(*value) : Json(nullptr);
}

/// Amounts by name, in the order of their first appearance; unknown as soon as one part is.
class Sums {
 public:
  void add(const std::string& name, const std::optional<double>& amount, double times) {
    const auto [at, is_new] = index_.try_emplace(name, sums_.size());
    if (is_new) sums_.emplace_back(name, 0.0);
    auto& sum = sums_[at->second].second;
    sum = sum && amount ? std::optional(*sum + *amount * times) : std::nullopt;
  }
  Json json() const {
    Json json = Json::object();
    for (const auto& [name, sum] : sums_)
      if (!sum || *sum != 0) json[name] = number(sum);
    return json;
  }

 private:
  std::map<std::string, std::size_t> index_;
  std::vector<std::pair<std::string, std::optional<double>>> sums_;
};

/// What layers have in common: each by itself, or added up.
struct Breakdown {
  Sums causes;
  Sums energy_by_level;
  Sums bytes_by_level;

  void add(const Evaluation& evaluation, const Problem& problem, const Machine& machine, double times);
};

void Breakdown::add(const Evaluation& evaluation, const Problem& problem, const Machine& machine,
                    double times) {
  const Causes& of = evaluation.causes;
  causes.add("compute", of.compute, times);
  causes.add("array fill and drain", of.array_fill_drain, times);
  causes.add("weight load", of.weight_load, times);
  for (const Stall& stall : of.stalls)
    causes.add(fmt::format("{} {} {}", machine.levels[stall.level].name,
                           name_of(problem.tensors[stall.tensor].role), name_of(stall.direction)),
               stall.cycles, times);
  causes.add("network", of.network_stall, times);
  causes.add("DRAM overhead", of.dram_overhead, times);
  causes.add("beside the array", of.other_work, times);
  causes.add("start-up", of.start_up, times);
  for (const LevelId level : machine.levels.ids()) {
    const LevelCost& cost = evaluation.levels[level];
    energy_by_level.add(machine.levels[level].name, cost.energy_pj, times);
    double bytes = 0;
    for (const TensorCost& tensor : cost.tensors)
      bytes += tensor.read_bytes + tensor.write_bytes;
    bytes_by_level.add(machine.levels[level].name, bytes, times);
  }
  for (const NetworkCost& network : evaluation.networks)
    if (network.energy_pj)
      energy_by_level.add(machine.fanouts[network.fanout].name, network.energy_pj, times);
  energy_by_level.add("compute", evaluation.compute_energy_pj, times);
  if (evaluation.static_energy_pj) energy_by_level.add("leakage", evaluation.static_energy_pj, times);
}

void add_breakdown(Json& json, const Breakdown& breakdown) {
  json["causes"] = breakdown.causes.json();
  json["energy_by_level"] = breakdown.energy_by_level.json();
  json["bytes_by_level"] = breakdown.bytes_by_level.json();
}

Json words_json(const Evaluation& evaluation, const Problem& problem, const Machine& machine) {
  Json words = Json::array();
  for (const LevelId level : machine.levels.ids()) {
    for (const TensorId tensor : problem.tensors.ids()) {
      const TensorCost& cost = evaluation.levels[level].tensors[tensor];
      if (!cost.kept) continue;
      words.push_back({{"level", machine.levels[level].name},
                       {"tensor", problem.tensors[tensor].name},
                       {"reads", cost.counts.reads},
                       {"fills", cost.counts.fills},
                       {"updates", cost.counts.updates},
                       {"drains", cost.counts.drains}});
    }
  }
  return words;
}

Json roofline_json(const Roofline& roofline, const Machine& machine) {
  Json boundaries = Json::array();
  for (const Boundary& boundary : roofline.boundaries) {
    boundaries.push_back({{"level", machine.levels[boundary.level].name},
                          {"ops_per_byte", number(boundary.ops_per_byte)},
                          {"attainable_ops_per_cycle", number(boundary.attainable_ops_per_cycle)},
                          {"binds", boundary.binds}});
  }
  return {{"peak", number(roofline.peak_ops_per_cycle)},
          {"attainable", number(roofline.attainable_ops_per_cycle)},
          {"attainable_mapped", number(roofline.attainable_mapped_ops_per_cycle)},
          {"achieved", number(roofline.achieved_ops_per_cycle)},
          {"boundaries", std::move(boundaries)}};
}

std::string layer_body(const Problem& problem, const Machine& machine, const DistinctLayer& group) {
  const bool mapped = group.work == LayerWork::mapped;
  Json json{{"work", mapped ? "mapped" : "traffic"},
            {"status", mapped ? std::string(name_of(group.search.status)) : "counted_as_traffic"}};
  if (mapped) {
    json["value"] = number(group.search.value);
    json["lower_bound"] = number(group.search.lower_bound);
  }
  json["macs"] = problem.macs();
  json["operations"] = problem.operations();
  const Evaluation* const evaluation = group.evaluation();
  if (evaluation == nullptr) return json.dump();
  json["cycles"] = number(evaluation->cycles);
  json["seconds"] = number(evaluation->seconds);
  json["energy_pj"] = number(evaluation->energy_pj);
  json["utilization"] = number(evaluation->ops_utilization);
  Breakdown breakdown;
  breakdown.add(*evaluation, problem, machine, 1);
  add_breakdown(json, breakdown);
  json["words"] = words_json(*evaluation, problem, machine);
  json["roofline"] = roofline_json(evaluation->roofline, machine);
  return json.dump();
}

/// Operations of all mapped layers over what the array could have done in all cycles.
double utilization_of(const NetworkMap& map) {
  double at_peak_cycles = 0;
  double cycles = 0;
  for (const DistinctLayer& group : map.distinct) {
    const Evaluation* const evaluation = group.evaluation();
    if (evaluation == nullptr) continue;
    const auto count = static_cast<double>(group.count);
    cycles += evaluation->cycles * count;
    if (group.work == LayerWork::mapped)
      at_peak_cycles +=
          static_cast<double>(evaluation->operations) / evaluation->roofline.peak_ops_per_cycle * count;
  }
  return cycles > 0 ? at_peak_cycles / cycles : std::nan("");
}

Json totals_json(const Network& network, const Machine& machine, const NetworkMap& map) {
  const NetworkTotals& totals = map.totals;
  Breakdown all;
  for (const DistinctLayer& group : map.distinct)
    if (const Evaluation* evaluation = group.evaluation())
      all.add(*evaluation, network.layers[group.first].problem, machine, static_cast<double>(group.count));
  Json json{{"layers", totals.all.layers},
            {"operations", totals.all.operations},
            {"cycles", number(totals.all.cycles)},
            {"seconds", number(totals.all.seconds)},
            {"energy_pj", number(totals.all.energy_pj)},
            {"edp_js", number(totals.edp_js)},
            {"value", number(totals.value)},
            {"lower_bound", totals.status ? number(totals.lower_bound) : Json(nullptr)},
            {"gap", number(totals.gap)},
            {"mapped_cycles", number(totals.mapped.cycles)},
            {"traffic_cycles", number(totals.traffic.cycles)},
            {"without_answer", totals.without_answer},
            {"utilization", number(utilization_of(map))}};
  add_breakdown(json, all);
  return json;
}

std::string status_of(const NetworkMap& map) {
  for (const DistinctLayer& group : map.distinct)
    if (!group.has_answer() && group.search.status == SearchStatus::infeasible) return "infeasible";
  return map.totals.status ? std::string(name_of(*map.totals.status)) : "traffic";
}

}  // namespace

RecordInputs record_inputs(const QuestionTexts& texts) {
  const std::string question = fmt::format(
      "study record 1\nprogram {}\nsearch {}\nobjective {}\neffort {}\nseed {}\nresidency {}\nmachine "
      "{}\n{}\nworkload "
      "{}\n{}\nconstraints {}\n{}\n",
      RIDGE_VERSION, mapper::search_version, texts.objective, texts.effort, texts.seed, texts.residency,
      texts.machine.size(), texts.machine, texts.workload.size(), texts.workload, texts.constraints.size(),
      texts.constraints);
  return {content_hash(question), content_hash(texts.machine), content_hash(texts.workload)};
}

Record make_record(RecordInputs inputs, const Network& network, const Machine& machine,
                   const NetworkMap& map) {
  Record record;
  record.inputs = std::move(inputs);
  record.status = status_of(map);
  std::vector<std::string> hashes;
  for (const DistinctLayer& group : map.distinct) {
    std::string body = layer_body(network.layers[group.first].problem, machine, group);
    hashes.push_back(content_hash(body));
    record.layers.emplace_back(hashes.back(), std::move(body));
  }
  Json layers = Json::array();
  for (const LayerResult& layer : map.layers)
    layers.push_back({{"name", network.layers[layer.layer].name},
                      {"count", network.layers[layer.layer].count},
                      {"layer", hashes[layer.distinct]}});
  Json json{{"machine",
             {{"name", machine.name},
              {"lanes", machine.lanes()},
              {"clock_hz", machine.clock.value},
              {"area_mm2", number(machine.area_mm2())},
              {"power_w", number(peak_power_w(machine))}}},
            {"totals", totals_json(network, machine, map)}};
  if (map.resident) {
    json["resident"] = {{"level", machine.levels[map.resident->level].name},
                        {"results", map.resident->results},
                        {"staying", map.resident->staying},
                        {"peak_bytes", map.resident->peak_bytes}};
  }
  json["layers"] = std::move(layers);
  record.body = json.dump();
  return record;
}

}  // namespace ridge::study
