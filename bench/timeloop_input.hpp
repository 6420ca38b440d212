// An Eyeriss-like Timeloop input of our own: 168 PEs in 14 columns, an array of any size instead, a layer of
// a residual network, and an energy table as long as Accelergy writes them (18 kB).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ridge {

/// The texts of architecture, problem, mapping and energy table.
std::vector<std::string> eyeriss_like_input();

/// Three levels around side x side lanes, which unroll K and C of a 3x3 layer over all of it.
std::vector<std::string> lanes_input(std::int64_t side);

}  // namespace ridge
