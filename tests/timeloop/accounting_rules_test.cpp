// Timeloop's rules of energy and time, each on a case small enough to be worked out by hand.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

/// y[n] += x[n] * w[k], N 10 x K 3: three lanes of four used, along K.
constexpr const char* matrix_problem =
    "problem: {shape: {name: vectors, dimensions: [N, K], data-spaces: [{name: x, projection: "
    "[[[N]]]}, "
    "{name: "
    "w, projection: [[[K]]]}, {name: y, projection: [[[N]]], read-write: true}]}, instance: {N: 10, K: 3}}\n"
    "mapping:\n"
    "- {target: Buffer, type: temporal, factors: N=10}\n"
    "- {target: Buffer, type: spatial, factors: K=3}\n";

std::string machine(const std::string& buffer, const std::string& rf) {
  return fmt::format(R"(
architecture:
  version: 0.3
  subtree:
  - name: system
    local:
    - {{name: DRAM, class: DRAM, attributes: {{word-bits: 16, block-size: 4}}}}
    - {{name: Buffer, class: SRAM, attributes: {{entries: 256, word-bits: 16{}}}}}
    subtree:
    - name: PE[0..3]
      local:
      - {{name: RF, class: regfile, attributes: {{entries: 16, word-bits: 16{}}}}}
      - {{name: MAC, class: intmac, attributes: {{datawidth: 16}}}}
)",
                     buffer, rf);
}

constexpr const char* access_table =
    "ERT: {version: 0.3, tables: ["
    "{name: 'system.DRAM[1..1]', actions: [{name: read, energy: 100}, {name: write, energy: 100}]}, "
    "{name: 'system.Buffer[1..1]', actions: [{name: read, arguments: {a: 0}, energy: 3}, {name: read, "
    "arguments: "
    "{a: 1}, energy: 5}, {name: write, energy: 7}]}, "
    "{name: 'system.PE[0..3].RF[1..4]', actions: [{name: read, energy: 1}, {name: write, energy: 2}]}, "
    "{name: 'system.PE[0..3].MAC[1..4]', actions: [{name: mac, energy: 0.5}]}]}\n";

double read_pj(const Evaluated& made, const char* level, const char* tensor) {
  return *made.at(level, tensor).read_energy_pj;
}
double write_pj(const Evaluated& made, const char* level, const char* tensor) {
  return *made.at(level, tensor).write_energy_pj;
}

TEST(EnergyRules, APartOfABlockCostsAWholeAccessAndTheDearestRowCounts) {
  const Evaluated made = evaluate({machine(", block-size: 4, width: 64", ""), matrix_problem, access_table});
  EXPECT_EQ(counts_of(made, "Buffer", "x"), "10 10 0 10");
  EXPECT_DOUBLE_EQ(read_pj(made, "Buffer", "x"), 3 * 5.0);   // ceil(10 / 4) accesses, max(3, 5) pJ
  EXPECT_DOUBLE_EQ(write_pj(made, "Buffer", "x"), 3 * 7.0);  // fills are writes
  EXPECT_DOUBLE_EQ(write_pj(made, "Buffer", "y"), 3 * 7.0);  // and so are updates
  EXPECT_DOUBLE_EQ(read_pj(made, "DRAM", "w"), 100.0);       // 3 words of a block of 4
  EXPECT_DOUBLE_EQ(*made.evaluation.compute_energy_pj, 30 * 0.5);
}

TEST(EnergyRules, BlocksAreRoundedPerInstance) {
  const Evaluated made =
      evaluate({machine("", ", block-size: 4, cluster-size: 1, width: 64"), matrix_problem, access_table});
  EXPECT_EQ(counts_of(made, "RF", "x"), "30 30 0 1");
  EXPECT_DOUBLE_EQ(read_pj(made, "RF", "x"),
                   3 * 3 * 1.0);  // three lanes, ceil(10 / 4) each; not ceil(30 / 4)
}

TEST(EnergyRules, InstancesOfAClusterShareAnAccess) {
  const Evaluated made =
      evaluate({machine("", ", block-size: 1, cluster-size: 2, width: 32"), matrix_problem, access_table});
  // Four instances make two clusters: three used instances pay for two.
  EXPECT_DOUBLE_EQ(read_pj(made, "RF", "x"), 10 * 2 * 1.0);
}

TEST(EnergyRules, AWideRowOfSmallBlocksIsACluster) {
  const Evaluated made = evaluate({machine("", ", block-size: 1, width: 32"), matrix_problem, access_table});
  EXPECT_EQ(made.spec.architecture.levels[2].cluster, 2);
  EXPECT_DOUBLE_EQ(read_pj(made, "RF", "x"), 10 * 2 * 1.0);
}

TEST(EnergyRules, WithoutATableTheBuiltInEnergiesHold) {
  const Evaluated made = evaluate({machine("", ""), matrix_problem});
  EXPECT_DOUBLE_EQ(made.spec.architecture.levels[0].read_pj, 200.0 * 4);  // 200 pJ for 16 bits, block of 4
  EXPECT_DOUBLE_EQ(made.spec.architecture.levels[1].read_pj, 1.0);        // 256 x 16 bits are 0.5 KB
  EXPECT_DOUBLE_EQ(made.spec.architecture.compute.pj, 1.0);
}

TEST(EnergyRules, EnergyIsTheSumOfItsPartsAndNothingElse) {
  const Evaluated made = evaluate({machine("", ""), matrix_problem, access_table});
  double sum_pj = *made.evaluation.compute_energy_pj;
  for (const LevelCost& level : made.evaluation.levels)
    sum_pj += *level.energy_pj;
  EXPECT_DOUBLE_EQ(*made.evaluation.energy_pj, sum_pj);
  EXPECT_FALSE(made.evaluation.static_energy_pj);
}

TEST(TimeRules, WithoutBandwidthsTimeIsTheTemporalProduct) {
  EXPECT_EQ(evaluate({machine("", ""), matrix_problem}).evaluation.cycles, 10);
}

TEST(TimeRules, ReadsAreHeldUpByReadBandwidth) {
  // x 10 and w 3 are read: 13 words, 1.3 in each of 10 cycles
  EXPECT_EQ(evaluate({machine(", read_bandwidth: 1.3", ""), matrix_problem}).evaluation.cycles, 10);
  EXPECT_EQ(evaluate({machine(", read_bandwidth: 0.65", ""), matrix_problem}).evaluation.cycles, 20);
  EXPECT_EQ(evaluate({machine(", read_bandwidth: 1.2", ""), matrix_problem}).evaluation.cycles, 11);  // 10.83
}

/// ceil(cycles / (bandwidth / demand)) in doubles, as Timeloop writes it: 10 / (1 / 1.3) is a little over 13.
TEST(TimeRules, AQuotientThatIsNotExactRoundsUp) {
  EXPECT_EQ(evaluate({machine(", read_bandwidth: 1", ""), matrix_problem}).evaluation.cycles, 14);
}

TEST(TimeRules, FillsAndUpdatesAreHeldUpByWriteBandwidth) {
  // fills of x 10 and w 3, updates of y 10
  EXPECT_EQ(evaluate({machine(", write_bandwidth: 1", ""), matrix_problem}).evaluation.cycles, 23);
}

TEST(TimeRules, ASharedBandwidthServesAllOfThem) {
  EXPECT_EQ(evaluate({machine(", shared_bandwidth: 2", ""), matrix_problem}).evaluation.cycles,
            18);  // 36 / 2
}

TEST(TimeRules, OneBandwidthIsHalvedBetweenReadingAndWriting) {
  EXPECT_EQ(evaluate({machine(", bandwidth: 2", ""), matrix_problem}).evaluation.cycles, 23);
}

TEST(TimeRules, BandwidthIsThatOfOneInstance) {
  // each lane: x 10 and w 1 in, x 10, w 10 (every MAC asks anew) out
  EXPECT_EQ(evaluate({machine("", ", read_bandwidth: 1"), matrix_problem}).evaluation.cycles, 20);
}

TEST(TimeRules, TheSlowestLevelIsTheLatencyAndNetworksAddTheirs) {
  const Evaluated made = evaluate(
      {machine(", read_bandwidth: 1, network_fill_latency: 5", ", read_bandwidth: 1"), matrix_problem});
  EXPECT_EQ(made.evaluation.cycles, 20 + 5);
}

}  // namespace
}  // namespace ridge::timeloop
