// Energy of storage, wires, compute and standing still (docs/energy.md).
#pragma once

#include "sim/cost/traffic.hpp"

namespace ridge::cost {

/// Fills in every energy of `result` and its EDP: needs counts, networks, cycles and seconds filled in.
/// `compute_pj` is the compute energy of all iterations; nothing: unknown.
void write_energy(const Setting& setting, const Traffic& traffic, std::optional<double> compute_pj,
                  Evaluation& result);

/// Compute energy of all iterations on the array.
std::optional<double> array_energy_pj(const Setting& setting);

}  // namespace ridge::cost
