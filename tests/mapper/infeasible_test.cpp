// Proven empty spaces say what conflicts; spaces in which nothing was found claim nothing.
#include <cmath>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapper/conflict.hpp"
#include "mapper/search.hpp"
#include "sim/verify/enumerate.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

using testing::AllOf;
using testing::HasSubstr;

SearchResult search_briefly(const Problem& problem, const Machine& machine, const Constraints& constraints) {
  SearchOptions options;
  options.effort = 2000;
  return search(problem, machine, constraints, options);
}

SearchResult search_briefly(const Problem& problem, const Machine& machine) {
  return search_briefly(problem, machine, Constraints::none(problem, machine));
}

void expect_infeasible(const SearchResult& result, Infeasible::Reason reason,
                       const testing::Matcher<std::string>& says) {
  EXPECT_EQ(result.status, SearchStatus::infeasible);
  EXPECT_EQ(result.end, SearchEnd::proven);
  EXPECT_FALSE(result.mapping);
  ASSERT_TRUE(result.infeasible);
  EXPECT_EQ(result.infeasible->cause.reason, reason);
  EXPECT_THAT(result.infeasible->sentence, says);
  EXPECT_FALSE(result.infeasible->help.empty());
}

TEST(Infeasible, ALevelTooSmallForOneWordOfEachTensorItMustKeep) {
  const SearchResult result = search_briefly(test::matrix_product(4, 4, 1), test::three_levels(64, 2, 2, 2));
  expect_infeasible(result, Infeasible::Reason::capacity,
                    AllOf(HasSubstr("'RF'"), HasSubstr("3 B"), HasSubstr("2 B"), HasSubstr("Weights")));
  EXPECT_EQ(result.infeasible->cause.level, LevelId(2));
  EXPECT_EQ(result.infeasible->cause.demanded_bytes, 3);
  EXPECT_EQ(result.infeasible->cause.available_bytes, 2);
}

// Whatever is unrolled above: a lane's part of a sum is partial.
TEST(Infeasible, ALevelTooSmallForOnePartialSum) {
  const Problem problem = test::matrix_product(4, 4, 2);
  expect_infeasible(search_briefly(problem, test::three_levels(64, 2, 2, 5)), Infeasible::Reason::capacity,
                    "the smallest tiles that 'RF' must keep need 6 B (Weights 1 B, Inputs 1 B, Outputs 4 B "
                    "as partial sums), it has 5 B");
  EXPECT_TRUE(search_briefly(problem, test::three_levels(64, 2, 2, 6)).mapping);
  const Problem nothing_summed = test::matrix_product(4, 4, 1);
  EXPECT_TRUE(search_briefly(nothing_summed, test::three_levels(64, 2, 2, 3)).mapping);
}

/// DRAM - buffer - x * y lanes of MACs alone, which add up partial results or not.
Machine lanes_without_registers(std::int64_t buffer_bytes, std::int64_t x, std::int64_t y, bool reduce) {
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 1, 0, false, RoleSet::all()});
  test::add_level(machine, {"GLB", buffer_bytes, 1, 0, false, RoleSet::all()});
  test::add_fanout(machine, x, y, true, reduce);
  return machine;
}

// 4 iterations of each word: the lanes below add up all, or leave partial sums.
TEST(Infeasible, SumsAreNotPartialWhereTheFanoutBelowAddsUpAll) {
  const Problem problem = test::matrix_product(1, 1, 4);
  EXPECT_TRUE(search_briefly(problem, lanes_without_registers(9, 2, 2, true)).mapping);
  expect_infeasible(search_briefly(problem, lanes_without_registers(5, 2, 1, true)),
                    Infeasible::Reason::capacity, AllOf(HasSubstr("6 B"), HasSubstr("as partial sums")));
  expect_infeasible(search_briefly(problem, lanes_without_registers(5, 2, 2, false)),
                    Infeasible::Reason::capacity, AllOf(HasSubstr("6 B"), HasSubstr("as partial sums")));
}

// Against every nest there is of a form, on machines whose innermost level has room for a few bytes.
void expect_no_conflict_where_there_is_a_mapping(verify::Form form) {
  constexpr int wanted = static_cast<int>(test::random_cases(300));
  int possible = 0;
  int conflicts = 0;
  for (std::uint64_t seed = 1; possible < wanted; ++seed) {
    test::Case small = test::random_small_case(seed);
    StorageLevel& innermost = small.machine.levels[LevelId(small.machine.levels.size() - 1)];
    innermost.size_bytes = static_cast<std::int64_t>(1 + seed % 10);
    if (seed % 3 != 0) innermost.keeps = innermost.may_keep = RoleSet::all();
    const Constraints constraints = seed % 2 == 0 ? test::random_constraints(small, seed)
                                                  : Constraints::none(small.problem, small.machine);
    const auto optimum =
        verify::enumerate(small.problem, small.machine, constraints, {.form = form, .most_nests = 10'000});
    if (!optimum) continue;
    mapper::SpaceOptions options;
    options.perfect = form == verify::Form::perfect;
    options.even = form == verify::Form::even;
    const auto conflict =
        mapper::find_conflict(mapper::Space(small.problem, small.machine, constraints, options));
    conflicts += conflict ? 1 : 0;
    if (!optimum->exists()) continue;
    ++possible;
    EXPECT_FALSE(conflict) << "case of seed " << seed << ": " << conflict->sentence;
  }
  EXPECT_GE(conflicts, wanted / 10);
}

TEST(Infeasible, AConflictIsNeverFoundWhereThereIsAMapping) {
  expect_no_conflict_where_there_is_a_mapping(verify::Form::any);
}

TEST(Infeasible, AConflictIsNeverFoundWhereThereIsAPerfectMapping) {
  expect_no_conflict_where_there_is_a_mapping(verify::Form::perfect);
}

TEST(Infeasible, AConflictIsNeverFoundWhereThereIsAnEvenMapping) {
  expect_no_conflict_where_there_is_a_mapping(verify::Form::even);
}

TEST(Infeasible, AHomeThatCannotHoldTheTensor) {
  Machine machine = test::empty_machine();
  test::add_level(machine, {"SRAM", 100, 1, 0, false, RoleSet::all()});
  const SearchResult result = search_briefly(test::matrix_product(16, 16, 16), machine);
  expect_infeasible(result, Infeasible::Reason::capacity,
                    AllOf(HasSubstr("home"), HasSubstr("Weights"), HasSubstr("256 B"), HasSubstr("100 B")));
}

TEST(Infeasible, AnOperationThatNoUnitDoes) {
  Problem problem = test::matrix_product(4, 4, 4);
  problem.operation = Operation::normalisation;
  const Machine machine = test::three_levels(64, 2, 2, 16);
  EXPECT_FALSE(has_unit_for(problem, machine));
  expect_infeasible(search_briefly(problem, machine), Infeasible::Reason::no_unit,
                    HasSubstr("normalisation"));
}

TEST(Infeasible, ALevelThatMustKeepAndMustBypass) {
  const Problem problem = test::matrix_product(4, 4, 4);
  const Machine machine = test::three_levels(64, 2, 2, 16);
  Constraints constraints = Constraints::none(problem, machine);
  constraints.keep[LevelId(2)][TensorId(1)] = false;
  expect_infeasible(search_briefly(problem, machine, constraints), Infeasible::Reason::illegal,
                    AllOf(HasSubstr("'RF'"), HasSubstr("'Inputs'")));
}

TEST(Infeasible, BoundsThatExcludeEachOther) {
  const Problem problem = test::matrix_product(4, 4, 4);
  const Machine machine = test::three_levels(64, 2, 2, 16);
  Constraints spatial = Constraints::none(problem, machine);
  spatial.spatial[FanoutId(0)][0].bounds[DimensionId(0)].least = 3;
  expect_infeasible(search_briefly(problem, machine, spatial), Infeasible::Reason::illegal,
                    AllOf(HasSubstr("'M'"), HasSubstr("PE.x"), HasSubstr("at most 2")));
  Constraints temporal = Constraints::none(problem, machine);
  temporal.temporal[LevelId(1)].bounds[DimensionId(2)].least = 2;
  temporal.temporal[LevelId(2)].bounds[DimensionId(2)].all = true;
  expect_infeasible(search_briefly(problem, machine, temporal), Infeasible::Reason::illegal,
                    AllOf(HasSubstr("'K'"), HasSubstr("'GLB'"), HasSubstr("at most 1")));
}

TEST(Infeasible, SumsOverAnAxisThatDoesNotAddUp) {
  const Problem problem = test::matrix_product(4, 4, 4);
  Machine machine = test::three_levels(64, 2, 2, 16);
  machine.fanouts[FanoutId(0)].reduce = {false, true};
  Constraints constraints = Constraints::none(problem, machine);
  BoundRule& rule = constraints.spatial[FanoutId(0)][0].bounds[DimensionId(2)];
  rule.least = 2;
  rule.place = Place{std::make_shared<const SourceText>(), 4, 36};
  SearchResult result = search_briefly(problem, machine, constraints);
  expect_infeasible(result, Infeasible::Reason::illegal,
                    HasSubstr("'K' is summed into 'Outputs', and 'PE.x' does not add up partial results"));
  EXPECT_THAT(result.infeasible->help, HasSubstr("move it to 'PE.y'"));
  EXPECT_EQ(result.infeasible->place.line, 4);
  machine.fanouts[FanoutId(0)].reduce = {false, false};
  result = search_briefly(problem, machine, constraints);
  EXPECT_THAT(result.infeasible->help, HasSubstr("give 'PE' the key 'reduce'"));
}

TEST(Infeasible, MoreLanesThanCanHaveWork) {
  const Problem problem = test::matrix_product(3, 2, 1);
  const Machine machine = test::three_levels(64, 4, 4, 16);
  Constraints constraints = Constraints::none(problem, machine);
  constraints.used_lanes = {6.0 / 16, Place{std::make_shared<const SourceText>(), 2, 17}};
  EXPECT_TRUE(search_briefly(problem, machine, constraints).mapping);
  constraints.used_lanes.least = 7.0 / 16;
  const SearchResult result = search_briefly(problem, machine, constraints);
  expect_infeasible(result, Infeasible::Reason::illegal,
                    "at least 7 of the 16 lanes must have work, and at most 6 can");
  EXPECT_EQ(result.infeasible->help, "ask for at most 0.375, or let more be unrolled");
  EXPECT_EQ(result.infeasible->place.line, 2);
}

TEST(Infeasible, TheShareOfLanesToAskForIsReadableAndPossible) {
  const Problem problem = test::matrix_product(5, 1, 1);
  const Machine machine = test::three_levels(64, 7, 1, 16);
  Constraints constraints = Constraints::none(problem, machine);
  constraints.used_lanes.least = 0.9;
  EXPECT_EQ(search_briefly(problem, machine, constraints).infeasible->help,
            "ask for at most 0.7142, or let more be unrolled");
  constraints.used_lanes.least = 0.7142;
  EXPECT_TRUE(search_briefly(problem, machine, constraints).mapping);
}

TEST(Infeasible, MoreLanesThanBoundsThatDivideCanGiveWork) {
  const Problem problem = test::matrix_product(5, 1, 1);
  const Machine machine = test::three_levels(64, 4, 1, 16);
  Constraints constraints = Constraints::none(problem, machine);
  constraints.used_lanes.least = 1;
  EXPECT_TRUE(search_briefly(problem, machine, constraints).mapping) << "5 over 4 lanes, in two steps";
  SearchOptions options;
  options.effort = 2000;
  options.even = true;
  expect_infeasible(search(problem, machine, constraints, options), Infeasible::Reason::illegal,
                    "at least 4 of the 4 lanes must have work, and at most 1 can");
}

/// Only bounds that divide.
SearchResult search_perfect(const Problem& problem, const Machine& machine, const Constraints& constraints) {
  SearchOptions options;
  options.effort = 2000;
  options.perfect = true;
  return search(problem, machine, constraints, options);
}

TEST(Infeasible, ARuleThatNoBoundMeetsThatDivides) {
  const Problem problem = test::matrix_product(8, 4, 4);
  const Machine machine = test::three_levels(64, 4, 2, 16);
  Constraints spatial = Constraints::none(problem, machine);
  BoundRule& exactly = spatial.spatial[FanoutId(0)][0].bounds[DimensionId(0)];
  exactly.least = exactly.most = 3;
  exactly.place = Place{std::make_shared<const SourceText>(), 4, 36};
  EXPECT_TRUE(search_briefly(problem, machine, spatial).mapping) << "8 over 3 lanes, in three steps";
  const SearchResult result = search_perfect(problem, machine, spatial);
  expect_infeasible(result, Infeasible::Reason::illegal,
                    "the constraints want 'M' 3 times over 'PE.x', bounds must divide, and its size of 8 has "
                    "no such divisor");
  EXPECT_EQ(result.infeasible->place.line, 4);
  exactly.most = 4;
  EXPECT_TRUE(search_perfect(problem, machine, spatial).mapping);

  Constraints temporal = Constraints::none(problem, machine);
  BoundRule& between = temporal.temporal[LevelId(1)].bounds[DimensionId(0)];
  between.least = 5;
  between.most = 7;
  expect_infeasible(search_perfect(problem, machine, temporal), Infeasible::Reason::illegal,
                    HasSubstr("'M' 5 to 7 times below 'GLB'"));
}

TEST(Infeasible, ADimensionThatBoundsThatDivideDoNotCover) {
  const Problem problem = test::matrix_product(7, 1, 1);
  const Machine machine = test::three_levels(64, 4, 1, 16);
  Constraints constraints = Constraints::none(problem, machine);
  for (LevelId level : machine.levels.ids())
    constraints.temporal[level].bounds[DimensionId(0)].most = level == LevelId(0) ? 2 : 1;
  EXPECT_TRUE(search_briefly(problem, machine, constraints).mapping) << "7 over 4 lanes, in two steps";
  expect_infeasible(search_perfect(problem, machine, constraints), Infeasible::Reason::illegal,
                    HasSubstr("its 7 iterations can be looped 1 time and unrolled over 1 lane"));
}

/// No temporal loop anywhere.
Constraints unrolled_only(const Problem& problem, const Machine& machine) {
  Constraints constraints = Constraints::none(problem, machine);
  for (LevelId level : machine.levels.ids()) {
    for (DimensionId dimension : problem.dimensions.ids())
      constraints.temporal[level].bounds[dimension].most = 1;
  }
  return constraints;
}

TEST(Infeasible, ADimensionThatTheAllowedLoopsDoNotCover) {
  const Problem problem = test::matrix_product(4, 5, 4);
  const Machine machine = test::three_levels(64, 2, 2, 16);
  const SearchResult result = search_briefly(problem, machine, unrolled_only(problem, machine));
  expect_infeasible(result, Infeasible::Reason::illegal,
                    AllOf(HasSubstr("'N'"), HasSubstr("5 iterations"), HasSubstr("looped 1 time"),
                          HasSubstr("over 4 lanes")));
  EXPECT_EQ(result.infeasible->cause.violation->dimension, DimensionId(1));
}

TEST(Infeasible, DimensionsThatTheLanesDoNotCoverTogether) {
  const Problem problem = test::matrix_product(4, 4, 1);  // each alone fits the 2 x 2 lanes
  const Machine machine = test::three_levels(64, 2, 2, 16);
  Constraints constraints = unrolled_only(problem, machine);
  expect_infeasible(search_briefly(problem, machine, constraints), Infeasible::Reason::illegal,
                    AllOf(HasSubstr("at most 1 step in all"), HasSubstr("4 lanes"), HasSubstr("at least 4")));
  constraints.temporal[LevelId(0)].bounds[DimensionId(0)].most = 3;
  expect_infeasible(search_briefly(problem, machine, constraints), Infeasible::Reason::illegal,
                    AllOf(HasSubstr("at most 3 steps in all"), HasSubstr("at least 4")));
  constraints.temporal[LevelId(0)].bounds[DimensionId(0)].most = 4;
  EXPECT_TRUE(search_briefly(problem, machine, constraints).mapping);
}

/// One word of each tensor would fit into a lane, were it not that words change and are held twice then.
TEST(Infeasible, ALevelTooSmallForTwoTiles) {
  const Problem problem = test::matrix_product(4, 4, 4);
  Machine machine = test::three_levels(64, 2, 2, 7);
  machine.levels[LevelId(2)].double_buffered = RoleSet::all();
  const SearchResult result = search_briefly(problem, machine);
  expect_infeasible(result, Infeasible::Reason::capacity,
                    "the smallest tiles that 'RF' must keep need 8 B (Outputs 8 B as partial sums for this "
                    "tile and the next), it has 7 B");
  EXPECT_EQ(
      result.infeasible->help,
      "make 'RF' at least 12 B, or hold one tile at a time in it ('buffering: single'), or let it bypass "
      "'Outputs'");
  machine.levels[LevelId(2)].size_bytes = 12;
  EXPECT_TRUE(search_briefly(problem, machine).mapping);
  machine.levels[LevelId(2)].double_buffered = RoleSet();
  machine.levels[LevelId(2)].size_bytes = 7;
  EXPECT_TRUE(search_briefly(problem, machine).mapping);
}

TEST(Infeasible, AWholeThatNeverChangesNeedsNoSecondPlace) {
  const Problem problem = test::matrix_product(2, 2, 1);  // a lane has one word of each tensor
  Machine machine = test::three_levels(64, 2, 2, 3);
  machine.levels[LevelId(2)].double_buffered = RoleSet::all();
  EXPECT_TRUE(search_briefly(problem, machine).mapping);
}

/// Each rule can be met, both cannot: after two lanes of one axis nothing of M is left.
Constraints two_rules_on_m(const Problem& problem, const Machine& machine) {
  Constraints constraints = Constraints::none(problem, machine);
  for (LoopRules& rules : constraints.spatial[FanoutId(0)])
    rules.bounds[DimensionId(0)].least = 2;
  return constraints;
}

TEST(Infeasible, IsProvenByWalkingTheWholeSpace) {
  const Problem problem = test::matrix_product(2, 4, 4);
  const Machine machine = test::three_levels(64, 2, 2, 16);
  const SearchResult result = search(problem, machine, two_rules_on_m(problem, machine));
  expect_infeasible(result, Infeasible::Reason::illegal,
                    "none can run where the constraints want 'M' over 'PE.x' at least 2 lanes, and the "
                    "constraints want 'M' over 'PE.y' at least 2 lanes");
  EXPECT_EQ(result.infeasible->help,
            "relax the rule on 'M' over 'PE.x', or relax the rule on 'M' over 'PE.y'");
}

TEST(Infeasible, IsNotClaimedWhenNothingWasFound) {
  SearchOptions options;
  options.effort = 2000;
  options.imperfect_temporal = true;  // such spaces are not walked
  const Problem problem = test::matrix_product(2, 4, 4);
  const Machine machine = test::three_levels(64, 2, 2, 16);
  const SearchResult result = search(problem, machine, two_rules_on_m(problem, machine), options);
  EXPECT_EQ(result.status, SearchStatus::limit_reached);
  EXPECT_FALSE(result.mapping);
  EXPECT_FALSE(result.infeasible);
  EXPECT_TRUE(std::isnan(result.value));
}

}  // namespace
}  // namespace ridge
