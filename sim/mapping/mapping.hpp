// A mapping is a nest: one ordered list, outermost first, of storage nodes, temporal loops and spatial loops.
//
//   keep Weights, Inputs, Outputs in DRAM
//   for k in 0..8
//     keep Inputs in GLB
//     for q in 0..28
//       spatial k in 0..16 over PE.x
//         ...
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arch/machine.hpp"
#include "base/diagnostics.hpp"
#include "workloads/problem.hpp"

namespace ridge {

/// One entry of a nest. Small and flat: the search copies nests by the million.
struct NestEntry {
  enum class Kind : std::uint8_t { keep, temporal, spatial };
  Kind kind = Kind::keep;
  Axis axis = Axis::x;     // spatial
  DimensionId dimension;   // temporal, spatial
  LevelId level;           // keep
  TensorId tensor;         // keep
  FanoutId fanout;         // spatial
  std::int64_t bound = 1;  // temporal, spatial; >= 1

  static NestEntry keep(LevelId level, TensorId tensor);
  static NestEntry temporal(DimensionId dimension, std::int64_t bound);
  static NestEntry spatial(DimensionId dimension, std::int64_t bound, FanoutId fanout, Axis axis);
  bool operator==(const NestEntry&) const = default;
};

/// The largest bound of one loop that a reader accepts.
inline constexpr std::int64_t greatest_bound = std::int64_t{1} << 62;

/// More than any nest needs; what a reader accepts at most.
inline constexpr std::size_t max_nest_entries = 1024;

struct Mapping {
  std::vector<NestEntry> nest;  // outermost first
  std::vector<Place> places;    // where each entry was read; empty for a mapping that was searched
  bool operator==(const Mapping& other) const { return nest == other.nest; }
};

/// The first rule of a legal nest that a mapping breaks. A plain value: searches meet it often.
struct Violation {
  enum class Rule : std::uint8_t {
    level_may_not_keep,             // the level does not keep this tensor's role
    level_must_keep,                // the level `keeps` the role but the nest has no such node
    node_twice,                     // two nodes of one level and tensor
    node_order,                     // a tensor's nodes do not follow the order of levels
    node_above_fanout_after_loop,   // a node of a level above a fanout stands after one of its spatial loops
    node_below_fanout_before_loop,  // a node of a level below a fanout stands before one of its spatial loops
    fanout_order,                   // spatial loops of an inner fanout stand before those of an outer one
    axis_overfull,                  // bounds on one axis multiply to more than its size
    no_home,                        // a tensor has no node at all
    bound_below_one,                // a loop has a bound of zero or less
    bounds_too_small,               // bounds of a dimension multiply to less than its size
    bounds_overflow,                // the product of all bounds leaves 63 bits
    needs_reduction,  // spatial loop irrelevant to the written tensor on an axis that does not reduce, or
                      // with no node of the written tensor above it to take the sum
    outputs_overlap,  // spatial loops over a rank of the written tensor whose children overlap there
  };
  Rule rule;
  std::size_t entry = 0;  // index into the nest, of the entry to blame (nest.size(): the nest as a whole)
  std::size_t other = 0;  // a second entry where two conflict
  LevelId level;
  TensorId tensor;
  DimensionId dimension;
};

/// Checks every rule of design section 3 once (docs/mappings.md spells them out). Ids in the nest must be
/// those of `problem` and `machine`. Allocates nothing on machines and problems of ordinary size. Capacity is
/// not checked here: it needs footprints (sim/cost). A search checks with LegalityChecker
/// (sim/mapping/legality.hpp).
std::optional<Violation> find_violation(const Problem& problem, const Machine& machine,
                                        const Mapping& mapping);

/// The violation as an error for people: the place in the mapping (or the printed entry), the place in the
/// machine, a way out.
Diagnostic describe(const Violation& violation, const Problem& problem, const Machine& machine,
                    const Mapping& mapping);

/// Reads one nest (the list under `nest:`), resolving names against the problem and the machine.
/// Records what is wrong in `diagnostics`.
std::optional<Mapping> read_nest(const yaml::Node& nest, const Problem& problem, const Machine& machine,
                                 Diagnostics& diagnostics);

/// Reads a parsed `ridge: mapping/1` for one layer: `nest:`, or the entry of `layers:` with that name. Throws
/// InputError with all that is wrong in it. Whether the nest is legal is another question: find_violation.
Mapping read_mapping(const yaml::Node& root, const std::string& layer, const Problem& problem,
                     const Machine& machine);

/// The same from a file, or from a shipped mapping by its name (configs/mappings/NAME.yaml), with `--set`
/// assignments applied.
Mapping load_mapping(const std::string& path, const std::string& layer, const Problem& problem,
                     const Machine& machine, const std::vector<std::string>& overrides = {});

/// One entry as a mapping file has it: "- for: {K: 8}".
std::string print_entry(const NestEntry& entry, const Problem& problem, const Machine& machine);

/// The nest as YAML entries under `nest:` (without the file header), consecutive nodes of one level joined.
std::string print_nest(const Mapping& mapping, const Problem& problem, const Machine& machine,
                       int indent = 0);
/// A whole mapping file. Loops of bound 1 are kept: reading it back gives an equal mapping.
std::string print_mapping_file(const Mapping& mapping, const Problem& problem, const Machine& machine);
/// The loop nest as a person would draw it, indented, with tile sizes.
std::string draw_nest(const Mapping& mapping, const Problem& problem, const Machine& machine);

}  // namespace ridge
