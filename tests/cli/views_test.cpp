// How numbers and tables look.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "cli/views/json.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/objective_text.hpp"
#include "cli/views/table.hpp"
#include "cli/views/wrap.hpp"

namespace ridge::tests {
namespace {

using namespace ridge::cli;

TEST(Numbers, EngineeringShowsThreeDigitsAndAPrefix) {
  EXPECT_EQ(engineering(0), "0");
  EXPECT_EQ(engineering(14), "14");
  EXPECT_EQ(engineering(999), "999");
  EXPECT_EQ(engineering(1000), "1 k");
  EXPECT_EQ(engineering(1'234'567), "1.23 M");
  EXPECT_EQ(engineering(903'168), "903 k");
  EXPECT_EQ(engineering(0.5), "0.5");
  EXPECT_EQ(engineering(-12'345), "-12.3 k");
}

TEST(Numbers, AValueHasTheUnitOfItsObjective) {
  EXPECT_EQ(objective_text(Objective::latency, 1'234'567), "1.23 M cycles");
  EXPECT_EQ(objective_text(Objective::energy, 4.51e6), "4.51 uJ");
  EXPECT_EQ(objective_text(Objective::edp, 3.1e-9), "3.10 nJ s");
  EXPECT_EQ(objective_text(Objective::edap, 3.1e-9), "3.10 nJ s mm2");
  EXPECT_EQ(objective_text({2, 1, 0}, 3.1e-9), "3.10 nJ s^2");
  EXPECT_EQ(objective_text({1, 2, 0}, 3.1e-9), "3.1e-09 J^2 s") << "a prefix would be squared, too";
  EXPECT_EQ(objective_text({2, 0, 0}, 3.1e-9), "3.1e-09 s^2");
  EXPECT_EQ(objective_text(Objective::edp, std::numeric_limits<double>::infinity()), "none");
}

TEST(Numbers, RoundingUpTakesTheNextPrefix) {
  EXPECT_EQ(engineering(999'499), "999 k");
  EXPECT_EQ(engineering(999'500), "1 M");
  EXPECT_EQ(engineering(9'994), "9.99 k");
  EXPECT_EQ(engineering(9'996), "10.0 k");
}

TEST(Numbers, UnitsCarryThePrefix) {
  EXPECT_EQ(with_unit(4.51e-6, "J"), "4.51 uJ");
  EXPECT_EQ(with_unit(0.0, "s"), "0 s");
  EXPECT_EQ(with_unit(std::optional<double>(), "J"), "unknown");
  EXPECT_EQ(energy(1.5e6), "1.50 uJ");
}

TEST(Numbers, WhatIsNotFiniteHasAName) {
  EXPECT_EQ(engineering(std::numeric_limits<double>::quiet_NaN()), "unknown");
  EXPECT_EQ(with_unit(std::numeric_limits<double>::infinity(), "B/s"), "unlimited");
}

TEST(Numbers, PercentKeepsTwoDigitsOfSmallShares) {
  EXPECT_EQ(percent(0.86), "86 %");
  EXPECT_EQ(percent(1), "100 %");
  EXPECT_EQ(percent(0.0031), "0.31 %");
  EXPECT_EQ(percent(0.00001), "<0.01 %");
  EXPECT_EQ(percent(0), "0 %");
}

TEST(Numbers, AHundredPercentMeansAllOfIt) {
  EXPECT_EQ(percent(0.994), "99 %");
  EXPECT_EQ(percent(0.9961), "99.6 %");
  EXPECT_EQ(percent(0.99999), ">99.9 %");
  EXPECT_EQ(percent(1.1), "110 %");
}

TEST(Numbers, FactorsNearOneKeepAThirdDigit) {
  EXPECT_EQ(factor(1), "1.000x");
  EXPECT_EQ(factor(1.0341), "1.034x");
  EXPECT_EQ(factor(1.1), "1.10x");
  EXPECT_EQ(factor(16), "16x");
}

TEST(Numbers, LargeFactorsAndSharesAreWrittenOut) {
  EXPECT_EQ(factor(999.4), "999x");
  EXPECT_EQ(factor(1351.7), "1,350x");
  EXPECT_EQ(factor(1'234'567), "1,230,000x");
  EXPECT_EQ(percent(311'978.55), "31,197,855 %");
}

TEST(Numbers, PowerIsEnergyOverTime) {
  EXPECT_EQ(average_power(2.5e12, 1e-3), "2.50 kW");
  EXPECT_EQ(average_power(std::nullopt, 1), "unknown");
  EXPECT_EQ(average_power(0.0, 0), "-");
}

TEST(Numbers, GroupedIsExact) {
  EXPECT_EQ(grouped(std::int64_t{0}), "0");
  EXPECT_EQ(grouped(std::int64_t{999}), "999");
  EXPECT_EQ(grouped(std::int64_t{-1'234'567}), "-1,234,567");
  EXPECT_EQ(grouped(1234.0), "1,234");
  EXPECT_EQ(grouped(1234.25), "1,234.25");
  EXPECT_EQ(grouped(1234.999), "1,235");
}

TEST(Table, ColumnsAreAlignedAndEmptyOnesLeftOut) {
  Table table({{"name", Table::Align::left}, {"n"}, {"never"}});
  table.add_row({"a", "1"});
  table.add_row({"long", "100"});
  EXPECT_EQ(table.text({}), "  name    n\n  a       1\n  long  100\n");
}

TEST(Table, BoldOnlyOnATerminal) {
  Table table({{"name", Table::Align::left}});
  table.add_row({"a"});
  EXPECT_EQ(table.text({.bold = true}), "\033[1m  name\033[0m\n  a\n");
}

TEST(Wrap, LinesFitAHundredColumnsAndKeepEveryWord) {
  std::string text;
  for (int i = 0; i < 60; ++i)
    text += "word" + std::to_string(i) + " ";
  const std::string lines = wrapped("  - ", text);
  std::size_t begin = 0;
  for (std::size_t end = lines.find('\n'); end != std::string::npos;
       begin = end + 1, end = lines.find('\n', begin)) {
    EXPECT_LE(end - begin, 100U);
  }
  EXPECT_EQ(begin, lines.size());
  EXPECT_NE(lines.find("word59"), std::string::npos);
  EXPECT_EQ(wrapped("- ", ""), "- \n");
  EXPECT_EQ(bullets({}), "");
}

TEST(Json, WholeNumbersAreIntegersAndTheUnknownIsNull) {
  EXPECT_EQ(json_number(12.0).dump(), "12");
  EXPECT_EQ(json_number(0.5).dump(), "0.5");
  EXPECT_EQ(json_number(std::nan("")).dump(), "null");
  EXPECT_EQ(json_number(std::optional<double>()).dump(), "null");
  EXPECT_EQ(json_number(9007199254740992.0).dump(), "9007199254740992");
}

}  // namespace
}  // namespace ridge::tests
