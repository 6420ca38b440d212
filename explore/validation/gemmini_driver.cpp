#include "explore/validation/gemmini_driver.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>

#include "base/checked.hpp"

namespace ridge::validation {
namespace {

using Dimension = std::int64_t GemminiSizes::*;
using S = GemminiSizes;
constexpr std::array<Dimension, 7> own_order{&S::n, &S::q, &S::p, &S::k, &S::s, &S::r, &S::c};
constexpr double remembered_bytes = 6.0e6;  // many times a cache: what is further back is as good as never
constexpr std::int64_t together = 64;       // kernels whose weights, or results, share a line

Dimension dimension_of(const std::string& name) {
  for (const auto& [letter, dimension] : {std::pair("N", &S::n),
                                          {"K", &S::k},
                                          {"C", &S::c},
                                          {"P", &S::p},
                                          {"Q", &S::q},
                                          {"R", &S::r},
                                          {"S", &S::s}})
    if (name == letter) return dimension;
  check(false, "the dimensions of a conv2d are N, K, C, P, Q, R, S");
  return &S::n;
}

/// Columns or rows of the output. Padding by half the kernel on both sides: an even one leaves one more.
std::int64_t outputs_of(std::int64_t size, std::int64_t stride, std::int64_t taps) {
  return (size * stride - taps + taps / 2 * 2) / stride + 1;
}

/// Of a tile's window along one axis, what lies inside the input.
std::int64_t inside(std::int64_t output, std::int64_t outputs, std::int64_t tap, std::int64_t taps,
                    const GemminiLayer& layer, std::int64_t kernel, std::int64_t inputs) {
  const std::int64_t begin = output * layer.stride + tap * layer.dilation - kernel / 2;
  const std::int64_t end = begin + outputs * layer.stride + (taps - 1) * layer.dilation;
  return std::max<std::int64_t>(0, std::min(end, inputs) - std::max<std::int64_t>(0, begin));
}

/// Which lines: of inputs, weights or results, by where a tile lies.
using Lines = std::array<std::int64_t, 5>;

/// The lines that passed the cache, and how long ago.
class Recent {
 public:
  /// Bytes since `lines` passed last, without their own; then they are the last to have passed.
  double since(const Lines& lines, double bytes) {
    double since_bytes = std::numeric_limits<double>::infinity();
    if (const auto known = stamps_.find(lines); known != stamps_.end()) {
      const auto last = uses_.find(known->second);
      since_bytes = std::accumulate(std::next(last), uses_.end(), 0.0,
                                    [](double sum, const auto& use) { return sum + use.second.bytes; });
      forget(last);
    }
    stamps_[lines] = ++now_;
    uses_[now_] = {lines, bytes};
    remembered_bytes_ += bytes;
    while (remembered_bytes_ > remembered_bytes && uses_.size() > 1)
      forget(uses_.begin());
    return since_bytes;
  }

 private:
  struct Use {
    Lines lines{};
    double bytes = 0;
  };
  using Uses = std::map<std::int64_t, Use>;  // by when: oldest first

  void forget(Uses::iterator use) {
    remembered_bytes_ -= use->second.bytes;
    stamps_.erase(use->second.lines);
    uses_.erase(use);
  }

  std::int64_t now_ = 0;
  double remembered_bytes_ = 0;
  std::map<Lines, std::int64_t> stamps_;  // when they passed last
  Uses uses_;
};

double real(std::int64_t count) {
  return static_cast<double>(count);
}

double product(std::int64_t a, std::int64_t b, std::int64_t c) {
  return real(a) * real(b) * real(c);
}

/// Rows of `width` bytes, `pitch` bytes from one to the next.
struct Rows {
  double count = 0;
  std::int64_t width = 0, pitch = 0;

  double bytes(const CacheShape& cache) const {
    return count * real(ceil_divide(width, cache.line_bytes) * cache.line_bytes);
  }
  /// Of the cache, what such rows claim: those whose pitch is a large power of two, or a multiple of one,
  /// meet in few sets.
  double claimed_bytes(const CacheShape& cache) const {
    std::int64_t lines = ceil_divide(width, cache.line_bytes);
    if (pitch % cache.line_bytes == 0)
      lines = std::max(lines, std::gcd(pitch / cache.line_bytes, cache.sets));
    return count * real(lines * cache.line_bytes);
  }
};

/// All that tells one tile from another.
using Key = std::tuple<std::array<std::int64_t, 9>, std::array<double, 3>>;
Key key_of(const GemminiTile& tile) {
  const S& s = tile.sizes;
  return {{s.n, s.k, s.c, s.p, s.q, s.r, s.s, tile.pixels, tile.stores ? 1 : 0},
          {tile.inputs_since_bytes, tile.weights_since_bytes, tile.outputs_since_bytes}};
}

class Driver {
 public:
  Driver(const GemminiLayer& layer, const GemminiTiling& tiling, const CacheShape& cache)
      : layer_(layer), tiling_(tiling), cache_(cache), inputs_(layer.sizes) {
    commands_.whole = layer.sizes;
    if (!layer.is_matmul()) {
      inputs_.p *= layer.stride;
      inputs_.q *= layer.stride;
      commands_.whole.p = outputs_of(layer.sizes.p, layer.stride, layer.sizes.r);
      commands_.whole.q = outputs_of(layer.sizes.q, layer.stride, layer.sizes.s);
    }
    const S& whole = commands_.whole;
    commands_.layer_bytes = Rows{product(whole.n, inputs_.p, inputs_.q), whole.c, whole.c}.bytes(cache) +
                            Rows{product(whole.r, whole.s, whole.c), whole.k, whole.k}.bytes(cache) +
                            Rows{product(whole.n, whole.p, whole.q), whole.k, whole.k}.bytes(cache);
  }

  std::int64_t count() const {
    std::int64_t count = 1;
    for (const Dimension d : own_order)
      count = saturating_multiply(count, ceil_divide(commands_.whole.*d, tiling_.tile.*d));
    return count;
  }

  GemminiCommands run() {
    S at{0, 0, 0, 0, 0, 0, 0};
    do
      add(tile_at(at));
    while (advance(at));
    return std::move(commands_);
  }

 private:
  bool advance(S& at) const {
    for (std::size_t loop = tiling_.order.size(); loop-- > 0;) {
      const Dimension d = tiling_.order[loop];
      if ((at.*d += tiling_.tile.*d) < commands_.whole.*d) return true;
      at.*d = 0;
    }
    return false;
  }

  GemminiTile tile_at(const S& at) {
    const S& whole = commands_.whole;
    GemminiTile tile;
    for (const Dimension d : own_order)
      tile.sizes.*d = std::min(tiling_.tile.*d, whole.*d - at.*d);
    const S& sizes = tile.sizes;
    tile.stores = at.c + sizes.c == whole.c && at.r + sizes.r == whole.r && at.s + sizes.s == whole.s;
    tile.pixels = sizes.n * sizes.p * sizes.q;
    if (!layer_.is_matmul())
      tile.pixels = sizes.n * inside(at.p, sizes.p, at.r, sizes.r, layer_, whole.r, inputs_.p) *
                    inside(at.q, sizes.q, at.s, sizes.s, layer_, whole.s, inputs_.q);
    const std::int64_t kernels = at.k / std::max(tiling_.tile.k, together);
    const auto since = [&](Lines lines, const Rows& rows) {
      return recent_.since(lines, rows.bytes(cache_)) + rows.claimed_bytes(cache_);
    };
    tile.inputs_since_bytes = since({0, at.n, at.p, at.q, at.c}, {real(tile.pixels), sizes.c, whole.c});
    tile.weights_since_bytes =
        since({1, kernels, at.c, at.r, at.s}, {product(sizes.r, sizes.s, sizes.c), sizes.k, whole.k});
    if (tile.stores)
      tile.outputs_since_bytes =
          since({2, kernels, at.n, at.p, at.q}, {product(sizes.n, sizes.p, sizes.q), sizes.k, whole.k});
    return tile;
  }

  void add(const GemminiTile& tile) {
    const auto [known, is_new] = known_.try_emplace(key_of(tile), commands_.tiles.size());
    if (is_new) commands_.tiles.emplace_back(tile, 0);
    ++commands_.tiles[known->second].second;
  }

  const GemminiLayer& layer_;
  const GemminiTiling& tiling_;
  const CacheShape& cache_;
  S inputs_;  // p columns and q rows of the input
  GemminiCommands commands_;
  Recent recent_;
  std::map<Key, std::size_t> known_;
};

}  // namespace

GemminiTiling tiling_of(const Mapping& mapping, const Problem& problem, LevelId scratchpad) {
  GemminiTiling tiling;
  bool outside = true;
  for (const NestEntry& entry : mapping.nest) {
    if (entry.kind == NestEntry::Kind::keep) {
      outside = outside && entry.level != scratchpad;
      continue;
    }
    const Dimension dimension = dimension_of(problem.dimensions[entry.dimension].name);
    if (!outside) {
      tiling.tile.*dimension *= entry.bound;
    } else {  // the software has one loop for a dimension, where the mapping has the innermost
      std::erase(tiling.order, dimension);
      tiling.order.push_back(dimension);
    }
  }
  std::vector<Dimension> others;
  for (const Dimension dimension : own_order)
    if (std::find(tiling.order.begin(), tiling.order.end(), dimension) == tiling.order.end())
      others.push_back(dimension);
  tiling.order.insert(tiling.order.begin(), others.begin(), others.end());
  return tiling;
}

std::optional<GemminiCommands> commands_of(const GemminiLayer& layer, const GemminiTiling& tiling,
                                           const CacheShape& cache, std::int64_t most_commands) {
  Driver driver(layer, tiling, cache);
  if (driver.count() > most_commands) return std::nullopt;
  return driver.run();
}

}  // namespace ridge::validation
