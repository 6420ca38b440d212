// Amounts, expressions and ranges of study files.
#include "explore/study/expression.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explore/study/study.hpp"

namespace ridge::study {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::optional<Amount> lookup(const std::string& name) {
  if (name == "GLB.size") return amount_of("108 KiB");
  if (name == "PE.x") return Amount{16, ""};
  if (name == "DRAM.bandwidth") return amount_of("25.6 GB/s");
  if (name == "clock") return amount_of("200 MHz");
  return std::nullopt;
}

std::string value_of(const std::string& text) {
  return text_of(evaluate(text, lookup, {}));
}

std::string mistake_in(const std::string& text, bool condition = false) {
  try {
    if (condition)
      holds(text, lookup, {});
    else
      evaluate(text, lookup, {});
  } catch (const InputError& error) {
    return error.diagnostics().front().message;
  }
  return "";
}

TEST(StudyAmount, HasItsNumberInTheBaseUnit) {
  EXPECT_EQ(amount_of("108 KiB"), (Amount{110592, "B"}));
  EXPECT_EQ(amount_of("1.5MB"), (Amount{1.5e6, "B"}));
  EXPECT_EQ(amount_of("1.4 GHz"), (Amount{1.4e9, "Hz"}));
  EXPECT_EQ(amount_of("16 B/cycle"), (Amount{16, "B/cycle"}));
  EXPECT_EQ(amount_of("12"), (Amount{12, ""}));
  for (const char* text : {"", "KiB", "double", "12 KiB of", "1 2", "[1, 2]", "nan"})
    EXPECT_FALSE(amount_of(text)) << text;
}

TEST(StudyExpression, CalculatesAsOneWouldByHand) {
  EXPECT_EQ(value_of("2 * GLB.size"), "221184 B");
  EXPECT_EQ(value_of("GLB.size / 1 KiB"), "108");
  EXPECT_EQ(value_of("GLB.size / 1024 + 4 B"), "112 B");
  EXPECT_EQ(value_of("1 + 2 * 3 - 4 / 2"), "5");
  EXPECT_EQ(value_of("-(1 + 2) * 3"), "-9");
  EXPECT_EQ(value_of("8 - 4 - 2"), "2");
  EXPECT_EQ(value_of("min(PE.x, 12, 20)"), "12");
  EXPECT_EQ(value_of("max(4 KiB, GLB.size / 27)"), "4096 B");
  EXPECT_EQ(value_of("round(PE.x / 3)"), "5");
  EXPECT_EQ(value_of("2 * log2(PE.x)"), "8");
  EXPECT_EQ(value_of("DRAM.bandwidth * 2"), "51.2 GB/s");
  EXPECT_EQ(value_of("32 B/cycle / 2"), "16 B/cycle");
  EXPECT_EQ(value_of("clock / 1 MHz"), "200");
}

TEST(StudyExpression, ConditionsCompareAmountsOfOneUnit) {
  EXPECT_TRUE(holds("PE.x * PE.x <= 256", lookup, {}));
  EXPECT_FALSE(holds("PE.x * PE.x < 256", lookup, {}));
  EXPECT_TRUE(holds("GLB.size >= 100 KiB", lookup, {}));
  EXPECT_TRUE(holds("GLB.size != 1 B", lookup, {}));
  EXPECT_TRUE(holds("PE.x == 16", lookup, {}));
}

TEST(StudyExpression, SaysWhatIsWrong) {
  EXPECT_EQ(mistake_in("GLB.size + 1"), "'GLB.size + 1': 110592 B + 1 (no unit) mixes units");
  EXPECT_EQ(mistake_in("GLB.size * GLB.size"),
            "'GLB.size * GLB.size': 110592 B * 110592 B multiplies two units");
  EXPECT_EQ(mistake_in("1 / 0"), "'1 / 0': it divides by zero");
  EXPECT_EQ(mistake_in("GBL.size"), "'GBL.size': 'GBL.size' stands for no amount");
  EXPECT_EQ(mistake_in("(1 + 2"), "'(1 + 2': a ')' is missing");
  EXPECT_EQ(mistake_in("1 +"), "'1 +': it ends where a value is expected");
  EXPECT_EQ(mistake_in("1 2"), "'1 2': '2' is not expected here");
  EXPECT_EQ(mistake_in("sin(1)"), "'sin(1)': there is no function 'sin'");
  EXPECT_EQ(mistake_in("log2(0)"), "'log2(0)': log2 has no value here");
  EXPECT_EQ(mistake_in("PE.x", true), "'PE.x': it compares nothing");
  EXPECT_EQ(mistake_in("PE.x < 1 B", true), "'PE.x < 1 B': 16 (no unit) < 1 B mixes units");
}

TEST(StudyRange, GoesFromOneAmountToAnother) {
  EXPECT_THAT(range_of("10 MiB", "40 MiB", 3, true, {}),
              ElementsAre("10485760 B", "20971520 B", "41943040 B"));
  EXPECT_THAT(range_of("1", "5", 3, false, {}), ElementsAre("1", "3", "5"));
  EXPECT_THAT(range_of("1", "2", 5, false, {}), ElementsAre("1", "2"));  // whole numbers, each once
  EXPECT_THAT(range_of("0.5 GHz", "1 GHz", 2, false, {}), ElementsAre("500000000 Hz", "1000000000 Hz"));
  EXPECT_THAT(range_of("100 GB/s", "400 GB/s", 3, true, {}), ElementsAre("100 GB/s", "200 GB/s", "400 GB/s"));
  EXPECT_THROW(range_of("1 KiB", "2", 2, false, {}), InputError);
  EXPECT_THROW(range_of("0", "2", 2, true, {}), InputError);
}

}  // namespace
}  // namespace ridge::study
