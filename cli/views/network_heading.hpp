// What a network's table is about, above it: which layers, made how, and what to know before reading on.
//
//   bert_base on tpu_v1: bf16, batch 1, sequence 512, 11 of 162 layers distinct, for least edp
//     note: no unit of 'tpu_v1' does mac at bf16: 97 layers are counted as memory traffic
#pragma once

#include "cli/network_report.hpp"
#include "cli/views/style.hpp"

namespace ridge::cli {

/// Ends with a newline.
std::string network_heading(const NetworkReport& report, const Style& style);

}  // namespace ridge::cli
