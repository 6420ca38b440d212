#include "workloads/index_expression.hpp"

#include <gtest/gtest.h>

namespace ridge::test {
namespace {

Problem four_dimensions() {
  Problem problem;
  for (const char* name : {"P", "Q", "R", "channels"})
    problem.dimensions.push_back({name, 10});
  return problem;
}

/// What the index means, printed in its shortest form, or "offset: message (help)".
std::string meaning(const std::string& text) {
  const Problem problem = four_dimensions();
  IndexFault fault;
  const auto constants = [](std::string_view name) -> std::optional<std::int64_t> {
    return name == "stride" ? std::optional<std::int64_t>(3) : std::nullopt;
  };
  const auto rank = parse_index(text, problem, constants, fault);
  if (rank) return print_index(*rank, problem);
  return std::to_string(fault.offset) + ": " + fault.message + " (" + fault.help + ")";
}

TEST(IndexExpression, SumsOfProductsInAnyOrder) {
  EXPECT_EQ(meaning("P"), "P");
  EXPECT_EQ(meaning("2*P + R"), "2*P + R");
  EXPECT_EQ(meaning("  P*2+R "), "2*P + R");
  EXPECT_EQ(meaning("2*P*3 + channels"), "6*P + channels");
  EXPECT_EQ(meaning("stride*P + R"), "3*P + R");
}

TEST(IndexExpression, ANumberAloneOrACoefficientOfZeroMovesNothingAndIsAFault) {
  const std::string alone =
      ": a number alone moves no index (leave it out: indices count from 0. An index that never moves is "
      "'0')";
  EXPECT_EQ(meaning("P + 1"), "4" + alone);
  EXPECT_EQ(meaning("7"), "0" + alone);
  EXPECT_EQ(meaning("stride + P"), "0" + alone);
  EXPECT_EQ(meaning("0*P + Q"), "0: a coefficient is at least 1 (leave the term out)");
}

TEST(IndexExpression, AnIndexMayNeverMove) {
  EXPECT_EQ(meaning("0"), "0");
}

TEST(IndexExpression, TermsOfOneDimensionAddUp) {
  EXPECT_EQ(meaning("P + 2*P"), "3*P");
}

TEST(IndexExpression, FaultsHaveTheirOffset) {
  EXPECT_EQ(meaning("P + chanels"), "4: there is no dimension 'chanels' (did you mean 'channels'?)");
  EXPECT_EQ(meaning("P + T"),
            "4: there is no dimension 'T' (the dimensions are 'P', 'Q', 'R' and 'channels')");
  EXPECT_EQ(
      meaning("P * Q"),
      "4: an index is linear: two dimensions cannot be multiplied (write an index for each of them: [P, R])");
  EXPECT_EQ(meaning("2P"), "1: a '*' is missing between a number and a dimension (write 2*P)");
  EXPECT_EQ(
      meaning("P +"),
      "3: the index ends where a dimension or a number is expected (an index is a sum such as 2*P + R)");
  EXPECT_EQ(
      meaning(""),
      "0: the index ends where a dimension or a number is expected (an index is a sum such as 2*P + R)");
  EXPECT_EQ(
      meaning("P + -2*R"),
      "4: coefficients of an index are not negative (count the dimension the other way round: the words "
      "touched are the same)");
  EXPECT_EQ(meaning("P / 2"), "2: '/' cannot stand here in an index (an index is a sum such as 2*P + R)");
  EXPECT_EQ(meaning("99999999999999999999*P"),
            "0: the number does not fit in 63 bits (look for a slip of the keyboard)");
  EXPECT_EQ(meaning("P*9223372036854775807*2"),
            "22: the coefficient does not fit in 63 bits (look for a slip of the keyboard)");
  EXPECT_EQ(meaning("9223372036854775807*P + P"),
            "24: the coefficient does not fit in 63 bits (look for a slip of the keyboard)");
  EXPECT_EQ(meaning("\u00fc"),
            "0: '\u00fc' cannot stand here in an index (an index is a sum such as 2*P + R)")
      << "a character, not one byte of it";
}

}  // namespace
}  // namespace ridge::test
