// --save and --report: told before the search what cannot be written, and nothing lost by writing.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/inputs.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

namespace fs = std::filesystem;

class Save : public ::testing::Test {
 protected:
  std::vector<std::string> command(const std::vector<std::string>& more, const std::string& effort) const {
    std::vector<std::string> arguments{"map", "--arch", arch_, "--workload", layer_, "--effort", effort};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  Outcome map(const std::vector<std::string>& more) const { return run_ridge(command(more, "200")); }

  /// Refused before a search that would take for ever.
  void expect_refused(const std::vector<std::string>& more, const std::string& says) const {
    const Outcome outcome = run_ridge(command(more, "9000000000000000"));
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr(says), HasSubstr("help: name ")));
    EXPECT_THAT(outcome.out, IsEmpty());
  }

  /// The files of the folder: what was left behind is among them.
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(scratch_.path()), fs::directory_iterator()));
  }

  Scratch scratch_;
  std::string arch_ = scratch_.write("machine.yaml", machine_yaml);
  std::string layer_ = scratch_.write("layer.yaml", layer_yaml);
};

TEST_F(Save, WhatCannotBeWrittenIsToldBeforeTheSearch) {
  for (const char* option : {"--save", "--report"}) {
    expect_refused({option, scratch_.file("none/x")}, "none/x: error: cannot write this file");
    expect_refused({option, scratch_.path().string()}, "name a file, not a folder");
  }
  EXPECT_EQ(files(), 2U) << "nothing is left behind";
}

TEST_F(Save, AnInputIsNotOverwritten) {
  expect_refused({"--save", layer_}, "this file is an input: it would be overwritten");
  expect_refused({"--report", arch_}, "this file is an input: it would be overwritten");
  EXPECT_EQ(read_file(layer_), layer_yaml);
}

TEST_F(Save, TwoResultsDoNotGoToOneFile) {
  const std::string file = scratch_.file("both");
  expect_refused({"--save", file, "--report", file}, "--save writes to the same file");
}

TEST_F(Save, AMappingSaysWhereItComesFrom) {
  const std::string file = scratch_.file("best.yaml");
  ASSERT_EQ(map({"--save", file}).exit_code, 0);
  EXPECT_THAT(read_file(file), StartsWith("ridge: mapping/1\nsource: 'ridge map, product on small'\n"));
}

TEST_F(Save, OfALinkTheFileBehindItIsWritten) {
  const std::string file = scratch_.write("best.yaml", "old\n");
  const std::string link = scratch_.file("link.yaml");
  fs::create_symlink("best.yaml", link);
  ASSERT_EQ(map({"--save", link}).exit_code, 0);
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_THAT(read_file(file), StartsWith("ridge: mapping/1"));
}

TEST_F(Save, APipeIsWrittenToAndStaysAPipe) {
  std::string words;
  for (const std::string& word : command({"--save", scratch_.file("pipe")}, "200"))
    words += " '" + word + "'";
  const Outcome outcome =
      run_program({"/bin/bash", "-c",
                   "cd '" + scratch_.path().string() + "'; mkfifo pipe; cat pipe > read & '" +
                       std::string(RIDGE_BINARY_DIR) + "/ridge'" + words + "; wait"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(fs::is_fifo(scratch_.file("pipe")));
  EXPECT_THAT(read_file(scratch_.file("read")), StartsWith("ridge: mapping/1"));
}

TEST_F(Save, WithoutAMappingTheOldFileStays) {
  const std::string file = scratch_.write("best.yaml", "precious\n");
  const std::string constraints =
      scratch_.write("none.yaml", "ridge: constraints/1\nlevels: {every: {temporal: {not: [M, N, K]}}}\n");
  const Outcome outcome = map({"--constraints", constraints, "--save", file});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("nothing is saved to"));
  EXPECT_EQ(read_file(file), "precious\n");
}

TEST_F(Save, AFailureAfterTheSearchDoesNotCostTheAnswer) {
  std::string words;
  for (const std::string& word : command({"--save", scratch_.file("best.yaml"), "--json"}, "200"))
    words += " '" + word + "'";
  const std::string limited =
      "(trap '' XFSZ; ulimit -f 0; '" + std::string(RIDGE_BINARY_DIR) + "/ridge'" + words + ") 2>&1 | cat";
  const Outcome outcome = run_program({"/bin/bash", "-c", "set -o pipefail; " + limited});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("best.yaml: error: cannot write this file"), HasSubstr("\"status\": \"")));
  EXPECT_EQ(files(), 2U) << "nothing is left behind";
}

TEST_F(Save, LayersOfAnyNameReadBack) {
  const std::string network =
      scratch_.write("network.yaml",
                     "ridge: workload/1\nname: 'a: b #c'\nlayers:\n"
                     "  - {name: 'x: y #z', type: gemm, M: 8, N: 8, K: 8}\n"
                     "  - {name: \"gr\u00f6\u00dfe.*'1'\", type: gemm, M: 8, N: 8, K: 16}\n");
  const std::string file = scratch_.file("best.yaml");
  ASSERT_EQ(
      run_ridge({"map", "--arch", arch_, "--workload", network, "--effort", "50", "--save", file}).exit_code,
      0);
  const Outcome outcome =
      run_ridge({"evaluate", "--arch", arch_, "--workload", network, "--mapping", file, "--json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

}  // namespace
}  // namespace ridge::tests
