#include "interop/timeloop/energy_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "interop/timeloop/attributes.hpp"
#include "interop/timeloop/component.hpp"

namespace ridge::timeloop {
namespace {

using Table = EnergyTable;

void raise(Table& table, const std::string& action, double pj) {
  const auto known = std::find_if(table.actions.begin(), table.actions.end(),
                                  [&](const auto& other) { return other.first == action; });
  if (known == table.actions.end()) {
    table.actions.emplace_back(action, std::max(0.0, pj));
  } else {
    known->second = std::max(known->second, pj);
  }
}

/// "system.chip.PE[0..167].mac" is "mac".
std::string last_part(std::string_view path) {
  const std::string whole = split_range(path).name;
  std::size_t dot = std::string::npos;
  for (std::size_t at = 0, open = 0; at < whole.size(); ++at) {  // dots inside of [a..b] separate nothing
    if (whole[at] == '[') ++open;
    if (whole[at] == ']' && open > 0) --open;
    if (whole[at] == '.' && open == 0) dot = at;
  }
  return dot == std::string::npos ? whole : whole.substr(dot + 1);
}

class TableReader {
 public:
  TableReader(const Variables& variables, Diagnostics& diagnostics)
      : variables_(variables), diagnostics_(diagnostics) {}

  /// Version 0.2 maps components to actions to rows; later ones list them.
  std::vector<Table> read(const yaml::Node& ert) {
    Attributes keys(ert, "'ERT'", variables_, diagnostics_);
    const yaml::Node* tables = keys.find({"tables"});
    keys.ignore({"version"});
    keys.finish();
    std::vector<Table> read;
    if (tables == nullptr) {
      if (ert.is_map())
        diagnostics_.error(ert.place(), "an energy table needs 'tables'").help = "as Accelergy writes them";
      return read;
    }
    if (tables->is_scalar()) {
      diagnostics_
          .error(tables->place(),
                 fmt::format("'tables' must be a list of components, not {}", tables->described()))
          .help = "as Accelergy writes them";
    }
    for (const yaml::Node::Entry& entry : tables->entries())
      read.push_back(read_map(entry));
    for (const yaml::Node& node : tables->items())
      read.push_back(read_listed(node));
    return read;
  }

 private:
  Table read_map(const yaml::Node::Entry& entry) {
    Table table{last_part(entry.key), entry.key_place, {}};
    for (const yaml::Node::Entry& action : entry.value.entries()) {
      if (action.value.is_map()) read_row(action.value, action.key, table);
      for (const yaml::Node& row : action.value.items())
        read_row(row, action.key, table);
    }
    return table;
  }

  Table read_listed(const yaml::Node& node) {
    Attributes keys(node, "a table", variables_, diagnostics_);
    Table table{last_part(keys.text({"name"}).value_or("")), node.place(), {}};
    const yaml::Node* actions = keys.list({"actions"});
    keys.finish();
    if (actions == nullptr) return table;
    for (const yaml::Node& action : actions->items()) {
      const yaml::Node* name = action.find("name");
      read_row(action, name == nullptr ? "" : name->scalar(), table);
    }
    return table;
  }

  void read_row(const yaml::Node& row, const std::string& action, Table& table) {
    const yaml::Node* energy = row.find("energy");
    if (energy == nullptr) {
      diagnostics_.error(row.place(), fmt::format("a row of action '{}' needs 'energy'", action)).help =
          "in pJ of one access";
      return;
    }
    const auto pj = number_in(*energy, fmt::format("the energy of '{}'", action), variables_, diagnostics_);
    if (pj && *pj < 0) {
      diagnostics_.warning(energy->place(), "a negative energy is taken as 0, as Timeloop does").help =
          "give 0 or more";
    }
    if (pj) raise(table, action, *pj);
  }

  const Variables& variables_;
  Diagnostics& diagnostics_;
};

class Applier {
 public:
  Applier(Architecture& machine, Diagnostics& diagnostics) : machine_(machine), diagnostics_(diagnostics) {}

  void apply(const Table& table) {
    for (Level& level : machine_.levels) {
      if (level.name != table.component) continue;
      take(table, "read", {"random_read", "read"}, level.read_pj);
      take(table, "fill", {"random_fill", "random_write", "fill", "write"}, level.fill_pj);
      take(table, "update", {"random_update", "random_write", "update", "write"}, level.update_pj);
      return;
    }
    if (machine_.compute.name == table.component) {
      take(table, "compute", {"mac_random", "mult_random", "mac", "mult", "compute"}, machine_.compute.pj);
      return;
    }
    std::vector<std::string> names{machine_.compute.name};
    for (const Level& level : machine_.levels)
      names.push_back(level.name);
    Diagnostic& warning = diagnostics_.warning(
        table.place, fmt::format("the energy table of {} matches no component", in_quotes(table.component)));
    warning.help = did_you_mean(table.component, names);
    if (warning.help.empty()) warning.help = "nothing is charged by it";
  }

  void warn_of_missing(const std::vector<Table>& tables) {
    const auto has = [&](const std::string& name) {
      return std::any_of(tables.begin(), tables.end(),
                         [&](const Table& table) { return table.component == name; });
    };
    for (const Level& level : machine_.levels)
      if (!has(level.name)) built_in_stays(level.place, fmt::format("level '{}'", level.name), level.read_pj);
    if (!has(machine_.compute.name))
      built_in_stays(machine_.compute.place, fmt::format("'{}'", machine_.compute.name), machine_.compute.pj);
  }

 private:
  void take(const Table& table, std::string_view what, std::initializer_list<std::string_view> names,
            double& pj) {
    if (const auto found = table.first_of(names)) {
      pj = *found;
      return;
    }
    built_in_stays(table.place, fmt::format("the action '{}' of '{}'", what, table.component), pj);
  }

  void built_in_stays(const Place& place, const std::string& what, double pj) {
    diagnostics_
        .warning(
            place,
            fmt::format("the energy table says nothing of {}: Timeloop's built-in {:.4g} pJ stays", what, pj))
        .help = "add a row, if that is not meant";
  }

  Architecture& machine_;
  Diagnostics& diagnostics_;
};

void apply_areas(const yaml::Node& art, Architecture& machine, const Variables& variables,
                 Diagnostics& diagnostics) {
  const yaml::Node* tables = art.find("tables");
  if (tables == nullptr) return;
  for (const yaml::Node& table : tables->items()) {
    const yaml::Node* name = table.find("name");
    const yaml::Node* area = table.find("area");
    if (name == nullptr || area == nullptr) continue;
    const auto um2 = number_in(*area, "an area", variables, diagnostics);
    const std::string component = last_part(name->scalar());
    for (Level& level : machine.levels)
      if (level.name == component) level.area_um2 = um2;
    if (machine.compute.name == component) machine.compute.area_um2 = um2;
  }
}

}  // namespace

std::optional<double> EnergyTable::first_of(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    for (const auto& [action, pj] : actions)
      if (action == name) return pj;
  }
  return std::nullopt;
}

std::vector<EnergyTable> read_energy_tables(const Input& input, Diagnostics& diagnostics) {
  const yaml::Node* ert = input.find("ERT");
  if (ert == nullptr) return {};
  return TableReader(input.variables, diagnostics).read(*ert);
}

void apply_tables(const Input& input, Architecture& machine, Diagnostics& diagnostics) {
  if (input.find("ERT") != nullptr) {
    const std::vector<Table> tables = read_energy_tables(input, diagnostics);
    diagnostics.throw_if_errors();
    Applier applier(machine, diagnostics);
    for (const Table& table : tables)
      applier.apply(table);
    applier.warn_of_missing(tables);
  }
  if (const yaml::Node* art = input.find("ART")) apply_areas(*art, machine, input.variables, diagnostics);
  diagnostics.throw_if_errors();
}

}  // namespace ridge::timeloop
