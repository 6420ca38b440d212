#include "explore/validation/gemmini_schedule.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/checked.hpp"

namespace ridge::validation {
namespace {

double real_of(std::int64_t count) {
  return static_cast<double>(count);
}

class Stages {
 public:
  Stages(const GemminiTile& tile, const GemminiCommands& commands, const GemminiConstants& constants)
      : tile_(tile), commands_(commands), is_(constants) {}

  GemminiStages run() {
    const GemminiSizes& sizes = tile_.sizes;
    stages_.load_cycles = is_.cache_latency_cycles + is_.memory_latency_cycles;
    load(real_of(tile_.pixels), sizes.c, commands_.whole.c, tile_.inputs_since_bytes);
    load(real_of(sizes.r * sizes.s * sizes.c), sizes.k, commands_.whole.k, tile_.weights_since_bytes);
    stages_.compute_cycles = compute();
    if (tile_.stores) store();
    return stages_;
  }

 private:
  /// What has not passed yet in this layer did so in a run of the same layer before it.
  double missing(double since_bytes) const {
    return missing_part(std::isfinite(since_bytes) ? since_bytes : commands_.layer_bytes, is_.cache_bytes);
  }

  double request_cycles(std::int64_t bytes) const {
    return real_of(std::max(is_.beat_bytes, bytes)) / real_of(is_.beat_bytes) + is_.cache_issue_cycles;
  }
  /// Lines follow each other where a tile has whole rows.
  double line_cycles(bool whole_rows) const { return whole_rows ? is_.line_cycles : is_.lone_line_cycles; }

  void load(double rows, std::int64_t width, std::int64_t pitch, double since_bytes) {
    const double requests = rows * real_of(ceil_divide(width, is_.request_bytes));
    const double missed = missing(since_bytes);
    const double hit_cycles = request_cycles(std::min(width, is_.request_bytes));
    const double line = line_cycles(width >= pitch);
    stages_.load_cycles += requests * ((1 - missed) * hit_cycles + missed * std::max(hit_cycles, line));
    stages_.memory_cycles += requests * missed * line;
  }

  double compute() const {
    const GemminiSizes& sizes = tile_.sizes;
    const std::int64_t rest = sizes.p % is_.array;
    const std::int64_t whole_pieces = sizes.p / is_.array;
    const double pieces = real_of(whole_pieces + (rest > 0 ? 1 : 0));
    const double rows = real_of(whole_pieces * is_.array + (rest > 0 ? std::max(is_.fewest_rows, rest) : 0));
    const double strips = real_of(sizes.n * sizes.q);
    const double blocks =
        real_of(ceil_divide(sizes.k, is_.array) * ceil_divide(sizes.c, is_.array) * sizes.r * sizes.s);
    const double both = std::pow(
        std::pow(rows, is_.stages_norm) + std::pow(pieces * is_.compute_issue_cycles, is_.stages_norm),
        1 / is_.stages_norm);
    return blocks * std::max(real_of(is_.array), strips * both);
  }

  void store() {
    const GemminiSizes& sizes = tile_.sizes;
    const std::int64_t strips = ceil_divide(sizes.k, is_.array);
    const double rows = real_of(sizes.n * sizes.p * sizes.q * strips);
    const double lines = rows / real_of(std::min(strips, is_.request_bytes / is_.array));
    const double missed = missing(tile_.outputs_since_bytes);
    const bool reads_first = commands_.whole.k < is_.beat_bytes;
    const double hit_cycles =
        rows * (reads_first ? is_.cache_latency_cycles : request_cycles(is_.beat_bytes));
    const double line = lines * line_cycles(sizes.k >= commands_.whole.k);
    stages_.store_cycles = (1 - missed) * hit_cycles + missed * std::max(hit_cycles, line);
    stages_.memory_cycles += missed * line;
  }

  const GemminiTile& tile_;
  const GemminiCommands& commands_;
  const GemminiConstants& is_;
  GemminiStages stages_;
};

const StorageLevel& level_of(const Machine& machine, std::string_view name) {
  const auto level = machine.level_named(name);
  if (!level)
    throw InputError({}, fmt::format("machine '{}' has no level '{}'", machine.name, name),
                     "take configs/validation/gemmini_rtl/machine.yaml as it ships");
  return machine.levels[*level];
}

/// Of the port that reads, or that writes.
double bytes_per_cycle(const StorageLevel& level, RoleSet Port::*direction) {
  for (const Port& port : level.ports)
    if (!(port.*direction).empty() && port.bytes_per_cycle) return *port.bytes_per_cycle;
  throw InputError(level.place, fmt::format("level '{}' has no bandwidth", level.name),
                   "write for example 'bandwidth: 16 B/cycle'");
}

}  // namespace

GemminiConstants constants_of(const Machine& machine) {
  const StorageLevel& memory = level_of(machine, "DRAM");
  const StorageLevel& cache = level_of(machine, "L2");
  const auto columns = machine.fanout_named("Column");
  if (!columns || !cache.size_bytes || !memory.request_bytes)
    throw InputError({}, fmt::format("machine '{}' is no Gemmini", machine.name),
                     "it needs a fanout Column, a size of the L2 and requests of the DRAM");
  GemminiConstants is;
  is.array = machine.fanouts[*columns].size[0];
  is.compute_issue_cycles = level_of(machine, "Scratchpad").issue_cycles;
  is.request_bytes = *memory.request_bytes;
  is.beat_bytes = static_cast<std::int64_t>(bytes_per_cycle(cache, &Port::reads));
  is.cache_bytes = real_of(*cache.size_bytes);
  is.cache_issue_cycles = cache.issue_cycles;
  is.cache_latency_cycles = cache.latency_cycles;
  is.memory_latency_cycles = memory.latency_cycles;
  const double line_bytes = real_of(is.request_bytes);
  is.line_cycles = line_bytes / bytes_per_cycle(memory, &Port::writes) + memory.issue_cycles;
  is.lone_line_cycles = line_bytes / bytes_per_cycle(memory, &Port::reads);
  return is;
}

double missing_part(double since_bytes, double cache_bytes) {
  const double times = since_bytes / cache_bytes;
  if (times <= 1) return 0;
  double missing = 1;
  for (int round = 0; round < 60; ++round)
    missing = 1 - std::exp(-missing * times);
  return missing;
}

GemminiStages stages_of(const GemminiTile& tile, const GemminiCommands& commands,
                        const GemminiConstants& constants) {
  return Stages(tile, commands, constants).run();
}

double cycles_of(const GemminiCommands& commands, bool is_matmul, const GemminiConstants& constants) {
  double cycles = 0;
  double last_store_cycles = 0;
  bool is_first = true;
  for (const auto& [tile, times] : commands.tiles) {
    const GemminiStages stages = stages_of(tile, commands, constants);
    const double begin_cycles = stages.load_cycles + stages.compute_cycles;
    double period_cycles = std::max({stages.load_cycles, stages.compute_cycles, stages.store_cycles,
                                     stages.memory_cycles, constants.host_cycles});
    if (!is_matmul) period_cycles = std::max(period_cycles, (begin_cycles + stages.store_cycles) / 2);
    if (is_first) cycles += begin_cycles - period_cycles;
    cycles += real_of(times) * period_cycles;
    last_store_cycles = std::max(last_store_cycles, stages.store_cycles);
    is_first = false;
  }
  return cycles + last_store_cycles;
}

}  // namespace ridge::validation
