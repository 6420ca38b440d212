// Texts that are wrong: one test for each message of the parser.
#include <gtest/gtest.h>

#include "tests/base/support.hpp"

namespace ridge {

namespace {

using test::parse_error;

TEST(YamlErrors, DuplicateKeysAreAnErrorWithBothPlaces) {
  EXPECT_EQ(parse_error("size: 1 B\nname: x\nsize: 2 B\n"),
            "test.yaml:3:1: error: key 'size' is given twice\n"
            "    3 | size: 2 B\n"
            "      | ^\n"
            "test.yaml:1:1: note: it is first given here\n"
            "   help: keep one of the two\n");
}

TEST(YamlErrors, AllDuplicateKeysAreReportedTogetherWithTheSyntaxErrorAfterThem) {
  EXPECT_EQ(parse_error("a: 1\na: 2\nb: {c: 1, 'c': 2}\nd: [}\n"),
            "test.yaml:2:1: error: key 'a' is given twice\n"
            "    2 | a: 2\n"
            "      | ^\n"
            "test.yaml:1:1: note: it is first given here\n"
            "   help: keep one of the two\n"
            "test.yaml:3:11: error: key 'c' is given twice\n"
            "    3 | b: {c: 1, 'c': 2}\n"
            "      |           ^\n"
            "test.yaml:3:5: note: it is first given here\n"
            "   help: keep one of the two\n"
            "test.yaml:4:5: error: this bracket does not close what is open\n"
            "    4 | d: [}\n"
            "      |     ^\n"
            "   help: close '[' with ']' and '{' with '}'\n");
}

TEST(YamlErrors, TheSameKeyInDifferentMapsIsFine) {
  EXPECT_EQ(parse_error("- {a: 1}\n- {a: 1}\n- a: {a: 1}\n"), "no error");
}

TEST(YamlErrors, ASecondDocument) {
  EXPECT_EQ(parse_error("a: 1\n---\nb: 2\n"),
            "test.yaml:2:1: error: a second document begins here\n"
            "    2 | ---\n"
            "      | ^\n"
            "   help: put each document in a file of its own\n");
  EXPECT_NE(parse_error("a: 1\n...\nb: 2\n").find("3:1: error: a second document begins here"),
            std::string::npos);
}

TEST(YamlErrors, Tags) {
  EXPECT_EQ(parse_error("a: !!str 3\n"),
            "test.yaml:1:4: error: tags such as 'tag:yaml.org,2002:str' are not used here\n"
            "    1 | a: !!str 3\n"
            "      |    ^\n"
            "   help: leave the tag out\n");
  EXPECT_NE(parse_error("a: ! 3\n"), "no error");
  EXPECT_NE(parse_error("a: !mine [3]\n"), "no error");
  EXPECT_NE(parse_error("a: !<x> {b: 1}\n"), "no error");
  EXPECT_NE(parse_error("!key a: 1\n"), "no error");
}

TEST(YamlErrors, ATagWithoutAName) {
  EXPECT_EQ(parse_error("a: !!\n"),
            "test.yaml:1:6: error: tags are not used here\n"
            "    1 | a: !!\n"
            "      |      ^\n"
            "   help: quote the '!' if it is meant as text\n");
}

TEST(YamlErrors, Directives) {
  EXPECT_EQ(parse_error("# a comment\n\n%YAML 1.1\n---\na: 1\n"),
            "test.yaml:3:1: error: directives ('%...') are not used here\n"
            "    3 | %YAML 1.1\n"
            "      | ^\n"
            "   help: leave this line out\n");
  EXPECT_EQ(parse_error("a: '%YAML'\nb: >\n  x\n%: 1\n").find("directives"), std::string::npos)
      << "only what stands before the document";
}

TEST(YamlErrors, MergeKeys) {
  EXPECT_EQ(parse_error("a: &x {b: 1}\nc:\n  <<: *x\n"),
            "test.yaml:3:3: error: merge keys ('<<') are not used here\n"
            "    3 |   <<: *x\n"
            "      |   ^\n"
            "   help: write the keys out\n");
}

TEST(YamlErrors, KeysThatAreNoWords) {
  EXPECT_EQ(parse_error("? [a]\n: 1\n"),
            "test.yaml:1:3: error: a key must be a word, not a list\n"
            "    1 | ? [a]\n"
            "      |   ^\n"
            "   help: write 'key: value'\n");
  EXPECT_NE(parse_error("? {a: b}\n: 1\n").find("a key must be a word, not a map"), std::string::npos);
  EXPECT_NE(parse_error("~: 1\n").find("a key must be a word, not nothing"), std::string::npos);
  EXPECT_NE(parse_error("a: &x 1\n*x : 1\n").find("a key must be a word, not an alias"), std::string::npos);
}

TEST(YamlErrors, AnAliasWithoutAnchor) {
  EXPECT_EQ(parse_error("a: *x\nb: &x 1\n"),
            "test.yaml:1:4: error: this alias has no anchor\n"
            "    1 | a: *x\n"
            "      |    ^\n"
            "   help: define it above, as in '&name value'\n");
}

TEST(YamlErrors, AnAliasOfItself) {
  EXPECT_EQ(parse_error("a: &x [1, *x]\n"),
            "test.yaml:1:11: error: this alias lies inside of what it stands for\n"
            "    1 | a: &x [1, *x]\n"
            "      |           ^\n"
            "   help: write out what is meant\n");
}

TEST(YamlErrors, AValueInsideOfAValue) {
  EXPECT_EQ(parse_error("a: b: c\n"),
            "test.yaml:1:5: error: a value cannot stand here\n"
            "    1 | a: b: c\n"
            "      |     ^\n"
            "   help: look at the indentation and the line above; quote texts that contain ': '\n");
}

TEST(YamlErrors, ABracketThatIsNotClosedIsShownWhereItMissesItsPartnerAndWhereItOpens) {
  EXPECT_EQ(parse_error("a: {x: [1,\n  2\n\n"),
            "test.yaml:2:3: error: a '[' is not closed\n"
            "    2 |   2\n"
            "      |   ^\n"
            "test.yaml:1:8: note: it is opened here\n"
            "   help: add ']', or ',' between the items\n");
  EXPECT_NE(parse_error("a: {b: 1\n").find("a '{' is not closed"), std::string::npos);
}

TEST(YamlErrors, ABracketThatIsNotClosedBeforeTheNextItemIsShownWhereItOpens) {
  EXPECT_EQ(parse_error("a:\n  - {x: 1, y: 2\n  - {x: 3}\n  - {x: 4}\n"),
            "test.yaml:2:5: error: this bracket is not closed\n"
            "    2 |   - {x: 1, y: 2\n"
            "      |     ^\n"
            "test.yaml:4:3: note: a list item cannot stand here before it is\n"
            "   help: add the closing bracket\n");
}

TEST(YamlErrors, AnOpenBracketThatLooksLikeAKey) {
  EXPECT_EQ(parse_error("{a: 1,\nb: 2\n"),
            "test.yaml:1:1: error: this bracket is not closed\n"
            "    1 | {a: 1,\n"
            "      | ^\n"
            "   help: add the closing bracket\n");
}

TEST(YamlErrors, AQuoteThatIsNotClosed) {
  EXPECT_EQ(parse_error("a: 1\nb: &x 'it''s\nc: 1\n"),
            "test.yaml:2:7: error: a quote is not closed\n"
            "    2 | b: &x 'it''s\n"
            "      |       ^\n"
            "   help: add the closing quote\n");
  EXPECT_NE(parse_error("a: \"x\\\"\nb: 1\n").find("1:4: error: a quote is not closed"), std::string::npos);
  EXPECT_NE(parse_error("a: 'x").find("a quote is not closed"), std::string::npos);
}

TEST(YamlErrors, WhatFollowsAFinishedValue) {
  EXPECT_EQ(parse_error("a: [x] y\n"),
            "test.yaml:1:8: error: this cannot follow the value before it\n"
            "    1 | a: [x] y\n"
            "      |        ^\n"
            "   help: quote the text, or begin a new line\n");
}

TEST(YamlErrors, ALineThatDoesNotBelong) {
  EXPECT_EQ(parse_error("a:\n    b: 1\n  c: 2\n"),
            "test.yaml:3:3: error: this line does not belong to the map above\n"
            "    3 |   c: 2\n"
            "      |   ^\n"
            "   help: look at the indentation\n");
  EXPECT_NE(parse_error("- a\nb: 1\n").find("2:1: error: this line does not belong to what is above"),
            std::string::npos);
}

TEST(YamlErrors, ATabAsIndentation) {
  EXPECT_EQ(parse_error("a:\n\tb: 1\n"),
            "test.yaml:2:3: error: a tab cannot be used for indentation\n"
            "    2 | \tb: 1\n"
            "      | \t ^\n"
            "   help: indent with blanks\n");
}

TEST(YamlErrors, AnAsteriskAlone) {
  EXPECT_NE(parse_error("layers: *\n").find("an alias without a name"), std::string::npos);
}

TEST(YamlErrors, AnUnknownEscape) {
  EXPECT_NE(parse_error("a: \"C:\\Users\"\n").find("unknown escape in a text in double quotes"),
            std::string::npos);
}

TEST(YamlErrors, AnEscapeThatIsNoCharacter) {
  EXPECT_NE(parse_error("a: \"\\uD800\"\n").find("this escape is no character\n"), std::string::npos);
  EXPECT_NE(parse_error("a: \"\\U00110000\"\n").find("help: write the character itself\n"),
            std::string::npos);
}

TEST(YamlErrors, CharactersThatBeginNoValue) {
  EXPECT_EQ(parse_error("a: 1\nb: @x\n"),
            "test.yaml:2:4: error: no value begins like this\n"
            "    2 | b: @x\n"
            "      |    ^\n"
            "   help: quote the text\n");
}

TEST(YamlErrors, OtherSyntaxErrorsCarryTheirPlace) {
  EXPECT_EQ(parse_error("a: &x &y 1\n"),
            "test.yaml:1:7: error: this is not YAML: cannot assign multiple anchors to the same node\n"
            "    1 | a: &x &y 1\n"
            "      |       ^\n"
            "   help: quote texts, and write 'key: value' pairs and '- ' items\n");
}

TEST(YamlErrors, BytesThatAreNotUtf8) {
  EXPECT_EQ(parse_error("a: 1\nb: x\xffy\n"),
            "test.yaml:2:5: error: byte 0xff is not UTF-8\n"
            "    2 | b: x?y\n"
            "      |     ^\n"
            "   help: save the text as UTF-8\n");
}

TEST(YamlErrors, TextsInUtf16) {
  const std::string utf16(
      "\xFF\xFE"
      "a\0:\0",
      6);
  EXPECT_EQ(parse_error(utf16),
            "test.yaml: error: this text is UTF-16 or UTF-32\n   help: save it as UTF-8\n");
}

TEST(YamlErrors, ZeroBytesAndControlCharacters) {
  EXPECT_NE(parse_error(std::string("a: 1\0\n", 6)).find("1:5: error: zero byte in the text"),
            std::string::npos);
  EXPECT_NE(parse_error("a: \x04\n").find("1:4: error: control character 0x04 in the text"),
            std::string::npos);
  EXPECT_NE(parse_error("a: \xC2\x85\n").find("1:4: error: control character 0x85"), std::string::npos);
  EXPECT_NE(parse_error("a: 1\rb: 2\n").find("1:5: error: carriage return without a line feed"),
            std::string::npos);
  EXPECT_NE(parse_error("a: \"\\0\"\n").find("1:4: error: this text contains a control character"),
            std::string::npos);
}

}  // namespace

}  // namespace ridge
