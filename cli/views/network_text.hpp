// A network as one table: a line for each group of equal layers, then the totals.
//
//   layer    x    cycles   util  of roof  bound by  mostly lost to     energy       EDP    gap
//   conv1    1    1.23 M   86 %     95 %  compute   idle lanes       4.51 uJ  ...          12 %
#pragma once

#include "cli/network_report.hpp"
#include "cli/views/style.hpp"

namespace ridge::cli {

std::string network_text(const NetworkReport& report, const Style& style);

/// One layer in full: what the search says about its mapping, then the evaluation.
std::string layer_text(const NetworkReport& report, const DistinctLayer& group, const Style& style);

}  // namespace ridge::cli
