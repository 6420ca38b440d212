// The technology library against its published tables, written down a second time, and its rules, derived
// again.
#include "arch/technology/technology.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ridge::technology {
namespace {

using ::testing::HasSubstr;

double value_of(const Answer& answer) {
  if (const auto* unknown = std::get_if<Unknown>(&answer)) {
    ADD_FAILURE() << unknown->message;
    return std::nan("");
  }
  return std::get<Figure>(answer).value;
}

std::string source_of(const Answer& answer) {
  return std::get<Figure>(answer).source;
}
std::string unknown_of(const Answer& answer) {
  return std::holds_alternative<Unknown>(answer) ? std::get<Unknown>(answer).message : "";
}

constexpr std::int64_t kib = 1024;

TEST(Technology, MacsAt45NmAreHorowitzsTable) {
  EXPECT_DOUBLE_EQ(value_of(mac_energy_pj("int8", {45})), 0.2 + 0.1);
  EXPECT_DOUBLE_EQ(value_of(mac_energy_pj("int32", {45})), 3.1 + 0.1);
  EXPECT_DOUBLE_EQ(value_of(mac_energy_pj("fp16", {45})), 1.1 + 0.9);
  EXPECT_DOUBLE_EQ(value_of(mac_energy_pj("fp32", {45})), 3.7 + 0.9);
  EXPECT_THAT(source_of(mac_energy_pj("int8", {45})), HasSubstr("Horowitz, ISSCC 2014"));
}

TEST(Technology, MacsAt7NmAreJouppisTable) {
  EXPECT_DOUBLE_EQ(value_of(mac_energy_pj("int8", {7})), 0.07 + 0.03);
  EXPECT_DOUBLE_EQ(value_of(mac_energy_pj("int32", {7})), 1.48 + 0.03);
  EXPECT_DOUBLE_EQ(value_of(mac_energy_pj("bf16", {7})), 0.21 + 0.38);
  EXPECT_DOUBLE_EQ(value_of(mac_energy_pj("fp16", {7})), 0.34 + 0.38);
  EXPECT_DOUBLE_EQ(value_of(mac_energy_pj("fp32", {7})), 1.31 + 0.38);
  EXPECT_THAT(source_of(mac_energy_pj("bf16", {7})), HasSubstr("Jouppi et al., ISCA 2021"));
}

TEST(Technology, A16BitMultiplierIsTheGeometricMeanOf8And32) {
  EXPECT_NEAR(value_of(mac_energy_pj("int16", {45})), std::pow(0.2 * 3.1, 0.5) + 0.1, 1e-12);
  EXPECT_NEAR(value_of(mac_area_mm2("int16", {45})), (std::pow(282.0 * 3495.0, 0.5) + 137) * 1e-6, 1e-12);
}

TEST(Technology, BetweenTheTwoTablesEnergyFollowsAPowerLawOfTheNode) {
  const double exponent = std::log(0.3 / 0.1) / std::log(45.0 / 7.0);
  EXPECT_NEAR(value_of(mac_energy_pj("int8", {28})), 0.1 * std::pow(28.0 / 7.0, exponent), 1e-12);
  EXPECT_NEAR(value_of(mac_energy_pj("int8", {16})), 0.1 * std::pow(16.0 / 7.0, exponent), 1e-12);
}

TEST(Technology, Above45NmEnergyFollowsStillmakerAndBaas) {
  const double at_45 = 1.018 * 1.0 * 1.0 - 0.3107 * 1.0 + 0.1539;
  const double at_65 = 3.755 * 1.1 * 1.1 - 4.398 * 1.1 + 1.975;
  const double at_130 = 7.171 * 1.3 * 1.3 - 6.709 * 1.3 + 2.904;
  EXPECT_NEAR(value_of(mac_energy_pj("int8", {65})), 0.3 * at_65 / at_45, 1e-12);
  EXPECT_NEAR(value_of(mac_energy_pj("int8", {130})), 0.3 * at_130 / at_45, 1e-12);
  const double exponent = std::log(2.092 - 4.781 * 1.2 + 4.762 * 1.44) - std::log(at_65);
  EXPECT_NEAR(value_of(mac_energy_pj("int8", {75})),
              0.3 * at_65 / at_45 * std::pow(75.0 / 65.0, exponent / std::log(90.0 / 65.0)), 1e-12);
}

TEST(Technology, AreaAt45NmIsSzesTableAndScalesByStillmakerAndBaas) {
  EXPECT_DOUBLE_EQ(value_of(mac_area_mm2("int8", {45})), (282 + 137) * 1e-6);
  EXPECT_DOUBLE_EQ(value_of(mac_area_mm2("fp16", {45})), (1640 + 4184) * 1e-6);
  EXPECT_DOUBLE_EQ(value_of(mac_area_mm2("fp32", {45})), (7700 + 4184) * 1e-6);
  EXPECT_DOUBLE_EQ(value_of(mac_area_mm2("int8", {65})), (282 + 137) * 1e-6 * 1.5);
  EXPECT_DOUBLE_EQ(value_of(mac_area_mm2("int8", {7})), (282 + 137) * 1e-6 * 0.059);
}

TEST(Technology, SramAtItsPublishedSizesIsThePublishedEnergy) {
  const auto per_64_bits = [](std::int64_t bytes, double node) {
    return 8 * value_of(memory_energy_pj_per_byte("sram", bytes, Nanometres{node}));
  };
  EXPECT_DOUBLE_EQ(per_64_bits(8 * kib, 45), 10);
  EXPECT_DOUBLE_EQ(per_64_bits(32 * kib, 45), 20);
  EXPECT_DOUBLE_EQ(per_64_bits(1024 * kib, 45), 100);
  EXPECT_DOUBLE_EQ(per_64_bits(8 * kib, 7), 7.5);
  EXPECT_DOUBLE_EQ(per_64_bits(32 * kib, 7), 8.5);
  EXPECT_DOUBLE_EQ(per_64_bits(1024 * kib, 7), 14);
}

TEST(Technology, BetweenPublishedSizesSramFollowsAPowerLawOfTheSize) {
  const double exponent = std::log(100.0 / 20.0) / std::log(1024.0 / 32.0);
  EXPECT_NEAR(value_of(memory_energy_pj_per_byte("sram", 108 * kib, Nanometres{45})),
              20.0 / 8 * std::pow(108.0 / 32.0, exponent), 1e-12);
}

TEST(Technology, ARegisterFileOf16BitsCostsA16BitMac) {
  for (const double node : {65.0, 45.0, 28.0, 7.0}) {
    EXPECT_DOUBLE_EQ(2 * value_of(memory_energy_pj_per_byte("register_file", 512, Nanometres{node})),
                     value_of(mac_energy_pj("int16", {node})));
  }
}

TEST(Technology, TheSmallestSramCostsAsMuchAsTheLargestRegisterFile) {
  EXPECT_DOUBLE_EQ(value_of(memory_energy_pj_per_byte("sram", 512, Nanometres{45})),
                   value_of(memory_energy_pj_per_byte("register_file", 512, Nanometres{45})));
}

TEST(Technology, LargerMemoriesAndOlderNodesNeverCostLess) {
  const double nodes[] = {7, 10, 14, 16, 22, 28, 32, 45, 65, 90, 130};
  for (std::size_t n = 0; n < std::size(nodes); ++n) {
    double smaller = 0;
    for (std::int64_t bytes = 512; bytes <= 1024 * kib; bytes *= 2) {
      const double energy = value_of(memory_energy_pj_per_byte("sram", bytes, Nanometres{nodes[n]}));
      const double area = value_of(memory_area_mm2("sram", bytes, Nanometres{nodes[n]}));
      EXPECT_GT(energy, smaller) << bytes << " B at " << nodes[n] << " nm";
      smaller = energy;
      if (n == 0) continue;
      EXPECT_GT(energy, value_of(memory_energy_pj_per_byte("sram", bytes, Nanometres{nodes[n - 1]})));
      EXPECT_GT(area, value_of(memory_area_mm2("sram", bytes, Nanometres{nodes[n - 1]})));
    }
  }
}

TEST(Technology, DramByKindIsAsPublishedWhateverTheNode) {
  const auto per_bit = [](const char* kind) { return value_of(memory_energy_pj_per_byte(kind, 0, {})) / 8; };
  EXPECT_DOUBLE_EQ(per_bit("DDR3") * 64, 1300);
  EXPECT_DOUBLE_EQ(per_bit("DDR4") * 64, 1300);
  EXPECT_DOUBLE_EQ(per_bit("LPDDR4"), 4);
  EXPECT_DOUBLE_EQ(per_bit("GDDR5"), 14);
  EXPECT_DOUBLE_EQ(per_bit("GDDR6") * 64, (350 + 480) / 2.0);
  EXPECT_DOUBLE_EQ(per_bit("HBM2"), 3.92);
  EXPECT_NEAR(per_bit("HBM3E"), 3.44, 1e-12);
  EXPECT_DOUBLE_EQ(value_of(memory_energy_pj_per_byte("HBM2", 0, Nanometres{7})),
                   value_of(memory_energy_pj_per_byte("HBM2", 0, Nanometres{65})));
}

TEST(Technology, SramAreaIsPublishedCellsOverTheShareOfAMacroThatIsCells) {
  const double share = 31.8 * 1024 * 1024 * 0.021 * 1e-6;  // cells in a mm2 of TSMC's densest macro
  EXPECT_NEAR(share, 0.70, 0.005);
  const std::pair<double, double> cells[] = {{130, 2.0},   {90, 1.0},    {65, 0.570},
                                             {45, 0.346},  {32, 0.148},  {22, 0.092},
                                             {14, 0.0499}, {10, 0.0312}, {7, 0.027}};
  for (const auto& [node, cell_um2] : cells) {
    EXPECT_NEAR(value_of(memory_area_mm2("sram", 64 * kib, Nanometres{node})),
                64 * kib * 8 * cell_um2 * 1e-6 / share, 1e-9);
  }
}

TEST(Technology, SramAreaLiesBelowWholeMemoriesOfRealChips) {
  // Gemmini's 256 KiB scratchpad in Intel 22FFL, controllers and wiring included: 0.544 mm2 (DAC 2021).
  const double scratchpad = value_of(memory_area_mm2("sram", 256 * kib, Nanometres{22}));
  EXPECT_LT(scratchpad, 0.544);
  EXPECT_GT(scratchpad, 0.544 / 3);
}

TEST(Technology, WiresAreKecklersTable) {
  EXPECT_DOUBLE_EQ(value_of(wire_energy_pj_per_byte_mm({40})) * 32 * 10, 310);
  EXPECT_DOUBLE_EQ(value_of(wire_energy_pj_per_byte_mm({10})) * 32 * 10, 200);
  EXPECT_NEAR(value_of(wire_energy_pj_per_byte_mm({20})) * 32 * 10, std::sqrt(310.0 * 200.0), 1e-9);
}

TEST(Technology, WhatNoTableGivesIsUnknown) {
  EXPECT_THAT(unknown_of(mac_energy_pj("int8", {5})), HasSubstr("no rule that reaches 5 nm"));
  EXPECT_THAT(unknown_of(mac_energy_pj("int8", {180})), HasSubstr("no rule that reaches 180 nm"));
  EXPECT_THAT(unknown_of(mac_energy_pj("int4", {45})), HasSubstr("no int4 MAC"));
  EXPECT_THAT(unknown_of(mac_energy_pj("bf16", {45})), HasSubstr("no bf16 MAC at 45 nm"));
  EXPECT_THAT(unknown_of(mac_area_mm2("bf16", {7})), HasSubstr("no bf16 MAC"));
  EXPECT_THAT(unknown_of(memory_energy_pj_per_byte("sram", 511, Nanometres{45})), HasSubstr("not of 511 B"));
  EXPECT_THAT(unknown_of(memory_energy_pj_per_byte("sram", 1024 * kib + 1, Nanometres{45})),
              HasSubstr("1 MiB"));
  EXPECT_THAT(unknown_of(memory_energy_pj_per_byte("register_file", 513, Nanometres{45})),
              HasSubstr("512 B"));
  EXPECT_THAT(unknown_of(memory_energy_pj_per_byte("sram", 8 * kib, {})), HasSubstr("'technology'"));
  EXPECT_THAT(unknown_of(memory_area_mm2("register_file", 64, Nanometres{45})), HasSubstr("no area"));
  EXPECT_THAT(unknown_of(memory_area_mm2("HBM2", 64, Nanometres{45})), HasSubstr("no area"));
  EXPECT_THAT(unknown_of(wire_energy_pj_per_byte_mm({65})), HasSubstr("10 nm to 40 nm"));
}

}  // namespace
}  // namespace ridge::technology
