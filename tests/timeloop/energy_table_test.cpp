// Energy and area tables: both layouts, which row counts, and what does not match.
#include <gmock/gmock.h>

#include "tests/timeloop/small.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Architecture with_table(const std::string& table) {
  return spec_of({small_machine, small_problem, table}).architecture;
}
std::string warnings_with(const std::string& table) {
  return warnings_of({small_machine, small_problem, table});
}

TEST(EnergyTable, Version03ListsActionsAndTheirLargestRowCounts) {
  const Architecture machine = with_table(
      with(small_table, "    - {name: read, arguments: {}, energy: 6}\n",
           "    - {name: read, arguments: {data_delta: 0}, energy: 4}\n    - {name: read, arguments: "
           "{data_delta: 1}, energy: 9}\n    - {name: leak, arguments: {}, energy: 99}\n"));
  EXPECT_EQ(machine.levels[1].read_pj, 9);
  EXPECT_EQ(machine.levels[1].fill_pj, 7);
  EXPECT_EQ(machine.levels[1].update_pj, 7);
  EXPECT_EQ(machine.levels[2].read_pj, 0.2);
  EXPECT_EQ(machine.compute.pj, 0.5);
}

TEST(EnergyTable, Version02MapsComponentsToActionsToRows) {
  const Architecture machine = with_table(R"(ERT:
  version: 0.2
  tables:
    system.DRAM: {read: [{arguments: {}, energy: 512}], write: {energy: 500}}
    system.chip.Buffer: {read: [{energy: 4}, {energy: 9}], write: [{energy: 7}]}
    'system.chip.PE[0..7].RF': {read: [{energy: 0.2}], write: [{energy: 0.3}]}
    'system.chip.PE[0..7].MAC': {mac_random: [{energy: 0.5}], mac_reused: [{energy: 8}]}
)");
  EXPECT_EQ(machine.levels[0].fill_pj, 500);
  EXPECT_EQ(machine.levels[1].read_pj, 9);
  EXPECT_EQ(machine.levels[2].fill_pj, 0.3);
  EXPECT_EQ(machine.compute.pj, 0.5);
}

TEST(EnergyTable, ActionsAreTakenInTheOrderOfTheirNames) {
  const auto buffer = [](const std::string& actions) {
    const Level level =
        with_table("ERT: {version: 0.3, tables: [{name: Buffer, actions: [" + actions + "]}]}").levels[1];
    return std::vector<double>{level.read_pj, level.fill_pj, level.update_pj};
  };
  EXPECT_EQ(buffer("{name: read, energy: 1}, {name: random_read, energy: 2}, {name: write, energy: 3}"),
            (std::vector<double>{2, 3, 3}));
  EXPECT_EQ(
      buffer("{name: read, energy: 1}, {name: fill, energy: 4}, {name: update, energy: 5}, {name: write, "
             "energy: 3}"),
      (std::vector<double>{1, 4, 5}));
  EXPECT_EQ(buffer("{name: read, energy: 1}, {name: fill, energy: 4}, {name: random_fill, energy: 6}, {name: "
                   "random_write, energy: 3}"),
            (std::vector<double>{1, 6, 3}));
}

TEST(EnergyTable, ANameIsTheLastPartOfAPathWithoutItsRange) {
  for (const char* name : {"system.chip.PE[0..7].RF[1..8]", "PE[0..127].RF", "RF[10..17]", "RF"}) {
    const Architecture machine = with_table(with(small_table, "system.chip.PE[0..7].RF[1..8]", name));
    EXPECT_EQ(machine.levels[2].read_pj, 0.2) << name;
  }
}

TEST(EnergyTable, AComponentThatIsNotThereIsWarnedOf) {
  const std::string said =
      warnings_with(with(small_table, "system.chip.Buffer[1..1]", "system.chip.Bufer[1..1]"));
  EXPECT_THAT(said, HasSubstr("t3.yaml:8:5: warning: the energy table of 'Bufer' matches no component"));
  EXPECT_THAT(said, HasSubstr("help: did you mean 'Buffer'?"));
  EXPECT_THAT(said, HasSubstr("the energy table says nothing of level 'Buffer': Timeloop's built-in"));
}

TEST(EnergyTable, AnActionThatIsMissingIsWarnedOf) {
  const std::string said = warnings_with(with(small_table, "    - {name: read, arguments: {}, energy: 6}\n",
                                              "    - {name: access, energy: 6}\n"));
  EXPECT_THAT(
      said,
      HasSubstr("t3.yaml:8:5: warning: the energy table says nothing of the action 'read' of 'Buffer'"));
  EXPECT_THAT(said, Not(HasSubstr("'write' of 'Buffer'")));
}

TEST(EnergyTable, WithoutATableNothingIsWarnedOf) {
  EXPECT_EQ(warnings_of({small_machine, small_problem}), "");
}

TEST(EnergyTable, AreasAreOfOneInstanceAndMakeTheArea) {
  const Spec spec = spec_of({small_machine, small_problem,
                             "ART: {version: 0.3, tables: [{name: system.chip.Buffer, area: 2000}, {name: "
                             "'PE[0..7].RF[1..8]', area: 50}, {name: 'PE[0..7].MAC', area: 10}]}"});
  EXPECT_EQ(spec.architecture.levels[1].area_um2, 2000);
  EXPECT_EQ(spec.architecture.levels[2].area_um2, 50);
  EXPECT_EQ(spec.architecture.compute.area_um2, 10);
  EXPECT_FALSE(spec.architecture.levels[0].area_um2);
}

}  // namespace
}  // namespace ridge::timeloop
