// The brute-force referee of sim/nest: it executes the loops with real sets of words and counts what moves.
//
// It is the stupid second implementation that makes the closed form trustworthy: it shares no code with
// sim/nest (only the plain struct `Counts` that both return), knows no formula, and follows docs/counting.md
// word by word. It also accumulates: every partial value remembers how many iterations it contains, and at
// the end every word at its home must contain all of its iterations, else the walker throws.
#pragma once

#include "sim/nest/counts.hpp"

namespace ridge {

/// What walking a nest found; the same fields as the closed form's answer.
using WalkedCounts = Counts;

/// Walks a legal nest. Cost grows with (product of all bounds) x (nodes): for small cases, up to some 20,000
/// iterations. Throws std::logic_error when the rules of counting would lose or duplicate a partial result,
/// which no legal nest does. `rules`: exact, or AccelForge's (docs/known-optima.md).
WalkedCounts walk(const Problem& problem, const Machine& machine, const Mapping& mapping,
                  CountingRules rules = CountingRules::exact);

}  // namespace ridge
