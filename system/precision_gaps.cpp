#include "system/precision_gaps.hpp"

#include <algorithm>

#include "mapper/search.hpp"
#include "sim/cost/evaluator.hpp"
#include "sim/cost/setting.hpp"

namespace ridge {

namespace {

/// At which precisions units at the end of the array do an operation, each once.
std::vector<std::string> precisions_for(Operation operation, const Machine& machine) {
  std::vector<std::string> names;
  for (const ComputeUnit& unit : machine.compute) {
    if (!cost::at_the_bottom(unit, machine) || !unit.can(name_of(operation))) continue;
    for (const auto& [precision, rate] : unit.rate_by_precision) {
      if (std::find(names.begin(), names.end(), precision) == names.end()) names.push_back(precision);
    }
  }
  return names;
}

PrecisionGap gap_of(const Problem& problem, const Machine& machine) {
  PrecisionGap gap;
  gap.operation = problem.operation;
  gap.precision = cost::compute_precision(problem);
  gap.precisions = precisions_for(problem.operation, machine);
  if (const ComputeUnit* unit = unit_beside(problem, machine)) gap.unit_beside = unit->name;
  return gap;
}

}  // namespace

bool PrecisionGap::is_of(const Problem& problem) const {
  return operation == problem.operation && precision == cost::compute_precision(problem);
}

std::vector<PrecisionGap> precision_gaps(const Network& network, const std::vector<std::size_t>& layers,
                                         const Machine& machine) {
  std::vector<PrecisionGap> gaps;
  for (const std::size_t index : layers) {
    const Layer& layer = network.layers.at(index);
    const Problem& problem = layer.problem;
    const auto known =
        std::find_if(gaps.begin(), gaps.end(), [&](const PrecisionGap& gap) { return gap.is_of(problem); });
    if (known != gaps.end()) {
      known->layers += layer.count;
    } else if (!has_unit_for(problem, machine)) {
      PrecisionGap gap = gap_of(problem, machine);
      gap.layers = layer.count;
      if (!gap.precisions.empty()) gaps.push_back(std::move(gap));
    }
  }
  return gaps;
}

}  // namespace ridge
