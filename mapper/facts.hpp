// What makes a space as small as it is, fact by fact: each can be lifted alone.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/mapping/constraints.hpp"

namespace ridge::mapper {

struct Fact {
  std::string sentence;  // "'RF' holds 16 B"
  std::string way_out;   // "let 'RF' bypass 'Weights'"; of sizes nothing: how large is another question
  Place place;           // where it was read
  std::optional<LevelId> size_of;  // the level whose size it is
  std::function<void(Machine&, Constraints&)> lift;
};

/// The sizes of levels, what levels must keep, and every rule of the constraints; rules on the loops of one
/// place that were written together are one fact. What is left when all are lifted: the problem, the lanes
/// and what they may add up, the units, and what the machine's levels may not keep.
std::vector<Fact> facts_of(const Problem& problem, const Machine& machine, const Constraints& constraints);

}  // namespace ridge::mapper
