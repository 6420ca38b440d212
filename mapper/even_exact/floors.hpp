// What arrives at a level costs at least so much, whatever its tiles: known of all towers alike.
//
// All instances of a node together take in the same words whether loops or lanes stand above it, but for what
// a tile outlives. So the words of all tensors that arrive at a level are found once for all its tiles, those
// are kept that are nowhere worse than another, and a tower only says what a word of each tensor costs.
#pragma once

#include <map>
#include <tuple>
#include <utility>

#include "mapper/even_exact/tiles.hpp"

namespace ridge::mapper::even {

class Floors {
 public:
  Floors(const Ground& ground, const Kinds& kinds);

  /// Of what arrives at a storey, and no less than Tower::compulsory.
  Cost least(const Tower& tower, std::size_t storey);
  /// Tiles looked at since the last call.
  std::int64_t take_work() { return std::exchange(tiles_, 0); }

 private:
  static constexpr std::size_t most_tensors = 4;
  static constexpr double most_tiles = 30'000;  // of a level; of more nothing is known
  /// Words that enter all instances, by tensor that arrives.
  using Words = std::array<double, most_tensors>;
  /// By kind of the innermost loop above; the last one: no loop stands above.
  using Fronts = std::vector<std::vector<Words>>;
  using Key = std::tuple<LevelId, std::uint32_t, std::uint32_t>;  // tensors kept, tensors that arrive

  const Fronts& fronts_of(const Tower& tower, std::size_t storey);
  struct Making {
    const Storey& storey;
    std::vector<TensorId> arriving;
    Fronts fronts;
  };
  void choose(std::size_t active, Factors& extents, Making& making);
  void add(const Factors& extents, Making& making) const;
  static void add_to(std::vector<Words>& front, const Words& words);

  const Ground* ground_;
  const Kinds* kinds_;
  std::array<std::vector<std::int64_t>, most_active> divisors_;  // of all indices
  std::map<Key, Fronts> fronts_;
  bool few_tiles_ = true;
  std::int64_t tiles_ = 0;
};

}  // namespace ridge::mapper::even
