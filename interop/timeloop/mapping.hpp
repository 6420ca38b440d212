// Timeloop's `mapping:`, a list of directives per level, as a nest.
#pragma once

#include "interop/timeloop/architecture.hpp"
#include "sim/mapping/mapping.hpp"

namespace ridge::timeloop {

/// One loop as the directives have it, of one trip too.
struct LevelLoop {
  DimensionId dimension;
  std::int64_t trips = 1;
  bool spatial = false;
  Axis axis = Axis::x;  // spatial
};
/// By level, innermost loop first: spatial ones, where there is a fanout below, then temporal ones.
using LevelLoops = IdVector<LevelId, std::vector<LevelLoop>>;

/// Level i of `architecture` is level i of `machine`, and so is the fanout below it, where it has one: see
/// `fanout_below`. From the outside: what level i keeps, its temporal loops, its spatial ones; then level i
/// + 1. Unmentioned data spaces are kept, factors 1, dimensions left out of a permutation outermost, as
/// Timeloop has it. Throws InputError with all that is wrong: unknown targets, types and names, a directive
/// given twice, a spatial one where there is no fanout, factors that do not multiply to a dimension's size.
/// Into `loops`, where given, go all loops, those of one trip in their place too.
Mapping read_mapping(const yaml::Node& list, const Architecture& architecture, const Problem& problem,
                     const Machine& machine, Diagnostics& diagnostics, LevelLoops* loops = nullptr);

/// The fanout between level i and the next one in (or compute); nothing where both have as many instances.
std::optional<FanoutId> fanout_below(const Machine& machine, LevelId level);

/// A nest in the form `read_mapping` reads. It must be even: the nodes of a level stand together, before its
/// temporal and then its spatial loops, each dimension at most once in each.
std::string print_timeloop_mapping(const Mapping& mapping, const Problem& problem, const Machine& machine);

}  // namespace ridge::timeloop
