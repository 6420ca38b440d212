#include "cli/views/objective_text.hpp"

#include <cmath>

#include <fmt/format.h>

#include "cli/views/numbers.hpp"

namespace ridge::cli {

std::string objective_text(Objective objective, double value) {
  if (!std::isfinite(value)) return "none";
  if (objective == Objective::latency) return engineering(value) + " cycles";
  if (objective == Objective::energy) return energy(value);
  const std::string unit = unit_of(objective);
  const bool prefixed = unit.find('^') > unit.find(' ');  // of a power of J a prefix would be one, too
  return prefixed ? with_unit(value, unit) : fmt::format("{:.3g} {}", value, unit);
}

}  // namespace ridge::cli
