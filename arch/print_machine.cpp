// A machine as a `ridge: architecture/1` file.
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "arch/machine.hpp"
#include "base/number.hpp"

namespace ridge {
namespace {

using Fields = std::vector<std::string>;  // "key: value"

/// A text in quotes, as JSON and YAML both read it.
std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string roles(RoleSet set) {
  std::vector<std::string_view> names;
  for (std::size_t role = 0; role < machine_role_count; ++role)
    if (set.has(role)) names.push_back(name_of(static_cast<MachineRole>(role)));
  return fmt::format("[{}]", fmt::join(names, ", "));
}

std::string amount(double value, std::string_view unit) {
  return fmt::format("{} {}", decimal_text(value), unit);
}

/// Files give watts, machines hold milliwatts: of the doubles next to the quotient the one that a reader
/// turns into the same milliwatts again.
std::string power_text(double milliwatts) {
  const double near = milliwatts / 1e3;
  for (const double watts : {near, std::nextafter(near, 0.0), std::nextafter(near, HUGE_VAL)})
    if (watts * 1e3 == milliwatts) return amount(watts, "W");
  return amount(near, "W");
}

bool is_plain(const Port& port, std::string_view name, RoleSet reads, RoleSet writes) {
  return port.name == name && port.reads == reads && port.writes == writes;
}

/// The key that says all of a port that reads or writes everything; nothing for another one.
std::optional<std::string_view> plain_key(const Port& port) {
  constexpr RoleSet all = RoleSet::all();
  if (is_plain(port, "shared", all, all)) return "bandwidth";
  if (is_plain(port, "read", all, {})) return "read_bandwidth";
  if (is_plain(port, "write", {}, all)) return "write_bandwidth";
  return std::nullopt;
}

std::string port_text(const Port& port) {
  return fmt::format("{{name: {}, bandwidth: {}, reads: {}, writes: {}}}", port.name,
                     amount(*port.bytes_per_cycle, "B/cycle"), roles(port.reads), roles(port.writes));
}

/// Ports without a bandwidth limit nothing. Those that serve everything are the plain form; if one does not,
/// all are listed.
void add_ports(const StorageLevel& level, Fields& fields) {
  Fields plain, listed;
  for (const Port& port : level.ports) {
    if (!port.bytes_per_cycle) continue;
    listed.push_back(port_text(port));
    if (const auto key = plain_key(port))
      plain.push_back(fmt::format("{}: {}", *key, amount(*port.bytes_per_cycle, "B/cycle")));
  }
  if (plain.size() == listed.size()) {
    fields.insert(fields.end(), plain.begin(), plain.end());
  } else {
    fields.push_back(fmt::format("ports: [{}]", fmt::join(listed, ", ")));
  }
}

/// "double", or role by role where only some are.
void add_buffering(const StorageLevel& level, Fields& fields) {
  Fields each;
  for (std::size_t role = 0; role < machine_role_count; ++role) {
    if (level.may_keep.has(role) && level.double_buffered.has(role))
      each.push_back(fmt::format("{}: double", name_of(static_cast<MachineRole>(role))));
  }
  if (each.empty()) return;
  const RoleSet effective(level.double_buffered.bits() & level.may_keep.bits());
  fields.push_back(effective == level.may_keep ? "buffering: double"
                                               : fmt::format("buffering: {{{}}}", fmt::join(each, ", ")));
}

void add_transfers(const StorageLevel& level, Fields& fields) {
  if (level.latency_cycles > 0) fields.push_back("latency: " + format_quantity(Cycles{level.latency_cycles}));
  if (level.requests) fields.push_back(fmt::format("requests: {}", *level.requests));
  if (level.request_bytes) fields.push_back(fmt::format("request: {} B", *level.request_bytes));
  if (level.issue_cycles > 0) fields.push_back("issue: " + format_quantity(Cycles{level.issue_cycles}));
}

void add_energies(const StorageLevel& level, Fields& fields) {
  const auto add = [&](std::string_view key, const std::optional<ActionEnergy>& energy) {
    if (!energy) return;
    fields.push_back(
        fmt::format("{}: {}", key, amount(energy->picojoules, energy->access_bytes ? "pJ/access" : "pJ/B")));
  };
  add("read_energy", level.read_energy);
  add("write_energy", level.write_energy);
  for (const auto& energy : {level.read_energy, level.write_energy}) {
    if (!energy || !energy->access_bytes) continue;
    fields.push_back(fmt::format("access: {} B", *energy->access_bytes));
    return;
  }
}

std::string level_text(const StorageLevel& level) {
  Fields fields{"name: " + level.name, fmt::format("kind: {}", name_of(level.kind))};
  if (level.size_bytes) fields.push_back(fmt::format("size: {} B", *level.size_bytes));
  if (!level.keeps.empty()) fields.push_back("keeps: " + roles(level.keeps));
  if (level.may_keep != level.keeps) fields.push_back("may_keep: " + roles(level.may_keep));
  add_ports(level, fields);
  add_buffering(level, fields);
  if (level.word_bits) fields.push_back(fmt::format("word: {} b", *level.word_bits));
  add_transfers(level, fields);
  add_energies(level, fields);
  if (level.static_power_mw) fields.push_back("static_power: " + power_text(*level.static_power_mw));
  if (level.area_mm2) fields.push_back("area: " + amount(*level.area_mm2, "mm2"));
  return fmt::format("  - {{{}}}\n", fmt::join(fields, ", "));
}

std::string fanout_text(const Fanout& fanout) {
  Fields fields{
      "name: " + fanout.name, fmt::format("x: {}, y: {}", fanout.size[0], fanout.size[1]),
      fmt::format("multicast: {{x: {}, y: {}}}", roles(fanout.multicast[0]), roles(fanout.multicast[1])),
      fmt::format("reduce: {{x: {}, y: {}}}", fanout.reduce[0], fanout.reduce[1])};
  if (fanout.hop_energy_pj_per_byte)
    fields.push_back("hop_energy: " + amount(*fanout.hop_energy_pj_per_byte, "pJ/B"));
  for (const std::size_t axis : {0U, 1U}) {
    if (fanout.delay_cycles[axis] == 0) continue;
    const auto of_axes = [&](auto&& text) { return fmt::format("{{x: {}, y: {}}}", text(0), text(1)); };
    fields.push_back("delay: " +
                     of_axes([&](std::size_t a) { return format_quantity(Cycles{fanout.delay_cycles[a]}); }));
    if (fanout.tree[0] || fanout.tree[1])
      fields.push_back("tree: " + of_axes([&](std::size_t a) { return fmt::format("{}", fanout.tree[a]); }));
    break;
  }
  return fmt::format("  - fanout: {{{}}}\n", fmt::join(fields, ", "));
}

/// "{int8: 2, fp16: 1}", each value with its unit.
std::string by_precision(const std::vector<std::pair<std::string, double>>& values, std::string_view unit) {
  Fields each;
  for (const auto& [precision, value] : values)
    each.push_back(fmt::format("{}: {}{}", precision, decimal_text(value), unit));
  return fmt::format("{{{}}}", fmt::join(each, ", "));
}

std::string unit_text(const ComputeUnit& unit, const Machine& machine) {
  Fields fields{"name: " + unit.name, fmt::format("does: [{}]", fmt::join(unit.does, ", "))};
  if (!unit.rate_by_precision.empty()) {
    fields.push_back("rate: " + by_precision(unit.rate_by_precision, ""));
  } else if (unit.operations_per_cycle != ComputeUnit{}.operations_per_cycle) {
    fields.push_back("rate: " + decimal_text(unit.operations_per_cycle / 2));
  }
  if (!unit.energy_by_precision.empty()) {
    fields.push_back("energy: " + by_precision(unit.energy_by_precision, " pJ"));
  } else if (unit.energy_pj) {
    fields.push_back("energy: " + amount(*unit.energy_pj, "pJ"));
  }
  if (unit.area_mm2) fields.push_back("area: " + amount(*unit.area_mm2, "mm2"));
  if (unit.static_power_mw) fields.push_back("static_power: " + power_text(*unit.static_power_mw));
  if (unit.below) fields.push_back("below: " + machine.levels[*unit.below].name);
  return fmt::format("  - {{{}}}\n", fmt::join(fields, ", "));
}

/// Every machine has a source; one made in code may have none.
std::string sources_text(const Machine& machine) {
  if (machine.sources.empty()) return "sources:\n  - \"not stated\"\n";
  std::string text = "sources:\n";
  for (const std::string& source : machine.sources)
    text += fmt::format("  - {}\n", quoted(source));
  return text;
}

std::string heading_text(const Machine& machine) {
  std::string text = fmt::format("ridge: architecture/1\nname: {}\nclock: {}\n", machine.name,
                                 format_quantity(machine.clock));
  if (machine.technology) text += fmt::format("technology: {}\n", format_quantity(*machine.technology));
  if (machine.published_area_mm2)
    text += fmt::format("area: {}\n", amount(*machine.published_area_mm2, "mm2"));
  return text + sources_text(machine);
}

}  // namespace

std::string print_machine(const Machine& machine) {
  std::string text = heading_text(machine) + "levels:\n";
  for (const MachineElement& element : machine.order) {
    text += element.kind == MachineElement::Kind::level ? level_text(machine.levels[element.level])
                                                        : fanout_text(machine.fanouts[element.fanout]);
  }
  text += "compute:\n";
  for (const ComputeUnit& unit : machine.compute)
    text += unit_text(unit, machine);
  return text;
}

}  // namespace ridge
