#include "bench/nest_pool.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

#include "base/checked.hpp"
#include "sim/cost/evaluator.hpp"

namespace ridge {
namespace {

using Kind = NestEntry::Kind;

/// A nest is made of sections: even ones hold nodes and temporal loops, odd ones the spatial loops of a
/// fanout.
class NestMaker {
 public:
  NestMaker(const Problem& problem, const Machine& machine, Bounds bounds, std::uint64_t seed)
      : problem_(problem), machine_(machine), bounds_(bounds), random_(seed) {}

  Mapping make() {
    sections_.assign(2 * machine_.fanouts.size() + 1, {});
    room_.clear();
    for (const Fanout& fanout : machine_.fanouts)
      room_.push_back(fanout.size);
    for (const DimensionId dimension : problem_.dimensions.ids())
      place(dimension);
    Mapping mapping;
    for (std::size_t section = 0; section < sections_.size(); ++section) {
      std::shuffle(sections_[section].begin(), sections_[section].end(), random_);
      if (section % 2 == 0) insert_nodes(section);
      mapping.nest.insert(mapping.nest.end(), sections_[section].begin(), sections_[section].end());
    }
    return mapping;
  }

 private:
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }

  /// Bounds for one dimension: prime factors joined at random, or any numbers that reach its size.
  std::vector<std::int64_t> split(std::int64_t size) {
    std::vector<std::int64_t> parts(sections_.size() + 1, 1);
    if (bounds_ == Bounds::imperfect) {
      std::int64_t rest = size;
      for (std::size_t i = 0; i + 1 < parts.size() && rest > 1; ++i) {
        parts[i] =
            1 + static_cast<std::int64_t>(below(static_cast<std::size_t>(std::min<std::int64_t>(rest, 16))));
        rest = ceil_divide(rest, parts[i]);
      }
      parts.back() = rest;
      std::shuffle(parts.begin(), parts.end(), random_);
      return parts;
    }
    for (std::int64_t factor = 2; size > 1; ++factor) {
      for (; size % factor == 0; size /= factor)
        parts[below(parts.size())] *= factor;
    }
    return parts;
  }

  void place(DimensionId dimension) {
    for (const std::int64_t bound : split(problem_.dimensions[dimension].bound)) {
      if (bound == 1) continue;
      const std::size_t section = below(sections_.size());
      if (section % 2 == 1 && unroll(dimension, bound, section)) continue;
      sections_[section / 2 * 2].push_back(NestEntry::temporal(dimension, bound));
    }
  }

  /// Unrolls on an axis that has room and, for a dimension that the written tensor lacks, reduces.
  bool unroll(DimensionId dimension, std::int64_t bound, std::size_t section) {
    const FanoutId fanout(section / 2);
    const std::size_t first = below(2);
    for (const std::size_t axis : {first, 1 - first}) {
      std::int64_t& room = room_[fanout.index()][axis];
      const bool sums = !problem_.relevant(problem_.written, dimension);
      if (bound > room || (sums && !machine_.fanouts[fanout].reduce[axis])) continue;
      room /= bound;
      sections_[section].push_back(NestEntry::spatial(dimension, bound, fanout, static_cast<Axis>(axis)));
      return true;
    }
    return false;
  }

  std::size_t fanouts_above(const StorageLevel& level) const {
    return static_cast<std::size_t>(
        std::count_if(machine_.fanouts.begin(), machine_.fanouts.end(),
                      [&level](const Fanout& fanout) { return fanout.position < level.position; }));
  }

  /// Homes first of all; every other node anywhere between the loops of its section, in the order of levels.
  void insert_nodes(std::size_t section) {
    std::vector<NestEntry>& entries = sections_[section];
    for (const TensorId tensor : problem_.tensors.ids()) {
      const auto role = static_cast<std::size_t>(problem_.tensors[tensor].role);
      std::size_t at = 0;
      for (const LevelId level : machine_.levels.ids()) {
        const StorageLevel& storage = machine_.levels[level];
        if (2 * fanouts_above(storage) != section || !storage.may_keep.has(role)) continue;
        const bool home = level.index() == 0;
        if (!home && !storage.keeps.has(role) && below(2) == 0) continue;
        if (!home) at += below(entries.size() - at + 1);
        entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(at), NestEntry::keep(level, tensor));
        ++at;
      }
    }
  }

  const Problem& problem_;
  const Machine& machine_;
  const Bounds bounds_;
  std::mt19937_64 random_;
  std::vector<std::vector<NestEntry>> sections_;
  std::vector<std::array<std::int64_t, 2>> room_;  // by fanout and axis
};

bool is_perfect(const Problem& problem, const Mapping& mapping) {
  std::int64_t product = 1;
  for (const NestEntry& entry : mapping.nest)
    product = checked_multiply(product, entry.bound).value_or(0);
  return product == problem.iterations();
}

struct Shorter {
  bool operator()(const Mapping& a, const Mapping& b) const {
    return std::lexicographical_compare(
        a.nest.begin(), a.nest.end(), b.nest.begin(), b.nest.end(),
        [](const NestEntry& x, const NestEntry& y) { return key(x) < key(y); });
  }
  static std::tuple<Kind, Axis, DimensionId, LevelId, TensorId, FanoutId, std::int64_t> key(
      const NestEntry& e) {
    return {e.kind, e.axis, e.dimension, e.level, e.tensor, e.fanout, e.bound};
  }
};

}  // namespace

std::vector<Mapping> nest_pool(const Problem& problem, const Machine& machine, Bounds bounds,
                               std::size_t count, std::uint64_t seed) {
  NestMaker maker(problem, machine, bounds, seed);
  Evaluator evaluator(problem, machine);
  Evaluation evaluation;
  std::set<Mapping, Shorter> seen;
  std::vector<Mapping> pool;
  while (pool.size() < count) {
    Mapping mapping = maker.make();
    if (bounds == Bounds::imperfect && is_perfect(problem, mapping)) continue;
    if (evaluator.evaluate(mapping, evaluation) || !seen.insert(mapping).second) continue;
    pool.push_back(std::move(mapping));
  }
  return pool;
}

}  // namespace ridge
