// Which levels and axes a key of a constraints file means, so that one file serves machines whose levels have
// other names.
#pragma once

#include <vector>

#include "sim/mapping/names.hpp"

namespace ridge {

/// The level of that name; else `innermost`, `outermost`, `every`, or a kind (`dram`, `cache`, `scratchpad`,
/// `register`): all levels of it. Records an error when there is none.
std::vector<LevelId> levels_selected(const std::string& key, const Place& place, const Machine& machine,
                                     Diagnostics& diagnostics);

/// "PE.x": one axis; "PE": both; `innermost`, `outermost` and `every` in place of the name. Records an error
/// when there is none.
std::vector<FanoutAxis> axes_selected(const std::string& key, const Place& place, const Machine& machine,
                                      Diagnostics& diagnostics);

}  // namespace ridge
