#include "sim/mapping/names.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace ridge {

namespace {

/// The part before a final ".x" or ".y", and that axis.
std::optional<std::pair<std::string, Axis>> split_axis(const std::string& name) {
  for (Axis axis : {Axis::x, Axis::y}) {
    const std::string ending = "." + std::string(name_of(axis));
    if (name.size() > ending.size() && name.ends_with(ending)) {
      return std::pair(name.substr(0, name.size() - ending.size()), axis);
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> level_names(const Machine& machine) {
  std::vector<std::string> names;
  for (const StorageLevel& level : machine.levels)
    names.push_back(level.name);
  return names;
}

std::vector<std::string> axis_names(const Machine& machine) {
  std::vector<std::string> names;
  for (FanoutId fanout : machine.fanouts.ids()) {
    for (Axis axis : {Axis::x, Axis::y})
      names.push_back(axis_name(machine, fanout, axis));
  }
  return names;
}

std::string axis_name(const Machine& machine, FanoutId fanout, Axis axis) {
  return fmt::format("{}.{}", machine.fanouts[fanout].name, name_of(axis));
}

std::string roles_text(RoleSet roles) {
  std::vector<std::string> names;
  for (Role role : {Role::weights, Role::inputs, Role::outputs}) {
    if (roles.has(static_cast<std::size_t>(role))) names.emplace_back(name_of(role));
  }
  if (names.empty()) return "no role";
  if (names.size() == 1) return names[0];
  const std::string last = names.back();
  names.pop_back();
  return fmt::format("{} and {}", fmt::join(names, ", "), last);
}

std::string all_of(const std::vector<std::string>& names) {
  return list_of(names, "and");
}

void unknown_name(Diagnostics& diagnostics, const Place& place, std::string_view owner, std::string_view kind,
                  const std::string& name, const std::vector<std::string>& known) {
  Diagnostic& error = diagnostics.error(place, fmt::format("{} has no {} {}", owner, kind, in_quotes(name)));
  error.help = did_you_mean(name, known);
  if (!error.help.empty()) return;
  error.help =
      known.empty() ? fmt::format("it has no {} at all", kind) : fmt::format("use {}", list_of(known));
}

std::optional<FanoutAxis> axis_named(const std::string& name, const Place& place, const Machine& machine,
                                     Diagnostics& diagnostics) {
  if (const auto parts = split_axis(name)) {
    if (const auto fanout = machine.fanout_named(parts->first)) return FanoutAxis{*fanout, parts->second};
  }
  const auto whole = machine.fanout_named(name);
  if (!whole) {
    unknown_name(diagnostics, place, fmt::format("machine '{}'", machine.name), "fanout axis", name,
                 axis_names(machine));
    return std::nullopt;
  }
  const auto& size = machine.fanouts[*whole].size;
  if (size[0] > 1 && size[1] > 1) {
    diagnostics.error(place, fmt::format("{} has two axes", in_quotes(name))).help =
        fmt::format("write '{0}.x' ({1} wide) or '{0}.y' ({2} wide)", name, size[0], size[1]);
    return std::nullopt;
  }
  return FanoutAxis{*whole, size[1] > 1 ? Axis::y : Axis::x};
}

std::string yaml_word(const std::string& name) {
  const auto plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
  };
  const bool starts_well =
      !name.empty() && (std::isalpha(static_cast<unsigned char>(name[0])) != 0 || name[0] == '_');
  if (starts_well && std::all_of(name.begin(), name.end(), plain)) return name;
  std::string quoted = "'";
  for (char c : name)
    quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

}  // namespace ridge
