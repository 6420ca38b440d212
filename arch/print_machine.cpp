// A machine as a `ridge: architecture/1` file.
#include <fmt/format.h>

#include "arch/machine.hpp"
#include "base/number.hpp"

namespace ridge {
namespace {

using Fields = std::vector<std::string>;  // "key: value"

std::string quoted(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return '"' + escaped + '"';
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

/// Two ports that serve everything are the plain form; others are listed.
void add_ports(const StorageLevel& level, Fields& fields) {
  Fields ports;
  for (const Port& port : level.ports) {
    if (!port.bytes_per_cycle) continue;
    const std::string bandwidth = amount(*port.bytes_per_cycle, "B/cycle");
    const bool reads_all = port.reads == RoleSet::all();
    const bool writes_all = port.writes == RoleSet::all();
    if (level.ports.size() == 1 && reads_all && writes_all) {
      fields.push_back("bandwidth: " + bandwidth);
    } else if (reads_all && port.writes.empty()) {
      fields.push_back("read_bandwidth: " + bandwidth);
    } else if (writes_all && port.reads.empty()) {
      fields.push_back("write_bandwidth: " + bandwidth);
    } else {
      ports.push_back(fmt::format("{{name: {}, bandwidth: {}, reads: {}, writes: {}}}", port.name, bandwidth,
                                  roles(port.reads), roles(port.writes)));
    }
  }
  if (!ports.empty()) fields.push_back(fmt::format("ports: [{}]", fmt::join(ports, ", ")));
}

void add_energies(const StorageLevel& level, Fields& fields) {
  const auto add = [&](std::string_view key, const std::optional<ActionEnergy>& energy) {
    if (!energy) return;
    fields.push_back(
        fmt::format("{}: {}", key, amount(energy->picojoules, energy->access_bytes ? "pJ/access" : "pJ/B")));
  };
  add("read_energy", level.read_energy);
  add("write_energy", level.write_energy);
  const auto& energy = level.read_energy ? level.read_energy : level.write_energy;
  if (energy && energy->access_bytes) fields.push_back(fmt::format("access: {} B", *energy->access_bytes));
}

std::string level_text(const StorageLevel& level) {
  Fields fields{"name: " + level.name, fmt::format("kind: {}", name_of(level.kind))};
  if (level.size_bytes) fields.push_back(fmt::format("size: {} B", *level.size_bytes));
  if (!level.keeps.empty()) fields.push_back("keeps: " + roles(level.keeps));
  if (level.may_keep != level.keeps) fields.push_back("may_keep: " + roles(level.may_keep));
  add_ports(level, fields);
  if (level.double_buffered == RoleSet::all()) fields.emplace_back("buffering: double");
  if (level.word_bits) fields.push_back(fmt::format("word: {} b", *level.word_bits));
  add_energies(level, fields);
  if (level.static_power_mw) fields.push_back("static_power: " + amount(*level.static_power_mw, "mW"));
  if (level.area_mm2) fields.push_back("area: " + amount(*level.area_mm2, "mm2"));
  return fmt::format("  - {{{}}}\n", fmt::join(fields, ", "));
}

std::string fanout_text(const Fanout& fanout) {
  return fmt::format(
      "  - fanout: {{name: {}, x: {}, y: {}, multicast: {{x: {}, y: {}}}, reduce: {{x: {}, y: {}}}}}\n",
      fanout.name, fanout.size[0], fanout.size[1], roles(fanout.multicast[0]), roles(fanout.multicast[1]),
      fanout.reduce[0], fanout.reduce[1]);
}

std::string unit_text(const ComputeUnit& unit) {
  Fields fields{"name: " + unit.name, fmt::format("does: [{}]", fmt::join(unit.does, ", "))};
  if (unit.energy_pj) fields.push_back("energy: " + amount(*unit.energy_pj, "pJ"));
  if (unit.area_mm2) fields.push_back("area: " + amount(*unit.area_mm2, "mm2"));
  return fmt::format("  - {{{}}}\n", fmt::join(fields, ", "));
}

}  // namespace

std::string print_machine(const Machine& machine) {
  std::string text = fmt::format("ridge: architecture/1\nname: {}\nclock: {}\nsources:\n", machine.name,
                                 format_quantity(machine.clock));
  for (const std::string& source : machine.sources)
    text += fmt::format("  - {}\n", quoted(source));
  text += "levels:\n";
  for (const MachineElement& element : machine.order) {
    text += element.kind == MachineElement::Kind::level ? level_text(machine.levels[element.level])
                                                        : fanout_text(machine.fanouts[element.fanout]);
  }
  text += "compute:\n";
  for (const ComputeUnit& unit : machine.compute)
    text += unit_text(unit);
  return text;
}

}  // namespace ridge
