#include "arch/reader/roles.hpp"

namespace ridge::reader {

const std::vector<std::string>& role_words() {
  static const std::vector<std::string> words{std::string(name_of(MachineRole::weights)),
                                              std::string(name_of(MachineRole::inputs)),
                                              std::string(name_of(MachineRole::outputs))};
  return words;
}

std::string words_of(RoleSet roles) {
  std::string text;
  for (std::size_t role = 0; role < machine_role_count; ++role) {
    if (!roles.has(role)) continue;
    if (!text.empty()) text += " and ";
    text += role_words()[role];
  }
  return text;
}

RoleSet read_roles(const yaml::Node& node, Diagnostics& diagnostics, std::string_view what) {
  if (node.is_scalar() && node.scalar() == "all") return RoleSet::all();
  if (!node.is_list()) {
    diagnostics.error(node.place(), std::string(what) + " is a list of roles, not " + node.described()).help =
        "write for example [weights, inputs], or all";
    return {};
  }
  RoleSet roles;
  for (const yaml::Node& item : node.items()) {
    const auto role = yaml::read_choice(item, diagnostics, "a role", role_words());
    if (!role) continue;
    if (roles.has(*role)) {
      diagnostics
          .error(item.place(), "role '" + role_words()[*role] + "' stands twice in " + std::string(what))
          .help = "leave one out";
    }
    roles = roles.with(*role);
  }
  return roles;
}

}  // namespace ridge::reader
