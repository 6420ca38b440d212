#include "base/quantity.hpp"

#include <string_view>

#include <gtest/gtest.h>

namespace ridge {

namespace {

/// The value of a text that has to be an amount.
template <class Q>
Q read(std::string_view text) {
  const auto parsed = parse_quantity<Q>(text);
  if (const auto* error = std::get_if<QuantityError>(&parsed)) {
    ADD_FAILURE() << text << ": " << error->message;
    return {};
  }
  return std::get<Q>(parsed);
}

std::int64_t bytes(std::string_view text) {
  return read<Bytes>(text).value;
}

TEST(Quantity, BinaryPrefixesArePowersOf1024) {
  EXPECT_EQ(bytes("25 B"), 25);
  EXPECT_EQ(bytes("108 KiB"), 108 * 1024);
  EXPECT_EQ(bytes("1.5 MiB"), 3 * 512 * 1024);
  EXPECT_EQ(bytes("1 GiB"), std::int64_t{1} << 30);
  EXPECT_EQ(bytes("1 TiB"), std::int64_t{1} << 40);
  EXPECT_EQ(bytes("1 PiB"), std::int64_t{1} << 50);
}

TEST(Quantity, DecimalPrefixesArePowersOf1000) {
  EXPECT_EQ(bytes("1 KB"), 1000);
  EXPECT_EQ(bytes("0.3 KB"), 300);
  EXPECT_EQ(bytes("1 MB"), 1'000'000);
  EXPECT_EQ(bytes("40 GB"), 40'000'000'000);
  EXPECT_EQ(bytes("1 TB"), 1'000'000'000'000);
  EXPECT_EQ(bytes("1 PB"), 1'000'000'000'000'000);
}

TEST(Quantity, BitsMakeBytesByEights) {
  EXPECT_EQ(bytes("64 b"), 8);
  EXPECT_EQ(bytes("64 bit"), 8);
  EXPECT_EQ(bytes("1 Kib"), 128);
  EXPECT_EQ(bytes("1 Kb"), 125);
  EXPECT_EQ(bytes("2 byte"), 2);
}

TEST(Quantity, TheLargestSizeIsExact) {
  EXPECT_EQ(bytes("9223372036854775807 B"), 9223372036854775807);
  EXPECT_EQ(bytes("9007199254740993 B"), 9007199254740993) << "2^53 + 1: no double";
}

TEST(Quantity, BlanksBetweenNumberAndUnitAreOptional) {
  EXPECT_EQ(bytes("12KiB"), 12 * 1024);
  EXPECT_EQ(bytes("  12 \t KiB "), 12 * 1024);
}

TEST(Quantity, ZeroIsAnAmount) {
  EXPECT_EQ(bytes("0 B"), 0);
  EXPECT_EQ(read<Picojoules>("0.0 nJ").value, 0);
}

TEST(Quantity, BandwidthKeepsWhatItIsCountedBy) {
  const Bandwidth port = read<Bandwidth>("16 B/cycle");
  EXPECT_EQ(port.per, Bandwidth::Per::cycle);
  EXPECT_EQ(port.bytes, 16);
  const Bandwidth dram = read<Bandwidth>("25.6 GB/s");
  EXPECT_EQ(dram.per, Bandwidth::Per::second);
  EXPECT_EQ(dram.bytes, 25.6e9);
  EXPECT_EQ(read<Bandwidth>("64 b/cycle").bytes, 8);
  EXPECT_EQ(read<Bandwidth>("8 Gb/s").bytes, 1e9);
  EXPECT_EQ(read<Bandwidth>("1 KiB/s").bytes, 1024);
  EXPECT_EQ(read<Bandwidth>("3.35 TB/s").bytes, 3.35e12);
}

TEST(Quantity, BandwidthPerSecondShrinksWithTheClockPerCycleDoesNot) {
  EXPECT_EQ(read<Bandwidth>("16 B/cycle").bytes_per_cycle({2e8}), 16);
  EXPECT_EQ(read<Bandwidth>("25.6 GB/s").bytes_per_cycle({2e8}), 128);
}

TEST(Quantity, AccessEnergyIsPerByteOrPerAccess) {
  EXPECT_EQ(read<AccessEnergy>("2 pJ/B").picojoules, 2);
  EXPECT_EQ(read<AccessEnergy>("2 pJ/B").per, AccessEnergy::Per::byte);
  EXPECT_EQ(read<AccessEnergy>("3.9 pJ/b").picojoules, 31.2);
  EXPECT_EQ(read<AccessEnergy>("3.9 pJ/bit").picojoules, 31.2);
  EXPECT_EQ(read<AccessEnergy>("500 fJ/byte").picojoules, 0.5);
  const AccessEnergy access = read<AccessEnergy>("0.1 nJ/access");
  EXPECT_EQ(access.picojoules, 100);
  EXPECT_EQ(access.per, AccessEnergy::Per::access);
}

TEST(Quantity, OtherUnitsHaveTheirSizes) {
  EXPECT_EQ(read<Hertz>("50 Hz").value, 50);
  EXPECT_EQ(read<Hertz>("32.768 kHz").value, 32768);
  EXPECT_EQ(read<Hertz>("200 MHz").value, 2e8);
  EXPECT_EQ(read<Hertz>("1.1 GHz").value, 1.1e9);
  EXPECT_EQ(read<Hertz>("1 THz").value, 1e12);
  EXPECT_EQ(read<Seconds>("1 ps").value, 1e-12);
  EXPECT_EQ(read<Seconds>("7.8 us").value, 7.8e-6);
  EXPECT_EQ(read<Seconds>("35 ns").value, 35e-9);
  EXPECT_EQ(read<Seconds>("2 ms").value, 2e-3);
  EXPECT_EQ(read<Seconds>("60s").value, 60);
  EXPECT_EQ(read<Seconds>("1.5 min").value, 90);
  EXPECT_EQ(read<Seconds>("2 h").value, 7200);
  EXPECT_EQ(read<Watts>("12 mW").value, 12e-3);
  EXPECT_EQ(read<Watts>("3 uW").value, 3e-6);
  EXPECT_EQ(read<Watts>("700 W").value, 700);
  EXPECT_EQ(read<SquareMillimetres>("4.3 mm2").value, 4.3);
  EXPECT_EQ(read<SquareMillimetres>("3500 um2").value, 3500e-6);
  EXPECT_EQ(read<SquareMillimetres>("8.26 cm2").value, 826);
  EXPECT_EQ(read<Picojoules>("250 fJ").value, 0.25);
  EXPECT_EQ(read<Picojoules>("0.5 pJ").value, 0.5);
  EXPECT_EQ(read<Picojoules>("3 nJ").value, 3e3);
  EXPECT_EQ(read<Picojoules>("3 uJ").value, 3e6);
  EXPECT_EQ(read<Picojoules>("3 mJ").value, 3e9);
  EXPECT_EQ(read<Picojoules>("3 J").value, 3e12);
  EXPECT_EQ(read<Nanometres>("45 nm").value, 45);
  EXPECT_EQ(read<Nanometres>("0.13 um").value, 130);
}

}  // namespace

}  // namespace ridge
