// Factors, permutations and lists of data spaces, in all their spellings.
#include "interop/timeloop/directives.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "interop/timeloop/workload.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

using ::testing::HasSubstr;

const Problem& layer() {
  static const Problem made = [] {
    Diagnostics diagnostics;
    const Input input = take_input(
        {file_of("problem: {shape: cnn-layer, R: 3, S: 3, P: 8, Q: 8, C: 16, K: 32, N: 1}")}, diagnostics);
    return read_problem(input, diagnostics);
  }();
  return made;
}

/// "C=4 M<=2": what was read, or the errors.
std::string factors_of(const std::string& text) {
  Diagnostics diagnostics;
  std::string shown;
  for (const Factor& factor : read_factors(file_of(text), layer(), diagnostics)) {
    const char* rule = factor.rule == FactorRule::exactly   ? "="
                       : factor.rule == FactorRule::at_most ? "<="
                                                            : ">=";
    shown += fmt::format("{}{}{}{}", shown.empty() ? "" : " ", layer().dimensions[factor.dimension].name,
                         rule, factor.value);
    if (factor.residual != factor.value) shown += fmt::format(",{}", factor.residual);
  }
  return diagnostics.has_errors() ? render(diagnostics.all()) : shown;
}

std::string order_of(const std::string& text) {
  Diagnostics diagnostics;
  std::string shown;
  for (const DimensionId dimension : read_permutation(file_of(text), layer(), diagnostics))
    shown += layer().dimensions[dimension].name;
  return diagnostics.has_errors() ? render(diagnostics.all()) : shown;
}

std::string tensors_of(const std::string& text) {
  Diagnostics diagnostics;
  std::string shown;
  for (const TensorId tensor : read_tensors(file_of(text), layer(), diagnostics))
    shown += layer().tensors[tensor].name + " ";
  return diagnostics.has_errors() ? render(diagnostics.all()) : shown;
}

TEST(TimeloopFactors, AllSpellingsMeanTheSame) {
  for (const char* text :
       {"C4 K2", "C=4 K=2", "C=4, K=2", "C=4,K=2", "C4,K2", "[C=4, K=2]", "[C4, K2]", "C 4 K 2",
        "C = 4  K = 2", "C==4 K==2", "'C4 K2 # P8 for later'", "[\"C=4,K=2\"]", "C4;K2"})
    EXPECT_EQ(factors_of(text), "C=4 K=2") << text;
}

TEST(TimeloopFactors, NothingIsNoFactor) {
  EXPECT_EQ(factors_of("''"), "");
  EXPECT_EQ(factors_of("[]"), "");
  EXPECT_EQ(factors_of("'# C4'"), "");
}

TEST(TimeloopFactors, ZeroStandsForTheWholeDimensionAndIsLeftToTheReader) {
  EXPECT_EQ(factors_of("C0"), "C=0");
}

TEST(TimeloopFactors, LimitsOfConstraintsAreKept) {
  EXPECT_EQ(factors_of("C<=4 K>=2 R=1"), "C<=4 K>=2 R=1");
  EXPECT_EQ(factors_of("C <= 4"), "C<=4");
}

TEST(TimeloopFactors, ADigitBehindTheCommaIsAShortLastTrip) {
  EXPECT_EQ(factors_of("C=5,1 K=2"), "C=5,1 K=2");
}

TEST(TimeloopFactors, WhatIsWrongIsToldWithAWayOut) {
  EXPECT_THAT(factors_of("X4"), HasSubstr("1:1: error: 'X' is no dimension of the problem"));
  EXPECT_THAT(factors_of("X4"), HasSubstr("its dimensions are 'R', 'S', 'P', 'Q', 'C', 'K' and 'N'"));
  EXPECT_THAT(factors_of("c4"), HasSubstr("did you mean 'C'?"));
  EXPECT_THAT(factors_of("C4 C2"), HasSubstr("two factors of 'C'"));
  EXPECT_THAT(factors_of("[C4, C2]"), HasSubstr("1:6: error: two factors of 'C'"));
  EXPECT_THAT(factors_of("C"), HasSubstr("write them as 'C4 M2' or 'C=4 M=2'"));
  EXPECT_THAT(factors_of("4"), HasSubstr("'4' is no factor"));
  EXPECT_THAT(factors_of("C=-4"), HasSubstr("is no factor"));
  EXPECT_THAT(factors_of("C99999999999999999999"), HasSubstr("is no factor"));
  EXPECT_THAT(factors_of("{C: 4}"), HasSubstr("factors are a text or a list of texts"));
}

TEST(TimeloopPermutation, AllSpellingsMeanTheSame) {
  for (const char* text : {"RSC", "R S C", "R,S,C", "'R, S, C'", "[R, S, C]", "[RS, C]"})
    EXPECT_EQ(order_of(text), "RSC") << text;
  EXPECT_EQ(order_of("''"), "");
}

TEST(TimeloopPermutation, WhatIsWrongIsTold) {
  EXPECT_THAT(order_of("RSX"), HasSubstr("'X' is no dimension of the problem"));
  EXPECT_THAT(order_of("RSR"), HasSubstr("'R' comes twice in the permutation"));
  EXPECT_THAT(order_of("[R, S, R]"), HasSubstr("1:8: error: 'R' comes twice"));
}

TEST(TimeloopDataSpaces, AreAListOrOne) {
  EXPECT_EQ(tensors_of("[Weights, Outputs]"), "Weights Outputs ");
  EXPECT_EQ(tensors_of("Inputs"), "Inputs ");
  EXPECT_EQ(tensors_of("[]"), "");
  EXPECT_THAT(tensors_of("[Weight]"), HasSubstr("1:2: error: 'Weight' is no data space of the problem"));
  EXPECT_THAT(tensors_of("[Weight]"), HasSubstr("did you mean 'Weights'?"));
  EXPECT_THAT(tensors_of("[A]"), HasSubstr("its data spaces are 'Weights', 'Inputs' and 'Outputs'"));
}

}  // namespace
}  // namespace ridge::timeloop
