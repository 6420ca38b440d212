#include <gtest/gtest.h>

#include "tests/base/support.hpp"

namespace ridge {

namespace {

using yaml::Node;

const char* const machine = R"(name: small
clock: 1 GHz
levels:
  - {name: DRAM, kind: dram, ports: [{width: 1}, {width: 2}]}
  - name: GLB
    size: 512 KiB
  - fanout: {name: PE, x: 16}
compute: {name: MAC, energy: 0.5 pJ}
empty:
)";

Node with(std::string_view assignment) {
  return yaml::with_override(test::parse(machine), assignment);
}

std::string override_error(std::string_view assignment) {
  return test::error_of([&] { with(assignment); });
}

/// The text of a tree in flow style, to compare whole trees.
std::string text_of(const Node& node) {
  std::string text;
  switch (node.kind()) {
    case yaml::Kind::null:
      return "~";
    case yaml::Kind::scalar:
      return node.scalar();
    case yaml::Kind::list:
      for (const Node& item : node.items())
        text += (text.empty() ? "" : ", ") + text_of(item);
      return "[" + text + "]";
    case yaml::Kind::map:
      for (const Node::Entry& entry : node.entries()) {
        text += (text.empty() ? "" : ", ") + entry.key + ": " + text_of(entry.value);
      }
      return "{" + text + "}";
  }
  return text;
}

/// The machine above with `before` replaced by `after`.
std::string machine_with(std::string_view before, std::string_view after) {
  std::string text = machine;
  text.replace(text.find(before), before.size(), after);
  return text_of(test::parse(text));
}

TEST(Override, ReplacesOneValueAndLeavesTheRest) {
  EXPECT_EQ(text_of(with("clock=200 MHz")), machine_with("1 GHz", "200 MHz"));
  EXPECT_EQ(text_of(with("levels.1.size=1MiB")), machine_with("512 KiB", "1MiB"));
}

TEST(Override, DoesNotChangeTheTreeItWasGiven) {
  const Node root = test::parse(machine);
  yaml::with_override(root, "GLB.size=1 B");
  EXPECT_EQ(text_of(root), text_of(test::parse(machine)));
}

TEST(Override, FindsItemsByTheirName) {
  EXPECT_EQ(text_of(with("GLB.size=256KiB")), machine_with("512 KiB", "256KiB"));
  EXPECT_EQ(text_of(with("levels.GLB.size=256KiB")), machine_with("512 KiB", "256KiB"));
  EXPECT_EQ(text_of(with("PE.x=8")), machine_with("x: 16", "x: 8")) << "in {fanout: {name: PE}}";
  EXPECT_EQ(text_of(with("levels.PE.x=8")), machine_with("x: 16", "x: 8"));
  EXPECT_EQ(text_of(with("MAC.energy=1 pJ")), machine_with("0.5 pJ", "1 pJ")) << "compute: {name: MAC}";
  EXPECT_EQ(text_of(with("DRAM.ports.1.width=4")), machine_with("width: 2", "width: 4"));
}

TEST(Override, ValuesAreYaml) {
  EXPECT_EQ(text_of(with("GLB.size={a: [1, 'x=y']}")), machine_with("512 KiB", "{a: [1, 'x=y']}"));
  EXPECT_TRUE(with("clock=").find("clock")->is_null());
  EXPECT_TRUE(with("clock='1'").find("clock")->quoted());
}

TEST(Override, AddsAKeyToAMap) {
  EXPECT_EQ(text_of(with("GLB.banks=4")), machine_with("size: 512 KiB", "size: 512 KiB\n    banks: 4"));
  EXPECT_EQ(with("technology=45 nm").find("technology")->scalar(), "45 nm");
}

TEST(Override, ErrorsInTheValueShowTheAssignment) {
  Diagnostics diagnostics;
  yaml::MapReader reader(with("GLB.size=256").find("levels")->items()[1], diagnostics, "a storage level");
  reader.quantity<Bytes>("size");
  EXPECT_EQ(render(diagnostics.all()),
            "--set 'GLB.size=256': error: 'size': '256' has no unit\n"
            "      | GLB.size=256\n"
            "      |          ^\n"
            "   help: write a size such as '256 KiB' or '256 B'\n");
}

TEST(Override, AnUnknownNewKeyShowsTheAssignment) {
  Diagnostics diagnostics;
  yaml::MapReader reader(with("GLB.sise=1 B").find("levels")->items()[1], diagnostics, "a storage level");
  reader.text("name");
  reader.text("size");
  reader.finish();
  EXPECT_EQ(render(diagnostics.all()),
            "--set 'GLB.sise=1 B': error: unknown key 'sise' in a storage level\n"
            "      | GLB.sise=1 B\n"
            "      |     ^\n"
            "   help: did you mean 'size'?\n");
}

TEST(Override, APathThatNamesNothingNamesTheNearest) {
  EXPECT_EQ(override_error("GBL.size=1 B"),
            "--set 'GBL.size=1 B': error: there is no 'GBL'\n"
            "      | GBL.size=1 B\n"
            "      | ^\n"
            "   help: did you mean 'GLB'?\n");
  EXPECT_EQ(override_error("level.GLB.size=1 B"),
            "--set 'level.GLB.size=1 B': error: there is no 'level'\n"
            "      | level.GLB.size=1 B\n"
            "      | ^\n"
            "   help: did you mean 'levels'?\n");
  EXPECT_EQ(override_error("levels.L2.size=1 B"),
            "--set 'levels.L2.size=1 B': error: there is no 'L2'\n"
            "      | levels.L2.size=1 B\n"
            "      |        ^\n"
            "   help: there are 'DRAM', 'GLB' and 'PE'\n");
}

TEST(Override, APathThroughAValueThatHasNoParts) {
  EXPECT_EQ(override_error("clock.x=1"),
            "--set 'clock.x=1': error: there is no 'x'\n"
            "      | clock.x=1\n"
            "      |       ^\n"
            "   help: what stands there is '1 GHz'\n");
  EXPECT_NE(override_error("empty.x=1").find("help: what stands there is nothing"), std::string::npos);
}

TEST(Override, AnIndexBeyondTheList) {
  EXPECT_EQ(override_error("levels.3.size=1 B"),
            "--set 'levels.3.size=1 B': error: the list has 3 items, counted from 0\n"
            "      | levels.3.size=1 B\n"
            "      |        ^\n"
            "   help: the last one is 2\n");
  EXPECT_EQ(test::error_of([] { yaml::with_override(test::parse("a: []\n"), "a.0=1"); }),
            "--set 'a.0=1': error: the list has 0 items, counted from 0\n"
            "      | a.0=1\n"
            "      |   ^\n"
            "   help: there is nothing to change in it\n");
}

TEST(Override, SeveralItemsOfOneName) {
  const Node root = test::parse("levels:\n  - {name: A}\n  - {name: A}\n");
  EXPECT_EQ(test::error_of([&] { yaml::with_override(root, "A.size=1 B"); }),
            "--set 'A.size=1 B': error: several items are named 'A'\n"
            "      | A.size=1 B\n"
            "      | ^\n"
            "test.yaml:2:5: note: one is here\n"
            "test.yaml:3:5: note: another is here\n"
            "   help: use the index of the item in its list, counted from 0\n");
}

TEST(Override, ThatSetsNothing) {
  EXPECT_EQ(override_error("GLB.size"),
            "--set 'GLB.size': error: this sets nothing\n"
            "      | GLB.size\n"
            "      | ^\n"
            "   help: write PATH=VALUE, for example GLB.size=256KiB\n");
  for (const char* text : {"=1", ".a=1", "GLB.=1", "GLB..size=1"}) {
    EXPECT_NE(override_error(text).find("error: a name is missing here"), std::string::npos) << text;
  }
}

TEST(Override, OfSeveralLines) {
  EXPECT_NE(override_error("clock=\n  a: 1").find("an assignment is one line"), std::string::npos);
}

TEST(Override, WithASyntaxErrorShowsItsPlace) {
  EXPECT_EQ(override_error("GLB.size=[1"),
            "--set 'GLB.size=[1': error: this bracket is not closed\n"
            "      | GLB.size=[1\n"
            "      |          ^\n"
            "   help: add the closing bracket\n");
  EXPECT_NE(override_error("clock=\xff").find("byte 0xff is not UTF-8"), std::string::npos);
}

TEST(Override, CannotNestBeyondTheLimit) {
  std::string deep(60, '[');
  deep += std::string(60, ']');
  Node root = test::parse("a: " + deep);
  std::string path = "a";
  for (int i = 0; i < 59; ++i)
    path += ".0";
  EXPECT_NE(test::error_of([&] { yaml::with_override(root, path + "=" + deep); }), "no error");
  EXPECT_EQ(test::error_of([&] { yaml::with_override(root, path + "=[[1]]"); }), "no error");
}

}  // namespace

}  // namespace ridge
