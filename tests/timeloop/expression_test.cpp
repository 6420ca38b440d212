// Arithmetic in values: as Python has it.
#include "interop/timeloop/expression.hpp"

#include <gtest/gtest.h>

namespace ridge::timeloop {
namespace {

const Variables variables{{"depth", 1024}, {"cycle_seconds", 1e-9}};

double value_of(std::string_view text) {
  const Computed computed = compute(text, variables);
  EXPECT_TRUE(std::holds_alternative<double>(computed)) << text << ": " << std::get<std::string>(computed);
  return std::holds_alternative<double>(computed) ? std::get<double>(computed) : -1;
}
std::string complaint_of(std::string_view text) {
  const Computed computed = compute(text, variables);
  return std::holds_alternative<std::string>(computed) ? std::get<std::string>(computed) : "none";
}

TEST(TimeloopExpression, NumbersAreValues) {
  EXPECT_EQ(value_of("64"), 64);
  EXPECT_EQ(value_of("1.5e3"), 1500);
  EXPECT_EQ(value_of("-2"), -2);
  EXPECT_EQ(value_of(" 7 "), 7);
}

TEST(TimeloopExpression, OperatorsBindAsInPython) {
  EXPECT_EQ(value_of("1 + 2 * 3"), 7);
  EXPECT_EQ(value_of("(1 + 2) * 3"), 9);
  EXPECT_EQ(value_of("1024*1024/8"), 131072);
  EXPECT_EQ(value_of("7 // 2"), 3);
  EXPECT_EQ(value_of("-7 // 2"), -4);
  EXPECT_EQ(value_of("-7 % 4"), 1);
  EXPECT_EQ(value_of("2 ** 3 ** 2"), 512);
  EXPECT_EQ(value_of("-2 ** 2"), -4);
  EXPECT_EQ(value_of("2 ** -1"), 0.5);
  EXPECT_EQ(value_of("8 - 4 - 2"), 2);
  EXPECT_EQ(value_of("8 / 4 / 2"), 1);
}

TEST(TimeloopExpression, VariablesAndFunctionsAreKnown) {
  EXPECT_EQ(value_of("depth / 2"), 512);
  EXPECT_EQ(value_of("ceil(7 / 2)"), 4);
  EXPECT_EQ(value_of("floor(7 / 2)"), 3);
  EXPECT_EQ(value_of("min(depth, 3, 8)"), 3);
  EXPECT_EQ(value_of("max(1, 2 * 3)"), 6);
  EXPECT_EQ(value_of("log2(depth)"), 10);
  EXPECT_EQ(value_of("sqrt(abs(-16))"), 4);
  EXPECT_EQ(value_of("int(2.9)"), 2);
  EXPECT_EQ(value_of("round(2.5)"), 2);  // to the even one
  EXPECT_EQ(value_of("pow(2, 5)"), 32);
}

TEST(TimeloopExpression, WhatIsWrongIsSaidInOneSentence) {
  EXPECT_EQ(complaint_of(""), "it ends too early");
  EXPECT_EQ(complaint_of("1 +"), "it ends too early");
  EXPECT_EQ(complaint_of("(1"), "a bracket is not closed");
  EXPECT_EQ(complaint_of("1 2"), "'2' cannot follow here");
  EXPECT_EQ(complaint_of("1 / 0"), "it divides by zero");
  EXPECT_EQ(complaint_of("1 % 0"), "it divides by zero");
  EXPECT_EQ(complaint_of("0 ** -1"), "it comes to no finite number");
  EXPECT_EQ(complaint_of("log2(0)"), "it comes to no finite number");
  EXPECT_EQ(complaint_of("dept * 2"), "'dept' is no variable: did you mean 'depth'?");
  EXPECT_EQ(complaint_of("width"), "'width' is no variable");
  EXPECT_EQ(complaint_of("sin(1)"), "'sin' is no function that is known here");
  EXPECT_EQ(complaint_of("ceil(1, 2)"), "'ceil' takes one value");
  EXPECT_EQ(complaint_of("$"), "'$' is no number");
}

TEST(TimeloopExpression, DeepNestingEndsInAComplaintAndNotInACrash) {
  EXPECT_EQ(complaint_of(std::string(100000, '(')), "it is nested too deep");
  EXPECT_EQ(complaint_of(std::string(100000, '-') + "1"), "none");
  std::string powers = "1";
  for (int i = 0; i < 100000; ++i)
    powers += "**1";
  EXPECT_EQ(complaint_of(powers), "it is nested too deep");
}

}  // namespace
}  // namespace ridge::timeloop
