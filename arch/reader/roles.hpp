// Sets of roles as written: `[weights, inputs]`, or `all`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "arch/machine.hpp"

namespace ridge::reader {

/// "weights", "inputs", "outputs", in the order of MachineRole.
const std::vector<std::string>& role_words();

/// "weights and inputs".
std::string words_of(RoleSet roles);

/// Reads a list of roles, each at most once, or the word `all`. `what` names the value in messages.
RoleSet read_roles(const yaml::Node& node, Diagnostics& diagnostics, std::string_view what);

}  // namespace ridge::reader
