// Random moves from one nest to a neighbouring one, for the annealing.
#pragma once

#include "mapper/edit.hpp"
#include "mapper/random.hpp"
#include "sim/cost/evaluation.hpp"

namespace ridge::mapper {

/// Draws from `random`, which like the space must outlive it. One object per thread.
class Moves {
 public:
  Moves(const Space& space, Random& random);

  /// Changes `nest` by one random move, or leaves it alone when the move drawn does not apply. What comes out
  /// covers every dimension, has its nodes in order and no axis overfull; constraints, capacity and sliding
  /// outputs are for the judge.
  void change(Nest& nest);

  /// Makes the tile that does not fit smaller: moves a prime factor of a temporal loop over a dimension that
  /// the tensor has from below its node to right above the nodes of that level. False when there is none.
  bool relieve(Nest& nest, const Infeasible& obstacle);

 private:
  /// A level x tensor that may be kept or not.
  struct FreeNode {
    LevelId level;
    TensorId tensor;
  };
  struct UnrolledAxis {
    FanoutId fanout;
    Axis axis = Axis::x;
    std::int64_t size = 1;
    std::vector<DimensionId> dimensions;  // those that may be unrolled here
  };

  void move_factor(Nest& nest);
  void swap_loops(Nest& nest);
  void move_loop(Nest& nest);
  void move_node(Nest& nest);
  void flip_node(Nest& nest);
  void change_unrolling(Nest& nest);
  void unroll(Nest& nest, const UnrolledAxis& axis, DimensionId dimension);
  void add_factor(Nest& nest, DimensionId dimension, std::int64_t factor);
  std::int64_t factor_of(std::int64_t bound);

  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  /// A random entry that `wanted` accepts; none when there is no such entry.
  template <class Wanted>
  std::size_t pick(const Nest& nest, Wanted wanted);
  std::size_t pick_loop(const Nest& nest);
  std::size_t pick_gap(const Nest& nest);

  const Space* space_;
  Random* random_;
  std::vector<FreeNode> free_nodes_;
  std::vector<UnrolledAxis> axes_;
};

}  // namespace ridge::mapper
