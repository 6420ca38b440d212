// Timeloop's accounting (sim/cost/conventions.hpp) on counted mappings.
#pragma once

#include "sim/cost/conventions.hpp"
#include "sim/cost/traffic.hpp"

namespace ridge::cost {

/// The first level whose tiles need more words than it has, or fill less of it than it demands.
std::optional<Infeasible> averaged_capacity(const Averages& averages, const Setting& setting,
                                            const Traffic& traffic, IdVector<LevelId, LevelCost>& levels);

/// Cycles of the slowest level: compute cycles over min(1, bandwidth / demand), every step in double and in
/// this order, since the last bit of the quotient decides what is rounded up.
double averaged_cycles(const Averages& averages, const Setting& setting, const Traffic& traffic,
                       double compute_cycles);

/// Fills in every energy of `result` and its EDP: needs cycles and seconds filled in.
void write_averaged_energy(const Averages& averages, const Setting& setting, const Traffic& traffic,
                           Evaluation& result);

}  // namespace ridge::cost
