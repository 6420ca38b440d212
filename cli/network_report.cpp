#include "cli/network_report.hpp"

namespace ridge::cli {

namespace {

void add(WorkTotals& totals, const DistinctLayer& group, const Evaluation& evaluation) {
  const auto count = static_cast<double>(group.count);
  totals.layers += group.count;
  totals.operations += group.count * evaluation.operations;
  totals.cycles += count * evaluation.cycles;
  totals.seconds += count * evaluation.seconds;
  if (!evaluation.energy_pj) totals.energy_pj.reset();
  if (totals.energy_pj) *totals.energy_pj += count * *evaluation.energy_pj;
}

}  // namespace

std::vector<std::string> NetworkReport::other_names(std::size_t group) const {
  std::vector<std::string> names;
  for (const LayerResult& result : map.layers) {
    if (result.distinct == group && result.layer != map.distinct[group].first) {
      names.push_back(network->layers[result.layer].name);
    }
  }
  return names;
}

NetworkTotals total_up(const std::vector<DistinctLayer>& groups) {
  constexpr double joules_per_picojoule = 1e-12;
  NetworkTotals totals;
  for (const DistinctLayer& group : groups) {
    const Evaluation* evaluation = group.evaluation();
    if (evaluation == nullptr) {
      totals.without_answer += group.count;
      continue;
    }
    add(group.work == LayerWork::mapped ? totals.mapped : totals.traffic, group, *evaluation);
    add(totals.all, group, *evaluation);
  }
  if (totals.all.energy_pj) {
    totals.edp_js = *totals.all.energy_pj * joules_per_picojoule * totals.all.seconds;
  }
  return totals;
}

}  // namespace ridge::cli
