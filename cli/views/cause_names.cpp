#include "cli/views/cause_names.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace ridge::cli {

std::string_view name_of(Infeasible::Reason reason) {
  switch (reason) {
    case Infeasible::Reason::illegal:
      return "illegal";
    case Infeasible::Reason::capacity:
      return "capacity";
    case Infeasible::Reason::no_unit:
      return "no_unit";
    case Infeasible::Reason::overflow:
      return "overflow";
  }
  check(false, "an infeasibility has one of four reasons");
  return {};
}

std::vector<NamedCause> named_causes(const Causes& causes, const Problem& problem, const Machine& machine) {
  std::vector<NamedCause> named{{"array fill and drain", causes.array_fill_drain},
                                {"weight load", causes.weight_load},
                                {"stall network", causes.network_stall},
                                {"DRAM overhead", causes.dram_overhead},
                                {"other work", causes.other_work},
                                {"start-up", causes.start_up}};
  for (const Stall& stall : causes.stalls) {
    named.push_back({fmt::format("stall {} {} {}", machine.levels[stall.level].name,
                                 problem.tensors[stall.tensor].name, name_of(stall.direction)),
                     stall.cycles, &stall});
  }
  std::erase_if(named, [](const NamedCause& cause) { return cause.cycles == 0; });
  std::stable_sort(named.begin(), named.end(),
                   [](const NamedCause& a, const NamedCause& b) { return a.cycles > b.cycles; });
  named.insert(named.begin(), {"compute", causes.compute});
  return named;
}

std::string gap_cause_text(const GapFactor& part, const Problem& problem, const Machine& machine) {
  if (part.cause != GapCause::stall) return std::string(name_of(part.cause));
  return "stall " + short_gap_cause(part, problem, machine);
}

std::string short_gap_cause(const GapFactor& part, const Problem& problem, const Machine& machine) {
  if (part.cause == GapCause::traffic_beyond_compulsory) return "excess traffic";
  if (part.cause != GapCause::stall) return std::string(name_of(part.cause));
  return fmt::format("{} {} {}", machine.levels[part.level].name, problem.tensors[part.tensor].name,
                     name_of(part.direction));
}

double share_of_roof(const Roofline& roofline) {
  return roofline.achieved_ops_per_cycle / roofline.attainable_mapped_ops_per_cycle;
}

const GapFactor* largest_loss(const Roofline& roofline, GapCause first) {
  constexpr double least_to_speak_of = 1.005;
  const GapFactor* largest = nullptr;
  for (const GapFactor& part : roofline.gap) {
    if (part.cause < first || part.factor <= least_to_speak_of) continue;
    if (largest == nullptr || part.factor > largest->factor) largest = &part;
  }
  return largest;
}

std::string bound_by(const Roofline& roofline, const Machine& machine) {
  for (const Boundary& boundary : roofline.boundaries) {
    if (boundary.binds) return machine.levels[boundary.level].name;
  }
  return std::isfinite(roofline.peak_ops_per_cycle) ? "compute" : "nothing";
}

}  // namespace ridge::cli
