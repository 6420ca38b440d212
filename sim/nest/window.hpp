// Sliding windows: ranks of a tensor that are indexed by several dimensions (2 P + R), where a tile that
// moves keeps part of what it held and neighbouring children share words.
//
// For one rank, a step of the loops turns each child's tile S into S'. Over the children told apart only by
// joined axes (those that multicast or reduce) we need how many words their tiles have together, and how many
// of those stay, that is, are in no child's S' \ S. Whole tiles are displaced copies of each other and have a
// closed form (this file); where a cut counter makes short or missing tiles, the few different cases are laid
// out as runs (window_cases.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/progressions.hpp"
#include "sim/nest/digits.hpp"
#include "workloads/problem.hpp"

namespace ridge::nest {

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

/// One term of a rank: coefficient x dimension, with the dimension's digits above the node in question.
struct WindowTerm {
  std::int64_t coefficient = 1;
  DimensionId dimension;
  bool perfect = true;    // the counter is not cut: its free digits are counted by the caller
  bool advances = false;  // the loop that advances is over this dimension
  DigitView view;

  /// Indices of a whole tile.
  std::int64_t extent() const { return view.block < view.size ? view.block : view.size; }
};

/// One rank at one place of the nest.
class Window {
 public:
  std::vector<WindowTerm> terms;

  explicit Window(const std::vector<Term>& rank = {});

  /// Measures the whole tile; to be called once the terms' views are set.
  void measure();
  /// Looks at the children that `joining` takes together, before any loop has advanced.
  void join(const Joining& joining);
  /// Loops are looked at from the innermost outwards: one advances by its weight, then counts as wrapped.
  void advance(DimensionId dimension, std::int64_t weight);
  void wrap(DimensionId dimension, std::int64_t weight_times_bound);

  bool perfect() const { return perfect_; }
  /// True when at most one dimension spans more than one index and no children are taken together.
  bool slides_alone() const { return spanning_ <= 1 && !any_offsets_; }
  /// True when no loop looked at since `join` is over one of the dimensions: everything stays where it is.
  bool still() const { return still_; }
  /// Words of one whole tile, of all joined whole tiles together, and of those that stay in the step looked
  /// at; nothing when no closed form gives it.
  std::optional<std::int64_t> tile_words() const { return tile_words_; }
  std::optional<std::int64_t> words_together() const { return together_; }
  std::optional<std::int64_t> words_kept() const;

 private:
  bool perfect_ = true;
  bool still_ = true;
  int spanning_ = 0;  // terms of more than one index
  bool any_offsets_ = false;
  std::int64_t moved_ = 0;  // displacement of whole tiles in the step looked at, in words
  std::optional<Interval> interval_;
  Progressions offsets_;
  std::optional<std::int64_t> tile_words_, together_;
};

}  // namespace ridge::nest
