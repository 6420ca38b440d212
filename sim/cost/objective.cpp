#include "sim/cost/objective.hpp"

#include <limits>

namespace ridge {

std::string_view name_of(Objective objective) {
  switch (objective) {
    case Objective::latency:
      return "latency";
    case Objective::energy:
      return "energy";
    case Objective::edp:
      return "edp";
  }
  return "";
}

std::optional<Objective> objective_named(std::string_view name) {
  for (const Objective objective : {Objective::latency, Objective::energy, Objective::edp}) {
    if (name == name_of(objective)) return objective;
  }
  return std::nullopt;
}

std::string_view unit_of(Objective objective) {
  switch (objective) {
    case Objective::latency:
      return "cycles";
    case Objective::energy:
      return "pJ";
    case Objective::edp:
      return "J s";
  }
  return "";
}

std::string_view name_of(SearchStatus status) {
  switch (status) {
    case SearchStatus::optimal:
      return "optimal";
    case SearchStatus::limit_reached:
      return "limit_reached";
    case SearchStatus::infeasible:
      return "infeasible";
  }
  return "";
}

double objective_value(Objective objective, const Evaluation& evaluation) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  switch (objective) {
    case Objective::latency:
      return evaluation.cycles;
    case Objective::energy:
      return evaluation.energy_pj.value_or(unknown);
    case Objective::edp:
      return evaluation.edp_js.value_or(unknown);
  }
  return unknown;
}

double objective_value(Objective objective, const Score& score, Hertz clock) {
  switch (objective) {
    case Objective::latency:
      return score.cycles;
    case Objective::energy:
      return score.energy_pj;
    case Objective::edp:
      return score.energy_pj * 1e-12 * (score.cycles / clock.value);
  }
  return 0;
}

}  // namespace ridge
