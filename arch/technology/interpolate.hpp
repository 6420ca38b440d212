// Between two published points: a straight line on logarithmic axes (a power law through both).
#pragma once

#include <cmath>
#include <span>

namespace ridge::technology {

struct Point {
  double x = 0;
  double y = 0;
};

/// y at `x` on the power law through `a` and `b`; x, and all of both points, above zero.
inline double power_law(double x, Point a, Point b) {
  if (x == a.x) return a.y;
  if (x == b.x) return b.y;
  return a.y * std::pow(x / a.x, std::log(b.y / a.y) / std::log(b.x / a.x));
}

/// The same over a table sorted by x; `x` lies within it.
inline double interpolate(double x, std::span<const Point> table) {
  std::size_t upper = 1;
  while (upper + 1 < table.size() && x > table[upper].x)
    ++upper;
  return power_law(x, table[upper - 1], table[upper]);
}

}  // namespace ridge::technology
