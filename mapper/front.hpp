// The Pareto front of one layer in latency and energy, and in capacity too where that is asked for: the
// mappings that no other one equals or beats in all of them. Capacity is what all tiles together demand
// (`capacity_bytes`, sim/cost/evaluation.hpp).
//
// Found from the end of least energy: the least energy of all mappings, then that of all that are faster, and
// so on until there is none. With capacity the same again among those that demand less than the most
// demanding point so far, and so on. Each step is a search of its own within limits
// (SearchOptions::most_cycles, most_bytes), so each says what it proved; where all are proven the front is
// the front of all mappings of the space, with nothing missing (docs/search.md).
#pragma once

#include "mapper/search.hpp"

namespace ridge {

/// What the points of a front are compared by.
enum class FrontAxes : std::uint8_t { latency_energy, latency_energy_capacity };

struct FrontPoint {
  Mapping mapping;
  Evaluation evaluation;
  std::int64_t capacity_bytes = 0;  // that its tiles demand
  /// optimal: no mapping has as few cycles, as little energy (and as little capacity, where that is an axis)
  /// but for one that equals them all.
  SearchStatus status = SearchStatus::limit_reached;
  /// Of two axes: no mapping that is faster than the next slower point takes less. Of three: no mapping of
  /// as few cycles and as little capacity does. pJ.
  double least_energy_pj = 0;
};

struct Front {
  FrontAxes axes = FrontAxes::latency_energy;
  /// optimal: every step was proven, so every point is and there are no others. infeasible: no mapping
  /// exists.
  SearchStatus status = SearchStatus::limit_reached;
  SearchEnd end = SearchEnd::effort;
  /// By cycles, the fewest first; energies fall. Of three axes by cycles, then by energy.
  std::vector<FrontPoint> points;
  std::optional<NoMapping> infeasible;  // set exactly when status is infeasible
  double least_cycles = 0;              // no mapping takes fewer
  std::size_t steps = 0;                // searches made for it, the one for the fewest cycles left out
  SearchStats stats;

  bool cut_short() const { return end == SearchEnd::time_limit || end == SearchEnd::cancelled; }
  /// It ended at the most steps that are made; `most_front_steps`.
  bool out_of_steps() const;
};

/// Steps that are made at most; a front that takes more ends there, marked limit_reached.
inline constexpr std::size_t most_front_steps = 10'000;

/// The front. Of the options `effort` is for each step and `time_limit` for all together; `objective`,
/// `most_cycles`, `most_bytes` and `start` are not used; `progress` tells of the steps, energies in pJ.
/// Energies are told apart down to the rounding of sums (1 part in 1e11). Throws InputError as `search` does
/// when an energy is not stated.
Front pareto_front(const Problem& problem, const Machine& machine, const Constraints& constraints,
                   const SearchOptions& options = {}, FrontAxes axes = FrontAxes::latency_energy);

}  // namespace ridge
