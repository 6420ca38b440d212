// The tiles that a storey can have under one root, and what mappings with each of them cost at least.
#pragma once

#include "mapper/even_exact/tower.hpp"

namespace ridge::mapper::even {

/// Numbers as bits, so that one can be seen to divide another in a few steps: the powers of each prime of
/// each dimension have a field of their own, with a bit of zero above it.
class PrimeFields {
 public:
  __extension__ using Bits = unsigned __int128;

  explicit PrimeFields(const Shape& shape);
  /// Whether there are bits enough.
  bool fit() const { return used_ <= 128; }
  Bits bits(std::size_t active, std::int64_t factor) const;
  bool divides(Bits inner, Bits outer) const { return (((outer | guards_) - inner) & guards_) == guards_; }

 private:
  struct Field {
    std::int64_t prime;
    unsigned shift;
  };
  std::array<std::vector<Field>, most_active> fields_;
  unsigned used_ = 0;
  Bits guards_ = 0;
};

/// The trips that are left at a storey.
struct Tile {
  Factors left = all_ones;
  PrimeFields::Bits bits = 0;
  Cost least;  // of what arrives here
  Cost below;  // of what arrives further in
};

/// Dimensions that mean the same to every tensor.
using Kinds = std::vector<ActiveMask>;
Kinds kinds_of(const Problem& problem, const Shape& shape, const Boxes& boxes);

/// Bounds on what arrives at one storey of a tower.
class Arrivals {
 public:
  Arrivals(const Tower& tower, const Kinds& kinds, std::size_t storey);

  /// Whatever loops stand above.
  Cost least(const Factors& left);
  /// Energy, when the loops right above begin with so many trips left.
  double least_energy_pj(const Factors& left, const Factors& before);

 private:
  struct Arriving {
    const Edge* edge = nullptr;
    double words = 0;   // of the tile
    double others = 1;  // trips above of dimensions that the tensor does not have
    Refills refills;
  };
  void look(const Factors& left);
  double words(const Arriving& one, std::size_t innermost, double run) const;

  const Tower* tower_;
  const Kinds* kinds_;
  std::size_t storey_;
  Factors outside_ = all_ones;
  std::vector<Arriving> arriving_;
};

/// By storey and dimension: the trips that limits allow to be left there.
using Choices = std::vector<std::array<std::vector<std::int64_t>, most_active>>;
Choices choices_of(const Tower& tower);

}  // namespace ridge::mapper::even
