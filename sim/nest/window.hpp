// Sliding windows: ranks of a tensor that are indexed by several dimensions (2 P + R), where a tile that
// moves keeps part of what it held and neighbouring children share words.
//
// For one rank, a step of the loops turns each child's tile S into S'. Over the children told apart only by
// joined axes (those that multicast or reduce) we need how many words their tiles have together, and how many
// of those stay, that is, are in no child's S' \ S. Whole tiles are displaced copies of each other and have a
// closed form; where a cut counter makes short or missing tiles, the few different cases are laid out as
// runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/nest/digits.hpp"
#include "sim/nest/progressions.hpp"
#include "sim/nest/runs.hpp"

namespace ridge::nest {

/// One term of a rank: coefficient x dimension, with the dimension's digits above the node in question.
struct WindowTerm {
  std::int64_t coefficient = 1;
  bool perfect = true;    // the counter is not cut: its free digits are counted by the caller
  bool advances = false;  // the loop that advances is over this dimension
  DigitView view;
};

/// Which digits only tell apart tiles that are taken together: spatial digits after `parent` on axes that
/// multicast or reduce; or all digits given.
struct Joining {
  std::size_t parent = 0;  // entry of the parent node; digits before it are not joined
  const std::vector<std::uint8_t>* axes = nullptr;  // by axis, non-zero where joined; null: nothing is joined
  bool all = false;
  bool joined(const Digit& digit) const { return all || joins(digit.entry, digit.spatial, digit.axis); }
  bool joins(std::size_t entry, bool spatial, std::size_t axis) const {
    return axes != nullptr && spatial && entry > parent && (*axes)[axis] != 0;
  }
};

/// Counts words of one rank. Sums run over the free digits of cut counters and over children not joined;
/// digits of perfect dimensions, other than joined ones, are left to the caller (they multiply). Holds
/// scratch space.
class WindowCounter {
 public:
  /// Words of joined tiles together, summed over all states of the digits above.
  std::int64_t words(std::span<const WindowTerm> terms, const Joining& joining);

  /// Words that stay when loop `step` (an entry of the nest) advances and those inside it wrap, summed over
  /// all such steps. `written`: a child gives its words up where one of the rank's dimensions runs out for it
  /// on the way.
  std::int64_t kept(std::span<const WindowTerm> terms, const Joining& joining, std::size_t step,
                    bool written);

 private:
  // States of one dimension's free digits that look alike: every child's tiles lie alike but for a shift.
  struct Case {
    std::int64_t multiplicity = 1;
    std::int64_t base = 0;           // index of the first child's block, wrapping digits at zero
    std::int64_t temporal_base = 0;  // the same with all spatial digits at zero
    bool whole = true;               // all children exist, with whole tiles, displaced alike
  };
  struct Child {
    std::int64_t first = 0, count = 0;          // indices of the tile after the step
    std::int64_t old_first = 0, old_count = 0;  // before it; 0 indices: it had given them up
  };
  struct Request {
    std::span<const WindowTerm> terms;
    Joining joining;
    std::size_t step;
    bool written;
    bool moving;  // false: only the tiles after the step matter
  };
  struct Sizes {
    std::int64_t together = 0;
    std::int64_t kept = 0;
  };

  std::int64_t sum_over_cases(const Request& request);
  bool sizes_of_whole(const Request& request, Sizes& sizes) const;
  Sizes sizes_laid_out(const Request& request);
  void list_cases(const Request& request, std::size_t term);
  void extend_cases(const Request& request, std::size_t term, std::size_t digit, int child_side,
                    int first_side, bool uncut, Case found);
  void list_children(const Request& request, std::size_t term, const Case& found);
  void add_runs(const Request& request, std::size_t stride_term, bool old, Runs& runs);

  std::vector<std::vector<Case>> cases_;         // by term
  std::vector<std::vector<Child>> children_;     // by term, of the case looked at
  std::vector<std::size_t> case_at_, child_at_;  // odometers, by term
  std::vector<std::int64_t> value_at_;
  Runs new_runs_, old_runs_, entering_, all_new_, all_entering_;
};

}  // namespace ridge::nest
