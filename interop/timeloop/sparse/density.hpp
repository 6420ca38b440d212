// How the nonzeros of a tensor lie: the chance that a tile of a given box holds so many of them.
#pragma once

#include <memory>

#include "interop/timeloop/sparse/box.hpp"

namespace ridge::timeloop::sparse {

struct Outcome {
  std::int64_t nonzeros = 0;
  double probability = 0;
};

/// A tile of which it is known how many nonzeros it holds.
struct KnownTile {
  const Box& box;
  std::int64_t nonzeros = 0;
};

/// A model of one tensor's nonzeros. All amounts are words.
class Density {
 public:
  virtual ~Density() = default;

  /// The chance that a tile of this box holds no nonzero at all.
  virtual double empty(const Box& box) const = 0;
  /// The same of a box inside a tile that is known.
  virtual double empty_inside(const Box& box, const KnownTile& tile) const = 0;
  /// What a tile may hold, ascending, each of some chance; chances that do not move a sum may be left out.
  virtual std::vector<Outcome> outcomes(const Box& box) const = 0;
  virtual double mean(const Box& box) const = 0;
  virtual std::int64_t least(const Box& box) const = 0;
  virtual std::int64_t most(const Box& box) const = 0;
  /// The most elements of a fibre that hold a nonzero at once; the fibre is made of whole elements.
  virtual std::int64_t most_elements(const Box& fibre, const Box& element) const;
};

using DensityPointer = std::shared_ptr<const Density>;

/// Every tile holds its share of nonzeros, rounded down or up such that the mean is right
/// ("fixed-structured", or a bare number).
DensityPointer fixed_structured(double density);

/// ceil(density x words) nonzeros, every placing of them among `words` words equally likely
/// ("hypergeometric").
DensityPointer hypergeometric(double density, std::int64_t words);

/// A square matrix whose nonzeros are those at most `width` off the diagonal; tiles lie on their own grid
/// ("banded"). Tiles have to divide the matrix: else InputError at `place`.
DensityPointer banded(std::int64_t side, std::int64_t width, Place place);

}  // namespace ridge::timeloop::sparse
