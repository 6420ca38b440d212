// Timeloop's projections: how the dimensions of a shape index a data space.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/yaml.hpp"
#include "workloads/problem.hpp"

namespace ridge::timeloop {

/// The coefficients of a shape, with the instance's values.
using Coefficients = std::vector<std::pair<std::string, std::int64_t>>;

/// A list with one index per rank, each a sum of terms: [[P, Wstride], [R, Wdilation]], or [P] for [[P]].
/// Records dimensions and coefficients that the shape does not have, and a dimension that comes twice in the
/// data space `name`.
std::vector<Rank> read_projection(const yaml::Node& list, const std::string& name, const Problem& shape,
                                  const Coefficients& coefficients, Diagnostics& diagnostics);

}  // namespace ridge::timeloop
