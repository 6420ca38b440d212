// Version 0.4 of the architecture: a list of `nodes`, outermost first, of !Container, !Component, !Parallel
// and the like, taken apart into the flat list of components that older versions write down.
#pragma once

#include "interop/timeloop/component.hpp"

namespace ridge::timeloop {

struct FlatNode {
  Standing standing;
  yaml::Node attributes;  // with meshX, meshY, and what enclosing containers hand down
};

/// A node with `spatial:` gets a level `inter_NAME_spatial` before it that holds nothing and takes its
/// spatial rules, as Timeloop's front end does. Constraints of the nodes go into `machine.rules`, the name of
/// the first container into `machine.name`.
std::vector<FlatNode> flatten(const yaml::Node& nodes, const Input& input, Architecture& machine,
                              Diagnostics& diagnostics);

}  // namespace ridge::timeloop
