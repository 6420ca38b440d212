// Names of levels, fanouts and compute units: what a name may be, and that each stands for one thing.
#pragma once

#include <string>

#include "arch/machine.hpp"

namespace ridge::reader {

/// A letter, then letters, digits, '_' or '-': a name is also part of paths such as `PE.x` and `GLB.size`.
/// An empty name is taken as missing and reported elsewhere.
void check_name(const std::string& name, const Place& place, Diagnostics& diagnostics);

/// Reports every name that two parts of the machine share, with both places.
void check_names_differ(const Machine& machine, Diagnostics& diagnostics);

}  // namespace ridge::reader
