#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "interop/timeloop/sparse/density.hpp"

namespace ridge::timeloop::sparse {
namespace {

struct Corner {
  std::int64_t row = 0, column = 0;
};

class Banded final : public Density {
 public:
  Banded(std::int64_t side, std::int64_t width, Place place)
      : side_(side), width_(width), place_(std::move(place)) {}

  double empty(const Box& box) const override {
    const std::vector<Outcome> all = outcomes(box);
    return all.front().nonzeros == 0 ? all.front().probability : 0;
  }

  /// Of the boxes inside the first tile that holds so many nonzeros, the share of empty ones.
  double empty_inside(const Box& box, const KnownTile& tile) const override {
    const Corner corner = first_with(tile);
    std::int64_t boxes = 0;
    std::int64_t empties = 0;
    for (std::int64_t row = 0; row < tile.box[0]; row += box[0]) {
      for (std::int64_t column = 0; column < tile.box[1]; column += box[1]) {
        ++boxes;
        if (nonzeros_in({corner.row + row, corner.column + column}, box) == 0) ++empties;
      }
    }
    return static_cast<double>(empties) / static_cast<double>(boxes);
  }

  std::vector<Outcome> outcomes(const Box& box) const override {
    require_grid(box);
    std::map<std::int64_t, std::int64_t> tiles_by_nonzeros;
    for (std::int64_t row = 0; row < side_; row += box[0])
      for (std::int64_t column = 0; column < side_; column += box[1])
        ++tiles_by_nonzeros[nonzeros_in({row, column}, box)];
    const double tiles = static_cast<double>(side_ / box[0]) * static_cast<double>(side_ / box[1]);
    std::vector<Outcome> all;
    for (const auto& [nonzeros, count] : tiles_by_nonzeros)
      all.push_back({nonzeros, static_cast<double>(count) / tiles});
    return all;
  }

  double mean(const Box& box) const override {
    const double all = static_cast<double>(nonzeros_in({0, 0}, {side_, side_}));
    const double words = static_cast<double>(side_) * static_cast<double>(side_);
    return static_cast<double>(words_of(box)) * (all / words);
  }

  std::int64_t least(const Box& box) const override { return outcomes(box).front().nonzeros; }
  std::int64_t most(const Box& box) const override { return outcomes(box).back().nonzeros; }
  /// Where the fibre crosses the band, all of them may.
  std::int64_t most_elements(const Box& fibre, const Box& element) const override {
    return words_of(fibre) / words_of(element);
  }

 private:
  std::int64_t nonzeros_in(Corner corner, const Box& box) const {
    std::int64_t nonzeros = 0;
    for (std::int64_t row = corner.row; row < corner.row + box[0]; ++row) {
      const std::int64_t first = std::max({corner.column, row - width_, std::int64_t{0}});
      const std::int64_t end = std::min({corner.column + box[1], row + width_ + 1, side_});
      nonzeros += std::max<std::int64_t>(0, end - first);
    }
    return nonzeros;
  }

  Corner first_with(const KnownTile& tile) const {
    for (std::int64_t row = 0; row < side_; row += tile.box[0])
      for (std::int64_t column = 0; column < side_; column += tile.box[1])
        if (nonzeros_in({row, column}, tile.box) == tile.nonzeros) return {row, column};
    check(false, "a tile that is known is one of the grid");
    return {};
  }

  void require_grid(const Box& box) const {
    if (side_ % box[0] == 0 && side_ % box[1] == 0) return;
    throw InputError(place_,
                     fmt::format("tiles of {} x {} do not divide a banded matrix of {} x {}", box[0], box[1],
                                 side_, side_),
                     "choose factors that divide the matrix");
  }

  std::int64_t side_;
  std::int64_t width_;
  Place place_;
};

}  // namespace

DensityPointer banded(std::int64_t side, std::int64_t width, Place place) {
  return std::make_shared<Banded>(side, width, std::move(place));
}

}  // namespace ridge::timeloop::sparse
