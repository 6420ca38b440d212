// Proven empty spaces say what conflicts; spaces in which nothing was found claim nothing.
#include <cmath>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapper/search.hpp"
#include "tests/mapper/cases.hpp"

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
  const SearchResult result = search_briefly(test::matrix_product(4, 4, 4), test::three_levels(64, 2, 2, 2));
  expect_infeasible(result, Infeasible::Reason::capacity,
                    AllOf(HasSubstr("'RF'"), HasSubstr("3 B"), HasSubstr("2 B"), HasSubstr("Weights")));
  EXPECT_EQ(result.infeasible->cause.level, LevelId(2));
  EXPECT_EQ(result.infeasible->cause.demanded_bytes, 3);
  EXPECT_EQ(result.infeasible->cause.available_bytes, 2);
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

// One word of each tensor would fit into a lane if every word were complete; partial sums are wider.
TEST(Infeasible, IsProvenByWalkingTheWholeSpace) {
  const Problem problem = test::matrix_product(4, 4, 4);
  const Machine machine = test::three_levels(64, 2, 2, 4);
  const SearchResult result = search(problem, machine, Constraints::none(problem, machine));
  expect_infeasible(result, Infeasible::Reason::illegal, HasSubstr("no mapping can run"));
}

TEST(Infeasible, IsNotClaimedWhenNothingWasFound) {
  SearchOptions options;
  options.effort = 2000;
  options.imperfect_temporal = true;  // such spaces are not walked
  const Problem problem = test::matrix_product(4, 4, 4);
  const Machine machine = test::three_levels(64, 2, 2, 4);
  const SearchResult result = search(problem, machine, Constraints::none(problem, machine), options);
  EXPECT_EQ(result.status, SearchStatus::limit_reached);
  EXPECT_FALSE(result.mapping);
  EXPECT_FALSE(result.infeasible);
  EXPECT_TRUE(std::isnan(result.value));
}

}  // namespace
}  // namespace ridge
