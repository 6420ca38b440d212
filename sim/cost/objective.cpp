#include "sim/cost/objective.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostics.hpp"
#include "base/number.hpp"

namespace ridge {

namespace {

constexpr double joules_per_pj = 1e-12;

struct Named {
  std::string_view name;
  Objective objective;
};

constexpr std::array named{Named{"latency", Objective::latency}, Named{"energy", Objective::energy},
                           Named{"edp", Objective::edp}, Named{"edap", Objective::edap}};

/// amount^weight; 1 where the weight is 0, be the amount known or not.
double power(double amount, double weight) {
  if (weight == 0) return 1;
  return weight == 1 ? amount : std::pow(amount, weight);
}

/// One of the amounts that can have a weight.
struct Weight {
  std::string_view name;
  std::string_view unit;
  double weight = 0;
  bool given = false;
};

/// In the order in which they are written.
std::array<Weight, 3> weights_of(Objective objective) {
  return {Weight{"energy", "J", objective.energy_weight()},
          Weight{"latency", "s", objective.latency_weight()}, Weight{"area", "mm2", objective.area_weight()}};
}

/// Reads "energy:2,latency:1".
class WeightReader {
 public:
  std::variant<Objective, std::string> read(std::string_view text) {
    for (std::size_t begin = 0; begin <= text.size() && complaint_.empty();) {
      const std::size_t end = std::min(text.find(',', begin), text.size());
      read_one(text.substr(begin, end - begin));
      begin = end + 1;
    }
    if (complaint_.empty() && weight_of("energy") == 0 && weight_of("latency") == 0)
      complaint_ =
          "neither latency nor energy has a weight above 0, and nothing else differs between mappings: give "
          "one of them a weight";
    if (!complaint_.empty()) return complaint_;
    return Objective{weight_of("latency"), weight_of("energy"), weight_of("area")};
  }

 private:
  void read_one(std::string_view part) {
    const std::size_t colon = part.find(':');
    const std::string name(part.substr(0, colon));
    Weight* const weight = find(name);
    if (weight == nullptr) {
      const std::vector<std::string> names{"latency", "energy", "area"};
      const std::string meant = did_you_mean(name, names);
      complaint_ = fmt::format("{} cannot have a weight: {}{}weights are of {}", in_quotes(name), meant,
                               meant.empty() ? "" : " ", list_of(names));
    } else if (colon == part.npos) {
      complaint_ = fmt::format("{} has no weight: write '{}:1'", in_quotes(name), name);
    } else if (weight->given) {
      complaint_ = fmt::format("{} has two weights: leave one out", in_quotes(name));
    } else {
      weight->given = true;
      weight->weight = number(name, part.substr(colon + 1));
    }
  }

  double number(const std::string& name, std::string_view text) {
    const NumberScan scan = scan_number(text);
    if (!scan.good() || !scan.rest.empty()) {
      complaint_ = fmt::format("the weight of {} is {}, no number: write a decimal such as '{}:2'",
                               in_quotes(name), in_quotes(std::string(text)), name);
      return 0;
    }
    const double value = decimal_value(scan.literal).value;
    if (value == 0 && !scan.negative) return 0;
    if (value < Objective::least_weight || value > Objective::most_weight)
      complaint_ = fmt::format(
          "the weight of {} is {}: weights are 0 or from {} to {}; which mapping is best depends on their "
          "ratio alone",
          in_quotes(name), scan.literal, Objective::least_weight, Objective::most_weight);
    return value;
  }

  Weight* find(std::string_view name) {
    for (Weight& weight : weights_)
      if (weight.name == name) return &weight;
    return nullptr;
  }
  double weight_of(std::string_view name) { return find(name)->weight; }

  std::array<Weight, 3> weights_ = weights_of({0, 0, 0});
  std::string complaint_;
};

}  // namespace

MachineConstants::MachineConstants(const Machine& machine)
    : clock(machine.clock), area_mm2(machine.area_mm2().value_or(std::numeric_limits<double>::quiet_NaN())) {}

double Objective::value(const Amounts& amounts) const {
  if (*this == latency) return amounts.cycles;
  if (*this == energy) return amounts.energy_pj;
  return power(amounts.energy_pj * joules_per_pj, energy_) * power(amounts.seconds, latency_) *
         power(amounts.area_mm2, area_);
}

double Objective::value_at_least(const Amounts& amounts) const {
  // Rounding of a few hundred sums and products of doubles is far below this; powers multiply it.
  const double rounded_down = 1 - 1e-12 * std::max(1.0, degree() / 2);
  return value(amounts) * rounded_down;
}

double Objective::most_cycles(double value, double energy_pj, const MachineConstants& machine) const {
  if (latency_ == 0) return std::numeric_limits<double>::infinity();
  if (*this == latency) return value;
  const double rest = power(energy_pj * joules_per_pj, energy_) * power(machine.area_mm2, area_);
  return power(value / rest, 1 / latency_) * machine.clock.value;
}

std::string unit_of(Objective objective) {
  if (objective == Objective::latency) return "cycles";
  if (objective == Objective::energy) return "pJ";
  std::string unit;
  for (const Weight& weight : weights_of(objective)) {
    if (weight.weight == 0) continue;
    unit += fmt::format("{}{}", unit.empty() ? "" : " ", weight.unit);
    if (weight.weight != 1) unit += "^" + decimal_text(weight.weight);
  }
  return unit;
}

std::string name_of(Objective objective) {
  for (const Named& each : named)
    if (each.objective == objective) return std::string(each.name);
  std::string name;
  for (const Weight& weight : weights_of(objective)) {
    if (weight.weight == 0) continue;
    name += fmt::format("{}{}:{}", name.empty() ? "" : ",", weight.name, decimal_text(weight.weight));
  }
  return name;
}

double objective_value(Objective objective, const Evaluation& evaluation) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  return objective.value({evaluation.cycles, evaluation.seconds, evaluation.energy_pj.value_or(unknown),
                          evaluation.area_mm2.value_or(unknown)});
}

std::variant<Objective, std::string> parse_objective(std::string_view text) {
  std::vector<std::string> names;
  for (const Named& each : named) {
    if (each.name == text) return each.objective;
    names.emplace_back(each.name);
  }
  if (text.find_first_of(":,") != text.npos) return WeightReader().read(text);
  const std::string meant = did_you_mean(std::string(text), names);
  return fmt::format("it cannot be {}: {}{}it is one of {}, or weights such as 'energy:2,latency:1'",
                     in_quotes(std::string(text)), meant, meant.empty() ? "" : " ", list_of(names));
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

}  // namespace ridge
