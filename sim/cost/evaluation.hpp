// One evaluation: where every cycle, every picojoule and every word of one layer under one mapping goes.
// Plain values; views in cli/ turn them into text and JSON (keys: design section 8).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/nest/counts.hpp"

namespace ridge {

/// read: what goes down or is drained up leaves through the read side; write: fills and updates.
enum class Direction : std::uint8_t { read, write };

/// Cycles lost to one stream of words at one level.
struct Stall {
  LevelId level;
  TensorId tensor;
  Direction direction = Direction::read;
  double cycles = 0;
};

/// Every cycle has exactly one cause; they add up to the total (docs/cycles.md).
struct Causes {
  double compute = 0;
  double array_fill_drain = 0;
  double weight_load = 0;
  std::vector<Stall> stalls;
  double network_stall = 0;
  double dram_overhead = 0;
  double other_work = 0;
  double start_up = 0;
  double total() const;
};

/// One level x tensor. Counts as in NodeCounts; all zero where the level does not keep the tensor.
struct TensorCost {
  bool kept = false;
  NodeCounts counts;
  std::int64_t tile_bytes = 0;  // demanded of one instance, double buffering included
  double read_bytes = 0;        // reads + drains, of all instances
  double write_bytes = 0;       // fills + updates
  std::optional<double> read_energy_pj,
      write_energy_pj;  // nothing: the machine's energy is unknown and words move
};

struct LevelCost {
  std::int64_t instances = 0;  // there
  std::int64_t used_instances = 0;
  double busy_cycles = 0;           // of the busiest port
  std::optional<double> energy_pj;  // dynamic, all tensors; nothing: unknown
  std::optional<double> static_energy_pj;
  std::int64_t demanded_bytes = 0;  // of one instance, all tensors
  IdVector<TensorId, TensorCost> tensors;
};

struct NetworkCost {
  FanoutId fanout;
  double words = 0;
  double hops = 0;
  double multicast = 1;  // mean number of receivers of a word sent down
  std::optional<double> energy_pj;
};

/// The roof of one boundary: the traffic between a level and what is below it.
struct Boundary {
  LevelId level;
  double ops_per_byte = 0;              // with the mapping's traffic at this level
  double ridge_ops_per_byte = 0;        // where this level's bandwidth meets the peak
  double attainable_ops_per_cycle = 0;  // min(peak, intensity x bandwidth), mapping's traffic
  bool binds = false;                   // gives attainable_mapped
};

struct GapFactor {
  std::string cause;  // "idle lanes", "traffic beyond compulsory", "stall DRAM Weights read", "start-up", ...
  double factor = 1;  // >= 1; the product of all factors = peak / achieved
};

struct Roofline {
  double peak_ops_per_cycle = 0;
  double attainable_ops_per_cycle = 0;         // under the binding roof, compulsory traffic
  double attainable_mapped_ops_per_cycle = 0;  // with the mapping's traffic
  double achieved_ops_per_cycle = 0;
  std::vector<GapFactor> gap;
  std::vector<Boundary> boundaries;
};

struct Evaluation {
  double cycles = 0;
  double seconds = 0;
  std::optional<double> energy_pj;         // dynamic + static; nothing: some part is unknown
  std::optional<double> static_energy_pj;  // nothing: no level states any static power
  std::optional<double> edp_js;            // energy in J x delay in s
  std::optional<double> area_mm2;
  double lanes_utilization = 0;  // operations / (lanes x compute steps)
  double ops_utilization = 0;    // achieved / peak
  std::int64_t operations = 0;   // arithmetic operations (2 per MAC)
  std::optional<double> compute_energy_pj;
  Causes causes;
  IdVector<LevelId, LevelCost> levels;
  std::vector<NetworkCost> networks;
  Roofline roofline;
  std::vector<std::string> notes;
  std::vector<std::string> sources;
};

/// Why a mapping cannot run: a plain value, cheap in a search.
struct Infeasible {
  enum class Reason : std::uint8_t { illegal, capacity, no_unit, overflow };
  Reason reason = Reason::capacity;
  std::optional<Violation> violation;  // illegal
  LevelId level;                       // capacity
  TensorId tensor;                     // capacity: the largest tile at that level
  std::size_t entry = 0;               // its node in the nest
  std::int64_t demanded_bytes = 0;
  std::int64_t available_bytes = 0;
};

}  // namespace ridge
