// The steps of a front: the mapping of least energy within limits on cycles and bytes, searched for only
// where the steps before do not answer it.
#pragma once

#include <chrono>
#include <deque>

#include "mapper/front.hpp"

namespace ridge::mapper {

/// The most that a mapping may take.
struct FrontLimits {
  double cycles = std::numeric_limits<double>::infinity();
  double bytes = std::numeric_limits<double>::infinity();
  bool enclose(const FrontLimits& other) const { return other.cycles <= cycles && other.bytes <= bytes; }
};

/// A mapping that some step found.
struct KnownMapping {
  std::size_t number = 0;  // in the order in which they were found
  Mapping mapping;
  Evaluation evaluation;
  FrontLimits takes;  // as many cycles and bytes
  double energy_pj = 0;
};

class FrontSteps {
 public:
  /// Looks for the fastest mapping. All arguments must outlive it.
  FrontSteps(const Problem& problem, const Machine& machine, const Constraints& constraints,
             const SearchOptions& options);

  /// What that found.
  const SearchResult& fastest() const { return fastest_; }
  /// The mapping of least energy within limits; null: none is known. A step before answers it, proven or not,
  /// when its limits enclose these and its mapping keeps to them, or when it found none at all.
  const KnownMapping* least(const FrontLimits& limits);
  /// No mapping within limits takes less, pJ: the best of what the steps proved. Infinity: there is none.
  double least_energy_pj(const FrontLimits& limits) const;
  /// Whether `least` of these limits is proven: the mapping of least energy, or that there is none.
  bool is_proven(const FrontLimits& limits) const;
  /// All that any step found.
  const std::deque<KnownMapping>& known() const { return known_; }

  /// After the first step no more are made: time is over or they are as many as may be.
  bool ended() const { return cut_short_ || made_ == most_front_steps; }
  /// Writes what the steps took.
  void tell(Front& front) const;

 private:
  struct Answer {
    FrontLimits limits;
    double least_energy_pj = 0;           // infinity: no mapping exists
    const KnownMapping* found = nullptr;  // none was found
  };
  const KnownMapping* best_known(const FrontLimits& limits) const;
  bool is_answered(const FrontLimits& limits) const;
  SearchResult search_within(Objective objective, const FrontLimits& limits, const Mapping* start);
  const KnownMapping* keep(const SearchResult& found);
  double seconds() const;

  const Problem& problem_;
  const Machine& machine_;
  const Constraints& constraints_;
  const SearchOptions& options_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::size_t made_ = 0;
  std::optional<SearchEnd> cut_short_;
  SearchStats stats_;
  std::deque<KnownMapping> known_;  // in its place as long as this lives
  std::vector<Answer> answers_;
  SearchResult fastest_;
};

}  // namespace ridge::mapper
