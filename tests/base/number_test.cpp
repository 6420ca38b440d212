#include "base/number.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace ridge {

namespace {

TEST(Numbers, AreDecimalWithOptionalFractionAndExponent) {
  for (const char* text : {"0", "12", "-12", "0.5", ".5", "5.", "1e3", "1E+3", "1.5e-3", "0e0"}) {
    const NumberScan scan = scan_number(text);
    EXPECT_TRUE(scan.good()) << text;
    EXPECT_EQ(scan.literal, text);
    EXPECT_EQ(scan.rest, "");
  }
}

TEST(Numbers, EndWhereTheUnitBegins) {
  EXPECT_EQ(scan_number("12KiB").rest, "KiB");
  EXPECT_EQ(scan_number("12e3 B").literal, "12e3");
  EXPECT_EQ(scan_number("2eV").rest, "eV") << "an e without digits is no exponent";
  EXPECT_EQ(scan_number("0b").rest, "b") << "zero bits, not the beginning of a binary number";
}

TEST(Numbers, OnlyDigitsAreWhole) {
  EXPECT_TRUE(scan_number("12").whole);
  EXPECT_TRUE(scan_number("-12").whole);
  EXPECT_FALSE(scan_number("12.0").whole);
  EXPECT_FALSE(scan_number("1e3").whole);
}

TEST(Numbers, MistakesAreRecognisedAndTheirMendingIsNamed) {
  struct Case {
    const char* text;
    NumberForm form;
    const char* message;
    const char* help;
  };
  const Case cases[] = {
      {"010", NumberForm::leading_zero, "'010' begins with a zero",
       "write 10 (numbers here are always decimal)"},
      {"-00.5", NumberForm::leading_zero, "'-00.5' begins with a zero",
       "write -0.5 (numbers here are always decimal)"},
      {"0x10", NumberForm::other_base, "'0x10' is not a decimal number", "write 16"},
      {"-0XfF", NumberForm::other_base, "'-0XfF' is not a decimal number", "write -255"},
      {"0o17", NumberForm::other_base, "'0o17' is not a decimal number", "write 15"},
      {"0b101", NumberForm::other_base, "'0b101' is not a decimal number", "write 5"},
      {"0xFFFFFFFFFFFFFFFFFF", NumberForm::other_base, "'0xFFFFFFFFFFFFFFFFFF' is not a decimal number",
       "write it in decimal"},
      {"1_000", NumberForm::separators, "'1_000' has characters between its digits", "write 1000"},
      {"1,000,000.5", NumberForm::separators, "'1,000,000.5' has characters between its digits",
       "write 1000000.5"},
      {"1 000", NumberForm::separators, "'1 000' has characters between its digits", "write 1000"},
      {"1,5", NumberForm::separators, "'1,5' has characters between its digits",
       "write digits alone, with a point before the fraction"},
      {".inf", NumberForm::not_finite, "'.inf' is not a finite number",
       "leave the key out if there is no limit"},
      {"-Infinity", NumberForm::not_finite, "'-Infinity' is not a finite number",
       "leave the key out if there is no limit"},
      {".NaN", NumberForm::not_finite, "'.NaN' is not a finite number",
       "leave the key out if there is no limit"},
      {"+5", NumberForm::plus_sign, "'+5' has a sign", "write 5"},
      {"1.2.3", NumberForm::malformed, "'1.2.3' is not a number", "write one decimal point at most"},
  };
  for (const Case& expected : cases) {
    const NumberScan scan = scan_number(expected.text);
    EXPECT_EQ(scan.form, expected.form) << expected.text;
    const NumberError error = explain(scan);
    EXPECT_EQ(error.message, expected.message);
    EXPECT_EQ(error.help, expected.help);
  }
}

TEST(Numbers, WordsAreNone) {
  for (const char* text : {"", "-", ".", "e3", "info", "nano", "x1", "--1"}) {
    EXPECT_EQ(scan_number(text).form, NumberForm::none) << text;
  }
}

TEST(Numbers, HundredsOfDigitsAreRefused) {
  EXPECT_EQ(scan_number(std::string(401, '1')).form, NumberForm::too_long);
  EXPECT_EQ(scan_number(std::string(400, '1')).form, NumberForm::good);
}

TEST(DecimalValues, AreTheNearestDoubleAlsoAfterAShift) {
  EXPECT_EQ(decimal_value("1.1", 9).value, 1.1e9);
  EXPECT_EQ(decimal_value("0.3", 3).value, 300);
  EXPECT_EQ(decimal_value("25.6", 9).value, 25.6e9);
  EXPECT_EQ(decimal_value("-2.5").value, -2.5);
  EXPECT_EQ(decimal_value("0e999999999999").value, 0);
}

TEST(DecimalValues, SayWhenTheyAreTooLargeOrTooSmall) {
  using Range = DecimalValue::Range;
  EXPECT_EQ(decimal_value("1e308").range, Range::representable);
  EXPECT_EQ(decimal_value("1e309").range, Range::too_large);
  EXPECT_EQ(decimal_value("1e308", 1).range, Range::too_large);
  EXPECT_EQ(decimal_value("1e99999999999999999999").range, Range::too_large);
  EXPECT_EQ(decimal_value("5e-324").range, Range::representable);
  EXPECT_EQ(decimal_value("1e-400").range, Range::too_small);
  EXPECT_EQ(decimal_value("1e-99999999999999999999").range, Range::too_small);
}

TEST(ExactIntegers, AreExactToTheLastUnit) {
  EXPECT_EQ(exact_integer("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(exact_integer("9223372036854775808"), std::nullopt);
  EXPECT_EQ(exact_integer("-12"), -12);
  EXPECT_EQ(exact_integer("1.5e3"), 1500);
  EXPECT_EQ(exact_integer("1.5"), std::nullopt);
  EXPECT_EQ(exact_integer("0.000"), 0);
}

TEST(ExactIntegers, ScaleByTenAndTwoWithoutRounding) {
  EXPECT_EQ(exact_integer("1.5", 0, 20), 3 << 19) << "1.5 MiB";
  EXPECT_EQ(exact_integer("64", 0, -3), 8) << "64 bits";
  EXPECT_EQ(exact_integer("12", 0, -3), std::nullopt) << "12 bits";
  EXPECT_EQ(exact_integer("0.1", 3, 0), 100) << "0.1 KB";
  EXPECT_EQ(exact_integer("0.1", 0, 10), std::nullopt) << "0.1 KiB";
  EXPECT_EQ(exact_integer("0.0009765625", 0, 10), 1) << "a 1024th of 1 KiB";
  EXPECT_EQ(exact_integer("8191.99999999999999911182158029987", 0, 50), std::nullopt);
  EXPECT_EQ(exact_integer("8192", 0, 50), std::nullopt) << "8 EiB = 2^63 B";
}

TEST(DecimalTexts, AreTheShortestThatReadBack) {
  EXPECT_EQ(decimal_text(0), "0");
  EXPECT_EQ(decimal_text(25.6e9, 9), "25.6");
  EXPECT_EQ(decimal_text(200e6, 6), "200");
  EXPECT_EQ(decimal_text(0.1), "0.1");
  EXPECT_EQ(decimal_text(0.0001), "0.0001");
  EXPECT_EQ(decimal_text(1e-7), "1e-7");
  EXPECT_EQ(decimal_text(1.25e300), "1.25e300");
}

}  // namespace

}  // namespace ridge
