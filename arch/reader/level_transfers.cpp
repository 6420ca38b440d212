#include <algorithm>

#include <fmt/format.h>

#include "arch/reader/level.hpp"
#include "arch/reader/roles.hpp"

namespace ridge::reader {
namespace {

constexpr double most_cycles = 1e6;

double cycles_of(const std::optional<Cycles>& cycles, const yaml::Node& node, const std::string& key,
                 Diagnostics& diagnostics) {
  if (!cycles) return 0;
  if (cycles->value <= most_cycles) return cycles->value;
  diagnostics.error(place_of(node, key), "'" + key + "' is more than a million cycles").help =
      "look for a slip in the number";
  return 0;
}

/// 'requests' and 'request' limit together, and over a latency.
bool limits(const LevelDraft& draft, const yaml::Node& node, Diagnostics& diagnostics) {
  const bool has_latency = draft.latency && draft.latency->value > 0;
  if (!draft.requests && !draft.request) return false;
  const std::string given = draft.requests ? "requests" : "request";
  if (!draft.requests || !draft.request) {
    diagnostics.error(place_of(node, given), "'" + given + "' does nothing alone").help =
        "give both, for example 'requests: 16, request: 64 B'";
    return false;
  }
  if (has_latency) return true;
  diagnostics.error(place_of(node, given), "'requests' without a 'latency' are no limit").help =
      "write for example 'latency: 100 cycles'";
  return false;
}

void limit_reads(double bytes_per_cycle, StorageLevel& level) {
  RoleSet read;
  for (Port& port : level.ports) {
    read = RoleSet(read.bits() | port.reads.bits());
    if (port.reads.empty()) continue;
    port.bytes_per_cycle = std::min(port.bytes_per_cycle.value_or(bytes_per_cycle), bytes_per_cycle);
  }
  const RoleSet others(RoleSet::all().bits() & ~read.bits());
  const bool are_all =
      others == RoleSet::all() && std::none_of(level.ports.begin(), level.ports.end(),
                                               [](const Port& port) { return port.name == "read"; });
  if (!others.empty())
    level.ports.push_back({are_all ? "read" : "requests", bytes_per_cycle, others, RoleSet()});
}

/// Time counts where a port has a limit: one that has none is in nobody's way.
void check_reads_are_limited(const StorageLevel& level, const Place& place, const std::string& key,
                             Diagnostics& diagnostics) {
  for (std::size_t role = 0; role < machine_role_count; ++role) {
    if (!level.may_keep.has(role)) continue;
    const bool limited = std::any_of(level.ports.begin(), level.ports.end(), [role](const Port& port) {
      return port.reads.has(role) && port.bytes_per_cycle;
    });
    if (limited) continue;
    diagnostics.error(place, "'" + key + "' needs a bandwidth for reads of " + role_words()[role]).help =
        "give the level a bandwidth, or 'requests' and 'request'";
    return;
  }
}

}  // namespace

void read_level_transfers(const LevelDraft& draft, const yaml::Node& node, Context& context,
                          StorageLevel& level) {
  Diagnostics& diagnostics = context.diagnostics;
  const std::size_t errors = diagnostics.error_count();
  level.latency_cycles = cycles_of(draft.latency, node, "latency", diagnostics);
  level.issue_cycles = cycles_of(draft.issue, node, "issue", diagnostics);
  if (limits(draft, node, diagnostics)) {
    level.requests = draft.requests;
    level.request_bytes = draft.request->value;
    limit_reads(static_cast<double>(*level.requests) * static_cast<double>(*level.request_bytes) /
                    draft.latency->value,
                level);
  }
  if (diagnostics.error_count() > errors) return;
  for (const auto& [key, cycles] :
       {std::pair("latency", level.latency_cycles), {"issue", level.issue_cycles}})
    if (cycles > 0) check_reads_are_limited(level, place_of(node, key), key, diagnostics);
}

}  // namespace ridge::reader
