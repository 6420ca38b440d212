// Where the data goes: a channel that does not take it is an error, not a silence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::HasSubstr;

TEST(Output, AFullDiskIsAnError) {
  const Outcome outcome = run_ridge({"describe", "--workload", "resnet50"}, {.stdout_file = "/dev/full"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("cannot write to standard output"));
}

TEST(Output, AClosedPipeIsAnErrorAndNoCrash) {
  const std::string ridge = std::string(RIDGE_BINARY_DIR) + "/ridge";
  const Outcome outcome = run_program({"/bin/bash", "-c",
                                       "set -o pipefail; (sleep 1; '" + ridge +
                                           "' print --workload resnet200; echo \"code $?\" >&2) | true"});
  EXPECT_THAT(outcome.err, HasSubstr("cannot write to standard output"));
  EXPECT_THAT(outcome.err, HasSubstr("code 2"));
}

TEST(Output, AClosedStdoutIsAnError) {
  const std::string ridge = std::string(RIDGE_BINARY_DIR) + "/ridge";
  const Outcome outcome = run_program({"/bin/bash", "-c", "'" + ridge + "' describe --workload alexnet >&-"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("cannot write to standard output"));
}

}  // namespace
}  // namespace ridge::tests
