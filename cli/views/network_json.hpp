// The answer of `ridge map` and `ridge evaluate` as JSON.
#pragma once

#include "cli/network_report.hpp"
#include "cli/views/json.hpp"

namespace ridge::cli {

/// One layer that was mapped: {status, objective, value, lower_bound, gap, mapping, evaluation, search}. Of a
/// layer whose mapping was given: its evaluation alone.
Json layer_json(const NetworkReport& report, const DistinctLayer& group);

/// {network, architecture, layers: [{name, count, also, work, ...as above}], totals}.
Json network_json(const NetworkReport& report);

}  // namespace ridge::cli
