// A machine: storage levels and fanouts, outermost first, ending in compute units. It knows no workload: it
// speaks of roles. All amounts are resolved: bandwidths in bytes per cycle, energies in pJ per byte or per
// access.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.hpp"
#include "base/ids.hpp"
#include "base/quantity.hpp"
#include "base/yaml.hpp"

namespace ridge {

using LevelId = Id<struct LevelTag>;
using FanoutId = Id<struct FanoutTag>;
using ComputeId = Id<struct ComputeTag>;

/// The machine's three roles, in the order of `Role` in workloads/problem.hpp (a test holds them equal).
enum class MachineRole : std::uint8_t { weights, inputs, outputs };
std::string_view name_of(MachineRole role);
inline constexpr std::size_t machine_role_count = 3;

/// A set of roles, one bit each.
class RoleSet {
 public:
  constexpr RoleSet() = default;
  constexpr explicit RoleSet(unsigned bits) : bits_(static_cast<std::uint8_t>(bits & 7U)) {}
  static constexpr RoleSet all() { return RoleSet(7U); }
  constexpr bool has(std::size_t role) const { return ((bits_ >> role) & 1U) != 0; }
  constexpr RoleSet with(std::size_t role) const { return RoleSet(bits_ | (1U << role)); }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr unsigned bits() const { return bits_; }
  constexpr bool operator==(const RoleSet&) const = default;

 private:
  std::uint8_t bits_ = 0;
};

enum class MemoryKind : std::uint8_t { dram, cache, scratchpad, reg };
std::string_view name_of(MemoryKind kind);

/// One port of one instance of a level. Reads and drains use the read direction, fills and updates the write
/// direction.
struct Port {
  std::string name;                       // "read", "write", "shared" or as written in `ports:`
  std::optional<double> bytes_per_cycle;  // nothing: unlimited
  RoleSet reads;                          // roles whose reads and drains it serves
  RoleSet writes;                         // roles whose fills and updates it serves
};

/// Energy of one direction at a level, in pJ. Per access: `access_bytes` are moved at once, a part costs a
/// whole.
struct ActionEnergy {
  double picojoules = 0;
  std::optional<std::int64_t> access_bytes;  // nothing: per byte

  /// pJ to move `words` words of `bits` bits.
  double of(std::int64_t words, int bits) const;
};

struct StorageLevel {
  std::string name;
  MemoryKind kind = MemoryKind::scratchpad;
  std::optional<std::int64_t> size_bytes;  // of one instance; nothing: unlimited (dram only)
  RoleSet keeps;                           // must hold
  RoleSet may_keep = RoleSet::all();       // may hold, includes `keeps`
  std::vector<Port> ports;
  RoleSet double_buffered;                  // roles whose tiles are fetched while the predecessor is in use
  std::optional<ActionEnergy> read_energy;  // nothing: unknown
  std::optional<ActionEnergy> write_energy;
  std::optional<double> static_power_mw;  // of one instance
  std::optional<double> area_mm2;         // of one instance
  std::optional<int> word_bits;           // a forced width of every word held here
  /// Transfers between this level and its children (docs/cycles.md, "Transfers"). A reader has already
  /// limited the ports that read to `requests` of `request_bytes` in flight for the latency.
  double latency_cycles = 0;                  // from the request for a tile to its first word
  double issue_cycles = 0;                    // of its ports, for one transfer, beside its bytes
  std::optional<std::int64_t> requests;       // in flight at a time
  std::optional<std::int64_t> request_bytes;  // of one request
  std::size_t position = 0;                   // in Machine::order
  Place place;
};

enum class Axis : std::uint8_t { x, y };
std::string_view name_of(Axis axis);

/// One step from one instance above to x * y below. Multicast and reduction per axis and role.
struct Fanout {
  std::string name;
  std::array<std::int64_t, 2> size{1, 1};  // by Axis
  std::array<RoleSet, 2> multicast;        // by Axis: roles sent once to all that want the same word
  std::array<bool, 2> reduce{};            // by Axis: partial results are added on their way up
  std::optional<double> hop_energy_pj_per_byte;
  std::array<double, 2> delay_cycles{};  // by Axis: from one instance to the next; of a tree: of one level
  std::array<bool, 2> tree{};            // by Axis: words go through a tree, not from one to the next
  std::size_t position = 0;
  Place place;

  std::int64_t instances() const { return size[0] * size[1]; }
  /// Cycles until what enters with the first of `used` instances along an axis is at the last: delays from
  /// one to the next, or those of the levels of a binary tree.
  double depth_cycles(Axis axis, std::int64_t used) const;
};

/// Compute units of one kind, one per innermost lane unless `below` says where they hang.
struct ComputeUnit {
  std::string name;
  std::vector<std::string> does;    // operations: "mac", "elementwise", ...
  double operations_per_cycle = 2;  // of one unit at its fastest precision, at 2 operations an iteration
  std::vector<std::pair<std::string, double>>
      rate_by_precision;            // iterations per cycle of one unit, by precision name
  std::optional<double> energy_pj;  // of one iteration (one MAC)
  std::vector<std::pair<std::string, double>> energy_by_precision;  // pJ of one iteration
  std::optional<double> area_mm2;                                   // of one unit
  std::optional<double> static_power_mw;
  std::optional<LevelId> below;  // nothing: at the very bottom
  Place place;

  bool can(std::string_view operation) const;
  /// Iterations per cycle of one unit at a precision; nothing when the unit cannot do it.
  std::optional<double> rate(std::string_view precision) const;
  std::optional<double> energy(std::string_view precision) const;
};

/// An entry of the flat list, outermost first.
struct MachineElement {
  enum class Kind : std::uint8_t { level, fanout } kind = Kind::level;
  LevelId level;
  FanoutId fanout;
};

struct Machine {
  std::string name;
  Hertz clock;
  std::optional<Nanometres> technology;
  std::vector<std::string> sources;
  IdVector<LevelId, StorageLevel> levels;  // outermost first
  IdVector<FanoutId, Fanout> fanouts;      // outermost first
  std::vector<MachineElement> order;       // both, outermost first
  IdVector<ComputeId, ComputeUnit> compute;
  std::optional<double> published_area_mm2;  // of the whole, as a source gives it
  std::vector<std::string> notes;            // what was assumed: "cache 'L2' is taken as a scratchpad"
  std::optional<yaml::Node> constraints;     // the machine's own `constraints:`, read by sim/mapping

  std::optional<LevelId> level_named(std::string_view level) const;
  std::optional<FanoutId> fanout_named(std::string_view fanout) const;
  /// Instances of a level: the product of the fanouts above it.
  std::int64_t instances(LevelId level) const;
  /// Lanes: the product of all fanouts.
  std::int64_t lanes() const;
  /// Instances of a compute unit: one per lane, or one per instance of the level it hangs under.
  std::int64_t instances(const ComputeUnit& unit) const;
  /// Sum over levels and compute units where every part is known, else the published area of the whole, else
  /// nothing. A dram level lies on other dies and does not count.
  std::optional<double> area_mm2() const;
};

/// Reads `ridge: architecture/1`. All that is wrong is reported in one InputError; warnings (a key without
/// effect on this machine) come back in `warnings`.
Machine read_machine(const yaml::Node& root, std::vector<Diagnostic>& warnings);

/// Reads a machine from a file path (a text with a '/' or ending in .yaml, .yml or .json), or by the name of
/// a shipped machine (configs/arch/NAME.yaml), with `--set` assignments applied in order.
Machine load_machine(const std::string& path_or_name, const std::vector<std::string>& overrides,
                     std::vector<Diagnostic>& warnings);

/// The file that `load_machine` reads, as it is.
yaml::Node load_machine_file(const std::string& path_or_name);

/// The machine as a `ridge: architecture/1` file with all amounts as they are resolved: it reads back to the
/// same levels, fanouts and units, to the last bit. The machine's own constraints are not printed (they speak
/// of a problem: print_constraints).
std::string print_machine(const Machine& machine);

/// JSON Schema (draft 2020-12) of `ridge: architecture/1`, for editors. It comes from the tables the reader
/// itself reads by, so the two cannot differ.
std::string machine_schema();

}  // namespace ridge
