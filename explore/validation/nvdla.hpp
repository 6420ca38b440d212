// The NVDLA primer's seven configurations: frames per second of ResNet-50.
#pragma once

#include <filesystem>

#include "explore/validation/set.hpp"

namespace ridge::validation {

/// Reads nvdla_primer.yaml in `folder`. The machines are configs/arch/nvdla_1024.yaml with the row's MACs,
/// buffer and bandwidth; every layer of ResNet-50 runs for itself, one after another, one frame at a time.
Set nvdla_set(const std::filesystem::path& folder);

}  // namespace ridge::validation
