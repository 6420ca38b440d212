// How words pass between a parent node and its children: which of the children's requests are one request.
#pragma once

#include <map>
#include <set>

#include "arch/machine.hpp"
#include "sim/nest/counts.hpp"
#include "tests/nest/loop_space.hpp"

namespace ridge::walked {

/// A node of one tensor as the walker sees it.
struct Node {
  std::size_t entry = 0;  // index into the nest
  LevelId level;
  TensorId tensor;
  Standpoint standpoint;
};

/// The nodes of `tensor`, outermost (its home) first.
std::vector<Node> nodes_of(TensorId tensor, const Mapping& mapping);

/// Compute as the child of every innermost node: it stands below all loops.
Standpoint compute_standpoint(const LoopSpace& space);

/// The way from a parent's standpoint down to a child's.
class Passage {
 public:
  Passage(const Problem& problem, const Machine& machine, TensorId tensor, Standpoint parent,
          Standpoint child, const LoopSpace& space, CountingRules rules = CountingRules::exact);

  /// Instances of the child in one group are told apart only by coordinates between parent and child on axes
  /// that multicast the tensor (a read one) or reduce (the written one). What several of a group want, or
  /// give, of one word counts once at the parent.
  Ordinal group_of(Ordinal child_instance) const;
  /// The instance of the parent above an instance of the child.
  Ordinal parent_of(Ordinal child_instance) const;

 private:
  std::vector<Loop> loops_above_child_;
  std::vector<bool> joined_;  // per spatial loop above the child
  std::size_t spatial_above_parent_;
};

/// Words wanted, or given, by group.
using WordsByGroup = std::map<Ordinal, std::set<std::int64_t>>;
std::int64_t total(const WordsByGroup& words);

}  // namespace ridge::walked
