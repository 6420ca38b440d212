#include <fmt/format.h>

#include "cli/views/machine_view.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/table.hpp"
#include "cli/views/wrap.hpp"

namespace ridge::cli {

namespace {

using Align = Table::Align;

std::string roles_text(RoleSet roles) {
  if (roles == RoleSet::all()) return "all";
  std::string text;
  for (std::size_t role = 0; role < machine_role_count; ++role) {
    if (!roles.has(role)) continue;
    text += (text.empty() ? "" : " ") + std::string(name_of(static_cast<MachineRole>(role)));
  }
  return text;
}

std::string keeps_text(const StorageLevel& level) {
  if (level.keeps.empty() && level.may_keep == RoleSet::all()) return "may keep all";
  std::string text = roles_text(level.keeps);
  const RoleSet optional(level.may_keep.bits() & ~level.keeps.bits());
  if (!optional.empty()) text += (text.empty() ? "may keep " : "; may keep ") + roles_text(optional);
  return text;
}

std::string energy_text(const std::optional<ActionEnergy>& energy) {
  if (!energy) return "unknown";
  if (!energy->access_bytes) return fmt::format("{:.3g} pJ/B", energy->picojoules);
  return fmt::format("{:.3g} pJ/{} B", energy->picojoules, *energy->access_bytes);
}

std::string size_text(const std::optional<std::int64_t>& bytes) {
  return bytes ? format_bytes(*bytes) : "unlimited";
}

std::string rate_text(const std::optional<double>& bytes_per_cycle) {
  return bytes_per_cycle ? engineering(*bytes_per_cycle) : "unlimited";
}

/// A row for each precision: its peak, and where each level's bandwidth meets it.
std::string peaks_table(const Machine& machine, const MachineFacts& facts, const Style& style) {
  std::vector<Table::Column> columns{{"precision", Align::left}, {"peak"}, {"op/cycle"}};
  for (const LevelFacts& fact : facts.levels)
    columns.push_back({machine.levels[fact.level].name});
  Table table(std::move(columns));
  for (std::size_t i = 0; i < facts.peaks.size(); ++i) {
    const Peak& peak = facts.peaks[i];
    std::vector<std::string> row{peak.precision.empty() ? "any" : peak.precision,
                                 with_unit(peak.ops_per_second, "op/s"), engineering(peak.ops_per_cycle)};
    for (const LevelFacts& fact : facts.levels) {
      row.push_back(fact.ridge_ops_per_byte.empty() ? "" : engineering(fact.ridge_ops_per_byte[i]));
    }
    table.add_row(std::move(row));
  }
  if (table.empty()) return {};
  return "\n" + style.heading("Peak, and ridge points in operations per byte at the levels") + "\n" +
         table.text(style);
}

std::string fanout_text(const Fanout& fanout) {
  std::string text;
  for (const Axis axis : {Axis::x, Axis::y}) {
    const auto index = static_cast<std::size_t>(axis);
    if (fanout.size[index] == 1) continue;
    std::string does;
    if (!fanout.multicast[index].empty()) does += " multicasts " + roles_text(fanout.multicast[index]);
    if (fanout.reduce[index]) does += std::string(does.empty() ? "" : ",") + " reduces";
    text += fmt::format("{}{}:{}", text.empty() ? "" : "; ", name_of(axis),
                        does.empty() ? " nothing shared" : does);
  }
  return text;
}

std::string levels_table(const Machine& machine, const MachineFacts& facts, const Style& style) {
  Table table({{"level", Align::left},
               {"kind", Align::left},
               {"instances"},
               {"size each"},
               {"read B/cycle"},
               {"write B/cycle"},
               {"read"},
               {"write"},
               {"keeps", Align::left}});
  for (const LevelFacts& fact : facts.levels) {
    const StorageLevel& level = machine.levels[fact.level];
    table.add_row({level.name, std::string(name_of(level.kind)), grouped(fact.instances),
                   size_text(fact.size_bytes), rate_text(fact.read.bytes_per_cycle),
                   fact.shared_ports ? "shared" : rate_text(fact.write.bytes_per_cycle),
                   energy_text(level.read_energy), energy_text(level.write_energy), keeps_text(level)});
  }
  return "\n" + style.heading("Storage, outermost first") + "\n" + table.text(style);
}

std::string fanouts_table(const Machine& machine, const Style& style) {
  Table table({{"fanout", Align::left}, {"x"}, {"y"}, {"", Align::left}});
  for (const Fanout& fanout : machine.fanouts) {
    table.add_row({fanout.name, grouped(fanout.size[0]), grouped(fanout.size[1]), fanout_text(fanout)});
  }
  return table.empty() ? "" : "\n" + table.text(style);
}

/// Of one iteration: "0.5 pJ", or one for each precision, "int8 0.07 pJ, fp16 unknown".
std::string energy_text(const ComputeUnit& unit) {
  if (unit.energy_pj) return fmt::format("{:.3g} pJ", *unit.energy_pj);
  std::vector<std::string> each;
  bool any_known = false;
  for (const auto& [precision, rate] : unit.rate_by_precision) {
    const std::optional<double> picojoules = unit.energy(precision);
    any_known |= picojoules.has_value();
    each.push_back(precision + (picojoules ? fmt::format(" {:.3g} pJ", *picojoules) : " unknown"));
  }
  for (const auto& [precision, picojoules] : unit.energy_by_precision) {
    if (!unit.rate_by_precision.empty()) break;
    any_known = true;
    each.push_back(fmt::format("{} {:.3g} pJ", precision, picojoules));
  }
  return any_known ? fmt::format("{}", fmt::join(each, ", ")) : "unknown";
}

std::string compute_table(const Machine& machine, const Style& style) {
  Table table({{"compute", Align::left}, {"units"}, {"does", Align::left}, {"energy", Align::left}});
  for (const ComputeUnit& unit : machine.compute) {
    std::string does;
    for (const std::string& operation : unit.does)
      does += (does.empty() ? "" : " ") + operation;
    table.add_row({unit.name, grouped(machine.instances(unit)), does, energy_text(unit)});
  }
  return "\n" + table.text(style);
}

}  // namespace

std::string machine_text(const Machine& machine, const MachineFacts& facts, const Style& style) {
  std::string text = style.heading(machine.name) + ": " + counted(facts.lanes, "lane") + " at " +
                     format_quantity(machine.clock);
  if (machine.technology) text += ", " + format_quantity(*machine.technology);
  text += facts.area_mm2 ? fmt::format(", {:.3g} mm2\n", *facts.area_mm2) : ", area unknown\n";
  return text + peaks_table(machine, facts, style) + levels_table(machine, facts, style) +
         fanouts_table(machine, style) + compute_table(machine, style) +
         section(style, "Notes", bullets(machine.notes)) +
         section(style, "Sources", bullets(machine.sources));
}

}  // namespace ridge::cli
