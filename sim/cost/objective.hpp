// What a search makes as small as possible: a product of powers,
//
//   latency^a x energy^b x area^c
//
// with the weights a, b and c. A product, not a sum: cycles and picojoules cannot be added up, and which
// mapping has the least of such a sum would depend on the units they are counted in. Of a product it does
// not; a weight of 2 says that one percent less of this amount is worth two percent of another one.
//
// Stands here, with what a search may claim, so that the verifier (sim/verify) reads claims without knowing
// the search.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "arch/machine.hpp"
#include "sim/cost/evaluation.hpp"

namespace ridge {

/// What an objective is a product of. NaN: not known.
struct Amounts {
  double cycles = 0;
  double seconds = 0;  // the same delay
  double energy_pj = 0;
  double area_mm2 = 0;
};

/// What an objective needs to know of a machine.
struct MachineConstants {
  Hertz clock;
  double area_mm2 = 0;  // NaN: not known

  explicit MachineConstants(const Machine& machine);
  Amounts amounts(double cycles, double energy_pj) const {
    return {cycles, cycles / clock.value, energy_pj, area_mm2};
  }
};

/// A small value: the weights, of which that of latency or of energy is above 0.
class Objective {
 public:
  static const Objective latency;  // cycles
  static const Objective energy;   // pJ
  static const Objective edp;      // energy x delay, J s
  static const Objective edap;     // energy x delay x area, J s mm2

  /// Weights that are not 0 lie between these: beyond them a value leaves the range of doubles, or the
  /// rounding of its logarithm matters. Which mapping is best depends on their ratio alone.
  static constexpr double least_weight = 0.1;
  static constexpr double most_weight = 10;

  constexpr Objective(double latency_weight, double energy_weight, double area_weight)
      : latency_(latency_weight), energy_(energy_weight), area_(area_weight) {}

  double latency_weight() const { return latency_; }
  double energy_weight() const { return energy_; }
  double area_weight() const { return area_; }
  /// Weights of latency and energy: how often a value doubles when both do.
  double degree() const { return latency_ + energy_; }
  /// Whether both count, so that less of one can pay for more of the other.
  bool trades() const { return latency_ > 0 && energy_ > 0; }

  /// In the unit of the objective: cycles or pJ for latency or energy alone with weight 1, else in J, s and
  /// mm2. NaN where an amount that has a weight is not known.
  double value(const Amounts& amounts) const;
  /// The same of lower bounds on cycles and energy: rounded down, so that it stays a bound.
  double value_at_least(const Amounts& amounts) const;
  /// The most cycles of what is worth at most `value` and takes at least `energy_pj`; infinity where latency
  /// has no weight.
  double most_cycles(double value, double energy_pj, const MachineConstants& machine) const;

  bool operator==(const Objective&) const = default;

 private:
  double latency_;
  double energy_;
  double area_;
};

inline constexpr Objective Objective::latency{1, 0, 0};
inline constexpr Objective Objective::energy{0, 1, 0};
inline constexpr Objective Objective::edp{1, 1, 0};
inline constexpr Objective Objective::edap{1, 1, 1};

/// "latency", "energy", "edp", "edap", or the weights that are not 0: "energy:2,latency:1".
std::string name_of(Objective objective);

/// Of a value: "cycles", "pJ", "J s", "J^2 s", "J s mm2".
std::string unit_of(Objective objective);

/// The objective's value of an evaluation, in the objective's unit; NaN when an amount it needs is unknown.
double objective_value(Objective objective, const Evaluation& evaluation);

/// Reads what name_of writes, weights in any order, each at most once. Else what is wrong with it, in words
/// that follow "--objective: ".
std::variant<Objective, std::string> parse_objective(std::string_view text);

/// What was proven.
enum class SearchStatus : std::uint8_t {
  optimal,        // the value meets the lower bound: no legal mapping is better
  limit_reached,  // the best mapping found, not proven best; without a mapping: none found, none excluded
  infeasible,     // proven: no mapping obeys the machine and the constraints
};
std::string_view name_of(SearchStatus status);

}  // namespace ridge
