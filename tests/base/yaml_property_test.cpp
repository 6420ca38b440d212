// Random trees, written in every style that YAML has, read back as what they were, with their places.
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/base/support.hpp"

namespace ridge {

namespace {

using yaml::Node;

/// A tree of our own, so that the expectation does not come from the reader.
struct Tree {
  enum class Kind { text, list, map } kind = Kind::text;
  std::string text;
  std::vector<std::string> keys;
  std::vector<Tree> parts;
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t bound) { return engine_() % bound; }
  bool chance(std::size_t one_in) { return below(one_in) == 0; }

 private:
  std::mt19937_64 engine_;
};

std::string any_text(Random& random) {
  static const std::vector<std::string> pieces = {
      "x",  "Weights", "12", "-3.5", "10 KiB", "[", "]", "{", "}", ",", ":", "#",  "'",
      "\"", "-",       "?",  "\\",   " ",      "&", "*", "!", "|", ">", "%", "\t", "\xC3\xA4"};
  std::string text;
  for (std::size_t i = 0; i <= random.below(5); ++i)
    text += pieces[random.below(pieces.size())];
  return text;
}

Tree any_tree(Random& random, int depth) {
  Tree tree;
  const std::size_t kind = depth == 0 ? 0 : random.below(3);
  if (kind == 0) {
    tree.text = any_text(random);
    return tree;
  }
  tree.kind = kind == 1 ? Tree::Kind::list : Tree::Kind::map;
  for (std::size_t i = 0; i < random.below(4); ++i) {
    if (kind == 2) tree.keys.push_back(std::to_string(i) + any_text(random));
    tree.parts.push_back(any_tree(random, depth - 1));
  }
  return tree;
}

std::string single_quoted(const std::string& text) {
  std::string quoted = "'";
  for (char c : text)
    quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

std::string double_quoted(const std::string& text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c == '\t' ? "\\t" : std::string(1, c);
  }
  return quoted + "\"";
}

/// Writes a tree with a random style for every part, and notes where each part begins.
class Writer {
 public:
  explicit Writer(Random& random) : random_(random) {}

  std::string write(const Tree& tree) {
    text_.clear();
    places_.clear();
    block(tree, 0);
    text_ += "\n";
    return text_;
  }
  /// Offsets of all nodes and keys, in the order in which they stand in the text.
  const std::vector<std::size_t>& places() const { return places_; }

 private:
  static bool plain(const std::string& text) {
    return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
           std::string::npos;
  }

  void scalar(const std::string& text) {
    places_.push_back(text_.size());
    if (plain(text) && random_.chance(2)) {
      text_ += text;
    } else {
      text_ += random_.chance(2) ? single_quoted(text) : double_quoted(text);
    }
  }

  void flow(const Tree& tree) {
    if (tree.kind == Tree::Kind::text) return scalar(tree.text);
    const bool is_map = tree.kind == Tree::Kind::map;
    places_.push_back(text_.size());
    text_ += is_map ? "{" : "[";
    for (std::size_t i = 0; i < tree.parts.size(); ++i) {
      if (i > 0) text_ += random_.chance(2) ? "," : ", ";
      if (random_.chance(4)) text_ += "\n      ";
      if (is_map) {
        scalar(tree.keys[i]);
        text_ += ": ";
      }
      flow(tree.parts[i]);
    }
    text_ += is_map ? "}" : "]";
  }

  void new_line(int indent) {
    if (random_.chance(3)) text_ += "  # a comment: [{'\"";
    if (random_.chance(5)) text_ += "\n";
    text_ += "\n" + std::string(static_cast<std::size_t>(indent), ' ');
  }

  /// In block style where that is possible: empty collections and texts are written in flow style.
  void block(const Tree& tree, int indent) {
    if (tree.parts.empty() || random_.chance(4)) return flow(tree);
    const bool is_map = tree.kind == Tree::Kind::map;
    places_.push_back(text_.size());
    for (std::size_t i = 0; i < tree.parts.size(); ++i) {
      if (i > 0) new_line(indent);
      if (is_map) {
        scalar(tree.keys[i]);
        text_ += ":";
        if (tree.parts[i].parts.empty()) {
          text_ += " ";
        } else {
          new_line(indent + 2);
        }
      } else {
        text_ += "- ";
      }
      block(tree.parts[i], indent + 2);
    }
  }

  Random& random_;
  std::string text_;
  std::vector<std::size_t> places_;
};

std::size_t offset(const Place& place) {
  std::size_t at = 0;
  for (int line = 1; line < place.line; ++line)
    at = place.source->text.find('\n', at) + 1;
  return at + static_cast<std::size_t>(place.column) - 1;
}

/// Compares a node with what was written, and collects places in the order of the text.
void expect_same(const Node& node, const Tree& tree, std::vector<std::size_t>& places) {
  places.push_back(offset(node.place()));
  if (tree.kind == Tree::Kind::text) {
    ASSERT_TRUE(node.is_scalar());
    EXPECT_EQ(node.scalar(), tree.text);
    return;
  }
  if (tree.kind == Tree::Kind::list) {
    ASSERT_EQ(node.items().size(), tree.parts.size());
    for (std::size_t i = 0; i < tree.parts.size(); ++i)
      expect_same(node.items()[i], tree.parts[i], places);
    return;
  }
  ASSERT_TRUE(node.is_map());
  ASSERT_EQ(node.entries().size(), tree.parts.size());
  for (std::size_t i = 0; i < tree.parts.size(); ++i) {
    EXPECT_EQ(node.entries()[i].key, tree.keys[i]);
    places.push_back(offset(node.entries()[i].key_place));
    expect_same(node.entries()[i].value, tree.parts[i], places);
  }
}

TEST(YamlProperty, EveryTreeReadsBackWithItsPlacesInEveryStyle) {
  for (unsigned seed = 0; seed < 5'000; ++seed) {
    Random random(seed);
    const Tree tree = any_tree(random, 5);
    Writer writer(random);
    const std::string text = writer.write(tree);
    SCOPED_TRACE(text);
    std::vector<std::size_t> places;
    ASSERT_NO_THROW(expect_same(test::parse(text), tree, places));
    ASSERT_EQ(places, writer.places());
    if (testing::Test::HasFailure()) return;
  }
}

TEST(YamlProperty, CrLfChangesNothingButTheLineEnds) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    Random random(seed);
    const Tree tree = any_tree(random, 4);
    Writer writer(random);
    std::string text;
    for (char c : writer.write(tree))
      text += c == '\n' ? "\r\n" : std::string(1, c);
    SCOPED_TRACE(text);
    std::vector<std::size_t> places;
    ASSERT_NO_THROW(expect_same(test::parse(text), tree, places));
    if (testing::Test::HasFailure()) return;
  }
}

TEST(YamlProperty, NoTextOfYamlsCharactersEndsInAnythingButATreeOrAnInputError) {
  const std::string characters = "ab1 :-?,[]{}#&*!|>'\"%@\n\n  ";
  Random random(1);
  std::size_t trees = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string text;
    for (std::size_t length = random.below(30); length > 0; --length)
      text += characters[random.below(characters.size())];
    try {
      test::parse(text);
      ++trees;
    } catch (const InputError& error) {
      ASSERT_FALSE(error.diagnostics().empty()) << text;
    }
  }
  EXPECT_GT(trees, 1'000U) << "the texts should not all be wrong";
}

}  // namespace

}  // namespace ridge
