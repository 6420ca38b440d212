// What is proven of a space that cannot be walked by a walk of a larger one.
#pragma once

#include "mapper/exact/exact.hpp"

namespace ridge::mapper {

/// Whether it is rules on temporal loops, or that nests must be even, for which a space cannot be walked.
bool is_walkable_when_relaxed(const Space& space);

/// A walk of Space::relaxed. No mapping of the space has a smaller value than the least of the larger one;
/// and where the best of that one belongs to the space, it is the best there is.
class RelaxedSearch {
 public:
  /// All arguments must outlive it.
  RelaxedSearch(const Space& space, const SearchOptions& options, Watch& watch);

  /// As ExactSearch::run. The best of the answer is one of the space, or does not exist; `proven`: the larger
  /// space was walked to its end.
  ExactAnswer run(const Mapping& start, std::int64_t more_work);

 private:
  const Space* space_;
  Objective objective_;
  Watch* watch_;
  Space relaxed_;
  SearchOptions quiet_;  // whoever follows the search does not hear of mappings that are not of the space
  Watch relaxed_watch_;
  ExactSearch exact_;
};

}  // namespace ridge::mapper
