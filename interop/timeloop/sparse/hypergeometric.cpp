// Sums of these chances are rounded to whole words, so they are worked out with 64 bits of mantissa and
// rounded to double once.
#include <algorithm>
#include <cmath>

#include "interop/timeloop/sparse/density.hpp"

namespace ridge::timeloop::sparse {
namespace {

using Wide = long double;

/// Next to the likeliest outcome's chance, what no sum in double feels.
constexpr Wide negligible = 1e-30L;

/// The chance that `drawn` of `all` words meet none of `nonzeros` ones: C(all - nonzeros, drawn) / C(all,
/// drawn), a product of as many factors as the smaller of the two has words.
double none_drawn(std::int64_t all, std::int64_t nonzeros, std::int64_t drawn) {
  const std::int64_t more = std::max(nonzeros, drawn);
  const std::int64_t fewer = std::min(nonzeros, drawn);
  if (fewer > all - more) return 0;
  Wide chance = 1;
  for (std::int64_t i = 0; i < fewer && chance > negligible; ++i)
    chance *= static_cast<Wide>(all - more - i) / static_cast<Wide>(all - i);
  return static_cast<double>(chance);
}

class Hypergeometric final : public Density {
 public:
  Hypergeometric(double density, std::int64_t words)
      : all_(words), nonzeros_(static_cast<std::int64_t>(std::ceil(density * static_cast<double>(words)))) {}

  double empty(const Box& box) const override { return none_drawn(all_, nonzeros_, words_of(box)); }

  double empty_inside(const Box& box, const KnownTile& tile) const override {
    return none_drawn(words_of(tile.box), tile.nonzeros, words_of(box));
  }

  /// From the likeliest outcome outwards, each chance from its neighbour's by their quotient.
  std::vector<Outcome> outcomes(const Box& box) const override {
    const std::int64_t drawn = words_of(box);
    const std::int64_t first = least(box);
    const std::int64_t last = most(box);
    const Wide likeliest =
        static_cast<Wide>(drawn + 1) * static_cast<Wide>(nonzeros_ + 1) / static_cast<Wide>(all_ + 2);
    const std::int64_t middle = std::clamp(static_cast<std::int64_t>(likeliest), first, last);
    std::vector<std::pair<std::int64_t, Wide>> weights{{middle, 1}};
    for (std::int64_t k = middle; k > first && weights.back().second > negligible; --k)
      weights.emplace_back(k - 1, weights.back().second / step_up(k - 1, drawn));
    std::reverse(weights.begin(), weights.end());
    for (std::int64_t k = middle; k < last && weights.back().second > negligible; ++k)
      weights.emplace_back(k + 1, weights.back().second * step_up(k, drawn));
    return normalised(weights);
  }

  double mean(const Box& box) const override {
    return static_cast<double>(words_of(box)) * static_cast<double>(nonzeros_) / static_cast<double>(all_);
  }

  std::int64_t least(const Box& box) const override {
    return std::max<std::int64_t>(0, words_of(box) + nonzeros_ - all_);
  }
  std::int64_t most(const Box& box) const override { return std::min(words_of(box), nonzeros_); }

 private:
  /// P(k + 1) / P(k)
  Wide step_up(std::int64_t k, std::int64_t drawn) const {
    return static_cast<Wide>(nonzeros_ - k) * static_cast<Wide>(drawn - k) /
           (static_cast<Wide>(k + 1) * static_cast<Wide>(all_ - nonzeros_ - drawn + k + 1));
  }

  static std::vector<Outcome> normalised(const std::vector<std::pair<std::int64_t, Wide>>& weights) {
    Wide sum = 0;
    for (const auto& [nonzeros, weight] : weights)
      sum += weight;
    std::vector<Outcome> all;
    all.reserve(weights.size());
    for (const auto& [nonzeros, weight] : weights)
      all.push_back({nonzeros, static_cast<double>(weight / sum)});
    return all;
  }

  std::int64_t all_;
  std::int64_t nonzeros_;
};

}  // namespace

DensityPointer hypergeometric(double density, std::int64_t words) {
  return std::make_shared<Hypergeometric>(density, words);
}

}  // namespace ridge::timeloop::sparse
