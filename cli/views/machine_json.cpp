#include "cli/views/machine_view.hpp"

namespace ridge::cli {

namespace {

Json roles_json(RoleSet roles) {
  Json list = Json::array();
  for (std::size_t role = 0; role < machine_role_count; ++role) {
    if (roles.has(role)) list.push_back(name_of(static_cast<MachineRole>(role)));
  }
  return list;
}

Json direction_json(const DirectionFacts& facts) {
  return {{"bytes_per_cycle", json_number(facts.bytes_per_cycle)},
          {"total_bytes_per_cycle", json_number(facts.total_bytes_per_cycle)},
          {"total_gb_per_second", json_number(facts.total_gb_per_second)}};
}

Json energy_json(const std::optional<ActionEnergy>& energy) {
  if (!energy) return nullptr;
  if (!energy->access_bytes) return {{"pj_per_byte", json_number(energy->picojoules)}};
  return {{"pj_per_access", json_number(energy->picojoules)}, {"access_bytes", *energy->access_bytes}};
}

Json whole_number(const std::optional<std::int64_t>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json precision_json(const Peak& peak) {
  return peak.precision.empty() ? Json(nullptr) : Json(peak.precision);
}

Json ridge_points_json(const LevelFacts& facts, const std::vector<Peak>& peaks) {
  Json points = Json::array();
  for (std::size_t i = 0; i < facts.ridge_ops_per_byte.size(); ++i) {
    points.push_back({{"precision", precision_json(peaks[i])},
                      {"ops_per_byte", json_number(facts.ridge_ops_per_byte[i])}});
  }
  return points;
}

Json level_json(const StorageLevel& level, const LevelFacts& facts, const std::vector<Peak>& peaks) {
  return {{"name", level.name},
          {"kind", name_of(level.kind)},
          {"instances", facts.instances},
          {"size_bytes", whole_number(facts.size_bytes)},
          {"total_size_bytes", whole_number(facts.total_size_bytes)},
          {"read", direction_json(facts.read)},
          {"write", direction_json(facts.write)},
          {"shared_ports", facts.shared_ports},
          {"ridge_points", ridge_points_json(facts, peaks)},
          {"read_energy", energy_json(level.read_energy)},
          {"write_energy", energy_json(level.write_energy)},
          {"static_power_mw", json_number(level.static_power_mw)},
          {"area_mm2", json_number(level.area_mm2)},
          {"keeps", roles_json(level.keeps)},
          {"latency_cycles", level.latency_cycles},
          {"issue_cycles", level.issue_cycles},
          {"may_keep", roles_json(level.may_keep)},
          {"double_buffered", roles_json(level.double_buffered)}};
}

Json fanout_json(const Fanout& fanout) {
  return {{"name", fanout.name},
          {"x", fanout.size[0]},
          {"y", fanout.size[1]},
          {"multicast", {{"x", roles_json(fanout.multicast[0])}, {"y", roles_json(fanout.multicast[1])}}},
          {"reduce", {{"x", fanout.reduce[0]}, {"y", fanout.reduce[1]}}},
          {"hop_energy_pj_per_byte", json_number(fanout.hop_energy_pj_per_byte)}};
}

Json unit_json(const Machine& machine, const ComputeUnit& unit) {
  Json rates = Json::object();
  for (const auto& [precision, rate] : unit.rate_by_precision)
    rates[precision] = json_number(rate);
  Json energies = Json::object();
  for (const auto& [precision, energy] : unit.energy_by_precision)
    energies[precision] = json_number(energy);
  return {{"name", unit.name},
          {"units", machine.instances(unit)},
          {"does", unit.does},
          {"operations_per_cycle", json_number(unit.operations_per_cycle)},
          {"iterations_per_cycle_by_precision", std::move(rates)},
          {"energy_pj", json_number(unit.energy_pj)},
          {"energy_pj_by_precision", std::move(energies)},
          {"area_mm2", json_number(unit.area_mm2)}};
}

Json peaks_json(const MachineFacts& facts) {
  Json peaks = Json::array();
  for (const Peak& peak : facts.peaks) {
    peaks.push_back({{"precision", precision_json(peak)},
                     {"ops_per_cycle", json_number(peak.ops_per_cycle)},
                     {"ops_per_second", json_number(peak.ops_per_second)}});
  }
  return peaks;
}

}  // namespace

Json machine_json(const Machine& machine, const MachineFacts& facts) {
  Json levels = Json::array();
  for (const LevelFacts& level : facts.levels)
    levels.push_back(level_json(machine.levels[level.level], level, facts.peaks));
  Json fanouts = Json::array();
  for (const Fanout& fanout : machine.fanouts)
    fanouts.push_back(fanout_json(fanout));
  Json compute = Json::array();
  for (const ComputeUnit& unit : machine.compute)
    compute.push_back(unit_json(machine, unit));
  Json json;
  json["schema"] = "ridge.machine_facts/1";
  json["name"] = machine.name;
  json["clock_hz"] = json_number(machine.clock.value);
  json["technology_nm"] = machine.technology ? json_number(machine.technology->value) : Json(nullptr);
  json["lanes"] = facts.lanes;
  json["area_mm2"] = json_number(facts.area_mm2);
  json["peaks"] = peaks_json(facts);
  json["levels"] = std::move(levels);
  json["fanouts"] = std::move(fanouts);
  json["compute"] = std::move(compute);
  json["notes"] = machine.notes;
  json["sources"] = machine.sources;
  return json;
}

}  // namespace ridge::cli
