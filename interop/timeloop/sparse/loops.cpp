#include "interop/timeloop/sparse/loops.hpp"

#include <algorithm>

namespace ridge::timeloop::sparse {
namespace {

/// The level whose block holds each loop of an even nest: the last one that keeps something, or whose spatial
/// loops went before. Levels that keep nothing are found by the fanout below them only.
void add_loops(const Mapping& mapping, const Machine& machine, LevelLoops& levels) {
  LevelId at(0);
  for (const NestEntry& entry : mapping.nest) {
    if (entry.kind == NestEntry::Kind::keep) {
      at = entry.level;
      continue;
    }
    const bool spatial = entry.kind == NestEntry::Kind::spatial;
    LevelId owner = at;
    for (const LevelId level : machine.levels.ids())
      if (spatial && fanout_below(machine, level) == entry.fanout) owner = level;
    levels[owner].push_back({entry.dimension, entry.bound, spatial, entry.axis});
    if (spatial && owner.index() + 1 < levels.size()) at = LevelId(owner.index() + 1);
  }
}

/// Innermost first, spatial ones first, each dimension once.
void complete(std::vector<LevelLoop>& loops, bool has_fanout, const Problem& problem) {
  std::vector<LevelLoop> whole;
  for (const bool spatial : {true, false}) {
    if (spatial && !has_fanout) continue;
    std::vector<bool> there(problem.dimensions.size(), false);
    for (auto loop = loops.rbegin(); loop != loops.rend(); ++loop) {
      if (loop->spatial != spatial) continue;
      whole.push_back(*loop);
      there[loop->dimension.index()] = true;
    }
    for (const DimensionId dimension : problem.dimensions.ids())
      if (!there[dimension.index()]) whole.push_back({dimension, 1, spatial, Axis::x});
  }
  loops = std::move(whole);
}

LevelLoops derived(const Spec& spec, const Mapping& mapping) {
  LevelLoops levels(spec.machine.levels.size());
  add_loops(mapping, spec.machine, levels);
  for (const LevelId level : levels.ids())
    complete(levels[level], fanout_below(spec.machine, level).has_value(), spec.problem);
  return levels;
}

}  // namespace

LevelLoops loops_of(const Spec& spec, const Mapping& mapping) {
  const yaml::Node* list = spec.input.find("mapping");
  if (list == nullptr) return derived(spec, mapping);
  Diagnostics diagnostics;
  LevelLoops written;
  const Mapping read =
      read_mapping(*list, spec.architecture, spec.problem, spec.machine, diagnostics, &written);
  return read == mapping ? written : derived(spec, mapping);
}

Loops::Loops(const Problem& problem, LevelLoops levels)
    : levels_(std::move(levels)), through_(levels_.size()), one_(one_operation(problem)) {
  Extents extents = one_;
  for (std::size_t l = levels_.size(); l-- > 0;) {
    const LevelId level(l);
    check(!levels_[level].empty(), "every level has a loop of every dimension");
    for (const LevelLoop& loop : levels_[level]) {
      extents[loop.dimension] *= loop.trips;
      through_[level].push_back(extents);
    }
  }
}

const Extents& Loops::below(LevelId level, std::size_t loop) const {
  if (loop > 0) return through_[level][loop - 1];
  const std::size_t inner = level.index() + 1;
  return inner < levels_.size() ? through_[LevelId(inner)].back() : one_;
}

}  // namespace ridge::timeloop::sparse
