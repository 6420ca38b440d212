#include "mapper/front.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ridge {

namespace {

class FrontSearch {
 public:
  FrontSearch(const Problem& problem, const Machine& machine, const Constraints& constraints,
              const SearchOptions& options)
      : problem_(problem), machine_(machine), constraints_(constraints), options_(options) {}

  Front run() {
    fastest_ = step(Objective::latency, std::numeric_limits<double>::infinity());
    front_.least_cycles = fastest_.lower_bound;
    if (fastest_.infeasible) {
      front_.status = SearchStatus::infeasible;
      front_.infeasible = fastest_.infeasible;
    } else {
      bool complete = add_points();
      std::reverse(front_.points.begin(), front_.points.end());
      for (const FrontPoint& point : front_.points)
        complete = complete && point.status == SearchStatus::optimal;
      if (complete) front_.status = SearchStatus::optimal;
    }
    if (front_.status != SearchStatus::limit_reached) front_.end = SearchEnd::proven;
    front_.stats.seconds = seconds();
    return std::move(front_);
  }

 private:
  /// From the least energy on. True when it is proven that there are no other points.
  bool add_points() {
    double most_cycles = std::numeric_limits<double>::infinity();
    bool proven = true;  // all steps
    for (std::size_t made = 0; made < most_front_steps; ++made) {
      SearchResult found = step(Objective::energy, most_cycles);
      const double least_of_beaten = settle(found);
      if (!found.mapping) return proven && found.status == SearchStatus::infeasible;
      proven = proven && found.status == SearchStatus::optimal;
      add(found, least_of_beaten);
      const double cycles = front_.points.back().evaluation.cycles;
      if (meets_bound(cycles, fastest_.lower_bound)) return proven;
      most_cycles = std::ceil(cycles) - 1;  // cycles are whole
      if (front_.cut_short()) return false;
    }
    return false;
  }

  void add(const SearchResult& found, double least_of_beaten) {
    FrontPoint point;
    point.mapping = *found.mapping;
    point.evaluation = *found.evaluation;
    point.status = found.status;
    point.least_energy_pj = std::min(found.lower_bound, least_of_beaten);
    front_.points.push_back(std::move(point));
  }

  /// What the search among faster mappings says of the points so far: one of as little energy beats them;
  /// that there is none must have been proven of the last. Returns the least energy known of those that are
  /// beaten, whose place the faster one takes.
  double settle(const SearchResult& faster) {
    double least_pj = std::numeric_limits<double>::infinity();
    auto& points = front_.points;
    const std::size_t before = points.size();
    const auto energy_pj = [](const FrontPoint& point) { return point.evaluation.energy_pj.value(); };
    while (!points.empty() && faster.mapping && meets_bound(faster.value, energy_pj(points.back()))) {
      least_pj = std::min(least_pj, points.back().least_energy_pj);
      points.pop_back();
    }
    const bool may_be_beaten = !points.empty() && points.size() == before &&
                               faster.status != SearchStatus::infeasible &&
                               meets_bound(faster.lower_bound, energy_pj(points.back()));
    if (may_be_beaten) points.back().status = SearchStatus::limit_reached;
    return least_pj;
  }

  SearchResult step(Objective objective, double most_cycles) {
    SearchOptions task = options_;
    task.objective = objective;
    task.most_cycles = most_cycles;
    task.start = fastest_.mapping ? &*fastest_.mapping : nullptr;
    if (objective != Objective::energy) task.progress = nullptr;
    if (task.time_limit) task.time_limit->value = std::max(0.0, task.time_limit->value - seconds());
    SearchResult found = search(problem_, machine_, constraints_, task);
    front_.stats.evaluated += found.stats.evaluated;
    front_.stats.feasible += found.stats.feasible;
    if (found.cut_short()) front_.end = found.end;
    return found;
  }

  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  }

  const Problem& problem_;
  const Machine& machine_;
  const Constraints& constraints_;
  const SearchOptions& options_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  SearchResult fastest_;
  Front front_;
};

}  // namespace

Front pareto_front(const Problem& problem, const Machine& machine, const Constraints& constraints,
                   const SearchOptions& options) {
  return FrontSearch(problem, machine, constraints, options).run();
}

}  // namespace ridge
