// How Gemmini's software runs a mapping: the tiles it asks for, one after another, and what each of them
// finds in the caches.
//
//   for the loops above the scratchpad     as the mapping has them, by the host
//     one command of the hardware:         loads its inputs and weights, whether they are there already or
//                                          not; multiplies; stores its results if no sum goes on
//
// ucb-bar/gemmini-rocc-tests, include/gemmini.h at 928aba8: tiled_conv and tiled_matmul_outer, as DOSA's
// runs call them (gemmini-data-collection/templates): columns are P and R, rows Q and S; a convolution is
// padded by half its kernel, so an even kernel gives one column and one row more than the mapping knows; a
// stride of 2 is not told to the loads, which bring all pixels; a layer of one row and one tap goes as a
// matrix product.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge::validation {

/// Sizes of a layer, or of a tile of it, by the letters of the dimensions.
struct GemminiSizes {
  std::int64_t n = 1, k = 1, c = 1, p = 1, q = 1, r = 1, s = 1;
  bool operator==(const GemminiSizes&) const = default;
};

struct GemminiLayer {
  GemminiSizes sizes;  // as the mapping has them
  std::int64_t stride = 1;
  std::int64_t dilation = 1;

  /// One row, one tap: the software takes it as a product of matrices.
  bool is_matmul() const { return sizes.q == 1 && sizes.r == 1 && sizes.s == 1; }
};

/// A mapping as the software takes it: the tile of one command, and the order of the loops around it.
struct GemminiTiling {
  GemminiSizes tile;
  std::vector<std::int64_t GemminiSizes::*> order;  // outermost first; all dimensions
};

/// Of a mapping on gemmini_16x16: all loops inside the outermost node of `scratchpad` are in the tile. Loops
/// that the mapping does not have go outside, in the software's own order (C innermost, then R, S, K, P, Q,
/// N).
GemminiTiling tiling_of(const Mapping& mapping, const Problem& problem, LevelId scratchpad);

/// What has to be known of a level-2 cache with lines of `line_bytes` and as many sets.
struct CacheShape {
  std::int64_t line_bytes = 64;
  std::int64_t sets = 1024;
};

/// One command.
struct GemminiTile {
  GemminiSizes sizes;
  std::int64_t pixels = 0;  // of the input, without padding
  bool stores = false;
  /// Distinct bytes that passed the cache since the same lines did last, its own included: infinite where
  /// that was before this layer.
  double inputs_since_bytes = 0, weights_since_bytes = 0, outputs_since_bytes = 0;
};

struct GemminiCommands {
  GemminiSizes whole;                                       // the layer that is run
  double layer_bytes = 0;                                   // of all lines of all tensors
  std::vector<std::pair<GemminiTile, std::int64_t>> tiles;  // and how often; the first command's first
};

/// All commands of a layer; nothing where they are more than `most_commands`.
std::optional<GemminiCommands> commands_of(const GemminiLayer& layer, const GemminiTiling& tiling,
                                           const CacheShape& cache, std::int64_t most_commands = 1 << 22);

}  // namespace ridge::validation
