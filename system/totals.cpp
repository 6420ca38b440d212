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

Score least_of(const DistinctLayer& layer) {
  if (layer.work == LayerWork::mapped) return layer.search.least;
  return {layer.traffic->cycles, layer.traffic->energy_pj.value_or(0)};
}

double least_root(Objective objective, const DistinctLayer& layer) {
  const double least =
      layer.work == LayerWork::mapped ? layer.search.lower_bound : objective_value(objective, *layer.traffic);
  return std::isnan(least) ? 0 : std::pow(least, 1 / objective.degree());
}

/// Of latency and energy the sums of the layers'. (sum of E)^b x (sum of T)^a is at least the product of both
/// sums' bounds, and at least (sum of (E^b T^a)^(1/(a+b)))^(a+b), as Hoelder has it (of edp Cauchy and
/// Schwarz).
double bound_of(Objective objective, const Floor& floor, const MachineConstants& machine) {
  const double product = objective.value(machine.amounts(floor.least.cycles, floor.least.energy_pj));
  // Powers of sums of roots are met only up to a few roundings.
  const double rounded_down = objective.degree() == 1 ? 1 : 1 - 1e-12;
  return std::fmax(product, std::pow(floor.roots, objective.degree()) * rounded_down);
}

std::optional<double> value_of(Objective objective, const WorkTotals& all, const MachineConstants& machine) {
  const double energy_pj = all.energy_pj.value_or(std::nan(""));
  const double value = objective.value({all.cycles, all.seconds, energy_pj, machine.area_mm2});
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

/// For products, and where a choice of what stays on chip was made, the layers' own optima prove nothing:
/// only a value that meets the bound does.
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
  const bool proven = map.objective.trades() || map.resident ? met : all_optimal;
  return proven ? SearchStatus::optimal : SearchStatus::limit_reached;
}

}  // namespace

Floor layer_floor(Objective objective, const DistinctLayer& layer) {
  return {least_of(layer), least_root(objective, layer)};
}

NetworkTotals total(const NetworkMap& map, const MachineConstants& machine,
                    const std::optional<Floor>& of_all) {
  NetworkTotals totals;
  Floor sum;
  for (const DistinctLayer& layer : map.distinct) {
    totals.cut_short |= layer.work == LayerWork::mapped && layer.search.cut_short();
    const Floor one = layer_floor(map.objective, layer);
    sum.least.cycles += one.least.cycles * static_cast<double>(layer.count);
    sum.least.energy_pj += one.least.energy_pj * static_cast<double>(layer.count);
    sum.roots += one.roots * static_cast<double>(layer.count);
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
  totals.lower_bound = bound_of(map.objective, of_all.value_or(sum), machine);
  if (totals.without_answer == 0) totals.value = value_of(map.objective, totals.all, machine);
  if (totals.value) totals.gap = *totals.value / totals.lower_bound - 1;
  totals.status = status_of(map, totals);
  if (!totals.status) totals.gap.reset();
  return totals;
}

}  // namespace ridge
