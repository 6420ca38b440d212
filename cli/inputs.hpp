// From options to values: the machine, the workload and the chosen layers, with --set applied.
#pragma once

#include <string>
#include <vector>

#include "arch/machine.hpp"
#include "cli/command.hpp"
#include "cli/overrides.hpp"
#include "sim/mapping/constraints.hpp"
#include "workloads/network.hpp"

namespace ridge::cli {

/// Loads the machine; its warnings go to stderr.
Machine load_machine_input(const InputOptions& options, const Overrides& overrides);

/// Loads the workload; its warnings go to stderr.
Network load_workload_input(const InputOptions& options, const Overrides& overrides);

/// The layers whose name matches the glob, as indices; all of them for an empty glob. Throws InputError when
/// none does.
std::vector<std::size_t> select_layers(const Network& network, const std::string& glob);

/// True when the answer is about one layer rather than a network: the workload has only one, or the user
/// names one without wildcards.
bool is_single_layer(const Network& network, const std::string& glob);

/// What the machine and --constraints together demand of mappings of one problem.
Constraints load_constraints_input(const InputOptions& options, const Problem& problem,
                                   const Machine& machine);

}  // namespace ridge::cli
