// The scripts that judge this project have to be able to fail.
#include <algorithm>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/inputs.hpp"
#include "tests/cli/run_ridge.hpp"
#include "tests/sanitized.hpp"

namespace ridge::tests {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

const std::string python = "/usr/bin/python3";
const std::string scripts = std::string(RIDGE_SOURCE_DIR) + "/scripts/";

bool has_matplotlib() {
  return run_program({python, "-c", "import matplotlib"}).exit_code == 0;
}

class Layers : public ::testing::Test {
 protected:
  /// The verdict on a house of three rooms in which sim/cost/a.cpp holds `line`.
  Outcome verdict(const std::string& line) const {
    for (const char* folder : {"base", "sim/cost", "sim/event", "sim/verify", "mapper", "cli"}) {
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

TEST_F(Layers, TheVerifierAndTheSearchMayNotKnowEachOther) {
  for (const auto& [from, to] : {std::pair{"sim/verify", "mapper"}, {"mapper", "sim/verify"}}) {
    verdict("");
    scratch_.write(std::string(from) + "/b.cpp", "#include \"" + std::string(to) + "/a.hpp\"\n");
    const Outcome outcome = run_program({python, scripts + "check_layers.py", scratch_.path().string()});
    EXPECT_EQ(outcome.exit_code, 1) << from;
    scratch_.write(std::string(from) + "/b.cpp", "");
  }
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
  const std::string cases = std::to_string(test::random_cases(200));
  const Outcome outcome = referee(std::string(RIDGE_BINARY_DIR) + "/ridge", cases);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, StartsWith(cases + " cases, 0 with differences, ")) << outcome.err;
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

TEST(Docs, TheReadmeNamesEveryMachineAndNetworkThatShips) {
  const std::string readme = read_file(std::string(RIDGE_SOURCE_DIR) + "/README.md");
  const std::string nothing_near = "zzzzzzzzzzzzzzzz";  // the help then lists all names
  for (const char* option : {"--arch", "--workload"}) {
    const std::string text = run_ridge({"describe", option, nothing_near}).err;
    const std::string list = text.substr(text.find("help:"));
    const std::regex quoted("'([a-z0-9_]+)'");
    int names = 0;
    for (std::sregex_iterator name(list.begin(), list.end(), quoted), end; name != end; ++name, ++names) {
      EXPECT_THAT(readme, HasSubstr("`" + (*name)[1].str() + "`"));
    }
    EXPECT_GE(names, 10) << text;
  }
}

class Plot : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_matplotlib()) GTEST_SKIP() << "matplotlib is not installed";
  }
  Outcome plot(const std::string& name, const std::vector<std::string>& reports) const {
    std::vector<std::string> command{python, scripts + "plot_roofline.py", "--out", scratch_.file(name)};
    command.insert(command.end(), reports.begin(), reports.end());
    return run_program(command);
  }
  /// The path of the report of a small network on a small machine.
  std::string report() const {
    const std::string path = scratch_.file("report.json");
    const Outcome mapped =
        run_ridge({"map", "--arch", scratch_.write("machine.yaml", machine_yaml), "--workload",
                   scratch_.write("network.yaml", network_yaml), "--effort", "500", "--report", path});
    EXPECT_EQ(mapped.exit_code, 0) << mapped.err;
    return path;
  }
  /// Exit code 2, no picture, and one line: "error: " + path + why.
  void expect_refused(const std::string& path, const std::string& why) const {
    const Outcome outcome = plot("picture", {path});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, StartsWith("error: " + path + ": " + why));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(scratch_.file("picture.png")));
  }
  Scratch scratch_;
};

TEST_F(Plot, TheSameInputGivesTheSameBytes) {
  const std::string path = report();
  for (const char* name : {"one", "two"}) {
    const Outcome plotted = plot(name, {path});
    ASSERT_EQ(plotted.exit_code, 0) << plotted.err;
  }
  EXPECT_EQ(read_file(scratch_.file("one.png")), read_file(scratch_.file("two.png")));
  EXPECT_EQ(read_file(scratch_.file("one.svg")), read_file(scratch_.file("two.svg")));
}

TEST_F(Plot, ThePictureIsNotBlank) {
  const std::string path = report();
  ASSERT_EQ(plot("picture", {path, path, path}).exit_code, 0);
  const std::string svg = read_file(scratch_.file("picture.svg"));
  for (const char* part :
       {"<!-- DRAM: 16 GB/s, ridge at 8 op/B -->", "<!-- GLB: 32 GB/s, ridge at 4 op/B -->",
        "<!-- peak 128 Gop/s -->", "PathCollection_", "id=\"axes_3\""}) {
    EXPECT_THAT(svg, HasSubstr(part));
  }
  EXPECT_THAT(svg, HasSubstr("<!-- first x2, "));  // labelled, with its share of the time
  const Outcome colours =
      run_program({python, "-c",
                   "import sys, matplotlib.image as i, numpy as n; p = i.imread(sys.argv[1]);"
                   "print(len(n.unique(p.reshape(-1, p.shape[2]), axis=0)))",
                   scratch_.file("picture.png")});
  EXPECT_GT(std::stoi(colours.out), 50) << colours.err;
}

TEST_F(Plot, WhatIsNotAReportIsAnErrorInOneLine) {
  expect_refused(scratch_.file("absent.json"), "No such file or directory");
  expect_refused(scratch_.path().string(), "Is a directory");
  expect_refused(scratch_.write("text.json", "cycles 12\n"), "not JSON");
  expect_refused(scratch_.write("bytes.json", "\xff\xfe\x01"), "not JSON");
  expect_refused(scratch_.write("list.json", "[1, 2]"), "not a report");
  expect_refused(scratch_.write("other.json", "{\"layers\": [{\"name\": \"a\"}]}"), "not a report");
  expect_refused(
      scratch_.write("empty.json", "{\"network\": \"n\", \"architecture\": \"a\", \"layers\": []}"),
      "nothing to draw: there is no layer in it");
  const std::string machine = scratch_.write("machine.yaml", machine_yaml);
  EXPECT_THAT(plot("picture", {machine}).err, Not(HasSubstr("--report " + machine)));
}

TEST_F(Plot, WhyThereIsNothingToDrawIsSaid) {
  const std::string path = scratch_.file("report.json");
  ASSERT_EQ(run_ridge({"map", "--arch", scratch_.write("machine.yaml", machine_yaml), "--workload",
                       scratch_.write("network.yaml", network_yaml), "--set", "RF.size=1B", "--report", path})
                .exit_code,
            3);
  expect_refused(path, "nothing to draw: 3 layers without a mapping that can run");
}

TEST_F(Plot, AFolderThatDoesNotExistIsNotMade) {
  const Outcome outcome = plot("nowhere/picture", {report()});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("no folder " + scratch_.file("nowhere")));
  EXPECT_FALSE(std::filesystem::exists(scratch_.file("nowhere")));
}

TEST_F(Plot, PanelsOfOneMachineShareTheirAxes) {
  const std::string code =
      "import sys; sys.path.insert(0, sys.argv[1]); from plot_roofline import limits_of, plt;"
      "from roofline_panels import panel_of; import pathlib, plot_roofline as p;"
      "p.draw([panel_of(pathlib.Path(f)) for f in sys.argv[3:]], pathlib.Path(sys.argv[2]));"
      "print(len({(a.get_xlim(), a.get_ylim()) for a in plt.gcf().axes}))";
  const std::string one = scratch_.file("one.json");
  ASSERT_EQ(run_ridge({"map", "--arch", scratch_.write("m.yaml", machine_yaml), "--workload",
                       scratch_.write("l.yaml", layer_yaml), "--effort", "500", "--report", one})
                .exit_code,
            0);
  const Outcome outcome = run_program({python, "-B", "-c", code, scripts, scratch_.file("p"), report(), one});
  EXPECT_EQ(outcome.out, "1\n") << outcome.err;
}

TEST_F(Plot, LayersThatAreNotOnThePictureAreNamedWithTheirShareOfTheTime) {
  const std::string path = scratch_.file("report.json");
  ASSERT_EQ(run_ridge({"map", "--arch", "eyeriss_v1", "--workload", "small_network", "--effort", "200",
                       "--report", path})
                .exit_code,
            0);
  ASSERT_EQ(plot("picture", {path}).exit_code, 0);
  EXPECT_THAT(read_file(scratch_.file("picture.svg")),
              ContainsRegex("<!-- not shown: 2 layers counted as memory traffic, [0-9.]+ % of the time -->"));
}

TEST(Packages, AStepSaysOneLineAndAllWordsOfAnError) {
  const auto step = [](const std::string& command) {
    return run_program(
        {"/bin/bash", "-c", "source '" + scripts + "packages.sh'; step 'unpacking' " + command});
  };
  const Outcome fine = step("seq 1000");
  EXPECT_EQ(fine.exit_code, 0);
  EXPECT_THAT(fine.out, IsEmpty());
  EXPECT_THAT(fine.err, MatchesRegex("unpacking \\.\\.\\. [0-9]+ s\n"));
  const Outcome failed = step("bash -c 'echo one; echo two >&2; exit 7'");
  EXPECT_EQ(failed.exit_code, 7);
  EXPECT_EQ(failed.err, "unpacking ... failed\none\ntwo\n");
}

class ValidationPicture : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_matplotlib()) GTEST_SKIP() << "matplotlib is not installed";
    report_ = scratch_.write("nvdla.json", run_ridge({"validate", "nvdla", "--json"}).out);
  }
  Outcome plot(const std::string& task, const std::string& prefix, const std::string& file) const {
    return run_program({python, scripts + "plot_validation.py", task, scratch_.file(prefix), file});
  }
  Scratch scratch_;
  std::string report_;
};

TEST_F(ValidationPicture, TheSameNumbersGiveTheSameBytes) {
  ASSERT_EQ(plot("--out", "one", report_).exit_code, 0);
  ASSERT_EQ(plot("--out", "two", report_).exit_code, 0);
  const std::string first = read_file(scratch_.file("one.svg"));
  EXPECT_THAT(first, HasSubstr("<svg"));
  EXPECT_EQ(first, read_file(scratch_.file("two.svg")));
  EXPECT_EQ(read_file(scratch_.file("one.png")), read_file(scratch_.file("two.png")));
}

TEST_F(ValidationPicture, ThePictureOfOtherNumbersIsFound) {
  ASSERT_EQ(plot("--out", "one", report_).exit_code, 0);
  EXPECT_EQ(plot("--check", "one", report_).exit_code, 0);
  const std::string other = scratch_.write("other.json", run_ridge({"validate", "scalesim", "--json"}).out);
  const Outcome outcome = plot("--check", "one", other);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("shows other numbers"));
}

TEST_F(ValidationPicture, WhatIsNoReportIsRefused) {
  const Outcome outcome = plot("--out", "one", scratch_.write("wrong.json", "{\"rows\": []}"));
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("wrong.json: no report of 'ridge validate NAME --json'"));
}

}  // namespace
}  // namespace ridge::tests
