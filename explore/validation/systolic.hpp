// Cycles of a matrix product on a systolic array, fold by fold, as SCALE-Sim counts them.
//
// A. Samajdar et al., "A Systematic Methodology for Characterizing Scalability of DNN Accelerators using
// SCALE-Sim", ISPASS 2020, section III; the tool: scalesim-project/scale-sim-v2, scalesim/compute/.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ridge::validation {

/// Z[M, N] += A[M, K] * B[K, N].
struct Product {
  std::int64_t m = 1, n = 1, k = 1;
};

struct SystolicArray {
  std::int64_t rows = 1, columns = 1;
};

/// What stays in the array: outputs (rows M, columns N, K in time), weights (K, N, M), inputs (K, M, N).
enum class Stationary { outputs, weights, inputs };

/// "os", "ws", "is"; nothing for any other word.
std::optional<Stationary> stationary_named(std::string_view word);

/// One fold after another, none of them overlapping; a fold that fills only a part of the array takes as long
/// as any.
struct Folds {
  std::int64_t count = 0;
  std::int64_t streaming_cycles = 0;   // of a fold: what passes in time
  std::int64_t fill_drain_cycles = 0;  // of a fold: all else until its last result is there

  std::int64_t cycles() const { return count * (streaming_cycles + fill_drain_cycles); }
};

/// Of R rows and C columns: what is stationary is loaded in R cycles; a word enters the last row R - 1 cycles
/// after the first and the last column C - 1 cycles after that. Outputs are not loaded: R + C - 2; weights
/// and inputs 2 R + C - 2. This is what SCALE-Sim v2 reports, less one: it numbers its cycles from 0. The
/// paper's equation 4 has 2 R + C - 2 for outputs as well, R cycles to shift them out. Nothing when the
/// cycles leave 63 bits.
std::optional<Folds> systolic_folds(const Product& product, const SystolicArray& array,
                                    Stationary stationary);

}  // namespace ridge::validation
