#include "sim/mapping/legality.hpp"

#include <array>

namespace ridge {

namespace {

std::size_t index_of(Role role) {
  return static_cast<std::size_t>(role);
}

bool slides(const Tensor& written, DimensionId dimension, const Problem& problem) {
  for (const Rank& rank : written.ranks) {
    bool here = false;
    std::size_t moving = 0;
    for (const Term& term : rank.terms) {
      here |= term.dimension == dimension;
      moving += problem.dimensions[term.dimension].bound > 1 ? 1U : 0U;
    }
    if (here && moving > 1) return true;
  }
  return false;
}

}  // namespace

LegalityChecker::LegalityChecker(const Problem& problem, const Machine& machine,
                                 std::pmr::memory_resource* memory)
    : written_(problem.written),
      dimensions_(problem.dimensions.size(), memory),
      tensors_(problem.tensors.size(), memory),
      axes_(machine.fanouts.size() * 2, memory),
      level_position_(memory),
      fanout_position_(memory),
      may_keep_(machine.levels.size() * problem.tensors.size(), memory),
      node_(machine.levels.size() * problem.tensors.size(), memory),
      must_keep_(memory),
      overlap_(problem, memory) {
  for (DimensionId id : problem.dimensions.ids()) {
    DimensionRow& row = dimensions_[id.index()];
    row.size = problem.dimensions[id].bound;
    row.written_has_it = problem.relevant(written_, id);
    row.slides = slides(problem.tensors[written_], id, problem);
  }
  fanout_position_.reserve(machine.fanouts.size());
  level_position_.reserve(machine.levels.size());
  for (FanoutId id : machine.fanouts.ids()) {
    const Fanout& fanout = machine.fanouts[id];
    fanout_position_.push_back(static_cast<int>(fanout.position));
    for (std::size_t axis = 0; axis < 2; ++axis) {
      axes_[id.index() * 2 + axis] = {fanout.size[axis], 1, fanout.reduce[axis]};
    }
  }
  must_keep_.reserve(node_.size());
  for (LevelId id : machine.levels.ids()) {
    const StorageLevel& level = machine.levels[id];
    level_position_.push_back(static_cast<int>(level.position));
    for (TensorId tensor : problem.tensors.ids()) {
      const std::size_t role = index_of(problem.tensors[tensor].role);
      may_keep_[cell(id, tensor)] = level.may_keep.has(role) || level.keeps.has(role);
      if (level.keeps.has(role)) must_keep_.emplace_back(id, tensor);
    }
  }
}

std::optional<Violation> LegalityChecker::check(std::span<const NestEntry> nest) {
  start(nest);
  for (std::size_t entry = 0; entry < nest.size(); ++entry) {
    const NestEntry& visited = nest[entry];
    const bool fine = visited.kind == NestEntry::Kind::keep
                          ? visit_node(entry, visited)
                          : visit_loop(entry, visited) && (visited.kind == NestEntry::Kind::temporal ||
                                                           visit_spatial_loop(entry, visited));
    if (!fine) return violation_;
  }
  if (!check_whole()) return violation_;
  return std::nullopt;
}

void LegalityChecker::start(std::span<const NestEntry> nest) {
  nest_ = nest;
  for (DimensionRow& row : dimensions_)
    row.covered = 1;
  for (TensorRow& row : tensors_)
    row = {};
  for (AxisRow& row : axes_)
    row.used = 1;
  for (int& entry : node_)
    entry = nowhere;
  iterations_ = 1;
  innermost_level_ = innermost_node_ = innermost_fanout_ = innermost_spatial_ = nowhere;
  unrolls_sliding_ = false;
}

bool LegalityChecker::visit_node(std::size_t entry, const NestEntry& node) {
  const std::size_t here = cell(node.level, node.tensor);
  if (may_keep_[here] == 0) return broken(Rule::level_may_not_keep, entry, entry, node);
  if (node_[here] != nowhere) {
    return broken(Rule::node_twice, entry, static_cast<std::size_t>(node_[here]), node);
  }
  const int position = level_position_[node.level.index()];
  TensorRow& tensor = tensors_[node.tensor.index()];
  if (position < tensor.innermost) {
    return broken(Rule::node_order, entry, static_cast<std::size_t>(tensor.entry), node);
  }
  if (position < innermost_fanout_) {
    return broken(Rule::node_above_fanout_after_loop, entry, static_cast<std::size_t>(innermost_spatial_),
                  node);
  }
  node_[here] = static_cast<int>(entry);
  tensor = {position, static_cast<int>(entry)};
  if (position > innermost_level_) {
    innermost_level_ = position;
    innermost_node_ = static_cast<int>(entry);
  }
  return true;
}

bool LegalityChecker::visit_loop(std::size_t entry, const NestEntry& loop) {
  if (loop.bound < 1) return broken(Rule::bound_below_one, entry, entry, loop);
  if (__builtin_mul_overflow(iterations_, loop.bound, &iterations_)) {
    return broken(Rule::bounds_overflow, entry, entry, loop);
  }
  dimensions_[loop.dimension.index()].covered *= loop.bound;  // no overflow: it divides iterations_
  return true;
}

bool LegalityChecker::visit_spatial_loop(std::size_t entry, const NestEntry& loop) {
  const int position = fanout_position_[loop.fanout.index()];
  if (position < innermost_fanout_) {
    return broken(Rule::fanout_order, entry, static_cast<std::size_t>(innermost_spatial_), loop);
  }
  if (position < innermost_level_) {
    const auto node = static_cast<std::size_t>(innermost_node_);
    return broken(Rule::node_below_fanout_before_loop, node, entry, nest_[node]);
  }
  AxisRow& axis = axes_[loop.fanout.index() * 2 + static_cast<std::size_t>(loop.axis)];
  axis.used *= loop.bound;
  if (axis.used > axis.size) return broken(Rule::axis_overfull, entry, entry, loop);
  innermost_fanout_ = position;
  innermost_spatial_ = static_cast<int>(entry);
  return loop.bound == 1 || check_sums(entry, loop, axis);
}

/// A spatial loop that does work: can the partial results of its children be added up?
bool LegalityChecker::check_sums(std::size_t entry, const NestEntry& loop, const AxisRow& axis) {
  const DimensionRow& dimension = dimensions_[loop.dimension.index()];
  if (dimension.written_has_it) {
    unrolls_sliding_ |= dimension.slides;
    return true;
  }
  const bool sum_has_a_place = tensors_[written_.index()].entry != nowhere;
  if (axis.reduces && sum_has_a_place) return true;
  return broken(Rule::needs_reduction, entry, entry, loop);
}

bool LegalityChecker::check_whole() {
  const std::size_t whole = nest_.size();
  NestEntry blamed;
  for (std::size_t tensor = 0; tensor < tensors_.size(); ++tensor) {
    blamed.tensor = TensorId(tensor);
    if (tensors_[tensor].entry == nowhere) return broken(Rule::no_home, whole, whole, blamed);
  }
  for (const auto& [level, tensor] : must_keep_) {
    blamed.level = level;
    blamed.tensor = tensor;
    if (node_[cell(level, tensor)] == nowhere) {
      return broken(Rule::level_must_keep, whole, whole, blamed);
    }
  }
  for (std::size_t dimension = 0; dimension < dimensions_.size(); ++dimension) {
    blamed.dimension = DimensionId(dimension);
    if (dimensions_[dimension].covered < dimensions_[dimension].size) {
      return broken(Rule::bounds_too_small, whole, whole, blamed);
    }
  }
  if (!unrolls_sliding_) return true;
  const std::optional<std::size_t> loop = overlap_.find(nest_);
  return !loop || broken(Rule::outputs_overlap, *loop, *loop, nest_[*loop]);
}

bool LegalityChecker::broken(Rule rule, std::size_t entry, std::size_t other, const NestEntry& blamed) {
  violation_ = {rule, entry, other, blamed.level, blamed.tensor, blamed.dimension};
  return false;
}

std::optional<Violation> find_violation(const Problem& problem, const Machine& machine,
                                        const Mapping& mapping) {
  std::array<std::byte, 16384> tables;  // larger ones go to the heap
  std::pmr::monotonic_buffer_resource memory(tables.data(), tables.size());
  return LegalityChecker(problem, machine, &memory).check(mapping);
}

}  // namespace ridge
