// What no mapping can beat.
#pragma once

#include "sim/cost/evaluator.hpp"
#include "sim/cost/setting.hpp"

namespace ridge::cost {

/// Lower bounds on the cycles and the energy of every mapping the model can evaluate.
///
/// Cycles: the iterations over all lanes; and the compulsory traffic through the ports of the homes. A tensor
/// that can live at one level only adds up there with others; one that has a choice counts alone, at its
/// best.
///
/// Energy: every iteration's compute; for every tensor the cheapest choice of home and innermost level, at
/// which each distinct word leaves (or reaches) the home once, and each iteration's operand leaves the
/// innermost level, shared by at most all lanes that its axes multicast (or reduce) to; static power over the
/// bound on cycles. Wires, and unknown energies that some mapping may avoid, count as nothing. NaN where
/// every mapping's energy is unknown for want of a compute energy; infinite where no mapping exists.
Score lower_bound(const Setting& setting);

}  // namespace ridge::cost
