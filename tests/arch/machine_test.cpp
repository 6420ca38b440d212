// The machine as a whole: order, instances, area, sources, overrides, names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "arch/reader/compute.hpp"
#include "arch/reader/roles.hpp"
#include "tests/arch/machine_text.hpp"
#include "workloads/problem.hpp"

namespace ridge::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const char* const two_fanouts =
    "  - {name: DRAM, kind: dram}\n"
    "  - fanout: {name: Cluster, x: 3}\n"
    "  - {name: GLB, kind: scratchpad, size: 1 KiB}\n"
    "  - fanout: {name: PE, x: 4, y: 2}\n"
    "  - {name: RF, kind: register, size: 8 B}\n";

TEST(Machine, InstancesAreTheProductOfTheFanoutsAbove) {
  const Machine machine = read_text(machine_text(two_fanouts)).machine;
  EXPECT_EQ(machine.instances(*machine.level_named("DRAM")), 1);
  EXPECT_EQ(machine.instances(*machine.level_named("GLB")), 3);
  EXPECT_EQ(machine.instances(*machine.level_named("RF")), 24);
  EXPECT_EQ(machine.lanes(), 24);
}

TEST(Machine, OrderListsLevelsAndFanoutsAsWritten) {
  const Machine machine = read_text(machine_text(two_fanouts)).machine;
  ASSERT_EQ(machine.order.size(), 5U);
  EXPECT_EQ(machine.order[1].kind, MachineElement::Kind::fanout);
  EXPECT_EQ(machine.fanouts[machine.order[1].fanout].name, "Cluster");
  EXPECT_EQ(machine.levels[machine.order[4].level].name, "RF");
  EXPECT_EQ(machine.levels[*machine.level_named("RF")].position, 4U);
  EXPECT_EQ(machine.fanouts[*machine.fanout_named("PE")].position, 3U);
  EXPECT_FALSE(machine.level_named("PE").has_value());
}

TEST(Machine, AreaIsTheSumOverInstancesWithoutDram) {
  const Machine machine =
      read_text(machine_text("  - {name: D, kind: dram, area: 100 mm2}\n  - fanout: {name: PE, x: 4}\n"
                             "  - {name: RF, kind: register, size: 8 B, area: 0.25 mm2}\n",
                             "compute: {name: MAC, area: 0.5 mm2}\n"))
          .machine;
  EXPECT_DOUBLE_EQ(*machine.area_mm2(), 4 * 0.25 + 4 * 0.5);
}

TEST(Machine, AreaIsUnknownWhenAPartIsUnlessTheWholeIsPublished) {
  EXPECT_FALSE(read_text(machine_text()).machine.area_mm2().has_value());
  EXPECT_EQ(read_text(machine_text(plain_levels, plain_compute, "area: 12 mm2\n")).machine.area_mm2(), 12);
}

TEST(Machine, SourcesOfTheFileAndOfItsPartsAreKept) {
  const Machine machine =
      read_text(machine_text("  - {name: D, kind: dram, source: data sheet}\n",
                             "compute: {name: MAC, arithmetic: [int8]}\n", "technology: 45 nm\n"))
          .machine;
  ASSERT_EQ(machine.sources.size(), 4U);
  EXPECT_EQ(machine.sources[0], "test");
  EXPECT_EQ(machine.sources[1], "D: data sheet");
  EXPECT_THAT(machine.sources[2], HasSubstr("Horowitz, ISSCC 2014"));
  EXPECT_THAT(machine.sources[3], HasSubstr("Sze et al."));
}

TEST(Machine, ConstraintsAreKeptRaw) {
  const Machine machine = read_text(machine_text(plain_levels, plain_compute,
                                                 "constraints: {levels: {Buffer: {keep: [inputs]}}}\n"))
                              .machine;
  ASSERT_TRUE(machine.constraints.has_value());
  EXPECT_NE(machine.constraints->find("levels"), nullptr);
}

TEST(Machine, JsonMeansTheSame) {
  const Machine machine = read_text(
                              R"({"ridge": "architecture/1", "name": "m", "clock": "1 GHz", "source": "s",
          "compute": {"name": "MAC"}, "levels": [{"name": "D", "kind": "dram"}]})")
                              .machine;
  EXPECT_EQ(machine.levels.size(), 1U);
}

TEST(Machine, WordsOfRolesPrecisionsAndOperationsAreThoseOfWorkloads) {
  for (std::size_t role = 0; role < machine_role_count; ++role) {
    EXPECT_EQ(reader::role_words()[role], name_of(static_cast<Role>(role)));
  }
  EXPECT_EQ(machine_role_count, static_cast<std::size_t>(role_count));
  const auto& precisions = reader::precision_words();
  for (std::size_t i = 0; i < precisions.size(); ++i) {
    EXPECT_EQ(precisions[i], name_of(static_cast<Precision>(i)));
    EXPECT_TRUE(precision_named(precisions[i]).has_value());
  }
  EXPECT_EQ(static_cast<std::size_t>(Precision::fp64) + 1, precisions.size());
  const auto& operations = reader::operation_words();
  for (std::size_t i = 0; i < operations.size(); ++i) {
    EXPECT_EQ(operations[i], name_of(static_cast<Operation>(i)));
  }
  EXPECT_EQ(static_cast<std::size_t>(Operation::gather) + 1, operations.size());
}

Machine load(const std::string& name, const std::vector<std::string>& overrides = {}) {
  std::vector<Diagnostic> warnings;
  return load_machine(name, overrides, warnings);
}

TEST(LoadMachine, FindsShippedMachinesByName) {
  EXPECT_EQ(load("eyeriss_v1").name, "eyeriss_v1");
}

TEST(LoadMachine, FindsFilesByPath) {
  EXPECT_EQ(load(std::string(RIDGE_SOURCE_DIR) + "/configs/arch/tiny.yaml").name, "tiny");
}

TEST(LoadMachine, NamesTheNearestWhenThereIsNone) {
  try {
    load("eyeris_v1");
    FAIL() << "found a machine that is not there";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("there is no machine called 'eyeris_v1'"));
    EXPECT_THAT(error.what(), HasSubstr("did you mean 'eyeriss_v1'?"));
    EXPECT_THAT(error.what(), HasSubstr("'tpu_v1'"));
  }
}

TEST(LoadMachine, OverridesReplaceAndAdd) {
  const Machine machine = load("small3", {"GLB.size=256KiB", "PE.x=8", "clock=2 GHz", "DRAM.word=2 B"});
  EXPECT_EQ(machine.levels[*machine.level_named("GLB")].size_bytes, 256 * 1024);
  EXPECT_EQ(machine.lanes(), 128);
  EXPECT_EQ(machine.clock.value, 2e9);
  EXPECT_EQ(machine.levels[*machine.level_named("DRAM")].word_bits, 16);
}

TEST(LoadMachine, ALaterOverrideWins) {
  EXPECT_EQ(load("small3", {"PE.x=8", "PE.x=2"}).fanouts[FanoutId(0)].size[0], 2);
}

TEST(LoadMachine, ABandwidthPerSecondKeepsItsRateWhenTheClockChanges) {
  const Machine slow = load("eyeriss_v1");
  const Machine fast = load("eyeriss_v1", {"clock=400 MHz"});
  EXPECT_DOUBLE_EQ(*slow.levels[LevelId(0)].ports[0].bytes_per_cycle, 2.4);
  EXPECT_DOUBLE_EQ(*fast.levels[LevelId(0)].ports[0].bytes_per_cycle, 1.2);
  EXPECT_DOUBLE_EQ(*fast.levels[LevelId(1)].ports[0].bytes_per_cycle, 2);  // per cycle: scales with the clock
}

TEST(LoadMachine, AnOverrideIsCheckedLikeTheFile) {
  EXPECT_THROW(load("small3", {"GLB.size=0 B"}), InputError);
  EXPECT_THROW(load("small3", {"GBL.size=1 KiB"}), InputError);
}

}  // namespace
}  // namespace ridge::testing
