#include "mapper/front.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "mapper/front_steps.hpp"

namespace ridge {

namespace {

using mapper::FrontLimits;
using mapper::KnownMapping;

constexpr double no_limit = std::numeric_limits<double>::infinity();

/// Energies that differ by the rounding of sums are the same.
bool is_no_more(double energy_pj, double than_pj) {
  return meets_bound(energy_pj, than_pj);
}

class FrontSearch {
 public:
  FrontSearch(const Problem& problem, const Machine& machine, const Constraints& constraints,
              const SearchOptions& options, FrontAxes axes)
      : steps_(problem, machine, constraints, options) {
    front_.axes = axes;
  }

  Front run() {
    const SearchResult& fastest = steps_.fastest();
    if (fastest.infeasible) {
      front_.status = SearchStatus::infeasible;
      front_.infeasible = fastest.infeasible;
    } else {
      const bool complete = has_capacity() ? sweep_by_capacity() : sweep(no_limit);
      write_points();
      if (complete && all_optimal()) front_.status = SearchStatus::optimal;
    }
    steps_.tell(front_);
    if (front_.status != SearchStatus::limit_reached) front_.end = SearchEnd::proven;
    return std::move(front_);
  }

 private:
  bool has_capacity() const { return front_.axes == FrontAxes::latency_energy_capacity; }

  /// The front in latency and energy of the mappings that demand at most so many bytes, from the least energy
  /// on, into `slowest_first_`. True when it is proven that there are no other points.
  bool sweep(double most_bytes) {
    slowest_first_.clear();
    FrontLimits limits{no_limit, most_bytes};
    bool proven = true;  // all steps
    while (true) {
      const KnownMapping* const found = steps_.least(limits);
      proven = proven && steps_.is_proven(limits);
      if (found == nullptr) return proven;
      const auto is_beaten = [&](const KnownMapping* slower) {
        return is_no_more(found->energy_pj, slower->energy_pj);
      };
      while (!slowest_first_.empty() && is_beaten(slowest_first_.back()))
        slowest_first_.pop_back();
      slowest_first_.push_back(found);
      if (meets_bound(found->takes.cycles, steps_.fastest().lower_bound)) return proven;
      if (steps_.ended()) return false;
      limits.cycles = std::ceil(found->takes.cycles) - 1;  // cycles are whole
    }
  }

  /// Sweep after sweep, each among the mappings that demand less than the most demanding point of the one
  /// before. What no point of a sweep equals or beats in all three demands less than some point that is as
  /// fast and takes as little energy, and so keeps to the next limit. True as of `sweep`.
  bool sweep_by_capacity() {
    bool proven = true;
    for (double most_bytes = no_limit; most_bytes >= 0;) {
      proven = sweep(most_bytes) && proven;
      if (slowest_first_.empty()) return proven;
      if (steps_.ended()) return false;
      most_bytes = -1;
      for (const KnownMapping* const point : slowest_first_)
        most_bytes = std::max(most_bytes, point->takes.bytes - 1);
    }
    return proven;
  }

  void write_points() {
    if (has_capacity()) {
      for (const KnownMapping& known : steps_.known())
        if (!is_beaten_in_all(known)) add(known, known.takes);
      std::stable_sort(front_.points.begin(), front_.points.end(),
                       [](const FrontPoint& a, const FrontPoint& b) { return rank(a) < rank(b); });
      return;
    }
    double below_cycles = no_limit;  // the next slower point's
    for (const KnownMapping* const point : slowest_first_) {
      add(*point, {below_cycles, no_limit});
      below_cycles = point->takes.cycles - 1;
    }
    std::reverse(front_.points.begin(), front_.points.end());
  }

  static std::tuple<double, double> rank(const FrontPoint& point) {
    return {point.evaluation.cycles, *point.evaluation.energy_pj};
  }

  /// Of equals the first of least energy stays.
  bool is_beaten_in_all(const KnownMapping& known) const {
    const auto beats = [&](const KnownMapping& other) {
      if (!known.takes.enclose(other.takes) || !is_no_more(other.energy_pj, known.energy_pj)) return false;
      const bool equal = other.takes.enclose(known.takes) && is_no_more(known.energy_pj, other.energy_pj);
      return !equal || std::tuple(other.energy_pj, other.number) < std::tuple(known.energy_pj, known.number);
    };
    return std::any_of(steps_.known().begin(), steps_.known().end(), beats);
  }

  /// `around`: the limits within which it is said to take least.
  void add(const KnownMapping& known, const FrontLimits& around) {
    FrontPoint point;
    point.mapping = known.mapping;
    point.evaluation = known.evaluation;
    point.capacity_bytes = static_cast<std::int64_t>(known.takes.bytes);
    point.least_energy_pj = steps_.least_energy_pj(around);
    if (is_optimal(known)) point.status = SearchStatus::optimal;
    front_.points.push_back(std::move(point));
  }

  /// Whatever takes no more takes as much energy, and what takes fewer cycles or bytes takes more.
  bool is_optimal(const KnownMapping& known) const {
    const auto [cycles, bytes] = has_capacity() ? known.takes : FrontLimits{known.takes.cycles, no_limit};
    const auto may_take_as_little = [&](const FrontLimits& limits) {
      return is_no_more(steps_.least_energy_pj(limits), known.energy_pj);
    };
    return is_no_more(known.energy_pj, steps_.least_energy_pj({cycles, bytes})) &&
           !may_take_as_little({cycles - 1, bytes}) &&
           (!has_capacity() || !may_take_as_little({cycles, bytes - 1}));
  }

  bool all_optimal() const {
    return std::all_of(front_.points.begin(), front_.points.end(),
                       [](const FrontPoint& point) { return point.status == SearchStatus::optimal; });
  }

  mapper::FrontSteps steps_;
  std::vector<const KnownMapping*> slowest_first_;
  Front front_;
};

}  // namespace

bool Front::out_of_steps() const {
  return steps == most_front_steps && status == SearchStatus::limit_reached;
}

Front pareto_front(const Problem& problem, const Machine& machine, const Constraints& constraints,
                   const SearchOptions& options, FrontAxes axes) {
  return FrontSearch(problem, machine, constraints, options, axes).run();
}

}  // namespace ridge
