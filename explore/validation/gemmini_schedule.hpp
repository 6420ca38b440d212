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

/// What the hardware is like. Most of it is the machine's (configs/validation/gemmini_rtl/machine.yaml, with
/// sources); the rest is the same for all of Gemmini.
struct GemminiConstants {
  std::int64_t array = 0;           // rows and columns
  double compute_issue_cycles = 0;  // of two instructions, preload and compute: the scratchpad's issue
  std::int64_t request_bytes = 0;   // at most, and a line of the cache
  std::int64_t beat_bytes = 0;      // that the cache passes in a cycle
  double cache_bytes = 0;
  double cache_issue_cycles = 0;    // of a request, beside its beats
  double cache_latency_cycles = 0;  // before the first word; a store of less than a beat reads first
  double memory_latency_cycles = 0;
  double line_cycles = 0;       // of a line from memory that follows the one before it
  double lone_line_cycles = 0;  // of another one: as many as requests in flight allow

  std::int64_t fewest_rows = 4;  // that the array takes for one computation
  /// Instructions and rows hinder each other: (a^4 + b^4)^(1/4), which max(a, b) is not. Calibrated.
  double stages_norm = 4;
  double host_cycles = 500;  // of the host, for one command. Calibrated.
};

/// Reads them off a machine with levels DRAM (latency, requests, request, issue), L2, Scratchpad, and a
/// fanout Column. Throws InputError where one is missing.
GemminiConstants constants_of(const Machine& machine);

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
