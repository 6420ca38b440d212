// A plan: the compact genotype of an even nest, in which the nodes of a level stand together and each
// dimension has at most one temporal loop below each level. Seeds are made as plans; the annealing then works
// on the nest itself, where nodes may move apart and loops may be split.
#pragma once

#include <span>

#include "mapper/space.hpp"

namespace ridge::mapper {

struct Plan {
  Unrolling unrolling;
  Placement keep;
  IdVector<LevelId, IdVector<DimensionId, std::int64_t>>
      trips;                                          // of the temporal loop below a level; 1: none
  IdVector<LevelId, std::vector<DimensionId>> order;  // all dimensions, outermost first
};

/// Every node that the space allows.
Placement fullest_placement(const Space& space);

/// True when a level keeps some tensor: only then loops can stand below it.
bool is_active(const Placement& keep, LevelId level);

/// The plan whose tiles are smallest: each dimension is looped as far out as the limits allow, inner levels
/// get the least they must. Nothing when the limits leave no room under this unrolling and placement. Where a
/// limit leaves only bounds that do not divide, the bounds are imperfect; nothing where all must divide.
std::optional<Plan> outermost_plan(const Space& space, const Unrolling& unrolling, const Placement& keep);

/// Orders the loops below `level` so that `tensors[0]` stays longest: the dimensions it does not have stand
/// innermost; among the others those that `tensors[1]` does not have, and so on. The constraints' order holds
/// above all.
void order_by_stationarity(const Space& space, Plan& plan, LevelId level, std::span<const TensorId> tensors);

/// Moves the factor `prime` of a dimension from the outermost loop that can give it to the loop below
/// `level`, which lies further in: tiles of `level` and of those above it grow. False (and no change) when no
/// loop further out has this factor to give or the limits forbid it.
bool pull_in(const Space& space, Plan& plan, LevelId level, DimensionId dimension, std::int64_t prime);

/// The plan as a nest. `mapping.nest` is overwritten.
void write_nest(const Space& space, const Plan& plan, Mapping& mapping);

}  // namespace ridge::mapper
