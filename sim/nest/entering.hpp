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
#include "sim/nest/window.hpp"

namespace ridge::nest {

struct Entering {
  std::int64_t each = 0;  // words entering, counted at every child
  std::int64_t once = 0;  // counted once for children told apart only by joined axes between parent and child
};

/// All numbers are at most the iterations of the problem (every word of a tile in a step belongs to an
/// iteration of its own), so products cannot leave 64 bits where the problem's iterations do not. Holds
/// scratch space.
class EnteringCounter {
 public:
  /// Words that enter the node at entry `child`, whose parent node stands at entry `parent`.
  Entering count(const TensorShape& shape, const NestView& view, std::size_t parent, std::size_t child);

  /// The same for compute below the innermost node: nothing is kept from one operation to the next.
  Entering count_operands(const TensorShape& shape, const NestView& view, std::size_t parent);

  /// Words of the largest tile at `entry`: that of the first step and instance.
  std::int64_t tile(const TensorShape& shape, const NestView& view, std::size_t entry);

  /// Different words that the first instance at `entry` holds over all time.
  std::int64_t held_by_first(const TensorShape& shape, const NestView& view, std::size_t entry);

 private:
  void look_at(const TensorShape& shape, const NestView& view, std::size_t child);
  bool anything_joined(const TensorShape& shape, const NestView& view, std::size_t parent,
                       std::size_t child) const;
  std::int64_t spatial_factor(const TensorShape& shape, const NestView& view, std::size_t child,
                              const Joining& joining) const;
  std::int64_t all_steps(const TensorShape& shape, const NestView& view, std::size_t child,
                         const Joining& joining);
  std::int64_t all_kept(const TensorShape& shape, const NestView& view, std::size_t child,
                        const Joining& joining);
  std::int64_t kept_by(const TensorShape& shape, std::size_t step, DimensionId advancing,
                       const Joining& joining);

  // Of the edge looked at:
  std::vector<std::vector<WindowTerm>> windows_;
  std::vector<DigitView> imperfect_plain_, imperfect_none_;
  std::int64_t plain_tile_ = 1;  // extents of perfect plain dimensions

  WindowCounter window_;
  std::vector<WindowTerm> scratch_;
  std::vector<Digit> temporal_digits_;
};

}  // namespace ridge::nest
