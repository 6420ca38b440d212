// The machines that ship: read without a word, and what their papers and data sheets say comes out of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "arch/facts.hpp"
#include "arch/technology/technology.hpp"
#include "base/config_path.hpp"

namespace ridge {
namespace {

Machine load(const std::string& name) {
  std::vector<Diagnostic> warnings;
  Machine machine = load_machine(name, {}, warnings);
  EXPECT_TRUE(warnings.empty()) << render(warnings);
  return machine;
}

double peak_tera_ops(const std::string& name, const std::string& precision) {
  for (const Peak& peak : facts_of(load(name)).peaks) {
    if (peak.precision == precision) return peak.ops_per_second / 1e12;
  }
  ADD_FAILURE() << name << " has no peak at " << precision;
  return 0;
}

LevelFacts level_of(const std::string& name, const std::string& level) {
  const Machine machine = load(name);
  const auto id = machine.level_named(level);
  if (!id) throw std::runtime_error(name + " has no level " + level);
  return facts_of(machine).levels[id->index()];
}

class ShippedMachine : public ::testing::TestWithParam<std::string> {};

TEST_P(ShippedMachine, ReadsWithoutWarningUnderItsOwnName) {
  const Machine machine = load(GetParam());
  EXPECT_EQ(machine.name, GetParam());
  EXPECT_FALSE(machine.sources.empty());
}

TEST_P(ShippedMachine, HasAHomeForEveryRoleAboveAllFanouts) {
  const Machine machine = load(GetParam());
  RoleSet held;
  for (LevelId id : machine.levels.ids()) {
    if (machine.instances(id) == 1) held = RoleSet(held.bits() | machine.levels[id].may_keep.bits());
  }
  EXPECT_EQ(held, RoleSet::all());
}

TEST_P(ShippedMachine, HasAnAreaOrSaysWhatIsUnknown) {
  const Machine machine = load(GetParam());
  if (machine.area_mm2()) return;
  EXPECT_THAT(machine.notes, ::testing::Contains(::testing::HasSubstr("is unknown")));
}

INSTANTIATE_TEST_SUITE_P(All, ShippedMachine, ::testing::ValuesIn(shipped_names("arch")),
                         [](const auto& machine) { return machine.param; });

TEST(ShippedMachines, AreTheOnesPromised) {
  EXPECT_THAT(shipped_names("arch"),
              ::testing::IsSupersetOf({"eyeriss_v1", "nvdla_1024", "simba_chiplet", "tpu_v1", "tpu_v4i",
                                       "gemmini_16x16", "a100_40gb", "h200", "tiny", "small3"}));
}

TEST(ShippedMachines, PeaksAreThePublishedOnes) {
  EXPECT_NEAR(peak_tera_ops("eyeriss_v1", "int16") / 2, 33.6e-3, 1e-9);  // 33.6 GMAC/s, JSSC 2017
  EXPECT_NEAR(peak_tera_ops("nvdla_1024", "int8"), 2.048, 1e-9);         // 1024 MACs at 1 GHz
  EXPECT_NEAR(peak_tera_ops("simba_chiplet", "int8"), 4.01, 0.005);      // VLSI 2019
  EXPECT_NEAR(peak_tera_ops("tpu_v1", "int8"), 92, 0.5);                 // ISCA 2017
  EXPECT_NEAR(peak_tera_ops("tpu_v4i", "bf16"), 138, 0.5);               // ISCA 2021
  EXPECT_NEAR(peak_tera_ops("gemmini_16x16", "int8"), 0.512, 1e-9);      // 256 MACs at 1 GHz
  EXPECT_NEAR(peak_tera_ops("a100_40gb", "fp16"), 312, 0.5);             // white paper
  EXPECT_NEAR(peak_tera_ops("a100_40gb", "bf16"), 312, 0.5);
  EXPECT_NEAR(peak_tera_ops("a100_40gb", "int8"), 624, 0.5);
  EXPECT_NEAR(peak_tera_ops("a100_40gb", "int4"), 1248, 1);
  EXPECT_NEAR(peak_tera_ops("a100_40gb", "fp64"), 19.5, 0.05);
  EXPECT_NEAR(peak_tera_ops("a100_40gb", "fp32"), 19.5, 0.05);
  EXPECT_NEAR(peak_tera_ops("h200", "bf16"), 989.4, 0.05);
  EXPECT_NEAR(peak_tera_ops("h200", "fp8"), 1978.9, 0.05);
  // The white paper gives these two at 1980 MHz.
  EXPECT_NEAR(peak_tera_ops("h200", "fp64") * 1980 / 1830, 66.9, 0.05);
  EXPECT_NEAR(peak_tera_ops("h200", "fp32") * 1980 / 1830, 66.9, 0.05);
}

TEST(ShippedMachines, MemoryBandwidthsAreThePublishedOnes) {
  EXPECT_DOUBLE_EQ(*level_of("nvdla_1024", "DRAM").read.total_gb_per_second, 15);
  EXPECT_DOUBLE_EQ(*level_of("tpu_v1", "WeightMemory").read.total_gb_per_second, 34);
  EXPECT_DOUBLE_EQ(*level_of("tpu_v4i", "HBM").read.total_gb_per_second, 614);
  EXPECT_DOUBLE_EQ(*level_of("a100_40gb", "HBM").read.total_gb_per_second, 1555);
  EXPECT_DOUBLE_EQ(*level_of("h200", "HBM").read.total_gb_per_second, 4800);
  constexpr double gib_in_gb = 1.073741824;
  EXPECT_NEAR(*level_of("tpu_v1", "HostMemory").read.total_gb_per_second / gib_in_gb, 14, 1e-9);
  EXPECT_NEAR(*level_of("tpu_v1", "UnifiedBuffer").read.total_gb_per_second / gib_in_gb, 167, 0.5);
  EXPECT_NEAR(*level_of("tpu_v1", "Accumulators").write.total_bytes_per_cycle, 256 * 4, 1e-9);
  EXPECT_NEAR(*level_of("tpu_v1", "WeightRegister").write.total_bytes_per_cycle, 256 * 256 / 256.0, 1e-9);
  EXPECT_DOUBLE_EQ(*level_of("tpu_v4i", "CMEM").read.total_gb_per_second, 2048);
  EXPECT_DOUBLE_EQ(*level_of("simba_chiplet", "DRAM").read.total_gb_per_second, 100);
  EXPECT_NEAR(*level_of("simba_chiplet", "WeightBuffer").write.total_gb_per_second / 16, 68, 1e-9);
  EXPECT_DOUBLE_EQ(*level_of("a100_40gb", "L2").read.total_bytes_per_cycle, 5120);
  EXPECT_DOUBLE_EQ(*level_of("a100_40gb", "SharedMemory").read.bytes_per_cycle, 32 * 4);
  EXPECT_DOUBLE_EQ(*level_of("h200", "SharedMemory").read.bytes_per_cycle, 32 * 4);
}

TEST(ShippedMachines, CapacitiesAreThePublishedOnes) {
  constexpr std::int64_t kib = 1024;
  constexpr std::int64_t mib = 1024 * kib;
  EXPECT_EQ(level_of("eyeriss_v1", "GLB").total_size_bytes, (108 - 8) * kib);  // 8 prefetch filters
  EXPECT_EQ(level_of("eyeriss_v1", "FilterSpad").size_bytes, 224 * 2);
  EXPECT_EQ(level_of("eyeriss_v1", "IfmapSpad").size_bytes, 12 * 2);
  EXPECT_EQ(level_of("eyeriss_v1", "PsumSpad").size_bytes, 24 * 2);
  EXPECT_EQ(level_of("nvdla_1024", "CBUF").total_size_bytes, 256 * kib);
  EXPECT_EQ(level_of("nvdla_1024", "CACC").size_bytes, 32 * 34 / 8);
  EXPECT_EQ(level_of("tpu_v1", "UnifiedBuffer").total_size_bytes, 24 * mib);
  EXPECT_EQ(level_of("tpu_v1", "Accumulators").total_size_bytes, 4 * mib);
  EXPECT_EQ(level_of("tpu_v4i", "CMEM").total_size_bytes, 128 * mib);
  EXPECT_EQ(level_of("gemmini_16x16", "Scratchpad").total_size_bytes, 256 * kib);
  EXPECT_EQ(level_of("gemmini_16x16", "Accumulator").total_size_bytes, 64 * kib);
  EXPECT_EQ(level_of("a100_40gb", "HBM").total_size_bytes, 40 * 1024 * mib);
  EXPECT_EQ(level_of("a100_40gb", "L2").total_size_bytes, 40 * mib);
  EXPECT_EQ(level_of("a100_40gb", "SharedMemory").size_bytes, 164 * kib);
  EXPECT_EQ(level_of("a100_40gb", "Registers").total_size_bytes, 27 * mib);
  EXPECT_EQ(level_of("h200", "HBM").total_size_bytes, 141'000'000'000);
  EXPECT_EQ(level_of("h200", "L2").total_size_bytes, 60 * mib);
  EXPECT_EQ(level_of("h200", "SharedMemory").size_bytes, 228 * kib);
}

TEST(ShippedMachines, TheBuffersOfASimbaChipletAddUpToThePublished752KiB) {
  std::int64_t bytes = 0;
  for (const char* level : {"GlobalBuffer", "WeightBuffer", "InputBuffer", "AccumulationBuffer"})
    bytes += *level_of("simba_chiplet", level).total_size_bytes;
  EXPECT_EQ(bytes, 752 * 1024);
}

TEST(ShippedMachines, TpuV1TurnsMemoryBoundAtThePublishedIntensity) {
  // 1350 MACs per byte of weights (ISCA 2017, figure 5) = 2700 operations.
  EXPECT_NEAR(level_of("tpu_v1", "WeightMemory").ridge_ops_per_byte.front() / 2, 1350, 1);
}

TEST(ShippedMachines, AreasAreThePublishedOnes) {
  EXPECT_NEAR(*load("nvdla_1024").area_mm2(), 3.0, 1e-9);
  EXPECT_NEAR(*load("a100_40gb").area_mm2(), 826, 1e-9);
  EXPECT_NEAR(*load("gemmini_16x16").area_mm2(), 0.116 + 0.544 + 0.146,
              1e-9);  // array, scratchpad, accumulator
}

TEST(ShippedMachines, EyerissEnergiesKeepTheRatiosOfIsca2016) {
  const Machine machine = load("eyeriss_v1");
  const auto mac = std::get<technology::Figure>(technology::mac_energy_pj("int16", {65})).value;
  EXPECT_NEAR(*machine.compute[ComputeId(0)].energy("int16"), mac, 0.005 * mac);
  const auto per_word = [&](const char* level) {
    return machine.levels[*machine.level_named(level)].read_energy->of(1, 16);
  };
  EXPECT_NEAR(per_word("FilterSpad"), mac, 0.005 * mac);
  EXPECT_NEAR(*machine.fanouts[FanoutId(0)].hop_energy_pj_per_byte * 2, 2 * mac, 0.005 * 2 * mac);
  EXPECT_NEAR(per_word("GLB"), 6 * mac, 0.005 * 6 * mac);
  EXPECT_NEAR(per_word("DRAM"), 200 * mac, 0.005 * 200 * mac);
}

TEST(ShippedMachines, EnergyObjectivesWorkWhereTheyAreMeantTo) {
  for (const char* name :
       {"eyeriss_v1", "nvdla_1024", "simba_chiplet", "tpu_v1", "gemmini_16x16", "small3", "tiny"}) {
    const Machine machine = load(name);
    for (const StorageLevel& level : machine.levels) {
      EXPECT_TRUE(level.read_energy && level.write_energy) << name << " " << level.name;
    }
    EXPECT_TRUE(machine.compute[ComputeId(0)].energy("int8").has_value()) << name;
  }
}

}  // namespace
}  // namespace ridge
