// What the exact search among even nests takes for the words that enter a node, against Timeloop's rules of
// counting, on random nests.
#include "mapper/even_exact/boxes.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "mapper/factors.hpp"
#include "sim/mapping/tile.hpp"
#include "sim/nest/counts.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

using mapper::even::Boxes;
using mapper::even::LoopAbove;
using test::Dice;

Problem random_boxes_problem(Dice& dice) {
  const std::vector<std::int64_t> sizes{1, 2, 4, 6, 8, 12, 16, 30};
  const auto stride = static_cast<std::int64_t>(1 + dice.roll(3));
  if (dice.roll(3) == 0) {
    const auto large = [&] { return dice.of(sizes); };
    return test::convolution_1d(large(), large(), large(), large(), stride);
  }
  const std::vector<std::int64_t> taps{1, 2, 3, 4, 6, 8};
  return test::convolution_2d(
      {dice.of<std::int64_t>({1, 2, 4}), dice.of<std::int64_t>({1, 2, 4}), dice.of<std::int64_t>({1, 2, 4}),
       dice.of(sizes), dice.of(sizes), dice.of(taps), dice.of(taps)},
      stride);
}

/// All tensors kept on every level; between them loops in any order, and lanes of a fanout that joins all.
struct RandomNest {
  Problem problem;
  Machine machine;
  Mapping mapping;
};

RandomNest random_nest(std::uint64_t seed) {
  Dice dice(seed + 9);
  RandomNest made{random_boxes_problem(dice), test::empty_machine(), {}};
  constexpr std::size_t levels = 4;
  for (std::size_t level = 0; level < levels; ++level) {
    test::add_level(made.machine, {"L" + std::to_string(level), 0, 1, 0, false, RoleSet::all()});
    if (level + 1 < levels) test::add_fanout(made.machine, 1024, 1, true, true);
  }
  std::vector<std::int64_t> left;
  for (const Dimension& dimension : made.problem.dimensions)
    left.push_back(dimension.bound);
  for (const LevelId level : made.machine.levels.ids()) {
    for (const TensorId tensor : made.problem.tensors.ids())
      made.mapping.nest.push_back(NestEntry::keep(level, tensor));
    std::vector<std::size_t> order(left.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i > 1; --i)
      std::swap(order[i - 1], order[dice.roll(i)]);
    for (const std::size_t d : order) {
      const bool last = level.index() + 1 == levels;
      if (!last && dice.flip()) continue;
      const std::int64_t bound = last ? left[d] : dice.of(mapper::divisors_of(left[d]));
      if (bound == 1) continue;
      made.mapping.nest.push_back(NestEntry::temporal(DimensionId(d), bound));
      left[d] /= bound;
    }
    const std::size_t unrolled = dice.roll(left.size());
    const std::int64_t lanes = dice.of(mapper::divisors_of(left[unrolled]));
    if (level.index() + 1 == levels || lanes == 1 || dice.flip()) continue;
    made.mapping.nest.push_back(
        NestEntry::spatial(DimensionId(unrolled), lanes, FanoutId(level.index()), Axis::x));
    left[unrolled] /= lanes;
  }
  return made;
}

std::vector<LoopAbove> loops_above(const RandomNest& made, const mapper::Shape& shape, std::size_t entry) {
  std::vector<LoopAbove> loops;
  for (std::size_t at = 0; at < entry; ++at) {
    const NestEntry& loop = made.mapping.nest[at];
    if (loop.kind != NestEntry::Kind::temporal) continue;
    const auto inside = extents_below(made.mapping, at, made.problem)[loop.dimension];
    loops.push_back(
        {shape.active(loop.dimension), static_cast<double>(loop.bound), static_cast<double>(inside)});
  }
  return loops;
}

/// No more than enters, told by the innermost loop alone.
double at_least(const Boxes& boxes, TensorId tensor, const mapper::Factors& extents,
                const std::vector<LoopAbove>& loops) {
  mapper::Factors outside = mapper::all_ones;
  double others = 1;
  for (const LoopAbove& loop : loops) {
    outside[loop.active] *= static_cast<std::int64_t>(loop.trips);
    if (boxes.moves(tensor, loop.active) == Boxes::Moves::not_at_all) others *= loop.trips;
  }
  double outlived = 1;
  std::size_t inner = loops.size();
  for (; inner > 0 && boxes.moves(tensor, loops[inner - 1].active) == Boxes::Moves::not_at_all; --inner)
    outlived *= loops[inner - 1].trips;
  const mapper::even::Refills refills = boxes.refills(tensor, extents, outside);
  const double words = boxes.words(tensor, extents);
  const std::size_t innermost = loops.back().active;
  switch (boxes.moves(tensor, innermost)) {
    case Boxes::Moves::not_at_all:
      return words * refills.stays * others / outlived;
    case Boxes::Moves::window:
      return words * refills.along[boxes.window(tensor, innermost)] * others;
    case Boxes::Moves::plainly:
      break;
  }
  return words * refills.plain * others;
}

TEST(Boxes, CountWhatEntersANodeAsTimeloopDoesAndNeverBoundItByMore) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(4000));
  const std::uint64_t first = test::setting("RIDGE_SEED", 1);
  std::uint64_t tight = 0;
  std::uint64_t nodes = 0;
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    const RandomNest made = random_nest(seed);
    const mapper::Shape shape(made.problem);
    const Boxes boxes(made.problem, shape);
    ASSERT_TRUE(shape.fits() && boxes.countable());
    Counts counts;
    Counter(made.problem, made.machine, CountingRules::timeloop).count(made.mapping, counts);
    for (const NodeCounts& node : counts.nodes) {
      if (node.home || made.problem.is_written(node.tensor)) continue;
      const std::vector<LoopAbove> loops = loops_above(made, shape, node.entry);
      const auto below = extents_below(made.mapping, node.entry, made.problem);
      mapper::Factors extents = mapper::all_ones;
      for (std::size_t d = 0; d < shape.size(); ++d)
        extents[d] = below[shape.dimension(d)];
      const double entering = boxes.entering(node.tensor, extents, loops);
      EXPECT_EQ(entering * static_cast<double>(node.instances), static_cast<double>(node.fills));
      EXPECT_EQ(boxes.words(node.tensor, extents), static_cast<double>(node.tile_words));
      if (loops.empty()) continue;
      const double bound = at_least(boxes, node.tensor, extents, loops);
      EXPECT_LE(bound, entering * (1 + 1e-12)) << print_nest(made.mapping, made.problem, made.machine);
      ++nodes;
      tight += bound >= 0.9 * entering ? 1U : 0U;
    }
  }
  EXPECT_GT(tight * 2, nodes);
}

}  // namespace
}  // namespace ridge
