// MapReader and read_kind: keys that are missing, unknown, repeated or asked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/support.hpp"

namespace ridge {

namespace {

using test::read_errors;
using yaml::MapReader;

TEST(MapReaderKeys, ReadsWhatIsThereAndNothingElse) {
  Diagnostics diagnostics;
  MapReader reader(test::parse("{name: GLB, size: 512 KiB, banks: 4, double: true, share: 0.5, kind: sram}"),
                   diagnostics, "a level");
  EXPECT_EQ(reader.text("name"), "GLB");
  EXPECT_EQ(reader.quantity<Bytes>("size")->value, 512 * 1024);
  EXPECT_EQ(reader.integer("banks", 1, 8), 4);
  EXPECT_EQ(reader.boolean("double"), true);
  EXPECT_EQ(reader.number("share", 0, 1), 0.5);
  EXPECT_EQ(reader.choice("kind", {"dram", "sram"}), 1U);
  EXPECT_EQ(reader.text("note"), std::nullopt);
  EXPECT_EQ(reader.child("size")->scalar(), "512 KiB");
  EXPECT_FALSE(reader.child("word"));
  reader.finish();
  EXPECT_TRUE(diagnostics.all().empty()) << render(diagnostics.all());
}

TEST(MapReaderKeys, AnUnknownKeyNamesTheNearestThatWasAskedFor) {
  EXPECT_EQ(read_errors("name: GLB\nsise: 3 B\n",
                        [](MapReader& reader) {
                          reader.text("name");
                          reader.quantity<Bytes>("size");
                          reader.finish();
                        }),
            "test.yaml:2:1: error: unknown key 'sise' in a level\n"
            "    2 | sise: 3 B\n"
            "      | ^\n"
            "   help: did you mean 'size'?\n");
}

TEST(MapReaderKeys, AnUnknownKeyLikeNoOtherListsThose) {
  EXPECT_EQ(read_errors("{colour: red}",
                        [](MapReader& reader) {
                          reader.has("name");
                          reader.has("size");
                          reader.finish();
                        }),
            "test.yaml:1:2: error: unknown key 'colour' in a level\n"
            "    1 | {colour: red}\n"
            "      |  ^\n"
            "   help: known keys: 'name' and 'size'\n");
}

TEST(MapReaderKeys, KeysBesideAnEmptyMapAreMeantForIt) {
  const auto nested = [](MapReader& reader) {
    reader.text("name");
    EXPECT_FALSE(reader.nested("body"));
    reader.finish();
  };
  EXPECT_EQ(read_errors("colour: red\nbody:\nx: 1\nname: GLB\ny: 2\n", nested),
            "test.yaml:3:1: error: 'x' and 'y' stand beside 'body', which is empty\n"
            "    3 | x: 1\n"
            "      | ^\n"
            "   help: indent them below 'body:'\n"
            "test.yaml:1:1: error: unknown key 'colour' in a level\n"
            "    1 | colour: red\n"
            "      | ^\n"
            "   help: known keys: 'name' and 'body'\n");
}

TEST(MapReaderKeys, AMapWithKeysOfItsOwnIsNested) {
  Diagnostics diagnostics;
  MapReader reader(test::parse("{body: {x: 1}, y: 2}"), diagnostics, "a level");
  ASSERT_TRUE(reader.nested("body"));
  EXPECT_NE(reader.nested("body")->find("x"), nullptr);
  EXPECT_FALSE(reader.nested("other"));
  EXPECT_TRUE(diagnostics.all().empty());
}

TEST(MapReaderKeys, ACommaBetweenThousandsIsNoNewKey) {
  const auto read = [](MapReader& reader) {
    reader.quantity<Bytes>("size");
    reader.finish();
  };
  EXPECT_EQ(read_errors("{size: 1,024 KiB}", read),
            "test.yaml:1:8: error: 'size': '1,024' has characters between its digits\n"
            "    1 | {size: 1,024 KiB}\n"
            "      |        ^\n"
            "   help: write 1024 KiB\n");
  EXPECT_THAT(read_errors("{size: 1 KiB, 024 KiB}", read), testing::HasSubstr("unknown key '024 KiB'"));
}

TEST(MapReaderKeys, AColonWithoutABlankIsRecognised) {
  const auto finish = [](MapReader& reader) {
    reader.text("name");
    reader.finish();
  };
  EXPECT_EQ(read_errors("{name:GLB}", finish),
            "test.yaml:1:2: error: unknown key 'name:GLB' in a level\n"
            "    1 | {name:GLB}\n"
            "      |  ^\n"
            "   help: write a blank behind the colon: 'name: GLB'\n");
  EXPECT_EQ(read_errors("name:GLB", finish),
            "test.yaml:1:1: error: a level must be a map, not 'name:GLB'\n"
            "    1 | name:GLB\n"
            "      | ^\n"
            "   help: write a blank behind the colon: 'name: GLB'\n");
}

TEST(MapReaderKeys, EveryUnknownKeyIsReportedAndBeyondTwentyCounted) {
  std::string text;
  for (int i = 0; i < 30; ++i)
    text += "k" + std::to_string(i) + ": 1\n";
  Diagnostics diagnostics;
  MapReader reader(test::parse(text), diagnostics, "a level");
  reader.finish();
  EXPECT_EQ(diagnostics.error_count(), 30U);
}

TEST(MapReaderKeys, AKeyThatWasOnlyLookedForIsKnown) {
  EXPECT_EQ(read_errors("{name: x}",
                        [](MapReader& reader) {
                          EXPECT_TRUE(reader.has("name"));
                          reader.finish();
                        }),
            "");
}

TEST(MapReaderKeys, AMissingKeyIsAnErrorAtTheMap) {
  EXPECT_EQ(read_errors("- x\n- {size: 1 B}\n", [](MapReader&) {}),
            "test.yaml:1:1: error: a level must be a map, not a list\n"
            "    1 | - x\n"
            "      | ^\n"
            "   help: write 'key: value' pairs\n");
  EXPECT_EQ(read_errors("  size: 1 B\n", [](MapReader& reader) { reader.required_child("name"); }),
            "test.yaml:1:3: error: a level needs 'name'\n"
            "    1 |   size: 1 B\n"
            "      |   ^\n"
            "   help: write 'name: ...'\n");
  EXPECT_EQ(read_errors("size: 1 B\n",
                        [](MapReader& reader) { reader.missing("kind", "one of 'dram' or 'register'"); }),
            "test.yaml:1:1: error: a level needs 'kind'\n"
            "    1 | size: 1 B\n"
            "      | ^\n"
            "   help: one of 'dram' or 'register'\n");
}

TEST(MapReaderKeys, AMisspeltKeyThatIsNeededIsOneMistake) {
  const auto read = [](MapReader& reader) {
    reader.required_child("name");
    reader.missing("kind", "one of 'dram' or 'register'");
    reader.finish();
  };
  EXPECT_EQ(read_errors("nam: x\nkind: dram\n",
                        [](MapReader& reader) {
                          reader.required_child("name");
                          reader.has("kind");
                          reader.finish();
                        }),
            "test.yaml:1:1: error: unknown key 'nam' in a level\n"
            "    1 | nam: x\n"
            "      | ^\n"
            "   help: did you mean 'name'?\n");
  EXPECT_EQ(read_errors("nam: x\nname_: y\n", read),
            "test.yaml:1:1: error: unknown key 'nam' in a level\n"
            "    1 | nam: x\n"
            "      | ^\n"
            "   help: did you mean 'name'?\n"
            "test.yaml:1:1: error: a level needs 'kind'\n"
            "    1 | nam: x\n"
            "      | ^\n"
            "   help: one of 'dram' or 'register'\n"
            "test.yaml:2:1: error: unknown key 'name_' in a level\n"
            "    2 | name_: y\n"
            "      | ^\n"
            "   help: did you mean 'name'?\n")
      << "the second slip for one key is a mistake of its own";
}

TEST(MapReaderKeys, WhatIsNoMapIsReportedOnce) {
  const std::string shown = read_errors("[1]", [](MapReader& reader) {
    reader.required_child("name");
    reader.missing("size");
    EXPECT_EQ(reader.text("kind"), std::nullopt);
    reader.finish();
  });
  EXPECT_EQ(shown.find("error"), shown.rfind("error"));
}

TEST(MapReaderKeys, AKeyWithoutAValueIsAnError) {
  EXPECT_EQ(read_errors("size:\nname: x\n", [](MapReader& reader) { reader.quantity<Bytes>("size"); }),
            "test.yaml:1:1: error: 'size' has no value\n"
            "    1 | size:\n"
            "      | ^\n"
            "   help: write an amount with its unit\n");
}

std::string kind_error(std::string_view text) {
  return test::error_of([&] { yaml::read_kind(test::parse(text), {"architecture", "workload"}); });
}

TEST(ReadKind, TellsTheKindWhereverItStands) {
  EXPECT_EQ(yaml::read_kind(test::parse("name: x\nridge: workload/1\n"), {"architecture", "workload"}),
            "workload");
  EXPECT_EQ(yaml::read_kind(test::parse("{\"ridge\": \"architecture/1\"}"), {"architecture"}),
            "architecture");
}

TEST(ReadKind, AFileWithoutItSaysHowToBegin) {
  EXPECT_EQ(kind_error("name: x\n"),
            "test.yaml:1:1: error: this file does not say what it is\n"
            "    1 | name: x\n"
            "      | ^\n"
            "   help: begin the file with 'ridge: architecture/1' or 'ridge: workload/1'\n");
}

TEST(ReadKind, AnEmptyFileSaysSo) {
  EXPECT_EQ(kind_error("# nothing\n"),
            "test.yaml: error: this file is empty\n"
            "   help: begin the file with 'ridge: architecture/1' or 'ridge: workload/1'\n");
}

TEST(ReadKind, AFileThatIsNoMap) {
  EXPECT_NE(kind_error("- a\n").find("1:1: error: this file is no map of keys and values"),
            std::string::npos);
}

TEST(ReadKind, AnotherKindNamesTheNearestOrThoseThatFit) {
  EXPECT_EQ(kind_error("ridge: architectur/1\n"),
            "test.yaml:1:8: error: this file is of the kind 'architectur', which is not read here\n"
            "    1 | ridge: architectur/1\n"
            "      |        ^\n"
            "   help: did you mean 'architecture'?\n");
  EXPECT_EQ(kind_error("ridge: mapping/1\n"),
            "test.yaml:1:8: error: this file is of the kind 'mapping', which is not read here\n"
            "    1 | ridge: mapping/1\n"
            "      |        ^\n"
            "   help: give a file of the kind 'architecture' or 'workload'\n");
  EXPECT_NE(kind_error("ridge: [1]\n").find("'ridge' must be a kind of file, not a list"), std::string::npos);
}

TEST(ReadKind, AVersionThatIsNotRead) {
  EXPECT_EQ(kind_error("ridge: workload/2\n"),
            "test.yaml:1:8: error: 'workload/2' is no version that this program reads\n"
            "    1 | ridge: workload/2\n"
            "      |        ^\n"
            "   help: write 'workload/1'\n");
  EXPECT_NE(kind_error("ridge: workload\n").find("help: write 'workload/1'"), std::string::npos);
  EXPECT_NE(kind_error("ridge: workload/01\n").find("help: write 'workload/1'"), std::string::npos);
}

}  // namespace

}  // namespace ridge
