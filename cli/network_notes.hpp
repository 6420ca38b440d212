// What a reader of a network's numbers has to know before them: said once per run, not once per layer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "system/precision_gaps.hpp"

namespace ridge::cli {

/// A warning for every operation that the array does, but not at the layers' precision; `workload` is what
/// the user called it.
std::vector<Diagnostic> precision_warnings(const Network& network, const std::vector<std::size_t>& layers,
                                           const Machine& machine, const std::string& workload);

/// Names the layers (the first few) that are counted as memory traffic and not warned of above; nothing when
/// there are none.
std::optional<std::string> traffic_notice(const Network& network, const std::vector<std::size_t>& layers,
                                          const Machine& machine);

/// The warnings in one sentence each, and that the parameters do not fit: for the heading and for `notes`.
std::vector<std::string> network_notes(const Network& network, const std::vector<std::size_t>& layers,
                                       const Machine& machine);

}  // namespace ridge::cli
