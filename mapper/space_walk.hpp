// The walk that a space allows: of all of it, in whichever form, or of a larger one.
#pragma once

#include <cstdint>
#include <optional>

#include "mapper/exact/exact.hpp"
#include "mapper/relaxed.hpp"

namespace ridge::mapper {

/// What is walked of a space: nothing, a larger one (mapper/relaxed.hpp), Timeloop's form under its rules
/// (mapper/even_exact/), or all nests (mapper/exact/).
enum class Walked : std::uint8_t { no, relaxed, even, whole };

Walked walked_of(const Space& space);

class SpaceWalk {
 public:
  /// All arguments must outlive it.
  SpaceWalk(const Space& space, const SearchOptions& options, Watch& watch);

  Walked walked() const { return walked_; }
  /// As ExactSearch::run, of a space of which something is walked. That of Timeloop's form begins anew each
  /// time.
  ExactAnswer run(const Mapping& start, std::int64_t more_work);

 private:
  const Space* space_;
  const SearchOptions* options_;
  Watch* watch_;
  Walked walked_;
  std::optional<ExactSearch> whole_;
  std::optional<RelaxedSearch> relaxed_;
};

}  // namespace ridge::mapper
