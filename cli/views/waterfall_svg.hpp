// A picture of where the cycles go: one bar per cause, each beginning where the one above ends.
//
//   compute                  ################                        1,204,224   61 %
//   stall DRAM Weights read                  ##########                752,640   38 %
//   start-up                                           #                19,009  1.0 %
#pragma once

#include <string>

#include "sim/cost/evaluation.hpp"

namespace ridge::cli {

/// An SVG that stands alone and reads in grey. The layer's causes add up to its cycles.
std::string waterfall_svg(const std::string& layer, const Problem& problem, const Machine& machine,
                          const Evaluation& evaluation);

}  // namespace ridge::cli
