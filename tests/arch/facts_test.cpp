// Facts of a machine small enough to work out by hand.
#include "arch/facts.hpp"

#include <gtest/gtest.h>

#include "tests/arch/machine_text.hpp"

namespace ridge::testing {
namespace {

MachineFacts facts(const std::string& levels, const std::string& compute = plain_compute) {
  return facts_of(read_text(machine_text(levels, compute)).machine);
}

const char* const two_clusters =
    "  - {name: DRAM, kind: dram, bandwidth: 16 B/cycle}\n"
    "  - fanout: {name: Cluster, x: 2}\n"
    "  - {name: GLB, kind: scratchpad, size: 3 KiB, read_bandwidth: 32 B/cycle}\n"
    "  - fanout: {name: PE, x: 4, y: 8}\n";

TEST(Facts, PeakIsTwoOperationsPerLaneAndCycle) {
  const MachineFacts found = facts(two_clusters);
  EXPECT_EQ(found.lanes, 64);
  ASSERT_EQ(found.peaks.size(), 1U);
  EXPECT_EQ(found.peaks[0].precision, "");
  EXPECT_EQ(found.peaks[0].ops_per_cycle, 128);
  EXPECT_EQ(found.peaks[0].ops_per_second, 128e9);
}

TEST(Facts, PeaksGoByPrecisionAndTakeTheFastestUnit) {
  const MachineFacts found = facts(two_clusters,
                                   "compute:\n  - {name: A, rate: {int8: 2, fp16: 1}}\n"
                                   "  - {name: B, below: GLB, rate: {fp16: 100, fp32: 5}}\n"
                                   "  - {name: C, does: elementwise, rate: {fp64: 7}}\n");
  ASSERT_EQ(found.peaks.size(), 3U);
  EXPECT_EQ(found.peaks[0].precision, "int8");
  EXPECT_EQ(found.peaks[0].ops_per_cycle, 2 * 2 * 64);
  EXPECT_EQ(found.peaks[1].precision, "fp16");
  EXPECT_EQ(found.peaks[1].ops_per_cycle, 2 * 100 * 2);
  EXPECT_EQ(found.peaks[2].precision, "fp32");
  EXPECT_EQ(found.peaks[2].ops_per_cycle, 2 * 5 * 2);
}

TEST(Facts, CapacityAndBandwidthAreGivenForOneInstanceAndForAll) {
  const LevelFacts glb = facts(two_clusters).levels[1];
  EXPECT_EQ(glb.instances, 2);
  EXPECT_EQ(glb.size_bytes, 3072);
  EXPECT_EQ(glb.total_size_bytes, 6144);
  EXPECT_EQ(glb.read.bytes_per_cycle, 32);
  EXPECT_EQ(glb.read.total_bytes_per_cycle, 64);
  EXPECT_EQ(glb.read.total_gb_per_second, 64);
  EXPECT_FALSE(glb.write.bytes_per_cycle.has_value());
}

TEST(Facts, APortForBothDirectionsIsShared) {
  const MachineFacts found = facts(two_clusters);
  EXPECT_TRUE(found.levels[0].shared_ports);
  EXPECT_FALSE(found.levels[1].shared_ports);
  EXPECT_FALSE(facts(plain_levels).levels[0].shared_ports) << "unlimited";
}

TEST(Facts, TheRidgeIsWhereReadBandwidthJustFeedsThePeak) {
  const MachineFacts found = facts(two_clusters);
  ASSERT_EQ(found.levels[0].ridge_ops_per_byte.size(), 1U);
  EXPECT_EQ(found.levels[0].ridge_ops_per_byte[0], 128.0 / 16);
  EXPECT_EQ(found.levels[1].ridge_ops_per_byte[0], 128.0 / 64);
  EXPECT_TRUE(facts(plain_levels).levels[0].ridge_ops_per_byte.empty());
}

TEST(Facts, PortsOfOneDirectionAddUpAndAnUnservedRoleIsUnlimited) {
  const auto read_of = [](const std::string& keys) {
    return facts("  - {name: D, kind: dram}\n  - {name: L, kind: scratchpad, size: 1 KiB, " + keys + "}\n")
        .levels[1]
        .read;
  };
  EXPECT_EQ(read_of("keeps: [weights, inputs], ports: [{name: a, bandwidth: 2 B/cycle, reads: [weights]}, "
                    "{name: b, bandwidth: 3 B/cycle, reads: [inputs], writes: all}]")
                .bytes_per_cycle,
            5);
  EXPECT_FALSE(
      read_of("ports: [{name: a, bandwidth: 2 B/cycle, reads: [weights], writes: all}]").bytes_per_cycle);
}

}  // namespace
}  // namespace ridge::testing
