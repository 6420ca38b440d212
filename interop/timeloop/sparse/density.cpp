#include "interop/timeloop/sparse/density.hpp"

#include <algorithm>
#include <cmath>

namespace ridge::timeloop::sparse {
namespace {

/// A real number of nonzeros as the two whole numbers around it.
struct Split {
  explicit Split(double nonzeros)
      : down(std::floor(nonzeros)), up(std::ceil(nonzeros)), up_share(nonzeros - down) {}
  double down, up, up_share;
};

class FixedStructured final : public Density {
 public:
  explicit FixedStructured(double density) : density_(density) {}

  double empty(const Box& box) const override { return empty_at(mean(box)); }

  double empty_inside(const Box& box, const KnownTile& tile) const override {
    const double inside = static_cast<double>(tile.nonzeros) / static_cast<double>(words_of(tile.box));
    return empty_at(static_cast<double>(words_of(box)) * inside);
  }

  std::vector<Outcome> outcomes(const Box& box) const override {
    const Split split(mean(box));
    std::vector<Outcome> all{{static_cast<std::int64_t>(split.down), 1 - split.up_share}};
    if (split.up > split.down) all.push_back({static_cast<std::int64_t>(split.up), split.up_share});
    return all;
  }

  double mean(const Box& box) const override { return static_cast<double>(words_of(box)) * density_; }

  std::int64_t least(const Box& box) const override {
    return static_cast<std::int64_t>(Split(mean(box)).down);
  }
  std::int64_t most(const Box& box) const override { return static_cast<std::int64_t>(Split(mean(box)).up); }

 private:
  static double empty_at(double nonzeros) {
    const Split split(nonzeros);
    return split.down == 0 ? 1 - split.up_share : 0;
  }

  double density_;
};

}  // namespace

std::int64_t Density::most_elements(const Box& fibre, const Box& element) const {
  return std::min(words_of(fibre) / words_of(element), most(fibre));
}

DensityPointer fixed_structured(double density) {
  return std::make_shared<FixedStructured>(density);
}

}  // namespace ridge::timeloop::sparse
