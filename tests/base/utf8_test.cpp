#include "base/utf8.hpp"

#include <string>

#include <gtest/gtest.h>

namespace ridge {

namespace {

/// The sequence of a code point by the defining bit pattern, valid or not.
std::string encoded(unsigned point, int length) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
  if (length == 1) return {static_cast<char>(point)};
  if (length == 2) return {static_cast<char>(0xC0U | (point >> 6U)), tail(0)};
  if (length == 3) return {static_cast<char>(0xE0U | (point >> 12U)), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | (point >> 18U)), tail(12), tail(6), tail(0)};
}

TEST(Utf8, EveryCodePointHasOneWellFormedSequenceAndSurrogatesHaveNone) {
  for (unsigned point = 0; point < 0x120000; ++point) {
    const int shortest = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    const bool exists = point < 0x110000 && (point < 0xD800 || point > 0xDFFF);
    for (int length = shortest; length <= 4; ++length) {
      const bool expected = exists && length == shortest;
      ASSERT_EQ(utf8_length(encoded(point, length)), expected ? static_cast<std::size_t>(length) : 0U)
          << "code point " << point << " in " << length << " bytes";
    }
  }
}

TEST(Utf8, CutSequencesAreNotWellFormed) {
  const std::string euro = "\xE2\x82\xAC";
  EXPECT_EQ(utf8_length(euro), 3U);
  EXPECT_EQ(utf8_length(euro.substr(0, 2)), 0U);
  EXPECT_EQ(utf8_length(euro.substr(0, 1)), 0U);
  EXPECT_EQ(utf8_length(euro.substr(1)), 0U);
  EXPECT_EQ(utf8_length(""), 0U);
}

TEST(Utf8, ControlCharactersAreNotPrintable) {
  for (unsigned point = 0; point < 0x3000; ++point) {
    const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
    const std::string text = encoded(point, point < 0x80 ? 1 : point < 0x800 ? 2 : 3);
    ASSERT_EQ(is_printable(text), !control) << point;
  }
}

}  // namespace

}  // namespace ridge
