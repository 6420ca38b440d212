// What windows move, against counts of whole nests: in order exactly, otherwise never more.
#include "mapper/exact/sweeps.hpp"

#include <gtest/gtest.h>

#include "mapper/exact/visits.hpp"
#include "sim/nest/counts.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/sanitized.hpp"

namespace ridge::mapper {
namespace {

constexpr std::size_t inputs = 1;

/// Loops above and below the inputs' only node, some of them split.
struct SlidingNest {
  Mapping mapping;
  std::size_t node = 0;     // entry
  std::vector<Turn> turns;  // above it, outermost first
  Tiles tiles;
};

SlidingNest random_sliding_nest(const Problem& problem, const Shape& shape, test::Dice& dice) {
  SlidingNest nest;
  for (const TensorId tensor : problem.tensors.ids())
    nest.mapping.nest.push_back(NestEntry::keep(LevelId(0), tensor));
  Factors left = all_ones;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    left[d] = shape.bound(d);
    nest.tiles.bounds[d] = nest.tiles.padded[d] = shape.bound(d);
    nest.tiles.beside[d] = 1;
  }
  const auto loop = [&](std::size_t d, std::int64_t trips, bool above) {
    if (trips == 1) return;
    nest.mapping.nest.push_back(NestEntry::temporal(shape.dimension(d), trips));
    left[d] /= trips;
    if (above) nest.turns.push_back({d, trips, left[d]});
  };
  for (int tries = 0; tries < 5; ++tries) {
    const std::size_t d = dice.roll(shape.size());
    const auto trips = static_cast<std::int64_t>(1 + dice.roll(4));
    if (left[d] % trips == 0) loop(d, trips, true);
  }
  nest.node = nest.mapping.nest.size();
  nest.mapping.nest.push_back(NestEntry::keep(LevelId(1), TensorId(inputs)));
  nest.tiles.extents = left;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    nest.tiles.steps[d] = shape.bound(d) / left[d];
    loop(d, left[d], false);
  }
  while (!nest.turns.empty() && !has(shape.relevant(TensorId(inputs)), nest.turns.back().dimension))
    nest.turns.pop_back();  // idle
  return nest;
}

/// The loops of a nest down to the node's last, where no dimension but the innermost's is looped twice.
std::optional<Gap> as_one_gap(const SlidingNest& nest) {
  Gap gap;
  for (const Turn& turn : nest.turns) {
    if (gap.loops[turn.dimension] > 1) return std::nullopt;
    gap.loops[turn.dimension] = turn.trips;
  }
  return gap;
}

/// Whether the indices of the tile in its window follow each other at even distances.
bool is_even(const Tiles& tiles, std::int64_t stride) {
  constexpr std::size_t p = 2;  // active dimensions, when all have more than one index
  constexpr std::size_t r = 3;
  return tiles.extents[p] == 1 || (tiles.extents[r] == 1 ? true : stride <= tiles.extents[r]);
}

TEST(Sweeps, AreWhatANestCountsInOrderAndNeverMoreOtherwise) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(4000));
  int exact = 0;
  int met = 0;  // what further passes find, just so much
  for (std::uint64_t seed = 0; seed < cases; ++seed) {
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    test::Dice dice(seed);
    const auto stride = static_cast<std::int64_t>(1 + dice.roll(3));
    const std::vector<std::int64_t> sizes{2, 3, 4, 6, 8};
    const Problem problem =
        test::convolution_1d(2, 2, dice.of(sizes), dice.of<std::int64_t>({2, 3, 4}), stride);
    const Machine machine = test::three_levels(1'000'000, 1, 1, 1'000'000);
    const Shape shape(problem);
    const SlidingNest nest = random_sliding_nest(problem, shape, dice);
    Counts counts;
    Counter(problem, machine).count(nest.mapping, counts);
    double fills = 0;
    for (const NodeCounts& node : counts.nodes) {
      if (node.entry == nest.node) fills = static_cast<double>(node.fills);
    }
    const TensorId tensor(inputs);
    double passes = 1;
    for (const Turn& turn : nest.turns)
      passes *= has(shape.irrelevant(tensor), turn.dimension) ? static_cast<double>(turn.trips) : 1;

    const Sweep in_order = sweeps_in_order(shape, tensor, nest.tiles, nest.turns);
    if (is_even(nest.tiles, stride)) {
      EXPECT_NEAR(in_order.lane, fills, 1e-6);
      ++exact;
    } else {
      EXPECT_LE(in_order.lane, fills + 1e-6);
    }
    const Sweep split = least_sweep_of_any_order(shape, tensor, nest.tiles, nest.tiles.steps);
    EXPECT_LE(split.lane * passes, fills + 1e-6);
    if (nest.turns.empty()) continue;
    const double all_passes =
        visited(shape, tensor, nest.tiles).lane + found_again(shape, tensor, nest.tiles).lane * (passes - 1);
    EXPECT_LE(all_passes, fills + 1e-6);
    met += passes > 1 && all_passes > fills - 1 ? 1 : 0;
    const auto gap = as_one_gap(nest);
    if (!gap) continue;
    EXPECT_LE(least_sweep(shape, tensor, nest.tiles, *gap).lane * passes, fills + 1e-6);
    Gap known = *gap;
    known.innermost = nest.turns.back().dimension;
    EXPECT_LE(least_sweep(shape, tensor, nest.tiles, known).lane * passes, fills + 1e-6);
  }
  EXPECT_GT(exact, static_cast<int>(cases / 2));
  EXPECT_GT(met, static_cast<int>(cases / 100));
}

/// for P in 4, for K in 2, for R in 2, with tiles of 3 of P: K brings the tile back by one index of R and
/// finds it and the next one again, at each of the four places of P. All 13 words but a tile would be 10.
TEST(Sweeps, OfAFurtherPassFindLittleWhereItGoesThroughLittle) {
  const Problem problem = test::convolution_1d(2, 1, 12, 2, 1);
  const Shape shape(problem);
  Tiles tiles;
  std::size_t p = 0;
  std::size_t r = 0;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    const std::string& name = problem.dimensions[shape.dimension(d)].name;
    if (name == "P") p = d;
    if (name == "R") r = d;
    tiles.beside[d] = 1;
    tiles.bounds[d] = tiles.padded[d] = shape.bound(d);
  }
  tiles.extents[p] = 3;
  tiles.steps[p] = 4;
  tiles.steps[r] = 2;
  EXPECT_EQ(visited(shape, TensorId(inputs), tiles).lane, 13);
  EXPECT_EQ(found_again(shape, TensorId(inputs), tiles).lane, 4);
  Factors inside = all_ones;
  inside[p] = 4;  // where K stands outside of both
  inside[r] = 2;
  EXPECT_EQ(found_again(shape, TensorId(inputs), tiles, inside).lane, 10);
}

}  // namespace
}  // namespace ridge::mapper
