// Energy and area reference tables (`ERT:`, `ART:`), as Accelergy writes them.
#pragma once

#include "interop/timeloop/architecture.hpp"

namespace ridge::timeloop {

/// Puts the tables' energies and areas into the machine: of a component, named by the last part of its path
/// without a range; of an action, the maximum over its argument rows. Warns of tables that match no
/// component, and of levels and actions for which the built-in energy stays, which Timeloop does in silence.
void apply_tables(const Input& input, Architecture& machine, Diagnostics& diagnostics);

}  // namespace ridge::timeloop
