// A Timeloop machine as Timeloop resolves it: storage levels, each with its size, block, mesh and bandwidths
// in words, and the compute level. docs/from-timeloop.md says which key means what.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "interop/timeloop/input.hpp"

namespace ridge::timeloop {

struct Mesh {
  std::int64_t instances = 1;
  std::int64_t x = 1;
  std::int64_t y = 1;
};

/// What a level has for tensors that are stored compressed; nothing of it matters to dense ones.
struct MetadataStorage {
  std::int64_t width_bits = 0;  // of one access; 0: metadata cost nothing here
  std::int64_t depth = 0;
  std::int64_t word_bits = 0;  // of a rank that does not say
  bool decompresses = false;   // may hold what its parent holds compressed
  bool compresses = false;     // and hand it back
  bool overbooks = false;
};

struct Level {
  std::string name;
  Place place;
  std::string memory_class;  // "DRAM", "smartbuffer_SRAM", ...
  bool dram = false;
  std::int64_t word_bits = 16;
  std::int64_t block_words = 1;                // of one access
  std::int64_t cluster = 1;                    // instances that share one access
  std::optional<std::int64_t> capacity_words;  // nothing: unlimited
  double multiple_buffering = 1;               // copies that a tile takes
  double min_utilization = 0;                  // of what is usable
  std::optional<double> read_words_per_cycle, write_words_per_cycle, shared_words_per_cycle;
  double latency_cycles = 0;  // of its network, filling and draining
  Mesh mesh;
  double read_pj = 0, fill_pj = 0, update_pj = 0;  // of one access
  std::optional<double> area_um2;                  // of one instance
  MetadataStorage metadata;

  /// Words that tiles may take up.
  std::optional<std::int64_t> usable_words() const;
};

struct Compute {
  std::string name;
  Place place;
  std::int64_t word_bits = 16;
  Mesh mesh;
  double pj = 0;  // of one operation
  std::optional<double> area_um2;
};

/// One rule of a `constraints:` list, or written inside a node: its target and what it says.
struct TargetedRule {
  std::string target;
  std::string type;  // "temporal", "spatial", "bypass", ...
  yaml::Node node;
};

struct Architecture {
  std::string name;
  std::vector<Level> levels;  // outermost first
  Compute compute;
  std::vector<TargetedRule> rules;   // constraints written inside the nodes of a v0.4 tree
  std::vector<TargetedRule> sparse;  // and `sparse_optimizations` written there, without a type
};

/// Reads `architecture:` (a tree of `subtree` and `local`, a v0.4 tree of `nodes`) or `arch:` (`arithmetic`
/// and `storage`). `dimensions` and `tensors` name what a spatial container of v0.4 neither loops nor keeps.
/// Throws InputError with all that is wrong; what Timeloop would take in silence is warned of.
Architecture read_architecture(const Input& input, Diagnostics& diagnostics);

}  // namespace ridge::timeloop
