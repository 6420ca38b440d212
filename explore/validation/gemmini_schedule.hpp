// How long Gemmini takes for the commands of a layer (gemmini_driver.hpp).
//
//   load      rows of inputs and of weights, in requests of at most 64 B: of what the level-2 cache holds, a
//             beat of 16 B a cycle and `issue` for each request; of what it does not, a line at a time
//   compute   blocks of 16 x 16 weights; of each, rows of at most 16 positions that lie in one row of the
//   output store     rows of 16 results, complete and of 8 bits; sums that go on stay where they are
//
// Two commands are under way at a time, in halves of the scratchpad and of the accumulator, so the next tile
// is loaded while one is in use. A convolution's multiplications begin when all of its loads are issued, its
// stores when all multiplications are (ucb-bar/gemmini, LoopConv.scala: `ld_ahead`, `ex_completed`,
// `concurrent_loops`): with two of them under way, three stages one after another take half their sum at
// least. A matrix product goes on with what is there (LoopMatmul.scala).
#pragma once

#include "explore/validation/gemmini_driver.hpp"

namespace ridge::validation {

/// What is built, and what was measured on the points of gemmini_rtl as a whole.
struct GemminiConstants {
  // Built so.
  std::int64_t array = 16;            // rows and columns
  std::int64_t request_bytes = 64;    // ucb-bar/gemmini, Configs.scala: dma_maxbytes; a line of the cache
  std::int64_t beat_bytes = 16;       // the same: dma_buswidth, 128 bits
  double memory_bytes_per_cycle = 8;  // DOSA's machine; a memory bus of 64 bits
  double cache_bytes = 512 * 1024;    // ucb-bar/gemmini, CustomSoCConfigs.scala: level-2 cache of 512 KiB
  std::int64_t fewest_rows = 4;       // that the array takes for one computation

  // Calibrated.
  double cache_issue_cycles = 2;   // of a request, beside its beats
  double memory_issue_cycles = 1;  // of a line that follows the one before it
  double memory_latency_cycles = 128;
  double memory_requests = 8;          // in flight: a line that lies elsewhere takes latency / requests
  double cache_latency_cycles = 25;    // before the first word; a store of less than a beat reads first
  double compute_issue_cycles = 7.65;  // of two instructions, preload and compute
  double stages_norm = 4;    // issue and array hinder each other: (a^4 + b^4)^(1/4), which max(a, b) is not
  double host_cycles = 500;  // of the host, for one command
};

struct GemminiStages {
  double load_cycles = 0, compute_cycles = 0, store_cycles = 0;
  double memory_cycles = 0;  // that the memory needs for what the cache does not hold, loads and stores
};

/// The part of the lines that a cache with random replacement does not hold any more, when `since_bytes`
/// have passed it since they did, again and again: m = 1 - exp(-m since / size), 0 where they fit.
double missing_part(double since_bytes, double cache_bytes);

GemminiStages stages_of(const GemminiTile& tile, const GemminiCommands& commands,
                        const GemminiConstants& constants);

/// Cycles from the first command to the last result.
double cycles_of(const GemminiCommands& commands, bool is_matmul, const GemminiConstants& constants);

}  // namespace ridge::validation
