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

/// {name, count, also, work} of a group of equal layers.
Json group_json(const NetworkReport& report, std::size_t group);

/// {message, help} and, where one rule is to blame, its place; where several facts are, these: conflict, of
/// {message, place}.
Json no_mapping_json(const NoMapping& none);

/// {mappings, up_to}: null where they were not counted.
Json space_json(const SpaceSize& space);

}  // namespace ridge::cli
