// A dimension's loops as the digits of a counter.
//
// The index of an iteration in one dimension is a number whose digits are the loop variables, outermost most
// significant; the radix of a digit is its loop's bound. Imperfect bounds cut the counter at D - 1: numbers
// beyond do not exist. A storage node sees the digits above it; those below span its tile, a block of B
// consecutive indices. So a tile is a block, the last of which may be short, and counting tiles is counting
// numbers up to D - 1 with some digits free and some held.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ridge::nest {

/// One loop of bound > 1.
struct Digit {
  std::int64_t bound = 1;
  std::int64_t weight = 1;  // product of the bounds of this dimension's later loops
  std::int64_t cut = 0;     // this digit of D - 1
  std::uint32_t entry = 0;  // where the loop stands in the nest
  bool spatial = false;
  std::uint16_t axis = 0;  // spatial: 2 * fanout + axis
};

/// What a digit may be while others are counted.
enum class Held : std::uint8_t { free, zero, one, positive };

/// Numbers strictly below the cut, and whether the cut itself is among them (its block may be short).
struct Tally {
  std::int64_t below = 0;
  std::int64_t at_cut = 0;  // 0 or 1
  std::int64_t states() const { return below + at_cut; }
};

/// The digits of one dimension that stand above one node.
struct DigitView {
  std::span<const Digit> digits;  // outermost first
  std::int64_t size = 1;          // D
  std::int64_t block = 1;         // B: indices spanned by the loops below

  std::int64_t last() const { return size - 1; }
  /// Indices of the block that holds D - 1.
  std::int64_t last_block() const { return last() % block + 1; }
  /// Indices in all the blocks of a tally.
  std::int64_t indices(const Tally& tally) const { return tally.below * block + tally.at_cut * last_block(); }
};

/// Counts the numbers up to the cut in which every digit d obeys held(d).
template <class HeldOf>
Tally tally(const DigitView& view, HeldOf&& held) {
  Tally result{0, 1};
  for (const Digit& digit : view.digits) {
    switch (held(digit)) {
      case Held::free:
        result.below = result.below * digit.bound + result.at_cut * digit.cut;
        break;
      case Held::zero:
        result.below += (result.at_cut != 0 && digit.cut > 0) ? 1 : 0;
        result.at_cut = digit.cut == 0 ? result.at_cut : 0;
        break;
      case Held::one:
        result.below += (result.at_cut != 0 && digit.cut > 1) ? 1 : 0;
        result.at_cut = digit.cut == 1 ? result.at_cut : 0;
        break;
      case Held::positive:
        result.below =
            result.below * (digit.bound - 1) + (result.at_cut != 0 && digit.cut > 1 ? digit.cut - 1 : 0);
        result.at_cut = digit.cut >= 1 ? result.at_cut : 0;
        break;
    }
  }
  return result;
}

/// True when a digit is a temporal loop inside loop `step` (the entry of the loop that advances): it wraps to
/// zero.
inline bool wraps(const Digit& digit, std::size_t step) {
  return !digit.spatial && digit.entry > step;
}

/// Indices that stay in the children's tiles over all steps of loop `step`, for a dimension that this loop is
/// not of: those of children whose wrapping digits could not leave zero, so that the tile before equals the
/// tile after.
std::int64_t kept_indices(const DigitView& view, std::size_t step);

/// The same for the written tensor: a child gives its words up when the dimension runs out for it, so they
/// stay only where no child at all could leave zero in the wrapping digits.
std::int64_t kept_indices_written(const DigitView& view, std::size_t step);

}  // namespace ridge::nest
