#include "sim/mapping/used_lanes.hpp"

#include "base/checked.hpp"

namespace ridge {

namespace {

bool is_loop(const NestEntry& entry, DimensionId dimension) {
  return entry.kind != NestEntry::Kind::keep && entry.dimension == dimension && entry.bound > 1;
}

/// Lanes told apart by the loops of one dimension. These loops are the digits of a number that counts to
/// size - 1: a lane has work when its spatial digits, with all others zero, make no larger number.
std::int64_t lanes_along(DimensionId dimension, std::int64_t size, std::span<const NestEntry> nest) {
  std::int64_t weight = 1;  // of the digit looked at
  std::int64_t inside = 1;  // lanes told apart further in
  for (const NestEntry& entry : nest) {
    if (!is_loop(entry, dimension)) continue;
    const auto product = checked_multiply(weight, entry.bound);
    if (!product) return 1;  // of no legal nest
    weight = *product;
    if (entry.kind == NestEntry::Kind::spatial) inside *= entry.bound;
  }
  std::int64_t last = size - 1;
  std::int64_t lanes = 0;
  for (const NestEntry& entry : nest) {
    if (!is_loop(entry, dimension)) continue;
    weight /= entry.bound;
    const std::int64_t digit = last / weight;
    last %= weight;
    if (entry.kind == NestEntry::Kind::spatial) {
      inside /= entry.bound;
      lanes += digit * inside;  // below this digit everything further in has work
    } else if (digit > 0) {
      return lanes + inside;  // in the first trip of this loop it has, too
    }
  }
  return lanes + 1;
}

}  // namespace

std::int64_t used_lanes(const Problem& problem, std::span<const NestEntry> nest) {
  std::int64_t lanes = 1;
  for (const DimensionId dimension : problem.dimensions.ids())
    lanes *= lanes_along(dimension, problem.dimensions[dimension].bound, nest);
  return lanes;
}

}  // namespace ridge
