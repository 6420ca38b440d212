// What arrives at a level costs at least so much, whatever its tiles: known of all towers alike.
//
// All instances of a node together take in the same words whether loops or lanes stand above it, but for what
// a tile outlives. So the words of all tensors that arrive at a level are found once for all its tiles, those
// are kept that are nowhere worse than another, and a tower only says what a word of each tensor costs.
#pragma once

#include <map>
#include <tuple>

#include "mapper/even_exact/tiles.hpp"

namespace ridge::mapper::even {

class Floors {
 public:
  Floors(const Ground& ground, const Kinds& kinds) : ground_(&ground), kinds_(&kinds) {}

  /// Of what arrives at a storey, and no less than Tower::compulsory.
  Cost least(const Tower& tower, std::size_t storey);

 private:
  static constexpr std::size_t most_tensors = 4;
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
    std::array<std::vector<std::int64_t>, most_active> divisors;
  };
  void choose(std::size_t active, Factors& extents, Making& making) const;
  void add(const Factors& extents, Making& making) const;
  static void add_to(std::vector<Words>& front, const Words& words);

  const Ground* ground_;
  const Kinds* kinds_;
  std::map<Key, Fronts> fronts_;
};

}  // namespace ridge::mapper::even
