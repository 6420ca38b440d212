// One evaluation: where every cycle, every picojoule and every word of one layer under one mapping goes.
// Plain values; views in cli/ turn them into text and JSON (keys: design section 8).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/nest/counts.hpp"

namespace ridge {

struct Machine;

/// read: what goes down or is drained up leaves through the read side; write: fills and updates.
enum class Direction : std::uint8_t { read, write };
std::string_view name_of(Direction direction);

/// Cycles lost to one stream of words at one level.
struct Stall {
  LevelId level;
  TensorId tensor;
  Direction direction = Direction::read;
  double cycles = 0;
};

/// Every cycle has exactly one cause; they add up to the total (docs/cycles.md). Each is a whole number.
struct Causes {
  double compute = 0;
  double array_fill_drain = 0;
  double weight_load = 0;
  std::vector<Stall> stalls;  // in nest order, read before write; none of 0 cycles
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
  std::int64_t tile_bytes = 0;           // demanded of one instance, double buffering included
  double read_bytes = 0;                 // reads + drains, of all instances
  double write_bytes = 0;                // fills + updates
  std::optional<double> read_energy_pj;  // nothing: the machine's energy is unknown and words move
  std::optional<double> write_energy_pj;
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

/// The wires of one fanout (docs/energy.md). Words that enter it from above, and words that leave it upwards.
struct NetworkCost {
  FanoutId fanout;
  double words = 0;
  double hops = 0;                  // links passed, summed over the words
  double multicast = 1;             // mean number of receivers of a word of a read tensor sent down
  std::optional<double> energy_pj;  // nothing: the machine states no hop energy
};

/// The roof of one level: all words that pass its ports, to and from both of its neighbours.
struct Boundary {
  LevelId level;
  double ops_per_byte = 0;        // operations / bytes read and written at this level; 0: none moved
  double ridge_ops_per_byte = 0;  // where the level's bandwidth under this mix of streams meets the peak
  double attainable_ops_per_cycle = 0;  // min(peak, intensity x bandwidth)
  bool binds = false;                   // the lowest roof, below the peak: gives attainable_mapped
};

/// What stands between the peak and what was achieved, in the order of the walk down (docs/roofline.md).
enum class GapCause : std::uint8_t {
  memory_roof,
  traffic_beyond_compulsory,
  idle_lanes,
  weight_load,
  stall,
  array_fill_drain,
  start_up
};
/// "memory roof", "traffic beyond compulsory", "idle lanes", "stall", "start-up".
std::string_view name_of(GapCause cause);

struct GapFactor {
  GapCause cause = GapCause::memory_roof;
  LevelId level;  // stall: the stream that is waited for
  TensorId tensor;
  Direction direction = Direction::read;
  double factor = 1;  // >= 1; the product of all factors = peak / achieved
};

struct Roofline {
  double peak_ops_per_cycle = 0;               // infinite: no unit computes, memory is the only roof
  double attainable_ops_per_cycle = 0;         // under the binding roof, compulsory traffic
  double attainable_mapped_ops_per_cycle = 0;  // with the mapping's traffic
  double achieved_ops_per_cycle = 0;
  std::vector<GapFactor> gap;
  std::vector<Boundary> boundaries;  // of every level that keeps a tensor, outermost first
};

/// What was assumed and where the constants come from: fixed for a problem on a machine, hence shared.
struct Remarks {
  std::vector<std::string> notes;
  std::vector<std::string> sources;
};

struct Evaluation {
  CountingRules counting = CountingRules::exact;
  double cycles = 0;
  double seconds = 0;
  std::optional<double> energy_pj;         // dynamic + static; nothing: some part is unknown
  std::optional<double> static_energy_pj;  // nothing: no level states any static power
  std::optional<double> edp_js;            // energy in J x delay in s
  std::optional<double> area_mm2;
  double lanes_utilization = 0;  // iterations / (lanes x compute steps)
  double ops_utilization = 0;    // achieved / peak; NaN: there is no peak
  std::int64_t operations = 0;   // arithmetic operations (2 per MAC)
  std::optional<double> compute_energy_pj;
  Causes causes;
  IdVector<LevelId, LevelCost> levels;
  std::vector<NetworkCost> networks;  // one per fanout
  Roofline roofline;
  std::shared_ptr<const Remarks> remarks;  // set by every evaluation
};

/// Bytes that the tiles of all levels whose size is stated demand together: of each level what one instance
/// needs, second buffers included (LevelCost::demanded_bytes), times the instances in use. 2^63 - 1 when it
/// is more.
std::int64_t capacity_bytes(const Evaluation& evaluation, const Machine& machine);

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
