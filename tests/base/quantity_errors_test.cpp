// One message for each way in which a text is no amount.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/quantity.hpp"

namespace ridge {

namespace {

/// "message; help" of a text that is no amount of this kind.
template <class Q>
std::string error(std::string_view text) {
  const auto parsed = parse_quantity<Q>(text);
  const auto* found = std::get_if<QuantityError>(&parsed);
  return found == nullptr ? "no error" : found->message + "; " + found->help;
}

TEST(QuantityErrors, ANumberAloneHasNoUnit) {
  EXPECT_EQ(error<Bytes>("12"), "'12' has no unit; write a size such as '12 KiB' or '12 B'");
  EXPECT_EQ(error<Bandwidth>("25.6"),
            "'25.6' has no unit; write a bandwidth such as '25.6 GB/s' or '25.6 B/cycle'");
  EXPECT_EQ(error<Nanometres>("45"), "'45' has no unit; write a length such as '45 nm' or '45 um'");
}

TEST(QuantityErrors, AUnitOfAnotherKindIsNamedAsSuch) {
  EXPECT_EQ(error<Bytes>("12 GHz"),
            "'12 GHz' is a frequency, not a size; "
            "write a size such as '12 KiB' or '12 B'");
  EXPECT_EQ(error<Bandwidth>("25.6 GB"),
            "'25.6 GB' is a size, not a bandwidth; "
            "write a bandwidth such as '25.6 GB/s' or '25.6 B/cycle'");
  EXPECT_EQ(error<AccessEnergy>("2 pJ"),
            "'2 pJ' is an energy, not an energy per byte or access; "
            "write an energy per byte or access such as '2 pJ/B' or '2 pJ/access'");
  EXPECT_EQ(error<Picojoules>("2 pJ/B"),
            "'2 pJ/B' is an energy per byte or access, not an energy; "
            "write an energy such as '2 pJ' or '2 nJ'");
  EXPECT_EQ(error<Hertz>("5 ns"),
            "'5 ns' is a time, not a frequency; "
            "write a frequency such as '5 MHz' or '5 GHz'");
  EXPECT_EQ(error<Seconds>("5 W"), "'5 W' is a power, not a time; write a time such as '5 ns' or '5 us'");
  EXPECT_EQ(error<Watts>("5 mm2"), "'5 mm2' is an area, not a power; write a power such as '5 mW' or '5 W'");
  EXPECT_EQ(error<SquareMillimetres>("5 nm"),
            "'5 nm' is a length, not an area; "
            "write an area such as '5 mm2' or '5 um2'");
  EXPECT_EQ(error<Nanometres>("5 B/cycle"),
            "'5 B/cycle' is a bandwidth, not a length; "
            "write a length such as '5 nm' or '5 um'");
}

TEST(QuantityErrors, UpperAndLowerCaseMatter) {
  EXPECT_EQ(error<Bytes>("12 kb"),
            "unknown unit 'kb' in '12 kb'; "
            "upper and lower case matter: 'KB' is bytes, 'Kb' is bits");
  EXPECT_EQ(error<Bytes>("12 kib"),
            "unknown unit 'kib' in '12 kib'; "
            "upper and lower case matter: 'KiB' is bytes, 'Kib' is bits");
  EXPECT_EQ(error<Bandwidth>("12 gb/s"),
            "unknown unit 'gb/s' in '12 gb/s'; "
            "upper and lower case matter: 'GB/s' is bytes, 'Gb/s' is bits");
  EXPECT_EQ(error<Hertz>("1 ghz"), "unknown unit 'ghz' in '1 ghz'; upper and lower case matter: write 'GHz'");
}

TEST(QuantityErrors, AnUnknownUnitNamesTheNearest) {
  EXPECT_EQ(error<Bytes>("12 KiBB"), "unknown unit 'KiBB' in '12 KiBB'; did you mean 'KiB'?");
  EXPECT_EQ(error<Bandwidth>("1 GBps"), "unknown unit 'GBps' in '1 GBps'; did you mean 'GB/s'?");
  EXPECT_EQ(error<AccessEnergy>("1 pJ/acess"),
            "unknown unit 'pJ/acess' in '1 pJ/acess'; did you mean 'pJ/access'?");
}

TEST(QuantityErrors, AUnitLikeNoneListsTheUsualOnes) {
  EXPECT_EQ(error<Nanometres>("3 parsec"),
            "unknown unit 'parsec' in '3 parsec'; a length is written with 'nm' or 'um'");
}

TEST(QuantityErrors, WordsAreNoAmounts) {
  EXPECT_EQ(error<Bytes>("large"), "'large' is not a size; write a size such as '12 KiB' or '12 B'");
  EXPECT_EQ(error<Bytes>(""), "'' is not a size; write a size such as '12 KiB' or '12 B'");
  EXPECT_EQ(error<Bytes>("KiB"), "'KiB' is not a size; write a size such as '12 KiB' or '12 B'");
}

TEST(QuantityErrors, NegativeAmountsAreRefused) {
  EXPECT_EQ(error<Bytes>("-3 B"), "'-3 B' is negative; write an amount above zero");
  EXPECT_EQ(error<Bandwidth>("-48 B/cycle"), "'-48 B/cycle' is negative; write an amount above zero");
  EXPECT_EQ(error<Watts>("-1e-3 W"), "'-1e-3 W' is negative; write an amount of zero or more");
}

TEST(QuantityErrors, NotANumberAndInfinityAreRefused) {
  EXPECT_EQ(error<Hertz>("nan GHz"), "'nan' is not a finite number; leave the key out if there is no limit");
  EXPECT_EQ(error<Bandwidth>(".inf B/cycle"),
            "'.inf' is not a finite number; leave the key out if there is no limit");
}

TEST(QuantityErrors, NumbersThatOtherReadersTakeForSomethingElseAreRefused) {
  EXPECT_EQ(error<Bytes>("010 KiB"),
            "'010' begins with a zero; write 10 KiB (numbers here are always decimal)");
  EXPECT_EQ(error<Bytes>("0x10 KiB"), "'0x10' is not a decimal number; write 16 KiB");
  EXPECT_EQ(error<Bytes>("1,000 KiB"), "'1,000' has characters between its digits; write 1000 KiB");
}

TEST(QuantityErrors, WhatDoesNotFitIsTooLarge) {
  const std::string help = "write an amount that this program can hold";
  EXPECT_EQ(error<Bytes>("9223372036854775808 B"), "'9223372036854775808 B' is too large; " + help);
  EXPECT_EQ(error<Bytes>("8192 PiB"), "'8192 PiB' is too large; " + help);
  EXPECT_EQ(error<Bytes>("1e400 B"), "'1e400 B' is too large; " + help);
  EXPECT_EQ(error<Bandwidth>("1e300 TB/s"), "'1e300 TB/s' is too large; " + help);
  EXPECT_EQ(error<Seconds>("1e308 h"), "'1e308 h' is too large; " + help);
  EXPECT_EQ(error<Picojoules>("1e-400 pJ"), "'1e-400 pJ' is too small; " + help);
}

TEST(QuantityErrors, PartsOfBytesAreRefused) {
  const std::string help = "write it in B, or in b as a multiple of 8";
  EXPECT_EQ(error<Bytes>("0.1 KiB"), "'0.1 KiB' is not a whole number of bytes; " + help);
  EXPECT_EQ(error<Bytes>("12 b"), "'12 b' is not a whole number of bytes; " + help);
  EXPECT_EQ(error<Bytes>("1.5 B"), "'1.5 B' is not a whole number of bytes; " + help);
}

}  // namespace

}  // namespace ridge
