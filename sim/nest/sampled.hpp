// Counting as Timeloop does (docs/from-timeloop.md): a rival set of rules, for comparing numbers.
//
// Tiles are bounding boxes. Of every temporal loop the first two iterations are looked at, and the second
// stands for all that follow. A tile that moves keeps what it has in common with the one before only along
// one axis, and only while it goes on moving the same way; else it is fetched whole. Lanes share a word when
// their tiles are equal, not when they overlap.
#pragma once

#include <cstdint>
#include <vector>

#include "base/progressions.hpp"
#include "sim/nest/counts.hpp"
#include "sim/nest/nest_view.hpp"

namespace ridge::nest {

/// One tensor as boxes: its ranks, and what sampling its moves needs. Holds scratch space.
class SampledTensor {
 public:
  SampledTensor(const Problem& problem, const Machine& machine, TensorId tensor);

  bool written() const { return written_; }

  /// Words of the box where `view` stands.
  std::int64_t tile(const NestView& view);

  /// Words that enter one instance where `view` stands, over all steps of the temporal loops above.
  std::int64_t entering(const NestView& view);

  /// Different boxes that the lanes of the spatial loops [first, last) of `view` hold, where axes that do not
  /// join lanes tell them apart.
  std::int64_t groups(const NestView& view, std::size_t first, std::size_t last);

  /// Of `words` that all lanes of these loops ever hold together, the part of one: in proportion to the
  /// boxes, rounded down. `view` stands below the loops.
  std::int64_t part_of_one(const NestView& view, std::size_t first, std::size_t last, std::int64_t words);

 private:
  using Offset = std::vector<std::int64_t>;  // by rank
  void measure(const NestView& view);
  std::int64_t shift(std::size_t rank, const Loop& loop) const;
  std::int64_t fresh(const Offset& move) const;
  std::int64_t distinct_corners() const;

  std::vector<std::vector<Term>> ranks_;
  std::vector<std::uint8_t> joining_axes_;  // by 2 * fanout + axis
  bool written_ = false;
  Offset sides_;                      // of the box, by rank
  std::int64_t tile_ = 1;             // its words
  Offset move_, direction_, inner_;   // scratch
  std::vector<Progression> corners_;  // scratch: how lanes lie along a rank
};

/// Counts whole mappings by these rules. The nest must be perfect: the bounds of every dimension multiply to
/// its size.
class SampledCounter {
 public:
  SampledCounter(const Problem& problem, const Machine& machine);
  void count(const Mapping& mapping, Counts& counts);

 private:
  /// The spatial loops of one fanout, [first, last) of the view's loops that are passed.
  struct Run {
    std::size_t first = 0, last = 0;
  };
  /// A tensor's innermost node so far.
  struct Innermost {
    NodeCounts* node = nullptr;
    std::size_t runs = 0;   // that stand above it
    std::int64_t part = 0;  // words that one instance ever holds
  };

  void pass_loop();
  void add_node(const NestEntry& entry, std::size_t index, NodeCounts& node);
  void arrive(TensorId tensor, std::int64_t entering);

  const Problem& problem_;
  std::vector<SampledTensor> tensors_;
  std::vector<Innermost> innermost_;  // by tensor
  std::vector<std::vector<std::int64_t>>
      parts_;  // by tensor: words one instance below so many runs ever holds
  std::vector<std::vector<std::int64_t>> groups_;  // by tensor and run
  std::vector<Run> runs_;
  NestView view_;
};

}  // namespace ridge::nest
