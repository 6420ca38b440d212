// What a sound file means, key by key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/arch/machine_text.hpp"

namespace ridge::testing {
namespace {

constexpr std::size_t weights = 0;
constexpr std::size_t inputs = 1;
constexpr std::size_t outputs = 2;

StorageLevel scratchpad(const std::string& keys, const std::string& top = "") {
  return read_one_level("{name: L, kind: scratchpad, size: 1 KiB" + (keys.empty() ? "" : ", " + keys) + "}",
                        top);
}

TEST(ReadLevel, NeitherKeepsNorMayKeepMeansItMayHoldAll) {
  const StorageLevel level = scratchpad("");
  EXPECT_TRUE(level.keeps.empty());
  EXPECT_EQ(level.may_keep, RoleSet::all());
}

TEST(ReadLevel, KeepsAloneForbidsTheOthers) {
  const StorageLevel level = scratchpad("keeps: [weights, outputs]");
  EXPECT_EQ(level.keeps, RoleSet().with(weights).with(outputs));
  EXPECT_EQ(level.may_keep, level.keeps);
}

TEST(ReadLevel, MayKeepAddsToKeeps) {
  const StorageLevel level = scratchpad("keeps: [weights], may_keep: [inputs]");
  EXPECT_EQ(level.keeps, RoleSet().with(weights));
  EXPECT_EQ(level.may_keep, RoleSet().with(weights).with(inputs));
}

TEST(ReadLevel, NoBandwidthMeansNoPort) {
  EXPECT_TRUE(scratchpad("").ports.empty());
}

TEST(ReadLevel, OneBandwidthIsOnePortForBothDirections) {
  const StorageLevel level = scratchpad("bandwidth: 16 B/cycle");
  ASSERT_EQ(level.ports.size(), 1U);
  EXPECT_EQ(level.ports[0].name, "shared");
  EXPECT_EQ(level.ports[0].bytes_per_cycle, 16);
  EXPECT_EQ(level.ports[0].reads, RoleSet::all());
  EXPECT_EQ(level.ports[0].writes, RoleSet::all());
}

TEST(ReadLevel, ReadAndWriteBandwidthAreTwoPorts) {
  const StorageLevel level = scratchpad("read_bandwidth: 8 B/cycle, write_bandwidth: 4 B/cycle");
  ASSERT_EQ(level.ports.size(), 2U);
  EXPECT_EQ(level.ports[0].reads, RoleSet::all());
  EXPECT_TRUE(level.ports[0].writes.empty());
  EXPECT_TRUE(level.ports[1].reads.empty());
  EXPECT_EQ(level.ports[1].writes, RoleSet::all());
  EXPECT_EQ(level.ports[1].bytes_per_cycle, 4);
}

TEST(ReadLevel, BandwidthPerSecondIsDividedByTheClock) {
  EXPECT_DOUBLE_EQ(*scratchpad("bandwidth: 25.6 GB/s").ports[0].bytes_per_cycle, 25.6);  // at 1 GHz
}

TEST(ReadLevel, PortsServeTheRolesTheyName) {
  const StorageLevel level = scratchpad(
      "ports: [{name: w, bandwidth: 2 B/cycle, reads: [weights]}, {name: rest, reads: [inputs, outputs], "
      "writes: all}]");
  ASSERT_EQ(level.ports.size(), 2U);
  EXPECT_EQ(level.ports[0].reads, RoleSet().with(weights));
  EXPECT_EQ(level.ports[1].reads, RoleSet().with(inputs).with(outputs));
  EXPECT_EQ(level.ports[1].writes, RoleSet::all());
  EXPECT_FALSE(level.ports[1].bytes_per_cycle.has_value());
}

TEST(ReadLevel, BufferingIsSingleUnlessSaid) {
  EXPECT_TRUE(scratchpad("").double_buffered.empty());
  EXPECT_TRUE(scratchpad("buffering: single").double_buffered.empty());
  EXPECT_EQ(scratchpad("buffering: double").double_buffered, RoleSet::all());
  EXPECT_EQ(scratchpad("buffering: {weights: double, inputs: single}").double_buffered,
            RoleSet().with(weights));
}

TEST(ReadLevel, AnEnergyNotWrittenIsUnknownAndZeroIsZero) {
  const StorageLevel level = scratchpad("read_energy: 0 pJ/B");
  ASSERT_TRUE(level.read_energy.has_value());
  EXPECT_EQ(level.read_energy->picojoules, 0);
  EXPECT_FALSE(level.write_energy.has_value());
  EXPECT_FALSE(level.area_mm2.has_value());
  EXPECT_FALSE(level.static_power_mw.has_value());
}

TEST(ReadLevel, AnEnergyPerAccessCostsAWholeOneForAPart) {
  const StorageLevel level = scratchpad("read_energy: 64 pJ/access, write_energy: 3 pJ/B, access: 8 B");
  EXPECT_EQ(level.read_energy->of(4, 16), 64);   // 8 B: one access
  EXPECT_EQ(level.read_energy->of(5, 16), 128);  // 10 B: two
  EXPECT_EQ(level.write_energy->of(5, 16), 30);  // 10 B
  EXPECT_EQ(level.write_energy->of(3, 4), 4.5);  // 12 bits
}

TEST(ReadLevel, WordsAreInBitsOrBytes) {
  EXPECT_EQ(scratchpad("word: 12 b").word_bits, 12);
  EXPECT_EQ(scratchpad("word: 2 B").word_bits, 16);
  EXPECT_FALSE(scratchpad("").word_bits.has_value());
}

TEST(ReadLevel, PowerAndAreaAreOfOneInstance) {
  const StorageLevel level = scratchpad("static_power: 3 mW, area: 2500 um2");
  EXPECT_DOUBLE_EQ(*level.static_power_mw, 3);
  EXPECT_DOUBLE_EQ(*level.area_mm2, 0.0025);
}

TEST(ReadLevel, ADramWithoutSizeIsUnlimited) {
  EXPECT_FALSE(read_one_level("{name: L, kind: dram}").size_bytes.has_value());
}

TEST(ReadLevel, ACacheIsTakenAsAScratchpadAndSaysSo) {
  const Machine machine =
      read_text(machine_text("  - {name: D, kind: dram}\n  - {name: L2, kind: cache, size: 1 MiB}\n"))
          .machine;
  EXPECT_THAT(machine.notes, ::testing::ElementsAre("cache 'L2' is taken as a scratchpad"));
}

TEST(ReadLevel, RequestsInFlightLimitThePortsThatRead) {
  const std::string asks = "latency: 100 cycles, requests: 10, request: 64 B";
  const auto ports = [&](const std::string& more) {
    return read_one_level("{name: L, kind: scratchpad, size: 1 KiB, " + asks + more + "}").ports;
  };
  const std::vector<Port> none = ports("");
  ASSERT_EQ(none.size(), 1U);
  EXPECT_EQ(none[0].bytes_per_cycle, 6.4);
  EXPECT_EQ(none[0].reads, RoleSet::all());
  EXPECT_TRUE(none[0].writes.empty());
  EXPECT_EQ(ports(", bandwidth: 6 B/cycle")[0].bytes_per_cycle, 6);
  EXPECT_EQ(ports(", bandwidth: 8 B/cycle")[0].bytes_per_cycle, 6.4);
  const std::vector<Port> both = ports(", read_bandwidth: 8 B/cycle, write_bandwidth: 8 B/cycle");
  EXPECT_EQ(both[0].bytes_per_cycle, 6.4);
  EXPECT_EQ(both[1].bytes_per_cycle, 8);
  const std::vector<Port> listed = ports(
      ", ports: [{name: in, reads: [inputs], writes: all}, {name: out, bandwidth: 1 B/cycle, reads: "
      "[outputs]}]");
  ASSERT_EQ(listed.size(), 3U);
  EXPECT_EQ(listed[0].bytes_per_cycle, 6.4);
  EXPECT_EQ(listed[1].bytes_per_cycle, 1);
  EXPECT_EQ(listed[2].reads, RoleSet().with(static_cast<std::size_t>(MachineRole::weights)));
  EXPECT_EQ(listed[2].bytes_per_cycle, 6.4);
}

Fanout fanout(const std::string& keys) {
  return read_text(machine_text("  - {name: D, kind: dram}\n  - fanout: {name: PE, " + keys + "}\n"))
      .machine.fanouts[FanoutId(0)];
}

TEST(ReadFanout, AnAxisNotWrittenHasSizeOne) {
  EXPECT_EQ(fanout("x: 14").size, (std::array<std::int64_t, 2>{14, 1}));
  EXPECT_EQ(fanout("x: 14, y: 12").instances(), 168);
}

TEST(ReadFanout, NothingIsSentOnceNorAddedUpUnlessSaid) {
  const Fanout plain = fanout("x: 2, y: 2");
  EXPECT_TRUE(plain.multicast[0].empty() && plain.multicast[1].empty());
  EXPECT_FALSE(plain.reduce[0] || plain.reduce[1]);
  EXPECT_FALSE(plain.hop_energy_pj_per_byte.has_value());
}

TEST(ReadFanout, ADelayIsOfEachInstanceAfterTheOtherAndOfATreeOfEachLevel) {
  const Fanout plain = fanout("x: 5, y: 5");
  EXPECT_EQ(plain.depth_cycles(Axis::x, 5), 0);
  const Fanout both = fanout("x: 5, y: 5, delay: 2 cycles");
  EXPECT_EQ(both.depth_cycles(Axis::x, 5), 8);
  EXPECT_EQ(both.depth_cycles(Axis::y, 1), 0);
  const Fanout each = fanout("x: 5, y: 9, delay: {x: 1 cycle, y: 3 cycles}, tree: {y: true}");
  EXPECT_EQ(each.depth_cycles(Axis::x, 3), 2);
  EXPECT_EQ(each.depth_cycles(Axis::y, 2), 3);
  EXPECT_EQ(each.depth_cycles(Axis::y, 8), 9);
  EXPECT_EQ(each.depth_cycles(Axis::y, 9), 12);
}

TEST(ReadFanout, MulticastIsASwitchOrRolesForBothAxesOrEach) {
  EXPECT_EQ(fanout("x: 2, y: 2, multicast: true").multicast[1], RoleSet::all());
  EXPECT_TRUE(fanout("x: 2, y: 2, multicast: false").multicast[0].empty());
  EXPECT_EQ(fanout("x: 2, y: 2, multicast: [inputs]").multicast[1], RoleSet().with(inputs));
  const Fanout each = fanout("x: 2, y: 2, multicast: {x: [weights], y: true}");
  EXPECT_EQ(each.multicast[0], RoleSet().with(weights));
  EXPECT_EQ(each.multicast[1], RoleSet::all());
  EXPECT_TRUE(fanout("x: 2, y: 2, multicast: {y: true}").multicast[0].empty());
}

TEST(ReadFanout, ReductionIsASwitchOrOutputsForBothAxesOrEach) {
  EXPECT_EQ(fanout("x: 2, y: 2, reduce: true").reduce, (std::array<bool, 2>{true, true}));
  EXPECT_EQ(fanout("x: 2, y: 2, reduce: [outputs]").reduce, (std::array<bool, 2>{true, true}));
  EXPECT_EQ(fanout("x: 2, y: 2, reduce: {y: true}").reduce, (std::array<bool, 2>{false, true}));
  EXPECT_EQ(fanout("x: 2, y: 2, reduce: {x: [outputs], y: false}").reduce,
            (std::array<bool, 2>{true, false}));
}

ComputeUnit unit(const std::string& keys) {
  return read_text(
             machine_text(plain_levels, "compute: {name: U" + (keys.empty() ? "" : ", " + keys) + "}\n"))
      .machine.compute[ComputeId(0)];
}

TEST(ReadCompute, APlainUnitDoesOneMacACycleAtAnyPrecision) {
  const ComputeUnit plain = unit("");
  EXPECT_TRUE(plain.can("mac"));
  EXPECT_FALSE(plain.can("elementwise"));
  EXPECT_EQ(plain.rate("int8"), 1);
  EXPECT_EQ(plain.rate("fp64"), 1);
  EXPECT_FALSE(plain.energy("int8").has_value());
}

TEST(ReadCompute, ARateMayHoldForAllPrecisionsOrEach) {
  EXPECT_EQ(unit("rate: 4").rate("bf16"), 4);
  EXPECT_EQ(unit("rate: 4").operations_per_cycle, 8);
  const ComputeUnit each = unit("rate: {int8: 2, fp16: 0.5}");
  EXPECT_EQ(each.rate("int8"), 2);
  EXPECT_EQ(each.rate("fp16"), 0.5);
  EXPECT_FALSE(each.rate("fp32").has_value());
  EXPECT_EQ(each.operations_per_cycle, 4);
}

TEST(ReadCompute, AnEnergyMayHoldForAllPrecisionsOrEach) {
  EXPECT_EQ(unit("energy: 0.5 pJ").energy("int8"), 0.5);
  EXPECT_EQ(unit("energy: {int8: 200 fJ}").energy("int8"), 0.2);
  EXPECT_FALSE(unit("energy: {int8: 0.2 pJ}").energy("fp16").has_value());
}

TEST(ReadCompute, AUnitMayHangUnderALevel) {
  const Machine machine =
      read_text(
          machine_text(plain_levels, "compute: [{name: A}, {name: B, does: elementwise, below: Buffer}]\n"))
          .machine;
  EXPECT_EQ(machine.instances(machine.compute[ComputeId(0)]), 8);
  EXPECT_EQ(machine.instances(machine.compute[ComputeId(1)]), 1);
  EXPECT_TRUE(machine.compute[ComputeId(1)].can("elementwise"));
}

}  // namespace
}  // namespace ridge::testing
