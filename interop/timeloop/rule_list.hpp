// Timeloop's constraints one by one, wherever and in whichever form they are written.
#pragma once

#include <optional>
#include <vector>

#include "interop/timeloop/spec.hpp"

namespace ridge::timeloop {

/// One constraint of one level.
struct WrittenRule {
  LevelId level;
  std::string type;     // "temporal", "bypass", ...; "" when none is given
  yaml::Node node;      // its map, where its other keys stand
  bool closed = false;  // instead of a type: nothing is kept or looped there, as where lanes spread in v0.4
};

/// Those of the sections whose name contains "constraints" and of `mapspace` (a list, or one under `targets:`
/// or `constraints:`), and those inside a v0.4 tree, in the order written. Each is {target, type, ...}, or
/// one of a {name, constraints: [{type, attributes: {...}}]}. Constraints of compute, or of what has no
/// instances of its own, change nothing and are left out; targets that are no level at all are errors.
std::vector<WrittenRule> written_rules(const Spec& spec, Diagnostics& diagnostics);

}  // namespace ridge::timeloop
