// The command line itself: help, version, and what is said to somebody who mistypes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const std::vector<std::string> commands{"evaluate", "map", "check", "describe", "print", "schema"};

TEST(Usage, VersionIsOneLineOnStdout) {
  const Outcome outcome = run_ridge({"--version"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, StartsWith("ridge "));
  EXPECT_EQ(outcome.out.find('\n'), outcome.out.size() - 1);
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(Usage, HelpNamesEveryCommandAndShowsExamples) {
  const Outcome outcome = run_ridge({"--help"});
  EXPECT_EQ(outcome.exit_code, 0);
  for (const std::string& command : commands)
    EXPECT_THAT(outcome.out, HasSubstr(command));
  EXPECT_THAT(outcome.out, HasSubstr("Examples:\n  ridge map"));
}

TEST(Usage, EveryCommandHasHelpAndJson) {
  for (const std::string& command : commands) {
    const Outcome outcome = run_ridge({command, "--help"});
    EXPECT_EQ(outcome.exit_code, 0) << command;
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("--json"), HasSubstr("Example"))) << command;
  }
}

TEST(Usage, NoCommandIsBadUsage) {
  const Outcome outcome = run_ridge({});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("ridge --help"));
}

TEST(Usage, AnUnknownCommandIsAnsweredWithTheNearest) {
  const Outcome outcome = run_ridge({"evalute", "--arch", "x"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean 'evaluate'?"));
}

TEST(Usage, AnUnknownOptionIsAnsweredWithTheNearest) {
  const Outcome outcome = run_ridge({"map", "--arch", "x", "--workload", "y", "--objektive", "energy"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean '--objective'?"));
}

TEST(Usage, AMissingOptionIsNamed) {
  const Outcome outcome = run_ridge({"map", "--workload", "resnet50"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--arch"));
}

TEST(Usage, ValuesOutsideTheirRangeAreBadUsage) {
  for (const std::vector<std::string>& option : {std::vector<std::string>{"--effort", "0"},
                                                 {"--effort", "-5"},
                                                 {"--effort", "many"},
                                                 {"--seed", "-1"},
                                                 {"--threads", "-2"},
                                                 {"--objective", "area"},
                                                 {"--time-limit", "60"},
                                                 {"--time-limit", "0 s"},
                                                 {"--time-limit", "nan s"},
                                                 {"--batch", "x"}}) {
    std::vector<std::string> arguments{"map", "--arch", "tiny", "--workload", "gemm"};
    arguments.insert(arguments.end(), option.begin(), option.end());
    const Outcome outcome = run_ridge(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << option[0] << " " << option[1];
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("error"), HasSubstr(option[0]))) << option[1];
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST(Usage, DescribeTakesExactlyOneSubject) {
  EXPECT_EQ(run_ridge({"describe"}).exit_code, 2);
  EXPECT_EQ(run_ridge({"describe", "--arch", "eyeriss_v1", "--workload", "resnet50"}).exit_code, 2);
}

TEST(Usage, NoEscapeSequencesWhereThereIsNoTerminal) {
  EXPECT_EQ(run_ridge({"describe", "--workload", "alexnet"}).out.find('\033'), std::string::npos);
  EXPECT_EQ(run_ridge({"describe", "--workload", "alexnett"}).err.find('\033'), std::string::npos);
}

}  // namespace
}  // namespace ridge::tests
