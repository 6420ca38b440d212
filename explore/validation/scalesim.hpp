// SCALE-Sim's compute cycles of matrix products on systolic arrays.
#pragma once

#include <filesystem>

#include "explore/validation/set.hpp"

namespace ridge::validation {

/// Reads points.csv in `folder`: `layer`, `dataflow` (os, ws, is), `array_rows`, `array_columns`, `M`, `N`,
/// `K`, and the report's `total_cycles` and `stall_cycles`, both empty where there is none.
Set scalesim_set(const std::filesystem::path& folder);

}  // namespace ridge::validation
