// Objectives: what they are called, what they are worth, and that every part of the search means the same.
#include "sim/cost/objective.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapper/search.hpp"
#include "tests/mapper/cases.hpp"

namespace ridge {
namespace {

using testing::HasSubstr;

Objective read(std::string_view text) {
  const auto parsed = parse_objective(text);
  if (const auto* wrong = std::get_if<std::string>(&parsed)) ADD_FAILURE() << text << ": " << *wrong;
  return std::get<Objective>(parsed);
}

std::string complaint(std::string_view text) {
  const auto parsed = parse_objective(text);
  const auto* wrong = std::get_if<std::string>(&parsed);
  return wrong == nullptr ? "" : *wrong;
}

TEST(Objective, IsReadByNameOrByWeights) {
  EXPECT_EQ(read("latency"), Objective::latency);
  EXPECT_EQ(read("energy"), Objective::energy);
  EXPECT_EQ(read("edp"), Objective::edp);
  EXPECT_EQ(read("edap"), Objective::edap);
  EXPECT_EQ(read("latency:1"), Objective::latency);
  EXPECT_EQ(read("energy:1,latency:0"), Objective::energy);
  EXPECT_EQ(read("energy:1,latency:1"), Objective::edp);
  EXPECT_EQ(read("area:1,latency:1.0,energy:1"), Objective::edap);
  EXPECT_EQ(read("latency:2,energy:1"), Objective(2, 1, 0));
  EXPECT_EQ(read("latency:.5,energy:10"), Objective(0.5, 10, 0));
}

TEST(Objective, ItsTextReadsBack) {
  for (const char* text : {"latency", "energy", "edp", "edap", "energy:2,latency:1", "energy:0.5,latency:10",
                           "latency:2", "latency:1,area:0.1"}) {
    EXPECT_EQ(name_of(read(text)), text);
  }
  EXPECT_EQ(name_of(read("latency:1,energy:2.00")), "energy:2,latency:1");
}

TEST(Objective, HasAUnit) {
  EXPECT_EQ(unit_of(Objective::latency), "cycles");
  EXPECT_EQ(unit_of(Objective::energy), "pJ");
  EXPECT_EQ(unit_of(Objective::edp), "J s");
  EXPECT_EQ(unit_of(Objective::edap), "J s mm2");
  EXPECT_EQ(unit_of(read("energy:2,latency:1")), "J^2 s");
  EXPECT_EQ(unit_of(read("energy:1,latency:2")), "J s^2");
  EXPECT_EQ(unit_of(read("latency:0.5")), "s^0.5");
}

TEST(Objective, WhatItCannotBeIsAnsweredWithWhatItCan) {
  EXPECT_THAT(complaint("enrgy"), HasSubstr("it cannot be 'enrgy': did you mean 'energy'?"));
  EXPECT_THAT(complaint("power"), HasSubstr("or weights such as 'energy:2,latency:1'"));
  EXPECT_THAT(complaint("energy:2,latecy:1"),
              HasSubstr("'latecy' cannot have a weight: did you mean 'latency'?"));
  EXPECT_THAT(complaint("edp:2"), HasSubstr("weights are of 'latency', 'energy' or 'area'"));
  EXPECT_THAT(complaint("energy,latency"), HasSubstr("'energy' has no weight: write 'energy:1'"));
  EXPECT_THAT(complaint("energy:1,"), HasSubstr("'' cannot have a weight"));
  EXPECT_THAT(complaint("energy:1,energy:2"), HasSubstr("'energy' has two weights"));
  EXPECT_THAT(complaint("energy:two"), HasSubstr("the weight of 'energy' is 'two', no number"));
  EXPECT_THAT(complaint("energy:"), HasSubstr("no number: write a decimal such as 'energy:2'"));
  EXPECT_THAT(complaint("energy:inf"), HasSubstr("no number"));
  EXPECT_THAT(complaint("energy:nan"), HasSubstr("no number"));
  EXPECT_THAT(complaint("energy:1 "), HasSubstr("no number"));
  EXPECT_THAT(complaint("energy:-1"), HasSubstr("weights are 0 or from 0.1 to 10"));
  EXPECT_THAT(complaint("energy:0.09"), HasSubstr("weights are 0 or from 0.1 to 10"));
  EXPECT_THAT(complaint("energy:10.1"), HasSubstr("which mapping is best depends on their ratio alone"));
  EXPECT_THAT(complaint("energy:0,latency:0"), HasSubstr("neither latency nor energy has a weight above 0"));
  EXPECT_THAT(complaint("area:1"), HasSubstr("neither latency nor energy has a weight above 0"));
}

TEST(Objective, IsAProductOfPowers) {
  const Amounts amounts{2000, 2e-6, 5e6, 3};
  EXPECT_EQ(Objective::latency.value(amounts), 2000);
  EXPECT_EQ(Objective::energy.value(amounts), 5e6);
  EXPECT_EQ(Objective::edp.value(amounts), 5e6 * 1e-12 * 2e-6);
  EXPECT_DOUBLE_EQ(Objective::edap.value(amounts), 3e-11);
  EXPECT_DOUBLE_EQ(read("energy:2,latency:1").value(amounts), 5e-6 * 5e-6 * 2e-6);
  EXPECT_DOUBLE_EQ(read("latency:2").value(amounts), 4e-12);
}

TEST(Objective, IsUnknownOnlyWithoutAnAmountThatHasAWeight) {
  const double unknown = std::nan("");
  EXPECT_EQ(read("latency:2").value({2000, 2e-6, unknown, unknown}), 2e-6 * 2e-6);
  EXPECT_TRUE(std::isnan(Objective::edp.value({2000, 2e-6, unknown, 1})));
  EXPECT_TRUE(std::isnan(Objective::edap.value({2000, 2e-6, 1, unknown})));
}

/// At the edge: a cycle more is worth more.
TEST(Objective, KnowsTheMostCyclesThatAValueAllows) {
  Machine machine = test::empty_machine();
  machine.published_area_mm2 = 7;
  machine.compute[ComputeId(0)].area_mm2.reset();
  const MachineConstants constants(machine);
  for (const char* text :
       {"latency", "edp", "edap", "latency:2,energy:0.5", "latency:0.1,energy:10,area:3"}) {
    const Objective objective = read(text);
    const double value = objective.value(constants.amounts(1000, 40));
    EXPECT_NEAR(objective.most_cycles(value, 40, constants), 1000, 1e-9) << text;
  }
  EXPECT_TRUE(std::isinf(Objective::energy.most_cycles(5, 5, constants)));
}

/// Values of the largest weights stay within the range of doubles.
TEST(Objective, TellsSmallAmountsApartUnderTheLargestWeights) {
  const Objective heavy = read("energy:10,latency:10");
  EXPECT_LT(heavy.value({1, 1e-9, 100, 1}), heavy.value({1, 1e-9, 101, 1}));
  EXPECT_LT(heavy.value({1e18, 1e9, 1e25, 1}), heavy.value({1e18, 1e9, 1.01e25, 1}));
}

struct Given {
  Problem problem = test::convolution_2d({1, 8, 8, 7, 7, 3, 3}, 1);
  Machine machine = test::three_levels(4 * 1024, 8, 4, 64);
  Constraints constraints = Constraints::none(problem, machine);

  SearchResult search(Objective objective) const {
    SearchOptions options;
    options.objective = objective;
    options.effort = 8000;
    return ridge::search(problem, machine, constraints, options);
  }
  void state_areas() {
    for (StorageLevel& level : machine.levels)
      level.area_mm2 = 0.25;
    machine.compute[ComputeId(0)].area_mm2 = 0.001;
  }
};

TEST(Objective, WeightsOfOneAreTheEnergyDelayProductToTheLastBit) {
  const Given given;
  const SearchResult named = given.search(Objective::edp);
  const SearchResult weighted = given.search(read("energy:1,latency:1"));
  ASSERT_TRUE(named.mapping && weighted.mapping);
  EXPECT_EQ(*named.mapping, *weighted.mapping);
  EXPECT_EQ(named.value, weighted.value);
  EXPECT_EQ(named.lower_bound, weighted.lower_bound);
  EXPECT_EQ(named.status, weighted.status);
}

TEST(Objective, AreaMultipliesTheEnergyDelayProduct) {
  Given given;
  given.state_areas();
  const double area = given.machine.area_mm2().value();
  EXPECT_DOUBLE_EQ(area, 0.25 + 32 * 0.25 + 32 * 0.001);  // the DRAM does not count
  const SearchResult edp = given.search(Objective::edp);
  const SearchResult edap = given.search(Objective::edap);
  ASSERT_TRUE(edp.mapping && edap.mapping);
  EXPECT_DOUBLE_EQ(edap.value, edp.value * area);
  EXPECT_LE(edap.lower_bound, edap.value);
  EXPECT_EQ(edap.status, edp.status);
}

TEST(Objective, AnAreaThatIsNotStatedIsNamed) {
  Given given;
  given.state_areas();
  given.machine.levels[LevelId(1)].area_mm2.reset();
  given.machine.compute[ComputeId(0)].area_mm2.reset();
  try {
    given.search(Objective::edap);
    FAIL() << "an area that is not known was multiplied";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("the area of level 'GLB' is not stated, and the objective 'edap' needs it"));
    EXPECT_THAT(error.what(), HasSubstr("the area of compute unit 'MAC' is not stated"));
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("'RF'")));
  }
  given.machine.published_area_mm2 = 2;
  EXPECT_TRUE(given.search(Objective::edap).mapping);
}

/// The more one amount weighs, the less of it the best mapping has.
TEST(Objective, WeightsShiftTheBestMapping) {
  Given given;
  given.problem = test::matrix_product(8, 6, 4);
  given.constraints = Constraints::none(given.problem, given.machine);
  double least_energy = 0;
  double most_cycles = std::numeric_limits<double>::infinity();
  for (const char* text : {"energy:10,latency:0.1", "edp", "energy:0.1,latency:10"}) {
    SearchOptions options;
    options.objective = read(text);
    options.effort = 400'000;  // enough to prove all three
    const SearchResult result = search(given.problem, given.machine, given.constraints, options);
    ASSERT_EQ(result.status, SearchStatus::optimal) << text;
    EXPECT_GE(*result.evaluation->energy_pj, least_energy * (1 - 1e-9)) << text;
    EXPECT_LE(result.evaluation->cycles, most_cycles) << text;
    least_energy = *result.evaluation->energy_pj;
    most_cycles = result.evaluation->cycles;
  }
}

}  // namespace
}  // namespace ridge
