// The loops of a nest, executed: every iteration that exists, one after the other, with the words it touches.
//
// Part of the brute-force referee of sim/nest (see walker.hpp). Nothing here is clever, on purpose.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge::walked {

/// One loop of the nest. `weight`: what one step of it adds to the index of its dimension, the product of the
/// bounds of that dimension's later loops.
struct Loop {
  DimensionId dimension;
  std::int64_t bound = 1;
  std::int64_t weight = 1;
  FanoutId fanout;      // spatial
  Axis axis = Axis::x;  // spatial
};

/// An assignment of digits to a list of loops, as its number in lexicographic order (outermost most
/// significant). Of temporal loops it is a point in time; of spatial loops a place.
using Ordinal = std::int64_t;

/// The digits that `ordinal` stands for, one per loop.
std::vector<std::int64_t> digits_of(Ordinal ordinal, const std::vector<Loop>& loops);
/// The number of these digits. Inverse of `digits_of`.
Ordinal ordinal_of(const std::vector<std::int64_t>& digits, const std::vector<Loop>& loops);
/// The part of `ordinal` that belongs to the first `count` loops.
Ordinal prefix_of(Ordinal ordinal, const std::vector<Loop>& loops, std::size_t count);

/// Words of one tensor by linear number; sorted, each once.
using Words = std::vector<std::int64_t>;

/// One iteration that exists: every index is below its dimension's bound.
struct Iteration {
  Ordinal step = 0;                            // of all temporal loops
  Ordinal lane = 0;                            // of all spatial loops
  IdVector<TensorId, std::int64_t> word_used;  // the word of each tensor
};

struct LoopSpace {
  std::vector<Loop> temporal;         // outermost first
  std::vector<Loop> spatial;          // outermost first
  std::vector<Iteration> iterations;  // by step, then by lane
};

/// Runs all loops of the nest. Assumes that bounds cover their dimensions and that the product of all bounds
/// is small.
LoopSpace execute(const Problem& problem, const Mapping& mapping);

/// Where something that needs words stands in the nest: below this many temporal and spatial loops.
struct Standpoint {
  std::size_t temporal_above = 0;
  std::size_t spatial_above = 0;
};

/// The tiles of one tensor seen from a standpoint: step, then instance, then the words that the iterations
/// below touch. A step in which nothing works, and an instance without work in a step, have no entry.
using Tiles = std::map<Ordinal, std::map<Ordinal, Words>>;
Tiles tiles_of(TensorId tensor, Standpoint standpoint, const LoopSpace& space);

/// True when `dimension` has run out of indices for this step and instance seen from `standpoint`: even with
/// the digits of all further loops at 0 its index is at or beyond the bound.
bool has_run_out(const Problem& problem, DimensionId dimension, Standpoint standpoint, Ordinal step,
                 Ordinal instance, const LoopSpace& space);

}  // namespace ridge::walked
