// How long words take through the array of a machine under a mapping.
#pragma once

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// Cycles until what enters at the first lane is at the last one in use, or what that one adds comes out at
/// the first: the delays of all fanouts, along both axes, one after another (Fanout::depth_cycles). Instances
/// in use: the product of an axis' spatial bounds.
double array_depth_cycles(const Machine& machine, const Mapping& mapping);

}  // namespace ridge
