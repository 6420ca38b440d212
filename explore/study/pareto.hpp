// Which points no other one beats.
#pragma once

#include <cstddef>
#include <vector>

namespace ridge::study {

/// One number per objective, all to be small. NaN: not known, such a point is on no front.
using Costs = std::vector<double>;

/// By point: true when no other one is at least as good in everything and better in something. Equal points
/// are on the front together. All have as many numbers.
std::vector<bool> pareto_front(const std::vector<Costs>& points);

}  // namespace ridge::study
