// Energy of storage, wires, compute and standing still (docs/energy.md).
#pragma once

#include "sim/cost/traffic.hpp"

namespace ridge::cost {

/// (reads + drains) x read energy and (fills + updates) x write energy of one node, each word at its width.
/// Nothing where the machine's energy is unknown and words move.
struct NodeEnergy {
  std::optional<double> read_pj;
  std::optional<double> write_pj;
};
NodeEnergy node_energy(const Slot& slot, const NodeCounts& node, bool written);

/// a + b where both are known.
inline std::optional<double> sum(const std::optional<double>& a, const std::optional<double>& b) {
  if (!a || !b) return std::nullopt;
  return *a + *b;
}

/// Fills in every energy of `result` and its EDP: needs counts, networks, cycles and seconds filled in.
/// `compute_pj` is the compute energy of all iterations; nothing: unknown.
void write_energy(const Setting& setting, std::optional<double> compute_pj, Evaluation& result);

/// Compute energy of all iterations on the array.
std::optional<double> array_energy_pj(const Setting& setting);

}  // namespace ridge::cost
