// The live line: what it says, how it grows shorter, and that only a terminal gets it.
#include "cli/progress.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.hpp"
#include "tests/cli/inputs.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using cli::progress_text;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

NetworkProgress report_of(double value, double lower_bound) {
  return {7, 20, "conv1", {120'000, 400'000, value, lower_bound}};
}

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Progress, SaysBestBoundGapAndTime) {
  EXPECT_EQ(
      progress_text(report_of(1.23e6, 1.1e6), Objective::latency, seconds(41), 200),
      "[ 7/20] conv1: best 1.23 M cycles, bound 1.10 M cycles, gap 12 %, 0:41, 120 k of 400 k mappings");
  EXPECT_EQ(progress_text(report_of(3e-6, 3e-6), Objective::edp, seconds(41), 200),
            "[ 7/20] conv1: best 3 uJ s, bound 3 uJ s, gap 0 %, 0:41, 120 k of 400 k mappings");
}

TEST(Progress, SaysOnlyWhatIsKnown) {
  EXPECT_EQ(progress_text(report_of(infinity, 0), Objective::latency, seconds(0), 200),
            "[ 7/20] conv1: no mapping yet, 0:00, 120 k of 400 k mappings");
  EXPECT_EQ(progress_text(report_of(infinity, 1e6), Objective::latency, seconds(0), 200),
            "[ 7/20] conv1: no mapping yet, bound 1 M cycles, 0:00, 120 k of 400 k mappings");
  EXPECT_EQ(progress_text(report_of(1e6, 0), Objective::latency, seconds(0), 200),
            "[ 7/20] conv1: best 1 M cycles, 0:00, 120 k of 400 k mappings");
}

TEST(Progress, ReadsTimeAsAClock) {
  const auto text = [](int elapsed) {
    return progress_text(report_of(infinity, 0), Objective::latency, seconds(elapsed), 40);
  };
  EXPECT_THAT(text(59), HasSubstr(", 0:59"));
  EXPECT_THAT(text(60), HasSubstr(", 1:00"));
  EXPECT_THAT(text(3599), HasSubstr(", 59:59"));
  EXPECT_THAT(text(3600), HasSubstr(", 1:00:00"));
  EXPECT_THAT(text(90061), HasSubstr(", 25:01:01"));
}

TEST(Progress, LeavesOutTheLeastWhereThereIsNoRoom) {
  const auto text = [](std::size_t columns) {
    return progress_text(report_of(1.23e6, 1.1e6), Objective::latency, seconds(41), columns);
  };
  EXPECT_THAT(text(95), HasSubstr("mappings"));
  EXPECT_EQ(text(80), "[ 7/20] conv1: best 1.23 M cycles, bound 1.10 M cycles, gap 12 %, 0:41");
  EXPECT_EQ(text(60), "[ 7/20] conv1: best 1.23 M cycles, gap 12 %, 0:41");
  EXPECT_EQ(text(47), "[ 7/20] conv1: best 1.23 M cycles, gap 12 %");
  EXPECT_EQ(text(40), "[ 7/20] conv1: best 1.23 M cycles");
  EXPECT_EQ(text(20), "[ 7/20] conv1");
  EXPECT_EQ(text(10), "[ 7/20] co");
  EXPECT_EQ(text(0), "");
}

TEST(Progress, CutsNamesBetweenCharactersAndSendsNoControls) {
  NetworkProgress progress = report_of(1, 1);
  progress.layer = "größe\x1b[2J\xff";
  EXPECT_EQ(progress_text(progress, Objective::latency, seconds(0), 11), "[ 7/20] grö");
  EXPECT_EQ(progress_text(progress, Objective::latency, seconds(0), 18), "[ 7/20] größe?[2J?");
  for (std::size_t columns = 0; columns < 120; ++columns) {
    const std::string text = progress_text(progress, Objective::latency, seconds(0), columns);
    EXPECT_LE(static_cast<std::size_t>(
                  std::count_if(text.begin(), text.end(), [](char byte) { return !is_continuation(byte); })),
              columns);
  }
}

class LiveLine : public ::testing::Test {
 protected:
  std::vector<std::string> long_search() const {
    return {"map",         "--arch",   arch_,       "--workload",   network_,
            "--imperfect", "--effort", "100000000", "--time-limit", "2s"};
  }
  /// What a terminal of `columns` columns receives, stdout apart.
  std::string on_terminal(int columns, const std::string& before = "") const {
    std::string command = "stty cols " + std::to_string(columns) + "; " + before + " '" +
                          std::string(RIDGE_BINARY_DIR) + "/ridge'";
    for (const std::string& word : long_search())
      command += " '" + word + "'";
    return run_program({"/usr/bin/script", "-qec", command + " >/dev/null", "/dev/null"}).out;
  }

  Scratch scratch_;
  std::string arch_ = scratch_.write("machine.yaml", machine_yaml);
  std::string network_ = scratch_.write("network.yaml", network_yaml);
};

TEST_F(LiveLine, IsDrawnOverAndOverAndTakenAwayAtTheEnd) {
  const std::string text = on_terminal(150);
  EXPECT_THAT(text, HasSubstr("\r\x1b[K[0/2] first: best "));
  EXPECT_THAT(text, HasSubstr("\r\x1b[K[1/2] second: best "));
  EXPECT_THAT(text, HasSubstr(", bound "));
  EXPECT_THAT(text, HasSubstr(", gap "));
  EXPECT_THAT(text, HasSubstr(", 0:00, "));
  const std::size_t last = text.rfind("[K");
  EXPECT_THAT(text.substr(last), Not(HasSubstr("best")));
}

TEST_F(LiveLine, FitsANarrowTerminal) {
  const std::string text = on_terminal(30);
  EXPECT_THAT(text, HasSubstr("[K[0/2] first: "));
  for (std::size_t at = text.find("[K"); at != std::string::npos; at = text.find("[K", at + 1)) {
    const std::size_t end = text.find_first_of("\r\n", at);
    if (end == std::string::npos || text.compare(at, 7, "[Kridge") == 0) break;
    EXPECT_LT(end - at - 2, 30U) << text.substr(at, end - at);
  }
}

TEST_F(LiveLine, IsNotForPipesAndFilesNorForTerminalsThatCannot) {
  EXPECT_THAT(run_ridge(long_search()).err, AllOf(Not(HasSubstr("best")), Not(HasSubstr("\x1b"))));
  EXPECT_THAT(on_terminal(80, "TERM=dumb"), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace ridge::tests
