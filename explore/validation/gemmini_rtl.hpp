// Gemmini's RTL: cycles of given mappings on given sizes of scratchpad and accumulator.
#pragma once

#include <filesystem>

#include "explore/validation/set.hpp"

namespace ridge::validation {

/// Reads points.csv in `folder`: `mapping.mapping` (explore/validation/short_mapping.hpp), the layer
/// (`prob.*`), words of scratchpad and of one accumulator (`arch.mem2_entries`, `arch.mem1_entries`), the
/// RTL's cycles under this mapping (`target.gemmini_cycle`) and Timeloop's (`target.cycle`). The machine is
/// configs/arch/gemmini_16x16.yaml with these sizes. The principal comparison is by the commands of Gemmini's
/// software (gemmini_driver.hpp) on
/// configs/validation/gemmini_rtl/machine.yaml (gemmini_schedule.hpp); a second one by our own time model,
/// with second places for tiles where they fit, closed or by events as `fidelity` says.
Set gemmini_rtl_set(const std::filesystem::path& folder, Fidelity fidelity);

}  // namespace ridge::validation
