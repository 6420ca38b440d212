#include "base/diagnostics.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/base/support.hpp"

namespace ridge {

namespace {

using test::source;

Diagnostic at(std::string_view text, int line, int column, std::string message) {
  Diagnostic diagnostic;
  diagnostic.place = {source(text), line, column};
  diagnostic.message = std::move(message);
  return diagnostic;
}

/// The excerpt of a finding: its source line and caret line.
std::string excerpt(std::string_view text, int line, int column) {
  const std::string shown = render(at(text, line, column, "wrong"));
  return shown.substr(shown.find('\n') + 1);
}

TEST(Diagnostics, ShowPlaceMessageLineCaretLabelNotesAndHelp) {
  const auto mapping = std::make_shared<const SourceText>(
      SourceText{"ws.yaml", "nest:\n  - keep: {DRAM: [Weights]}\n  - for: {C: 64, K: 32}\n"});
  const auto machine =
      std::make_shared<const SourceText>(SourceText{"eyeriss.yaml", "name: e\nlevels:\n    size: 32 KiB\n"});
  Diagnostics diagnostics;
  Diagnostic& error = diagnostics.error({mapping, 3, 5}, "tile of 'Weights' does not fit in 'GlobalBuffer'");
  error.label = "needs 36 KiB (R 3 x S 3 x C 64 x K 32 x 2 B)";
  error.add_note({machine, 3, 5}, "'GlobalBuffer' has 32 KiB");
  error.help = "fits with C <= 56, or size >= 36 KiB";
  EXPECT_EQ(render(diagnostics.all()),
            "ws.yaml:3:5: error: tile of 'Weights' does not fit in 'GlobalBuffer'\n"
            "    3 |   - for: {C: 64, K: 32}\n"
            "      |     ^ needs 36 KiB (R 3 x S 3 x C 64 x K 32 x 2 B)\n"
            "eyeriss.yaml:3:5: note: 'GlobalBuffer' has 32 KiB\n"
            "   help: fits with C <= 56, or size >= 36 KiB\n");
}

TEST(Diagnostics, WithoutLineShowOnlyTheName) {
  EXPECT_EQ(render(at("a: 1\n", 0, 0, "no such file")), "test.yaml: error: no such file\n");
}

TEST(Diagnostics, WithoutSourceShowOnlyTheMessage) {
  Diagnostic warning;
  warning.severity = Severity::warning;
  warning.message = "nothing to do";
  warning.label = "at all";
  EXPECT_EQ(render(warning), "warning: nothing to do (at all)\n");
}

TEST(Diagnostics, TypedTextShowsNoLineNumber) {
  Diagnostic error = at("", 1, 5, "there is no 'sise'");
  error.place.source =
      std::make_shared<const SourceText>(SourceText{"--set 'GLB.sise=1'", "GLB.sise=1", true});
  EXPECT_EQ(render(error),
            "--set 'GLB.sise=1': error: there is no 'sise'\n"
            "      | GLB.sise=1\n"
            "      |     ^\n");
}

TEST(Diagnostics, LineNumbersUpToFiveDigitsKeepTheGutterStraight) {
  const std::string text = std::string(12344, '\n') + "x: 1\n";
  EXPECT_EQ(excerpt(text, 12345, 4),
            "12345 | x: 1\n"
            "      |    ^\n");
}

TEST(Diagnostics, TabsStayTabsUnderTheCaret) {
  EXPECT_EQ(excerpt("\tsize:\t12\n", 1, 8),
            "    1 | \tsize:\t12\n"
            "      | \t     \t^\n");
}

TEST(Diagnostics, TheCaretCountsCharactersNotBytes) {
  EXPECT_EQ(excerpt("n\xC3\xA4me: \xE2\x82\xAC x\n", 1, 12),
            "    1 | n\xC3\xA4me: \xE2\x82\xAC x\n"
            "      |         ^\n");
}

TEST(Diagnostics, CarriageReturnsAndControlCharactersAreNotSentToTheTerminal) {
  EXPECT_EQ(excerpt("a: \x1b[31m\xff\r\nb\n", 1, 1),
            "    1 | a: ?[31m?\n"
            "      | ^\n");
}

TEST(Diagnostics, LongLinesAreCutAroundTheCaret) {
  const std::string text = std::string(1000, 'a') + "X" + std::string(1000, 'b');
  EXPECT_EQ(excerpt(text, 1, 1001), "    1 | ..." + std::string(70, 'a') + "X" + std::string(39, 'b') +
                                        "...\n      | " + std::string(73, ' ') + "^\n");
}

TEST(Diagnostics, LongLinesAreNotCutInsideOfACharacter) {
  std::string text;
  for (int i = 0; i < 500; ++i)
    text += "\xE2\x82\xAC";
  const std::string shown = excerpt(text, 1, 751);
  EXPECT_EQ(shown.find('?'), std::string::npos);
}

TEST(Diagnostics, APlaceBehindTheLastLineShowsNoExcerpt) {
  EXPECT_EQ(excerpt("a: 1", 7, 1), "");
}

TEST(Diagnostics, ACaretBehindTheEndOfALineStandsAtItsEnd) {
  EXPECT_EQ(excerpt("ab\n", 1, 99), "    1 | ab\n      |   ^\n");
}

TEST(Diagnostics, NothingIsThrownForWarnings) {
  Diagnostics diagnostics;
  diagnostics.warning({}, "unusual");
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_NO_THROW(diagnostics.throw_if_errors());
}

TEST(Diagnostics, WarningsTravelWithErrors) {
  Diagnostics diagnostics;
  diagnostics.warning({}, "unusual");
  diagnostics.error({}, "wrong");
  EXPECT_EQ(test::error_of([&] { diagnostics.throw_if_errors(); }), "warning: unusual\nerror: wrong\n");
}

TEST(Diagnostics, TwentyErrorsAreKeptAndTheRestIsCounted) {
  Diagnostics diagnostics;
  for (int i = 0; i < 23; ++i)
    diagnostics.error({}, "wrong " + std::to_string(i)).help = "mend it";
  EXPECT_EQ(diagnostics.error_count(), 23U);
  EXPECT_EQ(diagnostics.all().size(), Diagnostics::limit);
  EXPECT_TRUE(diagnostics.full());
  const std::string shown = test::error_of([&] { diagnostics.throw_if_errors(); });
  EXPECT_TRUE(shown.ends_with("error: wrong 19\n   help: mend it\nnote: 3 more errors are not shown\n"))
      << shown;
}

TEST(Diagnostics, AReferenceStaysValidWhileMoreIsAdded) {
  Diagnostics diagnostics;
  Diagnostic& first = diagnostics.error({}, "first");
  for (int i = 0; i < 100; ++i) {
    diagnostics.error({}, "error");
    diagnostics.warning({}, "warning");
  }
  first.help = "still here";
  EXPECT_EQ(diagnostics.all().front().help, "still here");
}

TEST(InputErrorText, OneErrorWithHelp) {
  EXPECT_STREQ(InputError({source("a: 1\n"), 1, 4}, "too small", "write 2").what(),
               "test.yaml:1:4: error: too small\n"
               "    1 | a: 1\n"
               "      |    ^\n"
               "   help: write 2\n");
}

TEST(Check, ThrowsTheSentenceAsALogicError) {
  EXPECT_NO_THROW(check(true, "never"));
  try {
    check(false, "a tile has words");
    FAIL() << "no exception";
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "a tile has words");
  }
}

}  // namespace

}  // namespace ridge
