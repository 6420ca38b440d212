// What is read from texts that are right: values, their places, and what YAML allows in them.
#include "base/yaml.hpp"

#include <gtest/gtest.h>

#include "tests/base/support.hpp"

namespace ridge {

namespace {

using test::parse;
using yaml::Kind;
using yaml::Node;

/// "line:column".
std::string where(const Place& place) {
  return std::to_string(place.line) + ":" + std::to_string(place.column);
}

TEST(Yaml, ReadsMapsListsScalarsAndNulls) {
  const Node root = parse("a: 1\nb: [x, 'y']\nc:\nd: {e: ~}\n");
  ASSERT_TRUE(root.is_map());
  ASSERT_EQ(root.entries().size(), 4U);
  EXPECT_EQ(root.find("a")->scalar(), "1");
  EXPECT_FALSE(root.find("a")->quoted());
  EXPECT_EQ(root.find("b")->items()[0].scalar(), "x");
  EXPECT_TRUE(root.find("b")->items()[1].quoted());
  EXPECT_TRUE(root.find("c")->is_null());
  EXPECT_TRUE(root.find("d")->find("e")->is_null());
  EXPECT_EQ(root.find("f"), nullptr);
  EXPECT_EQ(root.find("a")->find("f"), nullptr) << "a scalar has no entries";
}

TEST(Yaml, KeepsTheOrderOfKeys) {
  const Node root = parse("z: 1\na: 2\nm: 3\n");
  EXPECT_EQ(root.entries()[0].key, "z");
  EXPECT_EQ(root.entries()[1].key, "a");
  EXPECT_EQ(root.entries()[2].key, "m");
}

TEST(Yaml, KnowsThePlaceOfEveryKeyAndValue) {
  const Node root = parse("ridge: x\nlevels:\n  - name: DRAM\n    size: 1 B\n  - {fanout: {x: [3,  4]}}\n");
  EXPECT_EQ(where(root.place()), "1:1");
  EXPECT_EQ(where(root.entries()[1].key_place), "2:1");
  const Node levels = *root.find("levels");
  EXPECT_EQ(where(levels.place()), "3:3");
  const Node& dram = levels.items()[0];
  EXPECT_EQ(where(dram.place()), "3:5");
  EXPECT_EQ(where(dram.entries()[1].key_place), "4:5");
  EXPECT_EQ(where(dram.entries()[1].value.place()), "4:11");
  const Node fanout = *levels.items()[1].find("fanout");
  EXPECT_EQ(where(levels.items()[1].entries()[0].key_place), "5:6");
  EXPECT_EQ(where(fanout.place()), "5:14");
  EXPECT_EQ(where(fanout.find("x")->items()[1].place()), "5:23");
}

TEST(Yaml, ShowsEmptyValuesAtTheirKeyOrTheirDash) {
  const Node root = parse("a:\nb: [1, , 2]\nc:\n  -\n  - ~\n  - x\n");
  EXPECT_EQ(where(root.find("a")->place()), "1:1");
  EXPECT_EQ(where(root.find("b")->items()[1].place()), "2:6");
  EXPECT_EQ(where(root.find("c")->items()[0].place()), "4:3");
  EXPECT_EQ(where(root.find("c")->items()[1].place()), "5:5");
}

TEST(Yaml, JsonIsYaml) {
  const Node root = parse(R"({"a": [1, -2.5e3, true, null], "b": {"c": "x\ty"}})");
  EXPECT_EQ(root.find("a")->items()[1].scalar(), "-2.5e3");
  EXPECT_TRUE(root.find("a")->items()[3].is_null());
  EXPECT_EQ(root.find("b")->find("c")->scalar(), "x\ty");
  EXPECT_EQ(root.entries()[0].key, "a");
}

TEST(Yaml, AliasesRepeatWhatTheirAnchorNames) {
  const Node root = parse("a: &it [1, {b: 2}]\nc: *it\n");
  EXPECT_EQ(root.find("c")->items()[1].find("b")->scalar(), "2");
  EXPECT_EQ(where(root.find("c")->place()), "1:4") << "the place of what was written";
}

TEST(Yaml, ALaterAnchorOfTheSameNameReplacesTheEarlier) {
  const Node root = parse("a: &x 1\nb: *x\nc: &x 2\nd: *x\n");
  EXPECT_EQ(root.find("b")->scalar(), "1");
  EXPECT_EQ(root.find("d")->scalar(), "2");
}

TEST(Yaml, LinesMayEndInCrLf) {
  const Node root = parse("a: 1\r\nb:\r\n  - x\r\n  - y z\r\n");
  EXPECT_EQ(root.find("a")->scalar(), "1");
  EXPECT_EQ(root.find("b")->items()[1].scalar(), "y z");
  EXPECT_EQ(where(root.find("b")->items()[1].place()), "4:5");
}

TEST(Yaml, AByteOrderMarkIsSkippedAndDoesNotMoveColumns) {
  const Node root = parse(
      "\xEF\xBB\xBF"
      "a: 1\n");
  EXPECT_EQ(root.find("a")->scalar(), "1");
  EXPECT_EQ(where(root.find("a")->place()), "1:4");
}

TEST(Yaml, ColumnsCountBytes) {
  const Node root = parse("{\xC3\xA4: 1, b: 2}\n");
  EXPECT_EQ(where(root.entries()[1].key_place), "1:9");
}

TEST(Yaml, AnEmptyTextIsANullWithoutALine) {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n", "\xEF\xBB\xBF"}) {
    const Node root = parse(text);
    EXPECT_TRUE(root.is_null()) << text;
    EXPECT_EQ(root.place().source->name, "test.yaml");
  }
}

TEST(Yaml, BracketsInCommentsQuotesAndTextsOpenNothing) {
  const std::string many(100, '[');
  const Node root = parse("a: 1 # " + many + "\n# " + many + "\nb: '" + many + "'\nc: \"\\\"" + many +
                          "\"\nd: |\n  " + many + "\n\n  " + many + "\ne: x" + many + "\nf: it's " + many +
                          "\ng: ['a'': " + many + "']\nlist:\n  - h: >-\n      " + many + "\n    i: 2\n");
  EXPECT_EQ(root.find("d")->scalar(), many + "\n\n" + many + "\n");
  EXPECT_EQ(root.find("f")->scalar(), "it's " + many);
  EXPECT_EQ(root.find("g")->items()[0].scalar(), "a': " + many);
  EXPECT_EQ(root.find("list")->items()[0].find("h")->scalar(), many);
}

TEST(Yaml, DescribesNodesForMessages) {
  const Node root = parse("a: 12\nb: '12'\nc: []\nd: {}\ne:\n");
  EXPECT_EQ(root.find("a")->described(), "'12'");
  EXPECT_EQ(root.find("b")->described(), "the text '12'");
  EXPECT_EQ(root.find("c")->described(), "a list");
  EXPECT_EQ(root.find("d")->described(), "a map");
  EXPECT_EQ(root.find("e")->described(), "nothing");
  EXPECT_EQ(Node().described(), "nothing");
}

}  // namespace

}  // namespace ridge
