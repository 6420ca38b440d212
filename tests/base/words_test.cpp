#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/diagnostics.hpp"

namespace ridge {

namespace {

using Words = std::vector<std::string>;

TEST(Nearest, FindsSlipsOfEveryKind) {
  const Words keys = {"size", "buffering", "read_bandwidth", "write_bandwidth"};
  EXPECT_EQ(nearest("sze", keys), "size") << "a letter missing";
  EXPECT_EQ(nearest("sizee", keys), "size") << "a letter too many";
  EXPECT_EQ(nearest("sise", keys), "size") << "a wrong letter";
  EXPECT_EQ(nearest("szie", keys), "size") << "two letters swapped";
  EXPECT_EQ(nearest("read_bandwith", keys), "read_bandwidth");
}

TEST(Nearest, IgnoresCaseButPrefersTheSameCase) {
  EXPECT_EQ(nearest("WEIGHTS", Words{"inputs", "weights"}), "weights");
  EXPECT_EQ(nearest("Kb", Words{"KB", "Kb"}), "Kb");
  EXPECT_EQ(nearest("kB", Words{"KB", "kb"}), "KB") << "equally near: the first";
  EXPECT_EQ(nearest("int9", Words{"int4", "int8", "int16"}), "int8") << "the nearest number";
}

TEST(Nearest, PrefersTheNearerWordToTheFirst) {
  EXPECT_EQ(nearest("reads", Words{"heads", "read", "reads_"}), "heads");
  EXPECT_EQ(nearest("read", Words{"reads", "reed", "READ"}), "READ");
}

TEST(Nearest, ToleratesAThirdOfTheLettersAndNoMore) {
  EXPECT_EQ(nearest("abxxef", Words{"abcdef"}), "abcdef");
  EXPECT_EQ(nearest("axxxef", Words{"abcdef"}), "");
  EXPECT_EQ(nearest("capacity", Words{"size", "kind"}), "");
}

TEST(Nearest, OneLetterIsNoSlipForAnother) {
  EXPECT_EQ(nearest("K", Words{"C", "M"}), "");
  EXPECT_EQ(nearest("k", Words{"C", "K"}), "K");
}

TEST(Nearest, NothingIsNearToNothing) {
  EXPECT_EQ(nearest("", Words{"a", ""}), "");
  EXPECT_EQ(nearest("a", Words{}), "");
}

TEST(Nearest, HugeWordsCostNothing) {
  const std::string huge(10'000'000, 'a');
  EXPECT_EQ(nearest(huge, Words{huge, "a"}), "");
}

TEST(DidYouMean, AsksOrSaysNothing) {
  EXPECT_EQ(did_you_mean("sise", Words{"size"}), "did you mean 'size'?");
  EXPECT_EQ(did_you_mean("capacity", Words{"size"}), "");
}

TEST(InQuotes, MakesInvisibleCharactersVisible) {
  EXPECT_EQ(in_quotes("12 KiB"), "'12 KiB'");
  EXPECT_EQ(in_quotes("a\nb\tc"), "'a\\nb\\tc'");
  EXPECT_EQ(in_quotes("\x1b[2J"), "'\\x1b[2J'");
  EXPECT_EQ(in_quotes("\xff"), "'\\xff'");
  EXPECT_EQ(in_quotes("\xC2\x9B"), "'\\xc2\\x9b'") << "a C1 control character";
  EXPECT_EQ(in_quotes("\xC3\xA4"), "'\xC3\xA4'");
}

TEST(InQuotes, CutsLongTexts) {
  EXPECT_EQ(in_quotes(std::string(1000, 'x')), "'" + std::string(60, 'x') + "...'");
}

TEST(ListOf, ShowsFortyWordsAndHowManyMoreThereAre) {
  const std::vector<std::string> forty(40, "a");
  EXPECT_EQ(list_of(forty).find("more"), std::string::npos);
  EXPECT_TRUE(list_of(forty).ends_with("'a' or 'a'"));
  const std::vector<std::string> many(10'000, "a");
  EXPECT_TRUE(list_of(many, "and").ends_with("'a', 'a' and 9960 more"));
  EXPECT_LT(list_of(many).size(), 300U);
}

TEST(ListOf, JoinsTheLastWithAWord) {
  EXPECT_EQ(list_of(Words{}), "");
  EXPECT_EQ(list_of(Words{"a"}), "'a'");
  EXPECT_EQ(list_of(Words{"a", "b"}), "'a' or 'b'");
  EXPECT_EQ(list_of(Words{"a", "b", "c"}, "and"), "'a', 'b' and 'c'");
}

}  // namespace

}  // namespace ridge
