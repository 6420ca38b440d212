// Keys that have no effect on a machine: read all the same, and said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/arch/machine_text.hpp"

namespace ridge::testing {
namespace {

std::vector<std::string> warnings_of(const std::string& text) {
  std::vector<std::string> messages;
  for (const Diagnostic& warning : read_text(text).warnings) {
    EXPECT_EQ(warning.severity, Severity::warning);
    messages.push_back(warning.place.text() + " " + warning.message);
  }
  return messages;
}

std::string with_keys(const std::string& keys) {
  return machine_text(
      "  - {name: DRAM, kind: dram}\n  - {name: L, kind: scratchpad, size: 1 KiB, " + keys + "}\n",
      plain_compute, "technology: 45 nm\n");
}

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MachineWarnings, ASoundMachineHasNone) {
  EXPECT_THAT(warnings_of(machine_text()), IsEmpty());
}

TEST(MachineWarnings, AccessWithoutAnEnergyPerAccess) {
  EXPECT_THAT(warnings_of(with_keys("access: 8 B, read_energy: 1 pJ/B, write_energy: 1 pJ/B")),
              ElementsAre("m.yaml:8:54 'access' has no effect: no energy is per access"));
}

TEST(MachineWarnings, AccessCountsWhereTheLibraryGivesTheEnergy) {
  EXPECT_THAT(warnings_of(with_keys("access: 8 B, memory: sram")), IsEmpty());
}

TEST(MachineWarnings, ATreeWithoutDelay) {
  EXPECT_THAT(
      warnings_of(machine_text("  - {name: D, kind: dram}\n  - fanout: {name: PE, x: 4, tree: true}\n")),
      ElementsAre("m.yaml:7:36 'tree' has no effect without a 'delay'"));
}

TEST(MachineWarnings, BanksWithoutMemory) {
  EXPECT_THAT(warnings_of(with_keys("banks: 2")),
              ElementsAre("m.yaml:8:53 'banks' has no effect without 'memory'"));
}

TEST(MachineWarnings, MemoryWhereEverythingIsWritten) {
  EXPECT_THAT(warnings_of(with_keys("memory: sram, read_energy: 1 pJ/B, write_energy: 1 pJ/B, area: 1 mm2")),
              ElementsAre("m.yaml:8:54 'memory' has no effect: energies and area are written"));
}

TEST(MachineWarnings, MayKeepThatAddsNothing) {
  EXPECT_THAT(warnings_of(with_keys("keeps: [weights], may_keep: [weights]")),
              ElementsAre("m.yaml:8:74 'may_keep' has no effect: 'keeps' names the same roles"));
}

TEST(MachineWarnings, BufferingOfARoleThatIsNeverKept) {
  EXPECT_THAT(warnings_of(with_keys("keeps: [weights], buffering: {inputs: double}")),
              ElementsAre("m.yaml:8:84 buffering of inputs has no effect: the level never keeps them"));
}

TEST(MachineWarnings, DirectionsThatNoPortServes) {
  EXPECT_THAT(
      warnings_of(with_keys("keeps: [weights], ports: [{name: p, bandwidth: 1 B/cycle, reads: [weights]}]")),
      ElementsAre("m.yaml:8:71 no port serves the writes of weights: they are unlimited"));
}

TEST(MachineWarnings, AllDirectionsThatNoPortServesAreOneWarning) {
  EXPECT_THAT(
      warnings_of(with_keys("ports: [{name: p, bandwidth: 1 B/cycle, reads: [weights], "
                            "writes: [weights, outputs]}]")),
      ElementsAre("m.yaml:8:53 no port serves the reads of inputs and outputs and the writes of inputs: "
                  "they are unlimited"));
}

TEST(MachineWarnings, MulticastOnAnAxisOfSizeOne) {
  EXPECT_THAT(
      warnings_of(
          machine_text("  - {name: D, kind: dram}\n  - fanout: {name: PE, x: 2, multicast: {y: true}}\n")),
      ElementsAre("m.yaml:7:45 'multicast' on y has no effect: the fanout has no 'y' of its own, so its "
                  "size there is 1"));
}

TEST(MachineWarnings, EnergyAtAPrecisionTheUnitCannotDo) {
  EXPECT_THAT(warnings_of(machine_text(
                  plain_levels, "compute: {name: MAC, rate: {int8: 1}, energy: {int8: 1 pJ, fp16: 2 pJ}}\n")),
              ElementsAre("m.yaml:9:66 energy at fp16 has no effect: the unit has no rate for it"));
}

}  // namespace
}  // namespace ridge::testing
