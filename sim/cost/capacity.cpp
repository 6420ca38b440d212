#include "sim/cost/capacity.hpp"

#include "base/checked.hpp"

namespace ridge::cost {
namespace {

Infeasible overflow() {
  Infeasible infeasible;
  infeasible.reason = Infeasible::Reason::overflow;
  return infeasible;
}

/// Blames the largest tile of the level.
Infeasible does_not_fit(LevelId level, const LevelCost& cost, std::int64_t available_bytes) {
  Infeasible infeasible;
  infeasible.reason = Infeasible::Reason::capacity;
  infeasible.level = level;
  infeasible.demanded_bytes = cost.demanded_bytes;
  infeasible.available_bytes = available_bytes;
  std::int64_t largest_bytes = -1;
  for (const TensorId tensor : cost.tensors.ids()) {
    const TensorCost& tile = cost.tensors[tensor];
    if (!tile.kept || tile.tile_bytes <= largest_bytes) continue;
    largest_bytes = tile.tile_bytes;
    infeasible.tensor = tensor;
    infeasible.entry = tile.counts.entry;
  }
  return infeasible;
}

}  // namespace

std::optional<std::int64_t> demanded_bytes(const Slot& slot, std::int64_t words, bool partial, bool changes) {
  Checked checked;
  // Eight words are a whole number of bytes, whatever their width.
  const std::int64_t width_bits = partial ? slot.partial_bits : slot.word_bits;
  const std::int64_t bytes =
      checked.add(checked.multiply(words / 8, width_bits), ceil_divide(words % 8 * width_bits, 8));
  const std::int64_t demanded = checked.multiply(bytes, slot.double_buffered && changes ? 2 : 1);
  if (checked.overflowed()) return std::nullopt;
  return demanded;
}

std::optional<Infeasible> demand_capacity(const Setting& setting, const Traffic& traffic,
                                          IdVector<LevelId, LevelCost>& levels) {
  for (LevelCost& level : levels)
    level.demanded_bytes = 0;
  Checked checked;
  for (const Flow& flow : traffic.flows()) {
    const NodeCounts& node = *flow.counts;
    const auto bytes = demanded_bytes(setting.slots[flow.slot], node.tile_words, node.holds_partial(),
                                      node.changes && !node.home);
    if (!bytes) return overflow();
    LevelCost& level = levels[node.level];
    level.tensors[node.tensor].tile_bytes = *bytes;
    level.demanded_bytes = checked.add(level.demanded_bytes, *bytes);
  }
  if (checked.overflowed()) return overflow();
  for (const LevelId level : levels.ids()) {
    const auto& size_bytes = setting.machine.levels[level].size_bytes;
    if (size_bytes && levels[level].demanded_bytes > *size_bytes)
      return does_not_fit(level, levels[level], *size_bytes);
  }
  return std::nullopt;
}

}  // namespace ridge::cost
