// Tensors as Timeloop counts them (sim/nest/sampled.hpp): a tile is the box around what the loops below it
// touch, and of every loop above it the first two iterations tell how it moves.
//
// The words that enter a node in all steps are its tile's times a number, the *refills*. Without windows
// these are the trips of all loops above but those inside of the innermost one that the tensor has. With
// windows the first loop that moves the box, seen from inside, sets a direction, and a part of the words
// stays as long as loops move it along the same rank.
#pragma once

#include <span>
#include <vector>

#include "mapper/exact/shape.hpp"

namespace ridge::mapper::even {

/// A temporal loop above a node; `step`: indices of its dimension that one iteration passes.
struct LoopAbove {
  std::size_t active = 0;
  double trips = 1;
  double step = 1;
};

/// Bounds on refills, whatever the order of the loops above, told by the innermost of them. All are divided
/// by the trips of the dimensions that the tensor does not have.
struct Refills {
  double plain = 1;                          // it moves the box along a rank of one dimension
  std::array<double, most_windows> along{};  // along a window
  double stays = 1;                          // it does not move the box
};

class Boxes {
 public:
  /// Of a problem of which `Shape` says that it fits.
  Boxes(const Problem& problem, const Shape& shape);

  /// Whether the rules below hold: the written tensor has no windows and no strides, and every coefficient is
  /// at least 1.
  bool countable() const { return countable_; }

  ActiveMask relevant(TensorId tensor) const { return tensors_[tensor].relevant; }
  bool written(TensorId tensor) const { return tensors_[tensor].written; }
  /// Words of the tile that extents make.
  double words(TensorId tensor, const Factors& extents) const;
  /// Different boxes that lanes hold, at least; exact where no two of these dimensions share a rank.
  double groups(TensorId tensor, const Factors& lanes) const;
  /// Words that enter a node in all steps of the loops above, outermost first.
  double entering(TensorId tensor, const Factors& extents, std::span<const LoopAbove> loops) const;
  /// At least so many refills, when `outside` trips of each dimension stand above the node.
  Refills refills(TensorId tensor, const Factors& extents, const Factors& outside) const;
  /// The least words that enter a node of `lanes` instances, whatever its tile.
  double compulsory(TensorId tensor, const Factors& indices) const;

  /// How a loop moves a tensor's box: not at all, along a rank of its own, along a window.
  enum class Moves : std::uint8_t { not_at_all, plainly, window };
  Moves moves(TensorId tensor, std::size_t active) const;
  /// The window along which it does, as Refills numbers it.
  std::size_t window(TensorId tensor, std::size_t active) const { return tensors_[tensor].window[active]; }
  bool slides(TensorId tensor) const { return tensors_[tensor].windows != 0; }

 private:
  struct Side {
    std::vector<Shape::Term> terms;
  };
  struct Box {
    ActiveMask relevant = 0;
    bool written = false;
    std::size_t windows = 0;
    std::vector<Side> ranks;                         // windows first
    std::array<std::uint8_t, most_active> window{};  // by dimension: its rank
  };
  static double side(const Side& rank, const Factors& extents);
  double entering_windows(const Box& box, const Factors& extents, std::span<const LoopAbove> loops) const;
  double along_window(const Box& box, std::size_t rank, const Factors& extents, const Factors& outside) const;

  bool countable_ = true;
  Factors steps_ = all_ones;                      // that loops make together, one each, at most
  std::array<double, most_active> first_part_{};  // (p - 1) / p of the smallest prime p of the bound
  IdVector<TensorId, Box> tensors_;
};

}  // namespace ridge::mapper::even
