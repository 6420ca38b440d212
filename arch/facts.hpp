// What a machine is, in numbers an architect asks for first: peak, capacity, bandwidth, ridge points, area.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "arch/machine.hpp"

namespace ridge {

/// The fastest that the machine's units of one operation go at one precision.
struct Peak {
  std::string precision;  // "" where every precision goes at the same rate
  double ops_per_cycle = 0;
  double ops_per_second = 0;
};

/// Bandwidth of one direction; nothing: unlimited. A shared port counts in full for both directions.
struct DirectionFacts {
  std::optional<double> bytes_per_cycle;        // of one instance, all its ports of this direction together
  std::optional<double> total_bytes_per_cycle;  // of all instances
  std::optional<double> total_gb_per_second;    // 1 GB = 10^9 B
};

struct LevelFacts {
  LevelId level;
  std::int64_t instances = 0;
  std::optional<std::int64_t> size_bytes;        // of one instance; nothing: unlimited
  std::optional<std::int64_t> total_size_bytes;  // of all
  DirectionFacts read;
  DirectionFacts write;
  bool shared_ports =
      false;  // what is written goes through the ports that read it: they share their bandwidth
  /// Operations per byte read at which this level's read bandwidth just feeds the peak, one per entry of
  /// `peaks`; empty: unlimited bandwidth.
  std::vector<double> ridge_ops_per_byte;
};

struct MachineFacts {
  std::int64_t lanes = 0;
  std::vector<Peak> peaks;         // of "mac", empty when no unit does MACs
  std::vector<LevelFacts> levels;  // outermost first
  std::optional<double> area_mm2;
};

/// All of it. A MAC counts as two operations.
MachineFacts facts_of(const Machine& machine);

}  // namespace ridge
