// The loops of a Timeloop mapping by level, those of one trip included: which loop stands next to which
// decides how finely accesses are told apart.
#pragma once

#include "interop/timeloop/mapping.hpp"
#include "interop/timeloop/sparse/box.hpp"
#include "interop/timeloop/spec.hpp"

namespace ridge::timeloop::sparse {

/// The loops of `mapping`. Where the spec's own `mapping:` says just this nest, in the order of its
/// directives; else loops of one trip stand outermost, in the order of the dimensions, as in a directive that
/// does not mention them.
LevelLoops loops_of(const Spec& spec, const Mapping& mapping);

class Loops {
 public:
  Loops(const Problem& problem, LevelLoops levels);

  std::size_t level_count() const { return levels_.size(); }
  /// Innermost first: spatial ones, then temporal ones.
  const std::vector<LevelLoop>& at(LevelId level) const { return levels_[level]; }

  /// What all loops up to and including this one pass through.
  const Extents& through(LevelId level, std::size_t loop) const { return through_[level][loop]; }
  /// What all loops of this level and below pass through.
  const Extents& through(LevelId level) const { return through_[level].back(); }
  /// What all loops inside this one pass through.
  const Extents& below(LevelId level, std::size_t loop) const;

 private:
  LevelLoops levels_;
  IdVector<LevelId, std::vector<Extents>> through_;
  Extents one_;
};

}  // namespace ridge::timeloop::sparse
