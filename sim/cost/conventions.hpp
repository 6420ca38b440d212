// How an evaluation counts, times and charges: our own way, or another tool's, handed in as a value so that
// two tools' numbers can be compared on one mapping.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/machine.hpp"
#include "sim/nest/counts.hpp"

namespace ridge {

/// What Timeloop's accounting needs of one storage level beyond a machine (docs/from-timeloop.md). Amounts
/// are of one instance, in words of the level's own width.
struct AveragedLevel {
  std::optional<std::int64_t> capacity_words;      // nothing: never checked
  double least_words = 0;                          // a mapping that uses less is refused
  std::int64_t block_words = 1;                    // moved by one access; a part costs a whole
  std::int64_t clusters = 1;                       // groups of instances that share one access
  double read_pj = 0, fill_pj = 0, update_pj = 0;  // of one access
  std::optional<double> read_words_per_cycle, write_words_per_cycle, shared_words_per_cycle;
};

/// Accounting by means: every level's words per instance over the compute cycles against its bandwidth; the
/// slowest level sets the latency, and nothing else does. Energy is charged per instance in whole accesses,
/// reads as reads, fills and updates as writes; what drains is not charged.
struct Averages {
  IdVector<LevelId, AveragedLevel> levels;
  double compute_pj = 0;      // of one iteration
  double latency_cycles = 0;  // added to the whole: filling and draining of networks
};

/// What a mapping waits for.
enum class Waiting : std::uint8_t {
  as_built,  // docs/cycles.md: start-up, and exchanges of single-buffered tiles
  slowest    // nothing but the slowest port, or the lanes: all else happens meanwhile, without second buffers
};

struct Conventions {
  CountingRules counting = CountingRules::exact;
  std::optional<Averages> averages;  // nothing: docs/cycles.md and docs/energy.md
  Waiting waiting = Waiting::as_built;
};

/// AccelForge's (docs/known-optima.md): for machines whose levels are single-buffered and have one width for
/// complete and partial words.
inline Conventions accelforge_conventions() {
  return {CountingRules::accelforge, std::nullopt, Waiting::slowest};
}

/// "exact", "timeloop", "accelforge".
constexpr std::string_view name_of(CountingRules rules) {
  if (rules == CountingRules::timeloop) return "timeloop";
  return rules == CountingRules::exact ? "exact" : "accelforge";
}

}  // namespace ridge
