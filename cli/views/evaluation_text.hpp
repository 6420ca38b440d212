// One evaluation as text, in the order in which an architect asks: how fast, what limits it, where the
// cycles and the energy go, how far from the roof, and by which loop nest.
//
//   strided_convolution on small: 256 lanes at 1 GHz
//     cycles       1,806,336   (1.81 ms)
//     utilization  82 % of lanes, 78 % of peak operations
//     bound by     compute
//     ...
//   Where the cycles go
//     compute                    1,605,632   89 %  ########################
//     stall: DRAM Weights read     200,704   11 %  ###
#pragma once

#include <string>

#include "cli/views/style.hpp"
#include "sim/cost/evaluation.hpp"

namespace ridge::cli {

/// Headline numbers: cycles, utilization, what binds, energy, EDP, area.
std::string summary_text(const std::string& layer, const Problem& problem, const Machine& machine,
                         const Evaluation& evaluation, const Style& style);

/// Where the cycles go: every cause with its share.
std::string causes_text(const Problem& problem, const Machine& machine, const Evaluation& evaluation,
                        const Style& style);

/// The roof of every level, and the way from peak to achieved by causes.
std::string roofline_text(const Problem& problem, const Machine& machine, const Evaluation& evaluation,
                          const Style& style);

/// Energy by level and tensor, with compute, networks and static energy.
std::string energy_text(const Problem& problem, const Machine& machine, const Evaluation& evaluation,
                        const Style& style);

/// Words moved at each level by tensor and action.
std::string traffic_text(const Problem& problem, const Machine& machine, const Evaluation& evaluation,
                         const Style& style);

/// What was assumed; empty when nothing was.
std::string notes_text(const Evaluation& evaluation, const Style& style);

/// All but the summary; the nest is drawn when there is a mapping.
std::string details_text(const Problem& problem, const Machine& machine, const Evaluation& evaluation,
                         const Mapping* mapping, const Style& style);

}  // namespace ridge::cli
