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
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("there is no command 'evalute'"), HasSubstr("did you mean 'evaluate'?")));
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
                                                 {"--objective", "area:1"},
                                                 {"--objective", "energy:-1"},
                                                 {"--objective", "energy:1,energy:1"},
                                                 {"--objective", ""},
                                                 {"--pareto", "latency"},
                                                 {"--pareto", "latency,capacity"},
                                                 {"--pareto", "latency,energy,area"},
                                                 {"--pareto", "latency,energy,energy"},
                                                 {"--pareto", "latency,energy,capacity,"},
                                                 {"--pareto", ""},
                                                 {"--time-limit", "60"},
                                                 {"--time-limit", "0 s"},
                                                 {"--time-limit", "nan s"},
                                                 {"--time-limit", ""},
                                                 {"--seed", "18446744073709551616"},
                                                 {"--seed", ""},
                                                 {"--effort", "010"},
                                                 {"--threads", "0x10"},
                                                 {"--save", ""},
                                                 {"--report", ""},
                                                 {"--layer", ""},
                                                 {"--precision", "int9"},
                                                 {"--batch", "99999999999999999999"},
                                                 {"--batch", "010"},
                                                 {"--sequence", "0"},
                                                 {"--batch", "x"}}) {
    std::vector<std::string> arguments{"map", "--arch", "tiny", "--workload", "gemm"};
    arguments.insert(arguments.end(), option.begin(), option.end());
    const Outcome outcome = run_ridge(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << option[0] << " " << option[1];
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("error"), HasSubstr(option[0]))) << option[1];
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST(Usage, AFrontIsOfTwoAxesOrThree) {
  const Outcome outcome = run_ridge({"map", "--arch", "tiny", "--workload", "gemm", "--pareto", "energy"});
  EXPECT_THAT(outcome.err, HasSubstr("write 'latency,energy' or 'latency,energy,capacity'"));
}

TEST(Usage, AMisspeltWordIsAnsweredWithTheNearest) {
  const Outcome map = run_ridge({"map", "--arch", "tiny", "--workload", "gemm", "--objective", "enrgy"});
  EXPECT_EQ(map.exit_code, 2);
  EXPECT_THAT(map.err,
              AllOf(HasSubstr("--objective: it cannot be 'enrgy'"), HasSubstr("did you mean 'energy'?")));
  EXPECT_THAT(run_ridge({"schema", "mappings"}).err, HasSubstr("did you mean 'mapping'?"));
}

TEST(Usage, AWrongNumberIsAnsweredWithWhatToWrite) {
  const auto said = [](const std::string& option, const std::string& value) {
    return run_ridge({"map", "--arch", "tiny", "--workload", "gemm", option, value}).err;
  };
  const std::string help = "\nridge: help: 'ridge map --help' lists the options and what they take\n";
  EXPECT_EQ(said("--effort", "0"),
            "ridge: error: --effort: '0' is too small: write a whole number of at least 1" + help);
  EXPECT_EQ(said("--seed", "-3"),
            "ridge: error: --seed: '-3' is too small: write a whole number of at least 0" + help);
  EXPECT_EQ(said("--effort", "1e5"),
            "ridge: error: --effort: '1e5' is not written in digits alone: write 100000" + help);
  EXPECT_EQ(said("--batch", "1.5"),
            "ridge: error: --batch: '1.5' is not a whole number: write a whole number of at least 1" + help);
  EXPECT_EQ(said("--threads", "2000"),
            "ridge: error: --threads: '2000' is too large: write a whole number from 0 to 1024" + help);
  EXPECT_THAT(said("--effort", "9223372036854775808"), HasSubstr("is more than 64 bits hold"));
}

TEST(Usage, AnOptionWithoutItsValueIsNamed) {
  const Outcome outcome = run_ridge({"map", "--arch", "tiny", "--workload", "gemm", "--effort"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, StartsWith("ridge: error: --effort: its value is missing\n"));
}

TEST(Usage, ATimeLimitIsSaidInTimesThatPeopleWait) {
  const Outcome outcome = run_ridge({"map", "--arch", "tiny", "--workload", "gemm", "--time-limit", "60"});
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("'60' has no unit"), HasSubstr("such as '60s'")));
}

TEST(Usage, OptionsThatNothingTakesAreErrors) {
  const Outcome batch = run_ridge({"describe", "--arch", "tiny", "--batch", "2"});
  EXPECT_EQ(batch.exit_code, 2);
  EXPECT_THAT(batch.err, AllOf(HasSubstr("a built-in network, and there is none"), HasSubstr("--workload")));
  const Outcome layer = run_ridge({"describe", "--arch", "tiny", "--layer", "conv1"});
  EXPECT_EQ(layer.exit_code, 2);
  EXPECT_THAT(layer.err, HasSubstr("a machine has no layers"));
  const Outcome set = run_ridge({"check", "--set", "GLB.size=1 B", "configs/arch/tiny.yaml"});
  EXPECT_EQ(set.exit_code, 2);
  EXPECT_THAT(set.err, HasSubstr("there is no machine and no workload to change here"));
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
