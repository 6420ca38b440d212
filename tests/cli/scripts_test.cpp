// The scripts that judge this project have to be able to fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/inputs.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::HasSubstr;

const std::string python = "/usr/bin/python3";
const std::string scripts = std::string(RIDGE_SOURCE_DIR) + "/scripts/";

bool has_matplotlib() {
  return run_program({python, "-c", "import matplotlib"}).exit_code == 0;
}

class Layers : public ::testing::Test {
 protected:
  /// The verdict on a house of three rooms in which sim/cost/a.cpp holds `line`.
  Outcome verdict(const std::string& line) const {
    for (const char* folder : {"base", "sim/cost", "sim/event", "mapper", "cli"}) {
      std::filesystem::create_directories(scratch_.path() / folder);
      scratch_.write(std::string(folder) + "/a.hpp", "#pragma once\n");
    }
    scratch_.write("sim/cost/a.cpp", line + "\n");
    return run_program({python, scripts + "check_layers.py", scratch_.path().string()});
  }
  Scratch scratch_;
};

TEST_F(Layers, AnIncludeOfARowAboveIsFine) {
  EXPECT_EQ(verdict("#include \"base/a.hpp\"").exit_code, 0);
}

TEST_F(Layers, AnIncludeOfARowBelowIsFound) {
  const Outcome outcome = verdict("#include \"mapper/a.hpp\"");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("sim/cost/a.cpp:1"));
}

TEST_F(Layers, ARelativeIncludeIsFound) {
  EXPECT_EQ(verdict("#include \"a.hpp\"").exit_code, 1);
}

TEST_F(Layers, PrintingOutsideCliIsFound) {
  EXPECT_EQ(verdict("void f() { std::cout << 1; }").exit_code, 1);
  EXPECT_EQ(verdict("// std::cout would be wrong here").exit_code, 0);
}

TEST_F(Layers, TheRefereeMayNotIncludeWhatItJudges) {
  verdict("");
  scratch_.write("sim/event/b.cpp", "#include \"sim/cost/a.hpp\"\n");
  EXPECT_EQ(run_program({python, scripts + "check_layers.py", scratch_.path().string()}).exit_code, 1);
}

TEST(Docs, ShownOutputThatIsNotPrintedIsFound) {
  const Scratch scratch;
  const std::string ridge = std::string(RIDGE_BINARY_DIR) + "/ridge";
  const auto judge = [&](const std::string& page) {
    return run_program({python, scripts + "check_docs.py", "--ridge", ridge, scratch.write("page.md", page)})
        .exit_code;
  };
  EXPECT_EQ(judge("```console\n$ echo one\none\n```\n"), 0);
  EXPECT_EQ(judge("```console\n$ echo one\ntwo\n```\n"), 1);
  EXPECT_EQ(judge("```sh\nfalse\n```\n"), 1);
  EXPECT_EQ(judge("```yaml\nridge: workload/1\nname: x\n```\n"), 1);
}

/// Compares this many random cases of `ridge` with tests/referee, which executes them.
Outcome referee(const std::string& ridge, const std::string& cases) {
  return run_program({python, "-B", std::string(RIDGE_SOURCE_DIR) + "/tests/referee/compare.py", "--ridge",
                      ridge, "--cases", cases});
}

TEST(Referee, ExecutingRandomNestsGivesTheSameEvaluations) {
  const Outcome outcome = referee(std::string(RIDGE_BINARY_DIR) + "/ridge", "200");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, "200 cases, 0 with differences\n") << outcome.err;
}

TEST(Referee, AWrongNumberIsFound) {
  const Scratch scratch;
  const std::string wrong = scratch.write(
      "ridge", "#!/bin/sh\n'" + std::string(RIDGE_BINARY_DIR) + "/ridge' \"$@\" > '" + scratch.file("out") +
                   "'\ncode=$?\nsed 's/\"updates\": 1/\"updates\": 2/' '" + scratch.file("out") +
                   "'\nexit $code\n");
  std::filesystem::permissions(wrong, std::filesystem::perms::owner_all);
  const Outcome outcome = referee(wrong, "20");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("updates: ridge 2"));
}

TEST(Plot, TheSameInputGivesTheSameBytes) {
  if (!has_matplotlib()) GTEST_SKIP() << "matplotlib is not installed";
  const Scratch scratch;
  const std::string report = scratch.file("report.json");
  const Outcome mapped =
      run_ridge({"map", "--arch", scratch.write("machine.yaml", machine_yaml), "--workload",
                 scratch.write("network.yaml", network_yaml), "--effort", "500", "--report", report});
  ASSERT_EQ(mapped.exit_code, 0) << mapped.err;
  for (const char* name : {"one", "two"}) {
    const Outcome plotted =
        run_program({python, scripts + "plot_roofline.py", "--out", scratch.file(name), report});
    ASSERT_EQ(plotted.exit_code, 0) << plotted.err;
  }
  EXPECT_EQ(read_file(scratch.file("one.png")), read_file(scratch.file("two.png")));
  EXPECT_EQ(read_file(scratch.file("one.svg")), read_file(scratch.file("two.svg")));
  EXPECT_THAT(read_file(scratch.file("one.svg")), HasSubstr("<svg"));
}

}  // namespace
}  // namespace ridge::tests
