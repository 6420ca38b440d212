// Timeloop's mapping directives, taken together by level.
#pragma once

#include <optional>
#include <vector>

#include "interop/timeloop/architecture.hpp"
#include "interop/timeloop/directives.hpp"

namespace ridge::timeloop {

/// The loops of one level, temporal or spatial, as its directive has them.
struct LoopDirective {
  std::optional<Place> place;  // nothing: not mentioned
  std::vector<Factor> factors;
  std::vector<DimensionId> order;  // all dimensions, innermost first
  std::size_t split = 0;           // so many of `order` lie on X, the rest on Y

  /// Of the dimension at this place in `order`, where it is spatial.
  Axis axis_of(std::size_t at) const { return at < split ? Axis::x : Axis::y; }
};

/// What all directives of one level say.
struct LevelDirectives {
  LoopDirective temporal, spatial;
  IdVector<TensorId, std::uint8_t> keeps;
  IdVector<TensorId, std::optional<Place>> said;  // where it is said whether the level keeps it
};

/// By level, outermost first. What no directive says: factors 1, all data spaces kept, dimensions in the
/// problem's order, all along X. Records what is wrong with a directive on its own: unknown targets, types
/// and names, a directive given twice, a spatial one where there is no fanout.
std::vector<LevelDirectives> read_directives(const yaml::Node& list, const Architecture& architecture,
                                             const Problem& problem, const Machine& machine,
                                             Diagnostics& diagnostics);

}  // namespace ridge::timeloop
