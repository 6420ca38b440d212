#include "system/totals.hpp"

#include <algorithm>
#include <cmath>

namespace ridge {

namespace {

constexpr double joules_per_pj = 1e-12;

void add(WorkTotals& totals, const Evaluation& evaluation, std::int64_t count) {
  const auto times = static_cast<double>(count);
  totals.layers += count;
  totals.operations += evaluation.operations * count;
  totals.cycles += evaluation.cycles * times;
  totals.seconds += evaluation.seconds * times;
  if (totals.energy_pj && evaluation.energy_pj) {
    *totals.energy_pj += *evaluation.energy_pj * times;
  } else {
    totals.energy_pj.reset();
  }
}

WorkTotals both(const WorkTotals& a, const WorkTotals& b) {
  WorkTotals sum = a;
  sum.layers += b.layers;
  sum.operations += b.operations;
  sum.cycles += b.cycles;
  sum.seconds += b.seconds;
  if (sum.energy_pj && b.energy_pj) {
    *sum.energy_pj += *b.energy_pj;
  } else {
    sum.energy_pj.reset();
  }
  return sum;
}

/// What the layers cost at least: a layer counted as traffic costs what it costs.
Score least_of(const DistinctLayer& layer) {
  if (layer.work == LayerWork::mapped) return layer.search.least;
  return {layer.traffic->cycles, layer.traffic->energy_pj.value_or(0)};
}

/// The square root of the least energy-delay product of one layer, in sqrt(J s).
double root_of_least_edp(const DistinctLayer& layer) {
  if (layer.work == LayerWork::mapped) return std::sqrt(layer.search.lower_bound);
  return std::sqrt(layer.traffic->edp_js.value_or(0));
}

/// Of latency and energy the sums of the layers'. (sum of E) x (sum of T) is at least the product of both
/// sums, and at least (sum of sqrt(E T))^2, as Cauchy and Schwarz have it.
double bound_of(Objective objective, const Score& least, double roots_of_edp, Hertz clock) {
  // Squares of sums of square roots are met only up to a few roundings.
  constexpr double rounded_down = 1 - 1e-12;
  switch (objective) {
    case Objective::latency:
      return least.cycles;
    case Objective::energy:
      return least.energy_pj;
    case Objective::edp:
      return std::max(least.energy_pj * joules_per_pj * (least.cycles / clock.value),
                      roots_of_edp * roots_of_edp * rounded_down);
  }
  return 0;
}

std::optional<double> value_of(Objective objective, const NetworkTotals& totals) {
  switch (objective) {
    case Objective::latency:
      return totals.all.cycles;
    case Objective::energy:
      return totals.all.energy_pj;
    case Objective::edp:
      return totals.edp_js;
  }
  return std::nullopt;
}

/// For edp the layers' own optima prove nothing: only a value that meets the bound does.
std::optional<SearchStatus> status_of(const NetworkMap& map, const NetworkTotals& totals) {
  bool all_optimal = true;
  bool any_mapped = false;
  for (const DistinctLayer& layer : map.distinct) {
    if (layer.work != LayerWork::mapped) continue;
    any_mapped = true;
    if (layer.search.status == SearchStatus::infeasible) return SearchStatus::infeasible;
    all_optimal &= layer.search.status == SearchStatus::optimal;
  }
  if (!any_mapped) return std::nullopt;
  const bool met = totals.gap && meets_bound(*totals.value, totals.lower_bound);
  return (map.objective == Objective::edp ? met : all_optimal) ? SearchStatus::optimal
                                                               : SearchStatus::limit_reached;
}

}  // namespace

NetworkTotals total(const NetworkMap& map, Hertz clock) {
  NetworkTotals totals;
  Score least;
  double roots_of_edp = 0;
  for (const DistinctLayer& layer : map.distinct) {
    totals.cut_short |= layer.work == LayerWork::mapped && layer.search.cut_short();
    const Score one = least_of(layer);
    least.cycles += one.cycles * static_cast<double>(layer.count);
    least.energy_pj += one.energy_pj * static_cast<double>(layer.count);
    if (map.objective == Objective::edp)
      roots_of_edp += root_of_least_edp(layer) * static_cast<double>(layer.count);
    const Evaluation* evaluation = layer.evaluation();
    if (evaluation == nullptr) {
      totals.without_answer += layer.count;
    } else {
      add(layer.work == LayerWork::mapped ? totals.mapped : totals.traffic, *evaluation, layer.count);
    }
  }
  totals.all = both(totals.mapped, totals.traffic);
  if (totals.all.layers > 0 && totals.all.energy_pj)
    totals.edp_js = *totals.all.energy_pj * joules_per_pj * totals.all.seconds;
  totals.lower_bound = bound_of(map.objective, least, roots_of_edp, clock);
  if (totals.without_answer == 0) totals.value = value_of(map.objective, totals);
  if (totals.value) totals.gap = *totals.value / totals.lower_bound - 1;
  totals.status = status_of(map, totals);
  if (!totals.status) totals.gap.reset();
  return totals;
}

}  // namespace ridge
