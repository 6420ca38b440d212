#include "sim/cost/beside_homes.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "sim/cost/capacity.hpp"

namespace ridge::cost {
namespace {

using Levels = std::vector<LevelId>;

bool fanout_between(const Machine& machine, LevelId outer, LevelId inner) {
  return std::any_of(machine.fanouts.begin(), machine.fanouts.end(), [&](const Fanout& fanout) {
    return fanout.position > machine.levels[outer].position &&
           fanout.position < machine.levels[inner].position;
  });
}

/// Outermost first.
Levels possible_homes(const Setting& setting, TensorId tensor, const ComputeUnit* unit) {
  const Machine& machine = setting.machine;
  const std::size_t role = setting.role_of(tensor);
  Levels homes;
  for (const LevelId level : machine.levels.ids()) {
    const StorageLevel& storage = machine.levels[level];
    if (!storage.may_keep.has(role)) continue;
    const bool behind_unit = unit != nullptr && unit->below && level > *unit->below;
    if (!homes.empty() && (behind_unit || fanout_between(machine, homes.front(), level))) break;
    homes.push_back(level);
    if (storage.keeps.has(role) || setting.problem.tensors[tensor].origin != Origin::activation) break;
  }
  return homes;
}

/// True when `level` holds every tensor that may be at home there, complete.
bool holds_all(const Setting& setting, const IdVector<TensorId, Levels>& homes, LevelId level) {
  const auto& size_bytes = setting.machine.levels[level].size_bytes;
  if (!size_bytes) return true;
  std::int64_t demanded = 0;
  for (const TensorId tensor : homes.ids()) {
    if (std::find(homes[tensor].begin(), homes[tensor].end(), level) == homes[tensor].end()) continue;
    const Slot& slot = setting.slots[setting.slot(level, tensor)];
    const auto bytes = demanded_bytes(slot, setting.problem.words(tensor), false, false);
    if (!bytes) return false;
    demanded = saturating_add(demanded, *bytes);
  }
  return demanded <= saturating_multiply(*size_bytes, setting.machine.instances(level));
}

}  // namespace

IdVector<TensorId, std::optional<LevelId>> homes_beside(const Setting& setting, const ComputeUnit* unit) {
  IdVector<TensorId, Levels> possible;
  for (const TensorId tensor : setting.problem.tensors.ids())
    possible.push_back(possible_homes(setting, tensor, unit));
  IdVector<TensorId, std::optional<LevelId>> homes(possible.size());
  for (const TensorId tensor : possible.ids()) {
    const Levels& levels = possible[tensor];
    if (levels.empty()) continue;
    const auto innermost = std::find_if(levels.rbegin(), levels.rend() - 1,
                                        [&](LevelId level) { return holds_all(setting, possible, level); });
    homes[tensor] = *innermost;  // the outermost when no other holds them
  }
  return homes;
}

}  // namespace ridge::cost
