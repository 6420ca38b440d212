// Tags and merge keys: what other tools' files use, where the dialect has them.
#include <gmock/gmock.h>

#include "tests/base/support.hpp"

namespace ridge::test {
namespace {

constexpr yaml::Dialect tags{.tags = true, .merge_keys = false};
constexpr yaml::Dialect merges{.tags = false, .merge_keys = true};

yaml::Node in(yaml::Dialect dialect, std::string_view text) {
  return yaml::parse(source(text), {}, dialect);
}
std::string error_in(yaml::Dialect dialect, std::string_view text) {
  return error_of([&] { in(dialect, text); });
}

/// "a: 1, b: [2, 3]", maps in braces: the tree as one line.
std::string shown(const yaml::Node& node) {
  std::string text;
  if (node.is_scalar()) return node.scalar();
  for (const yaml::Node& item : node.items())
    text += (text.empty() ? "" : ", ") + shown(item);
  if (node.is_list()) return "[" + text + "]";
  for (const yaml::Node::Entry& entry : node.entries())
    text += (text.empty() ? "" : ", ") + entry.key + ": " + shown(entry.value);
  return "{" + text + "}";
}

TEST(YamlTags, MarkMapsListsAndScalarsWhereTheDialectHasThem) {
  const yaml::Node root = in(tags, "- !Component {name: a}\n- !Parallel [1]\n- !Word text\n- plain\n");
  EXPECT_EQ(root.items()[0].tag(), "Component");
  EXPECT_EQ(root.items()[1].tag(), "Parallel");
  EXPECT_EQ(root.items()[2].tag(), "Word");
  EXPECT_EQ(root.items()[3].tag(), "");
}

TEST(YamlTags, StandBeforeMapsThatGoOnBelow) {
  const yaml::Node root = in(tags, "nodes:\n- !Component\n  name: a\n  class: DRAM\n");
  const yaml::Node& node = root.find("nodes")->items()[0];
  EXPECT_EQ(node.tag(), "Component");
  EXPECT_EQ(node.find("class")->scalar(), "DRAM");
}

TEST(YamlTags, AreErrorsInOurOwnFilesAndYamlsOwnAreErrorsEverywhere) {
  EXPECT_THAT(parse_error("- !Component {name: a}"), testing::HasSubstr("test.yaml:1:"));
  EXPECT_THAT(error_in(tags, "a: !!str 1"), testing::HasSubstr("test.yaml:1:"));
}

TEST(YamlMerge, TakesOverTheKeysThatTheMapLacks) {
  EXPECT_EQ(shown(*in(merges, "base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}").find("use")), "{y: 3, x: 1}");
}

TEST(YamlMerge, EarlierSourcesGoBeforeLaterOnes) {
  EXPECT_EQ(shown(*in(merges, "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nuse: {<<: [*a, *b]}").find("use")),
            "{x: 1, y: 2}");
}

TEST(YamlMerge, IsShallowWithTwoAndDeepWithThree) {
  const std::string base = "base: &b {m: {x: 1, y: 2}, l: [1]}\n";
  EXPECT_EQ(shown(*in(merges, base + "use: {<<: *b, m: {x: 9}, l: [2]}").find("use")), "{m: {x: 9}, l: [2]}");
  EXPECT_EQ(shown(*in(merges, base + "use: {<<<: *b, m: {x: 9}, l: [2]}").find("use")),
            "{m: {x: 9, y: 2}, l: [2, 1]}");
}

TEST(YamlMerge, WorksThroughMapsThatWereMergedThemselves) {
  EXPECT_EQ(shown(*in(merges, "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nuse: {<<: *b, z: 3}").find("use")),
            "{z: 3, y: 2, x: 1}");
}

TEST(YamlMerge, FromWhatIsNoMapIsAnErrorInPlace) {
  const std::string error = error_in(merges, "a: &a 5\nuse: {<<: *a}");
  EXPECT_THAT(error, testing::HasSubstr("nothing can be merged from it"));
  EXPECT_THAT(error, testing::HasSubstr("help: name a map that has an anchor"));
}

TEST(YamlMerge, IsAnErrorInOurOwnFiles) {
  EXPECT_THAT(parse_error("a: &a {x: 1}\nuse: {<<: *a}"), testing::HasSubstr("merge keys"));
}

}  // namespace
}  // namespace ridge::test
