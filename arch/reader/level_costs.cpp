#include "arch/reader/level.hpp"

namespace ridge::reader {

namespace {

std::optional<ActionEnergy> written_energy(const std::optional<AccessEnergy>& energy, const LevelDraft& draft,
                                           const Place& place, Diagnostics& diagnostics) {
  if (!energy) return std::nullopt;
  if (energy->per == AccessEnergy::Per::byte) return ActionEnergy{energy->picojoules, std::nullopt};
  if (!draft.access) {
    diagnostics.error(place, "an energy per access needs 'access', the bytes that one access moves").help =
        "write for example 'access: 8 B', or give the energy per byte";
    return std::nullopt;
  }
  return ActionEnergy{energy->picojoules, draft.access->value};
}

/// What the technology library says of this level's memory; fills only what is not written.
void look_up(const LevelDraft& draft, const yaml::Node& node, Context& context, StorageLevel& level) {
  const std::string& memory = technology::memory_classes()[*draft.memory];
  const Place place = place_of(node, "memory");
  if (!draft.size && !technology::is_dram(memory)) return;  // reported: on-chip memory needs a size
  const std::int64_t banks = draft.banks.value_or(1);
  const std::int64_t bank_bytes = draft.size ? draft.size->value / banks : 0;

  if (!draft.read_energy || !draft.write_energy) {
    const auto per_byte = context.take(
        technology::memory_energy_pj_per_byte(memory, bank_bytes, context.technology), place, level.name);
    if (per_byte) {
      const ActionEnergy energy =
          draft.access
              ? ActionEnergy{*per_byte * static_cast<double>(draft.access->value), draft.access->value}
              : ActionEnergy{*per_byte, std::nullopt};
      if (!draft.read_energy) level.read_energy = energy;
      if (!draft.write_energy) level.write_energy = energy;
    }
  }
  if (!draft.area && !technology::is_dram(memory)) {
    const auto area = context.take_if_known(
        technology::memory_area_mm2(memory, bank_bytes, context.technology), "area of " + level.name);
    if (area) level.area_mm2 = *area * static_cast<double>(banks);
  }
}

void warn_of_keys_without_effect(const LevelDraft& draft, const yaml::Node& node, Diagnostics& diagnostics) {
  const auto per_access = [](const std::optional<AccessEnergy>& energy) {
    return energy && energy->per == AccessEnergy::Per::access;
  };
  const bool all_written = draft.read_energy && draft.write_energy;
  if (draft.access && !per_access(draft.read_energy) && !per_access(draft.write_energy) &&
      (!draft.memory || all_written)) {
    diagnostics.warning(place_of(node, "access"), "'access' has no effect: no energy is per access");
  }
  if (draft.banks && !draft.memory) {
    diagnostics.warning(place_of(node, "banks"), "'banks' has no effect without 'memory'");
  }
  if (draft.memory && all_written &&
      (draft.area || technology::is_dram(technology::memory_classes()[*draft.memory]))) {
    diagnostics.warning(place_of(node, "memory"), "'memory' has no effect: energies and area are written");
  }
}

void check_banks(const LevelDraft& draft, const yaml::Node& node, Diagnostics& diagnostics) {
  if (!draft.banks || !draft.size || draft.size->value % *draft.banks == 0) return;
  diagnostics
      .error(place_of(node, "banks"), std::to_string(*draft.banks) + " banks do not divide " +
                                          format_bytes(draft.size->value) + " evenly")
      .help = "banks are equal parts: change their number or the size";
}

}  // namespace

void read_level_costs(const LevelDraft& draft, const yaml::Node& node, Context& context,
                      StorageLevel& level) {
  Diagnostics& diagnostics = context.diagnostics;
  level.read_energy = written_energy(draft.read_energy, draft, place_of(node, "read_energy"), diagnostics);
  level.write_energy = written_energy(draft.write_energy, draft, place_of(node, "write_energy"), diagnostics);
  if (draft.area) level.area_mm2 = draft.area->value;
  check_banks(draft, node, diagnostics);
  if (draft.memory) look_up(draft, node, context, level);
  warn_of_keys_without_effect(draft, node, diagnostics);
}

}  // namespace ridge::reader
