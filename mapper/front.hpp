// The Pareto front of one layer in latency and energy: the mappings that no other one equals or beats in
// both.
//
// Found from the end of least energy: the least energy of all mappings, then that of all that are faster, and
// so on until there is none. Each step is a search of its own with a limit on cycles
// (SearchOptions::most_cycles), so each says what it proved; where all are proven the front is the front of
// all mappings of the space, with nothing missing.
#pragma once

#include "mapper/search.hpp"

namespace ridge {

struct FrontPoint {
  Mapping mapping;
  Evaluation evaluation;
  /// optimal: no mapping has as few cycles and as little energy but for one that equals both.
  SearchStatus status = SearchStatus::limit_reached;
  /// No mapping that is faster than the next slower point takes less; pJ.
  double least_energy_pj = 0;
};

struct Front {
  /// optimal: every step was proven, so every point is and there are no others. infeasible: no mapping
  /// exists.
  SearchStatus status = SearchStatus::limit_reached;
  SearchEnd end = SearchEnd::effort;
  std::vector<FrontPoint> points;       // by cycles, the fewest first; energies fall
  std::optional<NoMapping> infeasible;  // set exactly when status is infeasible
  double least_cycles = 0;              // no mapping takes fewer
  SearchStats stats;

  bool cut_short() const { return end == SearchEnd::time_limit || end == SearchEnd::cancelled; }
};

/// Steps that are made at most; a front that has more points ends there, marked limit_reached.
inline constexpr std::size_t most_front_steps = 1000;

/// The front. Of the options `effort` is for each step and `time_limit` for all together; `objective`,
/// `most_cycles` and `start` are not used; `progress` tells of the steps, energies in pJ. Energies are told
/// apart down to the rounding of sums (1 part in 1e11). Throws InputError as `search` does when an energy is
/// not stated.
Front pareto_front(const Problem& problem, const Machine& machine, const Constraints& constraints,
                   const SearchOptions& options = {});

}  // namespace ridge
