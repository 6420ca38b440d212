// Single values: what is read, and one message for each way of being wrong.
#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

#include "tests/base/support.hpp"

namespace ridge {

namespace {

constexpr std::int64_t least_integer = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t most_integer = std::numeric_limits<std::int64_t>::max();

/// "message; help" of the one error found by `read(node, diagnostics)` in a text that is one value.
template <class Read>
std::string error(std::string_view text, Read read) {
  Diagnostics diagnostics;
  read(test::parse(text), diagnostics);
  if (diagnostics.all().empty()) return "no error";
  EXPECT_EQ(diagnostics.error_count(), 1U);
  const Diagnostic& found = diagnostics.all().front();
  return found.message + (found.help.empty() ? "" : "; " + found.help);
}

std::string integer_error(std::string_view text, std::int64_t least = least_integer,
                          std::int64_t most = most_integer) {
  return error(text, [&](const yaml::Node& node, Diagnostics& diagnostics) {
    EXPECT_EQ(yaml::read_integer(node, diagnostics, "'K'", least, most), std::nullopt);
  });
}

std::string number_error(std::string_view text, double least, double most) {
  return error(text, [&](const yaml::Node& node, Diagnostics& diagnostics) {
    EXPECT_EQ(yaml::read_number(node, diagnostics, "'share'", least, most), std::nullopt);
  });
}

std::string boolean_error(std::string_view text) {
  return error(text, [](const yaml::Node& node, Diagnostics& diagnostics) {
    EXPECT_EQ(yaml::read_boolean(node, diagnostics, "'multicast'"), std::nullopt);
  });
}

std::string string_error(std::string_view text) {
  return error(text, [](const yaml::Node& node, Diagnostics& diagnostics) {
    EXPECT_EQ(yaml::read_text(node, diagnostics, "'name'"), std::nullopt);
  });
}

std::string choice_error(std::string_view text) {
  return error(text, [](const yaml::Node& node, Diagnostics& diagnostics) {
    EXPECT_EQ(yaml::read_choice(node, diagnostics, "'kind'", {"dram", "register"}), std::nullopt);
  });
}

std::string size_error(std::string_view text) {
  return error(text, [](const yaml::Node& node, Diagnostics& diagnostics) {
    EXPECT_EQ(yaml::read_quantity<Bytes>(node, diagnostics, "'size'"), std::nullopt);
  });
}

TEST(ReadInteger, ReadsAllOf64Bits) {
  Diagnostics diagnostics;
  const auto read = [&](std::string_view text) {
    return yaml::read_integer(test::parse(text), diagnostics, "'K'", least_integer, most_integer);
  };
  EXPECT_EQ(read("0"), 0);
  EXPECT_EQ(read("-7"), -7);
  EXPECT_EQ(read("9223372036854775807"), most_integer);
  EXPECT_TRUE(diagnostics.all().empty());
}

TEST(ReadInteger, ShowsTheWholeFormOnce) {
  EXPECT_EQ(
      test::read_errors("K: 0\n", [](yaml::MapReader& reader) { reader.integer("K", 1, most_integer); }),
      "test.yaml:1:4: error: 'K' must be at least 1, not '0'\n"
      "    1 | K: 0\n"
      "      |    ^\n");
}

TEST(ReadInteger, OutOfRange) {
  EXPECT_EQ(integer_error("0", 1), "'K' must be at least 1, not '0'");
  EXPECT_EQ(integer_error("11", least_integer, 10), "'K' must be at most 10, not '11'");
  EXPECT_EQ(integer_error("11", 1, 10), "'K' must be from 1 to 10, not '11'");
  EXPECT_EQ(integer_error("-1", 0), "'K' must be at least 0, not '-1'");
}

TEST(ReadInteger, NotWhole) {
  EXPECT_EQ(integer_error("3.5"), "'K' must be a whole number, not '3.5'");
  EXPECT_EQ(integer_error("3.0"), "'K' must be a whole number, not '3.0'; write 3");
  EXPECT_EQ(integer_error("1e3"), "'K' must be a whole number, not '1e3'; write 1000");
  EXPECT_EQ(integer_error("1e-3"), "'K' must be a whole number, not '1e-3'");
  EXPECT_EQ(integer_error("1e-999"), "'K' must be a whole number, not '1e-999'");
}

TEST(ReadInteger, NotDecimal) {
  EXPECT_EQ(integer_error("010"),
            "'K': '010' begins with a zero; write 10 (numbers here are always decimal)");
  EXPECT_EQ(integer_error("0x10"), "'K': '0x10' is not a decimal number; write 16");
  EXPECT_EQ(integer_error("1_000"), "'K': '1_000' has characters between its digits; write 1000");
  EXPECT_EQ(integer_error("+5"), "'K': '+5' has a sign; write 5");
  EXPECT_EQ(integer_error(".inf"),
            "'K': '.inf' is not a finite number; leave the key out if there is no limit");
}

TEST(ReadInteger, BeyondSixtyFourBits) {
  const std::string help = "; the largest whole number is 9223372036854775807";
  EXPECT_EQ(integer_error("9223372036854775808"),
            "'K': '9223372036854775808' does not fit in 64 bits" + help);
  EXPECT_EQ(integer_error("1e999"), "'K': '1e999' does not fit in 64 bits" + help);
}

TEST(ReadInteger, NotANumber) {
  EXPECT_EQ(integer_error("many"), "'K' must be a whole number, not 'many'");
  EXPECT_EQ(integer_error("'3'"),
            "'K' must be a whole number, not the text '3'; remove the quotes: what is quoted is text");
  EXPECT_EQ(integer_error("3 KiB"), "'K' must be a whole number, not '3 KiB'; write 3 alone");
  EXPECT_EQ(integer_error("[3]"), "'K' must be a whole number, not a list");
  EXPECT_EQ(integer_error("{a: 3}"), "'K' must be a whole number, not a map");
  EXPECT_EQ(integer_error("~"), "'K' has no value; write a whole number");
}

TEST(ReadNumber, ReadsFractionsAndExponents) {
  Diagnostics diagnostics;
  EXPECT_EQ(yaml::read_number(test::parse("-2.5e-1"), diagnostics, "'x'", -1, 1), -0.25);
  EXPECT_TRUE(diagnostics.all().empty());
}

TEST(ReadNumber, OutOfRangeOrNoNumber) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(number_error("1.5", 0, 1), "'share' must be from 0 to 1, not '1.5'");
  EXPECT_EQ(number_error("-0.5", 0, infinite), "'share' must be at least 0, not '-0.5'");
  EXPECT_EQ(number_error(".nan", 0, 1),
            "'share': '.nan' is not a finite number; leave the key out if there is no limit");
  EXPECT_EQ(number_error("1e999", 0, infinite), "'share': '1e999' is too large");
  EXPECT_EQ(number_error("1e-999", 0, 1), "'share': '1e-999' is too small");
  EXPECT_EQ(number_error("half", 0, 1), "'share' must be a number, not 'half'");
}

TEST(ReadNumber, AShareIsNotWrittenInPercent) {
  EXPECT_EQ(number_error("50 %", 0, 1), "'share' must be from 0 to 1, not '50 %'; write 0.5 for 50 %");
  EXPECT_EQ(number_error("7%", 0, 1), "'share' must be from 0 to 1, not '7%'; write 0.07 for 7 %");
  EXPECT_EQ(number_error("50", 0, 1), "'share' must be from 0 to 1, not '50'; write 0.5 for 50 %");
  EXPECT_EQ(number_error("500", 0, 1), "'share' must be from 0 to 1, not '500'");
  EXPECT_EQ(number_error("50 %", 0, 2), "'share' must be a number, not '50 %'; write 50 alone");
}

TEST(ReadBoolean, OnlyTrueAndFalse) {
  Diagnostics diagnostics;
  EXPECT_EQ(yaml::read_boolean(test::parse("true"), diagnostics, "'b'"), true);
  EXPECT_EQ(yaml::read_boolean(test::parse("false"), diagnostics, "'b'"), false);
  for (const char* text : {"yes", "Yes", "on", "ON", "y", "True", "TRUE"}) {
    EXPECT_EQ(boolean_error(text),
              "'multicast' must be true or false, not '" + std::string(text) + "'; write true");
  }
  for (const char* text : {"no", "NO", "off", "n", "False"}) {
    EXPECT_EQ(boolean_error(text),
              "'multicast' must be true or false, not '" + std::string(text) + "'; write false");
  }
  EXPECT_EQ(
      boolean_error("'true'"),
      "'multicast' must be true or false, not the text 'true'; remove the quotes: what is quoted is text");
  EXPECT_EQ(boolean_error("1"), "'multicast' must be true or false, not '1'; write true or false");
  EXPECT_EQ(boolean_error("[]"), "'multicast' must be true or false, not a list");
}

TEST(ReadText, TakesWordsNumbersAndQuotes) {
  Diagnostics diagnostics;
  EXPECT_EQ(yaml::read_text(test::parse("conv1"), diagnostics, "'name'"), "conv1");
  EXPECT_EQ(yaml::read_text(test::parse("3"), diagnostics, "'name'"), "3");
  EXPECT_EQ(yaml::read_text(test::parse("'null'"), diagnostics, "'name'"), "null");
  EXPECT_TRUE(diagnostics.all().empty());
  EXPECT_EQ(string_error("''"), "'name' is empty; write a text, or leave the key out");
  EXPECT_EQ(string_error("null"), "'name' has no value; write a text");
  EXPECT_EQ(string_error("{}"), "'name' must be a text, not a map");
}

TEST(ReadChoice, NamesTheNearestAndAll) {
  Diagnostics diagnostics;
  EXPECT_EQ(yaml::read_choice(test::parse("register"), diagnostics, "'kind'", {"dram", "register"}), 1U);
  EXPECT_EQ(choice_error("drma"),
            "'kind' cannot be 'drma'; did you mean 'dram'? it is one of 'dram' or 'register'");
  EXPECT_EQ(choice_error("DRAM"),
            "'kind' cannot be 'DRAM'; did you mean 'dram'? it is one of 'dram' or 'register'");
  EXPECT_EQ(choice_error("flash"), "'kind' cannot be 'flash'; it is one of 'dram' or 'register'");
  EXPECT_EQ(choice_error("[dram]"), "'kind' must be one of 'dram' or 'register', not a list");
}

TEST(ReadQuantity, ShowsANumberWithoutUnitAndAWrongUnit) {
  EXPECT_EQ(test::read_errors("size: 12\nclock: 12 KiB\n",
                              [](yaml::MapReader& reader) {
                                reader.quantity<Bytes>("size");
                                reader.quantity<Hertz>("clock");
                              }),
            "test.yaml:1:7: error: 'size': '12' has no unit\n"
            "    1 | size: 12\n"
            "      |       ^\n"
            "   help: write a size such as '12 KiB' or '12 B'\n"
            "test.yaml:2:8: error: 'clock': '12 KiB' is a size, not a frequency\n"
            "    2 | clock: 12 KiB\n"
            "      |        ^\n"
            "   help: write a frequency such as '12 MHz' or '12 GHz'\n");
}

TEST(ReadQuantity, MayBeQuotedAsJsonHasTo) {
  Diagnostics diagnostics;
  EXPECT_EQ(yaml::read_quantity<Bytes>(test::parse("\"12 KiB\""), diagnostics, "'size'")->value, 12 * 1024);
  EXPECT_EQ(size_error("[12 KiB]"), "'size' must be an amount with its unit, not a list");
  EXPECT_EQ(size_error("~"), "'size' has no value; write an amount with its unit");
}

}  // namespace

}  // namespace ridge
