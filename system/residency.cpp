#include "system/residency.hpp"

#include <vector>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/text.hpp"

namespace ridge {

namespace {

constexpr auto role_inputs = static_cast<std::size_t>(MachineRole::inputs);
constexpr auto role_outputs = static_cast<std::size_t>(MachineRole::outputs);

/// Why activations cannot stay in a level; "" when they can.
std::string obstacle(const Machine& machine, LevelId level) {
  const StorageLevel& storage = machine.levels[level];
  if (level.index() == 0) return "it is the outermost level: there is nothing to stay away from";
  if (storage.kind == MemoryKind::dram) return "it is a DRAM, and not on the chip";
  if (machine.instances(level) != 1)
    return fmt::format("there are {} of it, and each would hold a part", machine.instances(level));
  if (!storage.may_keep.has(role_inputs) || !storage.may_keep.has(role_outputs))
    return "it may not keep inputs and outputs";
  if (!storage.size_bytes) return "its size is not stated";
  return {};
}

RoleSet without(RoleSet roles, RoleSet taken) {
  return RoleSet(roles.bits() & ~taken.bits());
}

}  // namespace

LevelId resident_level(const Machine& machine, const std::string& name, const Place& place) {
  std::vector<std::string> able;
  std::vector<std::string> names;
  for (const LevelId level : machine.levels.ids()) {
    names.push_back(machine.levels[level].name);
    if (obstacle(machine, level).empty()) able.push_back(machine.levels[level].name);
  }
  if (able.empty()) {
    throw InputError(
        place, fmt::format("'{}' has no level in which activations could stay between layers", machine.name),
        "such a level lies on the chip, once, below another one, has a size, and may keep inputs and "
        "outputs");
  }
  if (name == "auto") return *machine.level_named(able.front());
  const auto level = machine.level_named(name);
  if (!level) {
    throw InputError(place, fmt::format("'{}' has no level called '{}'", machine.name, name),
                     did_you_mean(name, names));
  }
  if (const std::string why = obstacle(machine, *level); !why.empty()) {
    throw InputError(place, fmt::format("activations cannot stay in '{}': {}", name, why),
                     fmt::format("name {}, or 'auto'", list_of(able, "or")));
  }
  return *level;
}

Machine machine_for(const Machine& machine, LevelId level, const Residence& residence) {
  Machine seen = machine;
  for (const LevelId outer : seen.levels.ids()) {
    if (outer == level) break;
    seen.levels[outer].keeps = without(seen.levels[outer].keeps, residence.roles);
    seen.levels[outer].may_keep = without(seen.levels[outer].may_keep, residence.roles);
  }
  StorageLevel& resident = seen.levels[level];
  resident.keeps = RoleSet(resident.keeps.bits() | residence.roles.bits());
  resident.may_keep = RoleSet(resident.may_keep.bits() | residence.roles.bits());
  *resident.size_bytes -= residence.other_bytes;
  return seen;
}

std::int64_t bytes_at(const Machine& machine, LevelId level, const Problem& problem, TensorId tensor) {
  const std::int64_t bits = machine.levels[level].word_bits.value_or(problem.word_bits(tensor));
  const std::int64_t words = problem.words(tensor);
  return saturating_add(saturating_multiply(words / 8, bits), (words % 8 * bits + 7) / 8);
}

}  // namespace ridge
