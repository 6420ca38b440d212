// The small languages inside Timeloop's directives: factors, permutations, lists of data spaces.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arch/machine.hpp"
#include "interop/timeloop/attributes.hpp"
#include "workloads/problem.hpp"

namespace ridge::timeloop {

/// The dimension of this name. Records an error in place and returns nothing when there is none.
std::optional<DimensionId> read_dimension(std::string_view name, const Place& place, const Problem& problem,
                                          Diagnostics& diagnostics);

/// How a factor of a constraint is compared; a mapping's are exact.
enum class FactorRule { exactly, at_most, at_least };

struct Factor {
  DimensionId dimension;
  FactorRule rule = FactorRule::exactly;
  std::int64_t value = 1;     // 0: the whole dimension
  std::int64_t residual = 1;  // of the last trip; `value` when it divides
  Place place;
};

/// "C1 M2", "R=3 P<=16, S=1" or a list of such texts; text after '#' does not count. Unknown dimensions,
/// factors given twice and what is no number are errors in place.
std::vector<Factor> read_factors(const yaml::Node& node, const Problem& problem, Diagnostics& diagnostics);

/// "RSP", "R S P", "R,S,P" or a list: dimensions, innermost first, as written. Letters that are no dimension,
/// or come twice, are errors.
std::vector<DimensionId> read_permutation(const yaml::Node& node, const Problem& problem,
                                          Diagnostics& diagnostics);

/// The level that a directive or a constraint is about: by name, or by number from the inside. Records an
/// error and returns nothing for another.
std::optional<LevelId> read_target(const yaml::Node& node, const Machine& machine, Diagnostics& diagnostics);

/// A list of data spaces, or one.
std::vector<TensorId> read_tensors(const yaml::Node& node, const Problem& problem, Diagnostics& diagnostics);

}  // namespace ridge::timeloop
