// Names as files write them, and the error for one that is not there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge {

std::vector<std::string> level_names(const Machine& machine);
/// "PE.x" and "PE.y" for every fanout.
std::vector<std::string> axis_names(const Machine& machine);
std::string axis_name(const Machine& machine, FanoutId fanout, Axis axis);

/// "weights and inputs", "no role".
std::string roles_text(RoleSet roles);

/// 'K', 'C' and 'P'.
std::string all_of(const std::vector<std::string>& names);

/// Records "<owner> has no <kind> 'NAME'", with the nearest of `known` or all of them as help.
void unknown_name(Diagnostics& diagnostics, const Place& place, std::string_view owner, std::string_view kind,
                  const std::string& name, const std::vector<std::string>& known);

/// One axis of a fanout.
struct FanoutAxis {
  FanoutId fanout;
  Axis axis = Axis::x;
};

/// The axis that "PE.x", or "PE" when only one axis of PE is larger than 1, names. Records an error and
/// returns nothing otherwise.
std::optional<FanoutAxis> axis_named(const std::string& name, const Place& place, const Machine& machine,
                                     Diagnostics& diagnostics);

/// The name as a YAML word: quoted unless it is a plain identifier.
std::string yaml_word(const std::string& name);

}  // namespace ridge
