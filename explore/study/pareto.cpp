#include "explore/study/pareto.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ridge::study {

namespace {

bool beats(const Costs& a, const Costs& b) {
  bool better = false;
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (a[k] > b[k]) return false;
    better = better || a[k] < b[k];
  }
  return better;
}

}  // namespace

std::vector<bool> pareto_front(const std::vector<Costs>& points) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (std::none_of(points[i].begin(), points[i].end(), [](double cost) { return std::isnan(cost); }))
      order.push_back(i);
  // In this order none is beaten by a later one.
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return points[a] < points[b]; });
  std::vector<bool> on_front(points.size(), false);
  std::vector<std::size_t> front;
  for (const std::size_t i : order) {
    // The last ones are nearest: with two objectives the very last one tells.
    const bool beaten = std::any_of(front.rbegin(), front.rend(),
                                    [&](std::size_t other) { return beats(points[other], points[i]); });
    if (beaten) continue;
    on_front[i] = true;
    front.push_back(i);
  }
  return on_front;
}

}  // namespace ridge::study
