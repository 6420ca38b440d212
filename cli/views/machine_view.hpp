// A machine as text and as JSON: what an architect asks first, then where the numbers come from.
//
//   small: 256 lanes at 1 GHz, 45 nm
//
//   Peak, and ridge points in operations per byte at the levels
//     precision       peak  op/cycle  DRAM  GLB
//     any        512 Gop/s       512    32   16
#pragma once

#include "arch/facts.hpp"
#include "cli/views/json.hpp"
#include "cli/views/style.hpp"

namespace ridge::cli {

std::string machine_text(const Machine& machine, const MachineFacts& facts, const Style& style);

/// {name, clock_hz, technology_nm, lanes, area_mm2, peaks, levels, fanouts, compute, notes, sources}.
Json machine_json(const Machine& machine, const MachineFacts& facts);

}  // namespace ridge::cli
