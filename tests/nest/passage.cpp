#include "tests/nest/passage.hpp"

namespace ridge::walked {
namespace {

bool joins(const Problem& problem, const Machine& machine, TensorId tensor, const Loop& loop,
           CountingRules rules) {
  const Fanout& fanout = machine.fanouts[loop.fanout];
  const auto axis = static_cast<std::size_t>(loop.axis);
  const bool both_ways = fanout.multicast[axis].bits() != 0;
  if (tensor == problem.written)
    return fanout.reduce[axis] && (both_ways || rules != CountingRules::accelforge);
  return fanout.multicast[axis].has(static_cast<std::size_t>(problem.tensors[tensor].role));
}

}  // namespace

std::vector<Node> nodes_of(TensorId tensor, const Mapping& mapping) {
  std::vector<Node> nodes;
  Standpoint here;
  for (std::size_t i = 0; i < mapping.nest.size(); ++i) {
    const NestEntry& entry = mapping.nest[i];
    if (entry.kind == NestEntry::Kind::temporal) ++here.temporal_above;
    if (entry.kind == NestEntry::Kind::spatial) ++here.spatial_above;
    if (entry.kind == NestEntry::Kind::keep && entry.tensor == tensor)
      nodes.push_back({i, entry.level, entry.tensor, here});
  }
  return nodes;
}

Standpoint compute_standpoint(const LoopSpace& space) {
  return {space.temporal.size(), space.spatial.size()};
}

Passage::Passage(const Problem& problem, const Machine& machine, TensorId tensor, Standpoint parent,
                 Standpoint child, const LoopSpace& space, CountingRules rules)
    : loops_above_child_(space.spatial.begin(), space.spatial.begin() + std::ptrdiff_t(child.spatial_above)),
      spatial_above_parent_(parent.spatial_above) {
  for (std::size_t i = 0; i < loops_above_child_.size(); ++i)
    joined_.push_back(i >= parent.spatial_above &&
                      joins(problem, machine, tensor, loops_above_child_[i], rules));
}

Ordinal Passage::group_of(Ordinal child_instance) const {
  auto digits = digits_of(child_instance, loops_above_child_);
  for (std::size_t i = 0; i < digits.size(); ++i)
    if (joined_[i]) digits[i] = 0;
  return ordinal_of(digits, loops_above_child_);
}

Ordinal Passage::parent_of(Ordinal child_instance) const {
  return prefix_of(child_instance, loops_above_child_, spatial_above_parent_);
}

std::int64_t total(const WordsByGroup& words) {
  std::int64_t count = 0;
  for (const auto& [group, set] : words)
    count += std::int64_t(set.size());
  return count;
}

}  // namespace ridge::walked
