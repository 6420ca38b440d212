// What a text may hold, and places in it.
#include "base/text.hpp"

#include <gtest/gtest.h>

#include "tests/base/support.hpp"

namespace ridge {

namespace {

std::string text_error(std::string_view text) {
  return test::error_of([&] { check_text(test::source(text)); });
}

TEST(Text, MayHoldUtf8TabsAndBothLineBreaks) {
  EXPECT_EQ(text_error(""), "no error");
  EXPECT_EQ(text_error("\xEF\xBB\xBFh\xC3\xB6her,\t\xF0\x9F\x9A\x80\r\nend\n"), "no error");
}

TEST(Text, ThatIsNotUtf8ShowsTheFirstBadByte) {
  EXPECT_EQ(text_error("a, b\nc, \xff, \xff\n"),
            "test.yaml:2:4: error: byte 0xff is not UTF-8\n"
            "    2 | c, ?, ?\n"
            "      |    ^\n"
            "   help: save the text as UTF-8\n");
  EXPECT_NE(text_error("caf\xE9").find("1:4: error: byte 0xe9 is not UTF-8"), std::string::npos);
}

TEST(Text, InAnotherEncodingIsNamed) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"\xFF\xFE"
                                      "a\0"sv,
                                      "\xFE\xFF\0a"sv, "\0\0\xFE\xFF\0\0\0a"sv}) {
    EXPECT_EQ(text_error(text),
              "test.yaml: error: this text is UTF-16 or UTF-32\n   help: save it as UTF-8\n");
  }
}

TEST(Text, HoldsNoControlCharacters) {
  using namespace std::string_view_literals;
  EXPECT_NE(text_error("a\0"sv).find("1:2: error: zero byte in the text"), std::string::npos);
  EXPECT_NE(text_error("a\x04").find("1:2: error: control character 0x04 in the text"), std::string::npos);
  EXPECT_NE(text_error("a\xC2\x85").find("1:2: error: control character 0x85 in the text"),
            std::string::npos);
  EXPECT_NE(text_error("a\rb").find("1:2: error: carriage return without a line feed"), std::string::npos);
}

TEST(Text, PlacesCountLinesAndColumnsFromOne) {
  const auto source = test::source("ab\n\ncd");
  EXPECT_EQ(place_at(source, 0).text(), "test.yaml:1:1");
  EXPECT_EQ(place_at(source, 2).text(), "test.yaml:1:3");
  EXPECT_EQ(place_at(source, 3).text(), "test.yaml:2:1");
  EXPECT_EQ(place_at(source, 5).text(), "test.yaml:3:2");
}

}  // namespace

}  // namespace ridge
