// A root of the exact search among even nests: which levels keep which tensor, and the spatial loops. What is
// open are the temporal loops, level by level.
//
// A *storey* is a level with the temporal loops below its nodes, which stand together. So a tile depends on
// the trips that are left at its storey alone, and so does what fits; the words that a node takes in on these
// and on the innermost of the loops above (boxes.hpp).
#pragma once

#include <limits>

#include "mapper/even_exact/boxes.hpp"
#include "mapper/even_exact/spreads.hpp"
#include "sim/cost/conventions.hpp"

namespace ridge::mapper::even {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Bandwidths with a limit. Machines with more are left to the heuristic search.
inline constexpr std::size_t most_bandwidths = 12;

/// What mappings cost, at least.
struct Cost {
  double energy_pj = 0;
  double counted_bytes = 0;                           // that tiles demand of the space's most bytes
  std::array<double, most_bandwidths> busy_cycles{};  // by limited bandwidth
  void add(const Cost& other) {
    energy_pj += other.energy_pj;
    counted_bytes += other.counted_bytes;
    for (std::size_t i = 0; i < most_bandwidths; ++i)
      busy_cycles[i] += other.busy_cycles[i];
  }
  void lower_to(const Cost& other) {
    energy_pj = std::min(energy_pj, other.energy_pj);
    counted_bytes = std::min(counted_bytes, other.counted_bytes);
    for (std::size_t i = 0; i < most_bandwidths; ++i)
      busy_cycles[i] = std::min(busy_cycles[i], other.busy_cycles[i]);
  }
  static Cost infinite();
};

/// The bandwidths of a machine that are limited, by level.
class Bandwidths {
 public:
  explicit Bandwidths(const Averages& averages);
  std::size_t size() const { return size_; }
  /// A word read (written) by one instance of a level keeps these busy.
  struct Use {
    std::size_t bandwidth = most_bandwidths;
    double cycles_per_word = 0;
  };
  const std::vector<Use>& reading(LevelId level) const { return reading_[level]; }
  const std::vector<Use>& writing(LevelId level) const { return writing_[level]; }

 private:
  void add(const std::optional<double>& words_per_cycle, std::vector<Use>* reading,
           std::vector<Use>* writing);
  std::size_t size_ = 0;
  IdVector<LevelId, std::vector<Use>> reading_;
  IdVector<LevelId, std::vector<Use>> writing_;
};

/// Two neighbouring nodes of one tensor, or its innermost node and compute.
struct Edge {
  TensorId tensor;
  std::size_t parent = 0;  // storeys
  std::size_t child = 0;
  double groups = 1;  // of lanes between the two, each served by one read or joined by one update
  bool written = false;
  bool computes = false;   // the child is compute
  double parent_part = 0;  // written tensor: words that one instance ever holds
  double child_part = 0;
  double parent_block = 1, child_block = 1;
  double read_pj = 0, update_pj = 0, fill_pj = 0;  // of one access of all instances
  const std::vector<Bandwidths::Use>* parent_reads = nullptr;
  const std::vector<Bandwidths::Use>* parent_writes = nullptr;
  const std::vector<Bandwidths::Use>* child_writes = nullptr;

  /// Adds what it costs when so many words enter each child.
  void charge(double entering, Cost& cost) const;
};

struct Storey {
  LevelId level;
  Factors inside = all_ones;  // lanes of each dimension below
  Factors above = all_ones;
  std::vector<TensorId> kept;
  std::vector<std::size_t> arriving;  // edges whose child stands here
  double capacity_words = 0;          // infinity: not limited
  double least_words = 0;
  Factors least = all_ones;  // trips of each dimension
  Factors most = all_ones;
};

/// What all towers of a search share.
struct Ground {
  const Space* space;
  const Shape* shape;
  const Boxes* boxes;
  const Averages* averages;
  const Bandwidths* bandwidths;
};

class Tower {
 public:
  Tower(const Ground& ground, const Placement& keep, const Spread& spread);

  /// False when limits exclude each other.
  bool possible() const { return possible_; }
  /// Outermost first; the first is the outermost level's.
  const std::vector<Storey>& storeys() const { return storeys_; }
  const std::vector<Edge>& edges() const { return edges_; }
  /// Trips that the temporal loops of each dimension make.
  const Factors& trips() const { return trips_; }
  double compute_cycles() const { return compute_cycles_; }
  /// Compute and its operands; the tiles of the outermost storey, below which all loops stand.
  const Cost& fixed() const { return fixed_; }
  /// At least what all edges that arrive at a storey cost, whatever its tiles.
  Cost compulsory(std::size_t storey) const;

  const Ground& ground() const { return *ground_; }
  const Spread& spread() const { return *spread_; }
  const Placement& keep() const { return *keep_; }

  /// Indices of a storey's tile when so many trips are left there.
  Factors extents(std::size_t storey, const Factors& left) const;
  /// Trips that stand above it.
  Factors outside(const Factors& left) const;
  bool fits(std::size_t storey, const Factors& extents) const;
  /// Bytes that its tiles demand in all instances together, where these are counted.
  double counted_bytes(std::size_t storey, const Factors& extents) const;

 private:
  void find_storeys();
  bool has_spatial_loops_above(LevelId level) const;
  void spread_lanes();
  bool limits_allow_nothing_elsewhere() const;
  void find_edges(TensorId tensor);
  Edge edge(TensorId tensor, std::size_t parent, std::size_t child) const;

  const Ground* ground_;
  const Placement* keep_;
  const Spread* spread_;
  bool possible_ = true;
  std::vector<Storey> storeys_;
  std::vector<Edge> edges_;
  Factors trips_ = all_ones;
  double compute_cycles_ = 1;
  Cost fixed_;
};

}  // namespace ridge::mapper::even
