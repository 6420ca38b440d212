// The walk through one root, storey by storey from outside in, under a bound on everything further in.
//
// First from inside out: of every tile that may stand at a storey the least that can follow below it. Energy
// is exact there but for what the loops of several storeys do together; bandwidths are bounded each for
// itself. Then from outside in, where the loops above a node are known and with them the words that enter it.
#pragma once

#include "mapper/even_exact/floors.hpp"
#include "mapper/even_exact/orders.hpp"
#include "mapper/exact/walk.hpp"

namespace ridge::mapper::even {

/// What all roots of a search share.
struct Common {
  Ground ground;
  const PrimeFields* fields;
  const Kinds* kinds;
  Floors* floors;
  Orders* orders;
  Incumbent* incumbent;
};

/// Of what a cost bounds, the least value: never above what the mappings have, infinite beyond the space's
/// most cycles.
double value_at_least(const Tower& tower, const Cost& cost, const Incumbent& incumbent);
/// Whether nothing of this value can be better than the best so far. What is left between the two is the
/// rounding of sums.
bool is_beaten(double value, const Incumbent& incumbent);

class Descent {
 public:
  Descent(const Common& common, const Tower& tower);

  /// Finds the tiles of every storey and bounds what follows them. The least value of all mappings of the
  /// root; infinity when none can be better than the best so far.
  double prepare();
  /// How many it keeps.
  std::size_t tiles() const;
  /// Walks them all. False when the limit was reached.
  bool run();

 private:
  // Work: so many take as long as one evaluation of 2 us, or as one tile.
  static constexpr std::int64_t tiles_per_one = 8;
  static constexpr std::int64_t orders_per_one = 4;
  static constexpr std::int64_t bounds_per_tile = 8;
  static constexpr std::int64_t pairs_per_tile = 32;

  struct Below {  // tiles of a storey in the order of what they cost from there on, at least
    std::vector<std::size_t> by_energy;
    std::vector<std::vector<std::size_t>> by_busy;  // by bandwidth
    Cost least;
  };
  struct Next {
    double value = 0;
    std::size_t tile = 0;
  };
  bool find_tiles(std::size_t storey, const Choices& choices);
  /// The tiles of one storey that are being found.
  struct Finding {
    std::size_t storey;
    const std::array<std::vector<std::int64_t>, most_active>& choices;
    Arrivals arrivals;
    Cost elsewhere;  // what arrives at all other storeys, at least, and what is fixed
    Tile tile;
  };
  void choose(std::size_t active, Finding& finding);
  void add_tile(Finding& finding);
  void bound_what_follows(std::size_t storey);
  void follow_best(std::size_t storey, const Cost& so_far, Tile& tile);
  bool may_follow(std::size_t storey, const Tile& outer, const Tile& inner) const;
  Cost elsewhere(std::size_t storey) const;
  bool descend(std::size_t storey, const Tile& tile, const Cost& so_far);
  bool enter(std::size_t storey, const Tile& tile, const Tile& inner, const Cost& so_far);
  void offer(const Tile& last);
  void put_loops(std::size_t storey, const Order& order, const Factors& before, const Factors& left);

  Common common_;
  const Tower* tower_;
  std::vector<std::vector<Tile>> tiles_;  // by storey
  std::vector<Below> below_;
  std::vector<Cost> least_;                        // by storey: of all that can arrive there
  std::vector<std::vector<std::size_t>> limited_;  // by storey: dimensions with limits
  std::vector<LoopAbove> loops_;
  std::vector<std::size_t> ends_;  // by storey: where its loops end
};

}  // namespace ridge::mapper::even
