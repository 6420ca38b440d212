// What a search is asked for and what it may claim. Stands here so that the verifier (sim/verify) reads
// claims without knowing the search.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/cost/evaluator.hpp"

namespace ridge {

/// What is made as small as possible, and the unit of a value: latency in cycles, energy in pJ, energy-delay
/// product in J s.
enum class Objective : std::uint8_t { latency, energy, edp };
std::string_view name_of(Objective objective);
/// "latency", "energy", "edp"; nothing for another word.
std::optional<Objective> objective_named(std::string_view name);
/// "cycles", "pJ", "J s".
std::string_view unit_of(Objective objective);

/// What was proven.
enum class SearchStatus : std::uint8_t {
  optimal,        // the value meets the lower bound: no legal mapping is better
  limit_reached,  // the best mapping found, not proven best; without a mapping: none found, none excluded
  infeasible,     // proven: no mapping obeys the machine and the constraints
};
std::string_view name_of(SearchStatus status);

/// The objective's value of an evaluation: cycles, pJ or J s; NaN when its energy is unknown.
double objective_value(Objective objective, const Evaluation& evaluation);

/// The objective's value of cycles and energy at a clock; NaN when its energy is unknown.
double objective_value(Objective objective, const Score& score, Hertz clock);

}  // namespace ridge
