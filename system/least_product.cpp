#include "system/least_product.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/diagnostics.hpp"

namespace ridge {

namespace {

/// Energy that a saved cycle takes between two points.
double slope(const Score& fast, const Score& slow) {
  return (fast.energy_pj - slow.energy_pj) / (slow.cycles - fast.cycles);
}

}  // namespace

void Floors::add(double price, double least) {
  const auto at = std::lower_bound(floors_.begin(), floors_.end(), price,
                                   [](const Floor& floor, double other) { return floor.price < other; });
  if (at != floors_.end() && at->price == price) {
    at->least = std::max(at->least, least);
  } else {
    floors_.insert(at, {price, least});
  }
}

std::vector<FloorCorner> Floors::corners() const {
  check(floors_.size() >= 2 && floors_.front().price == 0 && floors_.back().price == time_alone,
        "energy and cycles have floors");
  const auto cycles_where = [](const Floor& a, const Floor& b) {
    return (b.least - a.least) / (b.price - a.price);
  };
  std::vector<Floor> highest;  // somewhere, on the way to fewer cycles
  for (auto floor = floors_.begin(); floor + 1 != floors_.end(); ++floor) {
    while (highest.size() >= 2 &&
           cycles_where(highest.back(), *floor) >= cycles_where(highest[highest.size() - 2], highest.back()))
      highest.pop_back();
    highest.push_back(*floor);
  }
  const double fewest = floors_.back().least;
  std::vector<FloorCorner> corners;
  for (std::size_t i = 0; i < highest.size(); ++i) {
    const bool meets_next = i + 1 < highest.size() && cycles_where(highest[i], highest[i + 1]) > fewest;
    const double cycles = meets_next ? cycles_where(highest[i], highest[i + 1]) : fewest;
    corners.push_back({{cycles, highest[i].least - highest[i].price * cycles},
                       highest[i].price,
                       meets_next ? highest[i + 1].price : time_alone});
    if (!meets_next) break;
  }
  return corners;
}

std::vector<std::size_t> lower_left_hull(std::span<const Score> points) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(points[a].cycles, points[a].energy_pj) <
           std::pair(points[b].cycles, points[b].energy_pj);
  });
  std::vector<std::size_t> hull;
  for (const std::size_t next : order) {
    if (!hull.empty() && points[next].energy_pj >= points[hull.back()].energy_pj) continue;
    while (hull.size() >= 2 && slope(points[hull.back()], points[next]) >=
                                   slope(points[hull[hull.size() - 2]], points[hull.back()]))
      hull.pop_back();
    hull.push_back(next);
  }
  return hull;
}

Choice cheapest(std::span<const Part> parts, double price) {
  Choice choice;
  for (const Part& part : parts) {
    const auto cost = [&](const Score& point) {
      const bool only_time = price == Floors::time_alone;
      return only_time ? std::pair(point.cycles, point.energy_pj)
                       : std::pair(point.energy_pj + price * point.cycles, point.cycles);
    };
    const auto least = std::min_element(part.points.begin(), part.points.end(),
                                        [&](const Score& a, const Score& b) { return cost(a) < cost(b); });
    choice.push_back(static_cast<std::size_t>(least - part.points.begin()));
  }
  return choice;
}

Score sum_of(std::span<const Part> parts, const Choice& choice) {
  Score sum;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    sum.cycles += parts[i].points[choice[i]].cycles * parts[i].count;
    sum.energy_pj += parts[i].points[choice[i]].energy_pj * parts[i].count;
  }
  return sum;
}

Choice least_corner(std::span<const Part> parts, const std::function<double(const Score&)>& value) {
  struct Edge {
    double slope;
    std::size_t part;
    std::size_t to;  // the point that it leads to
  };
  std::vector<Edge> edges;
  Choice choice;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::vector<std::size_t> hull = lower_left_hull(parts[i].points);
    choice.push_back(hull.front());
    for (std::size_t at = 1; at < hull.size(); ++at)
      edges.push_back({slope(parts[i].points[hull[at - 1]], parts[i].points[hull[at]]), i, hull[at]});
  }
  std::stable_sort(edges.begin(), edges.end(),
                   [](const Edge& a, const Edge& b) { return a.slope > b.slope; });
  Choice best = choice;
  double least = value(sum_of(parts, best));
  for (const Edge& edge : edges) {
    choice[edge.part] = edge.to;
    const double next = value(sum_of(parts, choice));
    if (next >= least) continue;
    least = next;
    best = choice;
  }
  return best;
}

}  // namespace ridge
