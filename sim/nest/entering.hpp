// Words that enter tiles: the one sum from which every count follows.
//
// Steps of a node are told apart by the innermost temporal loop above it whose variable is not zero: that
// loop has just advanced, those inside it have wrapped, and all children that work made the same move from
// where they worked last. Dimensions are independent given that loop. So the words that enter are all tiles
// of all steps less, loop by loop, what stays; either is a product over ranks and dimensions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/nest/nest_view.hpp"
#include "sim/nest/tensor_shape.hpp"
#include "sim/nest/window_cases.hpp"

namespace ridge::nest {

struct Entering {
  std::int64_t each = 0;  // words entering, counted at every child
  std::int64_t once = 0;  // counted once for children told apart only by joined axes between parent and child
};

/// Counts for one tensor at the place that a NestView has reached. All numbers are at most the iterations of
/// the problem (every word of a tile in a step belongs to an iteration of its own), so products cannot leave
/// 64 bits where the problem's iterations do not. Holds scratch space.
class EnteringCounter {
 public:
  /// Both must outlive the counter.
  EnteringCounter(const TensorShape& shape, const NestView& view);

  /// Looks at the tiles where the view stands. Call before `tile` and `count`; the others
  /// look by themselves, where they have to.
  void look();

  /// Words of the largest tile here: that of the first step and instance.
  std::int64_t tile();

  /// Words that enter a node here, whose parent node stands at entry `parent`.
  Entering count(std::size_t parent);

  /// The same for compute, with the view below everything: nothing is kept from one operation to the next.
  /// What the parent sends and receives.
  std::int64_t count_operands(std::size_t parent);

  /// The words that `count` has of every child, told apart by the temporal loop above here that advances when
  /// they enter: added to `words`, outermost loop first, down to the innermost one that moves the tile.
  /// Returns those that enter before any loop advances. Means where a dimension runs out early.
  double count_by_loop(std::vector<double>& words);

  /// Different words that the first instance here holds over all time.
  std::int64_t held_by_first();

 private:
  // What joining takes together: perfect dimensions that do not tell words apart only divide; others need a
  // sum of their own.
  struct Joined {
    bool any = false;
    bool divides = true;
    // Perfect dimensions' children that joining takes as one. Plain dimensions always tell words apart; of
    // windows, children are joined by the windows themselves.
    std::int64_t states = 1;
  };
  Joined joined_by(const Joining& joining) const;
  std::int64_t entering_stationary() const;
  std::int64_t all_steps(const Joining& joining, std::int64_t joined_states);
  std::int64_t all_kept(const Joining& joining);
  std::int64_t kept_by(std::size_t step, const Joining& joining);
  double count_stationary_by_loop(std::vector<double>& words) const;
  template <class HeldOf>
  double all_tiles(HeldOf&& held) const;

  const TensorShape* shape_;
  const NestView* view_;
  std::int64_t plain_tile_ = 1;  // extents of perfect plain dimensions
  std::int64_t unjoined_ = 1;    // perfect dimensions' children that count on their own, as all_steps had it
  std::vector<Window> windows_;
  std::vector<std::int64_t> window_words_;  // of each, joined as all_steps did
  std::vector<DigitView> imperfect_plain_, imperfect_none_;
  WindowCounter window_counter_;
  std::vector<Digit> temporal_digits_;
};

}  // namespace ridge::nest
