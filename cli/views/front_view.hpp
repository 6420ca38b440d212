// Fronts of latency and energy, or of these and capacity, layer by layer.
//
//   gemm on tiny: 7 mappings that no other one equals or beats in both latency and energy
//
//       cycles    time   energy        EDP  bound by  status
//     1  85.9 M  85.9 ms  7.68 mJ  659 uJ s  Buffer    optimal
#pragma once

#include <string>

#include "cli/network_report.hpp"
#include "cli/views/json.hpp"
#include "cli/views/style.hpp"

namespace ridge::cli {

/// One table for each group of equal layers; of a network under its heading.
std::string fronts_text(const NetworkReport& report, bool single, const Style& style);

/// Of one layer {schema: "ridge.front/1", status, least_cycles, points, search}; of several
/// {schema: "ridge.network_fronts/1", network, batch, architecture, layers, notes}.
Json fronts_json(const NetworkReport& report, bool single);

}  // namespace ridge::cli
