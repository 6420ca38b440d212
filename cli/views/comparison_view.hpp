// One mapping by Timeloop's rules and by ours, side by side.
//
//   what              Timeloop      ours   ratio  why
//   GLB Inputs tile     10,560     2,640   0.25x  its box holds words that no operation touches
#pragma once

#include "cli/views/json.hpp"
#include "cli/views/style.hpp"
#include "interop/timeloop/compare.hpp"

namespace ridge::cli {

/// A sentence when nothing differs.
std::string comparison_text(const std::vector<timeloop::Difference>& differences, const Style& style);

/// [{what, timeloop, exact, cause}].
Json comparison_json(const std::vector<timeloop::Difference>& differences);

}  // namespace ridge::cli
