// Texts made to break a reader: each ends in one error, quickly and in little memory.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/base/support.hpp"

namespace ridge {

namespace {

using test::parse_error;

std::string repeated(std::string_view part, int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += part;
  return text;
}

/// The first line of what is shown.
std::string message(const std::string& error) {
  return error.substr(0, error.find('\n'));
}

TEST(YamlLimits, AMillionOpenBrackets) {
  EXPECT_EQ(message(parse_error(repeated("[", 1'000'000))),
            "test.yaml:1:65: error: brackets nest more than 64 deep");
  EXPECT_EQ(message(parse_error(repeated("{a: ", 1'000'000))),
            "test.yaml:1:257: error: brackets nest more than 64 deep");
  EXPECT_EQ(message(parse_error(repeated("{a: [", 1'000'000))),
            "test.yaml:1:161: error: brackets nest more than 64 deep");
  EXPECT_EQ(message(parse_error(repeated("[\n", 1'000'000))),
            "test.yaml:65:1: error: brackets nest more than 64 deep");
  EXPECT_EQ(message(parse_error("- a: " + repeated("[", 1'000'000) + repeated("]", 1'000'000))),
            "test.yaml:1:70: error: brackets nest more than 64 deep");
}

TEST(YamlLimits, AMillionListsOnOneLine) {
  EXPECT_EQ(message(parse_error(repeated("- ", 1'000'000))),
            "test.yaml:1:129: error: lists and maps nest more than 64 deep");
}

TEST(YamlLimits, AMillionExplicitKeys) {
  EXPECT_EQ(message(parse_error(repeated("? ", 1'000'000))),
            "test.yaml:1:3: error: a key must be a word, not a map");
}

TEST(YamlLimits, ThousandsOfIndentedLines) {
  std::string text;
  for (std::size_t depth = 0; depth < 5'000; ++depth)
    text += std::string(depth, ' ') + "a:\n";
  EXPECT_EQ(message(parse_error(text)), "test.yaml:65:65: error: lists and maps nest more than 64 deep");
}

TEST(YamlLimits, SixtyFourLevelsAreReadAndSixtyFiveAreNot) {
  EXPECT_EQ(parse_error(repeated("[", 64) + repeated("]", 64)), "no error");
  EXPECT_NE(parse_error(repeated("[", 65) + repeated("]", 65)), "no error");
  EXPECT_EQ(parse_error(repeated("- ", 64) + "x"), "no error");
  EXPECT_NE(parse_error(repeated("- ", 65) + "x"), "no error");
  EXPECT_EQ(parse_error(repeated("- ", 32) + repeated("[", 32) + repeated("]", 32)), "no error");
  EXPECT_NE(parse_error(repeated("- ", 33) + repeated("[", 32) + repeated("]", 32)), "no error");
}

TEST(YamlLimits, AliasesThatMultiply) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 20; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeated(alias + ", ", 8) + alias +
            "]\n";
  }
  EXPECT_EQ(message(parse_error(text)),
            "test.yaml:7:10: error: this text has more than 1000000 keys and values");
}

TEST(YamlLimits, AliasesThatNest) {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 100; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  }
  EXPECT_EQ(message(parse_error(text)), "test.yaml:64:12: error: lists and maps nest more than 64 deep");
}

TEST(YamlLimits, NodesAreCountedWithKeys) {
  const yaml::Limits limits{.bytes = 1000, .depth = 5, .nodes = 7};
  EXPECT_EQ(parse_error("{a: 1, b: [2, 3]}", limits), "no error") << "2 collections, 2 keys, 3 values";
  EXPECT_NE(parse_error("{a: 1, b: [2, 3, 4]}", limits), "no error");
  EXPECT_NE(parse_error("[1, 2, 3, 4, 5, 6, 7]", limits), "no error");
  EXPECT_EQ(parse_error("[&a x, *a, *a, *a, *a, *a]", limits), "no error");
  EXPECT_NE(parse_error("[&a x, *a, *a, *a, *a, *a, *a]", limits), "no error");
}

TEST(YamlLimits, MillionsOfValuesInOneBracketAreRefusedBeforeTheyAreKept) {
  const std::string text = "[" + repeated("a,", 8'000'000) + "a]";
  const auto peak = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;  // MiB
  };
  const long before = peak();
  EXPECT_EQ(message(parse_error(text)),
            "test.yaml:1:2000001: error: this text has more than 1000000 keys and values");
  EXPECT_LT(peak() - before, 200);
}

TEST(YamlLimits, TextsBeyondTheSizeAreNotRead) {
  const yaml::Limits limits{.bytes = 10, .depth = 5, .nodes = 100};
  EXPECT_EQ(parse_error("a: 1234567", limits), "no error");
  EXPECT_EQ(parse_error("a: 12345678", limits),
            "test.yaml: error: this is larger than 10 B\n   help: larger texts are not read\n");
}

}  // namespace

}  // namespace ridge
