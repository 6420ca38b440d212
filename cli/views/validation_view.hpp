// Validation sets for people and for programs.
//
//   nvdla: frames per second of 7 points
//     point                           ours  theirs   error
//     2048 MACs, 512 KiB, 20 GB/s      262     269  -2.7 %
//     ...
//     mean error 4.0 %, 90th percentile 7.0 %, worst 8.8 %, rank correlation 1.000
#pragma once

#include <string>
#include <vector>

#include "cli/views/json.hpp"
#include "cli/views/style.hpp"
#include "explore/validation/set.hpp"

namespace ridge::cli {

/// Every row, the errors, where the figures come from and what was assumed.
std::string validation_text(const validation::Set& set, const Style& style);

/// One line of errors for each quantity of each set.
std::string validation_summary(const std::vector<validation::Set>& sets, const Style& style);

/// Schema "ridge.validation/1" (docs/commands.md). `name`, `points`, errors and `rows` are of the principal
/// quantity, those of others stand under `also`.
Json validation_json(const validation::Set& set);

}  // namespace ridge::cli
