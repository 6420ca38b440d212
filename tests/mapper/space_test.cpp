// The space and the moves in it, against sim/mapping.
#include "mapper/space.hpp"

#include <set>

#include <gtest/gtest.h>

#include "mapper/edit.hpp"
#include "mapper/moves.hpp"
#include "mapper/obedience.hpp"
#include "mapper/plan.hpp"
#include "mapper/unrolling.hpp"
#include "sim/cost/evaluator.hpp"
#include "tests/mapper/cases.hpp"

namespace ridge::mapper {
namespace {

using test::Case;

/// Machine rules that `find_violation` would name first.
bool keeps_what_it_must(const Case& small, const Mapping& mapping) {
  const auto violation = find_violation(small.problem, small.machine, mapping);
  return !violation || (violation->rule != Violation::Rule::level_must_keep &&
                        violation->rule != Violation::Rule::level_may_not_keep);
}

/// Rules that moves may break: what must be kept is a constraint to them, and only the evaluator knows sums.
bool left_to_the_judge(Violation::Rule rule) {
  return rule == Violation::Rule::level_must_keep || rule == Violation::Rule::no_home ||
         rule == Violation::Rule::needs_reduction || rule == Violation::Rule::outputs_overlap;
}

/// A walk of random moves from the first plan there is; calls `visit` with every nest.
template <class Visit>
void walk(const Space& space, std::uint64_t seed, int steps, Visit visit) {
  Random random(seed, 0);
  Moves moves(space, random);
  const auto plan = outermost_plan(space, {}, fullest_placement(space));
  if (!plan) return;
  Mapping mapping;
  write_nest(space, *plan, mapping);
  for (int step = 0; step < steps; ++step) {
    visit(mapping);
    moves.change(mapping.nest);
  }
}

TEST(Space, ObedienceSaysWhatBrokenConstraintSays) {
  std::int64_t obeyed = 0;
  std::int64_t broken = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const Case small = test::random_small_case(seed);
    const Constraints constraints = test::random_constraints(small, seed);
    const Space space(small.problem, small.machine, constraints);
    const Space free(small.problem, small.machine, Constraints::none(small.problem, small.machine));
    Obedience obedience(space);
    walk(free, seed, 200, [&](const Mapping& mapping) {
      const bool obeys = !broken_constraint(constraints, small.problem, small.machine, mapping) &&
                         keeps_what_it_must(small, mapping);
      EXPECT_EQ(obedience.obeys(mapping), obeys)
          << "seed " << seed << '\n'
          << print_nest(mapping, small.problem, small.machine)
          << broken_constraint(constraints, small.problem, small.machine, mapping).value_or("obeys");
      ++(obeys ? obeyed : broken);
    });
  }
  EXPECT_GT(obeyed, 1000);
  EXPECT_GT(broken, 1000);
}

TEST(Space, UnrollsWhollyWhatMayBeLoopedNowhere) {
  const Case given{test::matrix_product(6, 4, 3), test::three_levels(64, 2, 4, 16)};
  Constraints constraints = Constraints::none(given.problem, given.machine);
  const DimensionId k(2);
  for (LevelId level : given.machine.levels.ids())
    constraints.temporal[level].bounds[k].most = 1;
  constraints.spatial[FanoutId(0)][0].bounds[k].most = 1;
  const Space space(given.problem, given.machine, constraints);
  EXPECT_EQ(space.spatial_limits(FanoutId(0), Axis::y, k).least, 3);
  const auto unrollings = best_unrollings(space, 8);
  ASSERT_FALSE(unrollings.empty());
  for (const Unrolling& unrolling : unrollings)
    EXPECT_TRUE(std::any_of(unrolling.begin(), unrolling.end(),
                            [&](const SpatialLoop& loop) { return loop.dimension == k && loop.bound == 3; }));
}

TEST(Moves, LeaveALegalNest) {
  for (const bool imperfect : {false, true}) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      const Case small = test::random_small_case(seed);
      const Space space(small.problem, small.machine, Constraints::none(small.problem, small.machine),
                        {imperfect, false, {}});
      walk(space, seed, 300, [&](const Mapping& mapping) {
        const auto violation = find_violation(small.problem, small.machine, mapping);
        EXPECT_TRUE(!violation || left_to_the_judge(violation->rule))
            << "seed " << seed << '\n'
            << print_nest(mapping, small.problem, small.machine);
      });
    }
  }
}

/// A walk from what cannot run accepts whatever else cannot: nests may lose all of their nodes.
TEST(Moves, GoOnFromNestsWithoutNodes) {
  std::int64_t empty = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Case small = test::random_small_case(seed);
    const Space space(small.problem, small.machine, Constraints::none(small.problem, small.machine));
    Random random(seed, 0);
    Moves moves(space, random);
    Nest nest{NestEntry::temporal(DimensionId(0), small.problem.dimensions[DimensionId(0)].bound)};
    for (int step = 0; step < 100; ++step) {
      const auto is_node = [](const NestEntry& entry) { return entry.kind == NestEntry::Kind::keep; };
      std::erase_if(nest, is_node);
      empty += nest.empty() ? 1 : 0;
      moves.change(nest);
      EXPECT_TRUE(std::all_of(nest.begin(), nest.end(),
                              [&](const NestEntry& entry) {
                                return is_node(entry) ||
                                       (entry.bound >= 1 &&
                                        entry.dimension.index() < small.problem.dimensions.size());
                              }))
          << "seed " << seed;
    }
  }
  EXPECT_GT(empty, 0);
}

/// A dimension on both axes of a fanout: x is the outer one.
TEST(Moves, KeepXAboveY) {
  const Case given{test::matrix_product(7, 3, 5), test::three_levels(64, 3, 3, 16)};
  const Space space(given.problem, given.machine, Constraints::none(given.problem, given.machine));
  std::int64_t on_both = 0;
  walk(space, 11, 5000, [&](const Mapping& mapping) {
    std::set<DimensionId> on_y;
    for (const NestEntry& entry : mapping.nest) {
      if (entry.kind != NestEntry::Kind::spatial) continue;
      if (entry.axis == Axis::y) on_y.insert(entry.dimension);
      if (entry.axis == Axis::x) {
        EXPECT_EQ(on_y.count(entry.dimension), 0U);
      }
    }
    const auto on = [&](Axis axis, DimensionId dimension) {
      return std::any_of(mapping.nest.begin(), mapping.nest.end(), [&](const NestEntry& entry) {
        return entry.kind == NestEntry::Kind::spatial && entry.axis == axis && entry.dimension == dimension;
      });
    };
    for (DimensionId dimension : given.problem.dimensions.ids())
      on_both += on(Axis::x, dimension) && on(Axis::y, dimension) ? 1 : 0;
  });
  EXPECT_GT(on_both, 100);
}

TEST(Moves, KeepPerfectBoundsPerfect) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const Case small = test::random_small_case(seed);
    SpaceOptions options;
    options.perfect = true;
    const Space space(small.problem, small.machine, Constraints::none(small.problem, small.machine), options);
    walk(space, seed, 300, [&](const Mapping& mapping) {
      EXPECT_TRUE(has_perfect_bounds(small.problem, mapping.nest))
          << "seed " << seed << '\n'
          << print_nest(mapping, small.problem, small.machine);
    });
  }
}

TEST(Moves, KeepWholeTripsUnlessAskedOtherwise) {
  const Case given{test::matrix_product(12, 8, 10), test::three_levels(64, 3, 4, 16)};
  const Space space(given.problem, given.machine, Constraints::none(given.problem, given.machine));
  walk(space, 7, 3000, [&](const Mapping& mapping) {
    for (DimensionId dimension : given.problem.dimensions.ids()) {
      std::int64_t temporal = 1;
      std::int64_t left = given.problem.dimensions[dimension].bound;
      for (const NestEntry& entry : mapping.nest) {
        if (entry.kind == NestEntry::Kind::keep || entry.dimension != dimension) continue;
        if (entry.kind == NestEntry::Kind::temporal) temporal *= entry.bound;
        if (entry.kind == NestEntry::Kind::spatial) left = (left + entry.bound - 1) / entry.bound;
      }
      EXPECT_EQ(temporal, left);
    }
  });
}

TEST(Moves, ReachEveryPlacementAndBothAxes) {
  const Case given{test::matrix_product(4, 4, 4), test::three_levels(64, 2, 2, 16)};
  const Space space(given.problem, given.machine, Constraints::none(given.problem, given.machine));
  std::set<unsigned> kept_in_buffer;
  std::set<std::size_t> unrolled;  // axis and dimension
  walk(space, 3, 5000, [&](const Mapping& mapping) {
    unsigned kept = 0;
    for (const NestEntry& entry : mapping.nest) {
      if (entry.kind == NestEntry::Kind::keep && entry.level == LevelId(1))
        kept |= 1U << entry.tensor.index();
      if (entry.kind == NestEntry::Kind::spatial)
        unrolled.insert(static_cast<std::size_t>(entry.axis) * 3 + entry.dimension.index());
    }
    kept_in_buffer.insert(kept);
  });
  EXPECT_EQ(kept_in_buffer.size(), 8U);
  EXPECT_EQ(unrolled.size(), 6U);
}

TEST(Edit, HomesFirstChangesNoCost) {
  std::int64_t moved_nests = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Case small = test::random_small_case(seed);
    const Space space(small.problem, small.machine, Constraints::none(small.problem, small.machine));
    Evaluator evaluator(small.problem, small.machine);
    walk(space, seed, 100, [&](const Mapping& mapping) {
      Evaluation before;
      if (evaluator.evaluate(mapping, before)) return;
      Mapping moved = mapping;
      // A loop above everything: what a reader of the nest would stumble over.
      moved.nest.insert(moved.nest.begin(), NestEntry::temporal(DimensionId(0), 1));
      put_homes_first(space, moved.nest);
      // Only a home below the spatial loops of a fanout stays behind them.
      const auto first = std::find_if(moved.nest.begin(), moved.nest.end(), [](const NestEntry& entry) {
        return entry.kind != NestEntry::Kind::temporal;
      });
      EXPECT_TRUE(first == moved.nest.begin() || first->kind == NestEntry::Kind::spatial);
      moved_nests += moved == mapping ? 0 : 1;
      Evaluation after;
      ASSERT_FALSE(evaluator.evaluate(moved, after)) << print_nest(moved, small.problem, small.machine);
      EXPECT_EQ(after.cycles, before.cycles);
      EXPECT_EQ(after.energy_pj, before.energy_pj);
    });
  }
  EXPECT_GT(moved_nests, 500);
}

TEST(Edit, HomesStandAboveEveryTemporalLoopOfTheirFanout) {
  const Case given{test::matrix_product(4, 4, 4), test::three_levels(64, 2, 2, 16)};
  const Space space(given.problem, given.machine, Constraints::none(given.problem, given.machine));
  const TensorId a(0), b(1), z(2);
  const DimensionId m(0), n(1), k(2);
  Nest nest{NestEntry::temporal(m, 4),      NestEntry::keep(LevelId(1), a),
            NestEntry::keep(LevelId(0), b), NestEntry::temporal(n, 2),
            NestEntry::keep(LevelId(0), z), NestEntry::spatial(k, 2, FanoutId(0), Axis::y),
            NestEntry::temporal(k, 2),      NestEntry::temporal(n, 2)};
  put_homes_first(space, nest);
  const Nest expected{NestEntry::keep(LevelId(0), b), NestEntry::keep(LevelId(0), z),
                      NestEntry::keep(LevelId(1), a), NestEntry::temporal(m, 4),
                      NestEntry::temporal(n, 2),      NestEntry::spatial(k, 2, FanoutId(0), Axis::y),
                      NestEntry::temporal(k, 2),      NestEntry::temporal(n, 2)};
  EXPECT_EQ(nest, expected);
}

TEST(Plan, PutsTheLoopsOfTheStationaryTensorOutermost) {
  const Case given{test::matrix_product(4, 4, 4), test::three_levels(64, 2, 2, 16)};
  const Space space(given.problem, given.machine, Constraints::none(given.problem, given.machine));
  auto plan = outermost_plan(space, {}, fullest_placement(space));
  ASSERT_TRUE(plan);
  const TensorId weights(0);
  const TensorId inputs(1);
  const std::vector<TensorId> stays{weights, inputs};
  order_by_stationarity(space, *plan, LevelId(0), stays);
  // M is irrelevant to the weights (innermost), N to the inputs, K to neither of the two.
  const std::vector<DimensionId> expected{DimensionId(2), DimensionId(1), DimensionId(0)};
  EXPECT_EQ(plan->order[LevelId(0)], expected);
}

TEST(Plan, PullsAFactorInOnlyWhereLimitsAllowIt) {
  const Case given{test::matrix_product(6, 1, 1), test::three_levels(64, 2, 2, 16)};
  Constraints constraints = Constraints::none(given.problem, given.machine);
  const DimensionId m(0);
  constraints.temporal[LevelId(1)].bounds[m].most = 2;
  const Space space(given.problem, given.machine, constraints);
  auto plan = outermost_plan(space, {}, fullest_placement(space));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->trips[LevelId(0)][m], 6);
  EXPECT_FALSE(pull_in(space, *plan, LevelId(1), m, 3));
  EXPECT_TRUE(pull_in(space, *plan, LevelId(1), m, 2));
  EXPECT_FALSE(pull_in(space, *plan, LevelId(1), m, 2));
  EXPECT_EQ(plan->trips[LevelId(0)][m], 3);
  EXPECT_EQ(plan->trips[LevelId(1)][m], 2);
}

TEST(Plan, GivesInnerLevelsWhatTheyMustHave) {
  const Case given{test::matrix_product(6, 4, 1), test::three_levels(64, 2, 2, 16)};
  Constraints constraints = Constraints::none(given.problem, given.machine);
  constraints.temporal[LevelId(2)].bounds[DimensionId(0)].all = true;
  constraints.temporal[LevelId(1)].bounds[DimensionId(1)].least = 2;
  const Space space(given.problem, given.machine, constraints);
  const auto plan = outermost_plan(space, {}, fullest_placement(space));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->trips[LevelId(2)][DimensionId(0)], 6);
  EXPECT_EQ(plan->trips[LevelId(1)][DimensionId(1)], 2);
  EXPECT_EQ(plan->trips[LevelId(0)][DimensionId(1)], 2);
}

}  // namespace
}  // namespace ridge::mapper
