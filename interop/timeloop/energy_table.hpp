// Energy and area reference tables (`ERT:`, `ART:`), as Accelergy writes them.
#pragma once

#include "interop/timeloop/architecture.hpp"

namespace ridge::timeloop {

/// The energies of one component by action, each the maximum over its argument rows, never below 0.
struct EnergyTable {
  std::string component;  // the last part of its path, without a range
  Place place;
  std::vector<std::pair<std::string, double>> actions;  // pJ

  /// The first of these actions that there is.
  std::optional<double> first_of(std::initializer_list<std::string_view> names) const;
};

/// The tables of `ERT:`; none without it.
std::vector<EnergyTable> read_energy_tables(const Input& input, Diagnostics& diagnostics);

/// Puts the tables' energies and areas into the machine: of a component, named by the last part of its path
/// without a range; of an action, the maximum over its argument rows. Warns of tables that match no
/// component, and of levels and actions for which the built-in energy stays, which Timeloop does in silence.
void apply_tables(const Input& input, Architecture& machine, Diagnostics& diagnostics);

}  // namespace ridge::timeloop
