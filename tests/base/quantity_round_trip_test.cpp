#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "base/quantity.hpp"

namespace ridge {

namespace {

/// A finite double >= 0, all magnitudes alike: random bits.
double any_double(std::mt19937_64& random) {
  for (;;) {
    const double value = std::bit_cast<double>(random() & ~(std::uint64_t{1} << 63U));
    if (std::isfinite(value)) return value;
  }
}

/// A double as a person would write it: few digits, common magnitudes.
double usual_double(std::mt19937_64& random) {
  const auto digits = static_cast<double>(random() % 100'000);
  return digits * std::pow(10.0, static_cast<double>(random() % 20) - 9);
}

/// format, then parse: the value has to come back. `value_of` takes the number out of a Q.
template <class Q, class Make, class ValueOf>
void round_trip(Make make, ValueOf value_of) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const double written = i % 2 == 0 ? any_double(random) : usual_double(random);
    const std::string text = format_quantity(make(written));
    const auto read = parse_quantity<Q>(text);
    ASSERT_TRUE(std::holds_alternative<Q>(read)) << text << ": " << std::get<QuantityError>(read).message;
    ASSERT_EQ(value_of(std::get<Q>(read)), written) << text;
  }
}

template <class Q>
void round_trip() {
  round_trip<Q>([](double value) { return Q{value}; }, [](Q quantity) { return quantity.value; });
}

TEST(QuantityRoundTrip, EveryKindReadsBackExactly) {
  round_trip<Hertz>();
  round_trip<Seconds>();
  round_trip<Watts>();
  round_trip<SquareMillimetres>();
  round_trip<Picojoules>();
  round_trip<Nanometres>();
}

TEST(QuantityRoundTrip, BandwidthReadsBackExactlyWithWhatItIsCountedBy) {
  for (const auto per : {Bandwidth::Per::cycle, Bandwidth::Per::second}) {
    round_trip<Bandwidth>(
        [per](double value) {
          return Bandwidth{value, per};
        },
        [per](Bandwidth read) { return read.per == per ? read.bytes : -1; });
  }
}

TEST(QuantityRoundTrip, AccessEnergyReadsBackExactlyWithWhatItIsCountedBy) {
  for (const auto per : {AccessEnergy::Per::byte, AccessEnergy::Per::access}) {
    round_trip<AccessEnergy>(
        [per](double value) {
          return AccessEnergy{value, per};
        },
        [per](AccessEnergy read) { return read.per == per ? read.picojoules : -1; });
  }
}

TEST(QuantityRoundTrip, SizesReadBackExactly) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 50'000; ++i) {
    std::int64_t bytes = static_cast<std::int64_t>(random() >> (1 + random() % 63));
    if (i % 2 == 0) bytes = (bytes >> 40U) << (random() % 40);  // a whole number of KiB, MiB, ...
    const std::string text = format_quantity(Bytes{bytes});
    const auto read = parse_quantity<Bytes>(text);
    ASSERT_TRUE(std::holds_alternative<Bytes>(read)) << text;
    ASSERT_EQ(std::get<Bytes>(read).value, bytes) << text;
    ASSERT_LE(text.size(), std::to_string(bytes).size() + 2) << "never longer than in bytes";
  }
}

TEST(FormatBytes, IsShortAndExact) {
  EXPECT_EQ(format_bytes(0), "0 B");
  EXPECT_EQ(format_bytes(25), "25 B");
  EXPECT_EQ(format_bytes(1023), "1023 B");
  EXPECT_EQ(format_bytes(1024), "1 KiB");
  EXPECT_EQ(format_bytes(108 * 1024), "108 KiB");
  EXPECT_EQ(format_bytes(3 << 19), "1.5 MiB");
  EXPECT_EQ(format_bytes(141'000'000'000), "141 GB");
  EXPECT_EQ(format_bytes((std::int64_t{1} << 40) + 1), "1099511627777 B");
  EXPECT_EQ(format_bytes(std::numeric_limits<std::int64_t>::max()), "9223372036854775807 B");
}

TEST(FormatQuantity, TakesTheUnitAPersonWouldTake) {
  EXPECT_EQ(format_quantity(Hertz{2e8}), "200 MHz");
  EXPECT_EQ(format_quantity(Hertz{1.1e9}), "1.1 GHz");
  EXPECT_EQ(format_quantity(Hertz{0}), "0 Hz");
  EXPECT_EQ(format_quantity(Seconds{7.8e-6}), "7.8 us");
  EXPECT_EQ(format_quantity(Watts{0.012}), "12 mW");
  EXPECT_EQ(format_quantity(SquareMillimetres{0.0035}), "3500 um2");
  EXPECT_EQ(format_quantity(Picojoules{0.1}), "0.1 pJ");
  EXPECT_EQ(format_quantity(Picojoules{2.5e6}), "2.5 uJ");
  EXPECT_EQ(format_quantity(Nanometres{45}), "45 nm");
  EXPECT_EQ(format_quantity(Bandwidth{25.6e9, Bandwidth::Per::second}), "25.6 GB/s");
  EXPECT_EQ(format_quantity(Bandwidth{16, Bandwidth::Per::cycle}), "16 B/cycle");
  EXPECT_EQ(format_quantity(AccessEnergy{64, AccessEnergy::Per::access}), "64 pJ/access");
  EXPECT_EQ(format_quantity(AccessEnergy{2, AccessEnergy::Per::byte}), "2 pJ/B");
}

}  // namespace

}  // namespace ridge
