#include "cli/views/objective_text.hpp"

#include <cmath>

#include "cli/views/numbers.hpp"

namespace ridge::cli {

std::string objective_text(Objective objective, double value) {
  if (!std::isfinite(value)) return "none";
  switch (objective) {
    case Objective::latency:
      return engineering(value) + " cycles";
    case Objective::energy:
      return energy(value);
    case Objective::edp:
      return with_unit(value, "J s");
  }
  check(false, "there are three objectives");
  return {};
}

}  // namespace ridge::cli
