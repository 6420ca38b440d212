// Pictures and reports of studies: scripts/plot_study.py, scripts/study_summary.py, scripts/study_report.sh.
#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string study_scripts = std::string(RIDGE_SOURCE_DIR) + "/scripts/";
const std::vector<std::string> all_pictures{"pareto", "what-if",     "tornado", "waterfall",
                                            "energy", "utilization", "roofline"};

/// The machine of 512 KiB and 16 columns is small3 as shipped.
const char* const pictured_yaml =
    "ridge: study/1\nname: pictured\nmachines: [small3]\nworkloads: [gemm, strided_convolution]\n"
    "objectives: [latency]\neffort: 2000\npareto: [latency, energy]\n"
    "axes:\n  - GLB.size: [64 KiB, 512 KiB, 2 MiB]\n  - PE.x: [8, 16]\n";

/// A point of a study made by hand, of one layer: seconds, and joules that are all computing.
std::string point_json(int index, const std::string& size, const std::string& workload, double seconds,
                       bool as_shipped) {
  return fmt::format(
      R"({{"point": {}, "base": "m", "as_shipped": {}, "constraints": null, "values": {{"L2.size": "{}"}},
          "workload": "{}", "objective": "latency", "status": "optimal", "reason": "", "front": null,
          "machine": {{"name": "m", "lanes": 1, "clock_hz": 1, "area_mm2": null, "power_w": null, "roofs": {{}}}},
          "totals": {{"layers": 1, "operations": 2, "cycles": {}, "seconds": {}, "energy_pj": 4, "edp_js": 1,
                      "value": 1, "lower_bound": 1, "gap": 0, "without_answer": 0, "utilization": 0.5,
                      "causes": {{"compute": {}}}, "energy_by_level": {{"compute": 4}}}}, "layers": []}})",
      index, as_shipped, size, workload, seconds, seconds, seconds);
}

/// L2 of 1, 2, 4 and 8 MiB, shipped with 2 MiB.
std::string study_json(const std::vector<std::pair<std::string, std::vector<double>>>& seconds) {
  const std::vector<std::string> sizes{"1 MiB", "2 MiB", "4 MiB", "8 MiB"};
  std::string points;
  int index = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    for (const auto& [workload, of] : seconds)
      points += (points.empty() ? "" : ", ") + point_json(index++, sizes[i], workload, of[i], i == 1);
  return R"({"schema": "ridge.study/1", "study": "by_hand", "axes": ["L2.size"], "moves": [["L2.size"]],
             "pareto": [], "points": [)" +
         points + R"(], "layers": {}})";
}

class StudyPictures : public ::testing::Test {
 protected:
  void SetUp() override {
    if (run_program({python, "-c", "import matplotlib"}).exit_code != 0)
      GTEST_SKIP() << "matplotlib is not installed";
  }
  Outcome plot(const std::string& prefix, const std::string& json, std::vector<std::string> more = {}) const {
    more.insert(more.begin(),
                {python, "-B", study_scripts + "plot_study.py", "--out", scratch_.file(prefix), json});
    return run_program(more);
  }
  Outcome summary(const std::string& json) const {
    return run_program({python, "-B", study_scripts + "study_summary.py", json});
  }
  std::string exported() const {
    const std::string study = scratch_.write("study.yaml", pictured_yaml);
    const std::string store = scratch_.file("store");
    EXPECT_EQ(run_ridge({"study", "run", study, "--store", store}).exit_code, 0);
    EXPECT_EQ(run_ridge({"study", "export", study, "--store", store, "--format", "json", "--out",
                         scratch_.file("study.json")})
                  .exit_code,
              0);
    return scratch_.file("study.json");
  }
  /// Width, height, number of colours, and the part of the picture that is not white, in percent.
  std::vector<double> facts_of_png(const std::string& path) const {
    const Outcome outcome =
        run_program({python, "-c",
                     "import sys, matplotlib.image as i, numpy as n; p = i.imread(sys.argv[1])[:, :, :3];"
                     "print(p.shape[1], p.shape[0], len(n.unique(p.reshape(-1, 3), axis=0)), 100 * "
                     "(p.min(axis=2) < 1).mean())",
                     path});
    std::istringstream text(outcome.out);
    std::vector<double> facts(4, 0.0);
    for (double& fact : facts)
      text >> fact;
    return facts;
  }
  const std::string python = "/usr/bin/python3";
  Scratch scratch_;
};

TEST_F(StudyPictures, EachIsDrawnAndNotBlank) {
  const Outcome plotted = plot("p", exported(), {"--style", "screen"});
  ASSERT_EQ(plotted.exit_code, 0) << plotted.err;
  for (const std::string& name : all_pictures) {
    const std::string path = scratch_.file("p-" + name + ".png");
    EXPECT_THAT(plotted.out, HasSubstr(path + "\n"));
    const std::vector<double> facts = facts_of_png(path);
    EXPECT_GT(facts[0], 400) << name;
    EXPECT_GT(facts[1], 250) << name;
    EXPECT_LT(std::max(facts[0], facts[1]), 4000) << name;
    EXPECT_GT(facts[2], 30) << name;
    EXPECT_GT(facts[3], 2) << name;
  }
}

TEST_F(StudyPictures, TheSameInputGivesTheSameBytesInEveryFormat) {
  const std::string json = exported();
  for (const char* prefix : {"one", "two"}) {
    const Outcome plotted = plot(prefix, json, {"--style", "paper", "--format", "png,svg,pdf"});
    ASSERT_EQ(plotted.exit_code, 0) << plotted.err;
  }
  for (const std::string& name : all_pictures) {
    for (const char* kind : {"png", "svg", "pdf"}) {
      const std::string one = read_file(scratch_.file(fmt::format("one-{}.{}", name, kind)));
      EXPECT_GT(one.size(), 1000U) << name << kind;
      EXPECT_TRUE(one == read_file(scratch_.file(fmt::format("two-{}.{}", name, kind)))) << name << kind;
    }
  }
}

TEST_F(StudyPictures, NameWhatTheyShow) {
  ASSERT_EQ(plot("p", exported(), {"--format", "svg"}).exit_code, 0);
  const auto svg = [this](const std::string& name) { return read_file(scratch_.file("p-" + name + ".svg")); };
  EXPECT_THAT(svg("pareto"), AllOf(HasSubstr("<!-- machine as shipped -->"), HasSubstr("small3 -->"),
                                   HasSubstr("<!-- latency [ms] -->"), HasSubstr("<!-- energy [µJ] -->")));
  EXPECT_THAT(svg("what-if"), AllOf(HasSubstr("<!-- latency [times the middle] -->"),
                                    HasSubstr("<!-- GLB.size -->"), HasSubstr("<!-- 2 MiB -->")));
  EXPECT_THAT(svg("tornado"), AllOf(HasSubstr("<!-- GLB.size -->"), HasSubstr("<!-- PE.x -->")));
  EXPECT_THAT(svg("waterfall"), AllOf(HasSubstr("<!-- compute -->"), HasSubstr("<!-- cycles -->")));
  EXPECT_THAT(svg("energy"),
              AllOf(HasSubstr("<!-- DRAM -->"), HasSubstr("<!-- energy per operation [pJ] -->")));
  EXPECT_THAT(svg("utilization"), HasSubstr("<!-- utilization of the array [%] -->"));
  EXPECT_THAT(svg("roofline"), AllOf(HasSubstr("<!-- peak: 512 Gop/s -->"),
                                     HasSubstr("<!-- GLB: 32 GB/s -->"), HasSubstr("<!-- RF: no limit -->")));
}

TEST_F(StudyPictures, BreakEvenIsWhereNeighboursLieOnTwoSidesOfOne) {
  // a: 1/2 at 4 MiB and 2 at 8 MiB of what 2 MiB takes, so 1 at 4 MiB x sqrt(2); b never comes back to 1.
  const std::string json =
      scratch_.write("hand.json", study_json({{"a", {3, 2, 1, 4}}, {"b", {8, 4, 2, 1}}}));
  const Outcome told = summary(json);
  ASSERT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.out,
              HasSubstr("- At 1 MiB: a (1.5x) and b (2x) lose.\n- At 8 MiB: b (0.25x) gains; a (2x) loses.\n"
                        "- Breaks even with the middle: a between 4 MiB and 8 MiB, near 5.657 MiB.\n"));
  EXPECT_THAT(told.out, HasSubstr("| a | #4: L2.size 4 MiB | latency 1 s | 50 % | none | 0.5x m |"));
  EXPECT_THAT(told.out,
              HasSubstr("| b | 2 MiB | 1 MiB: 2x, loses | 8 MiB: 0.25x, gains | 8 MiB: 0.25x | none |"));
  EXPECT_THAT(told.out, HasSubstr("8 points of 8 with a result"));
}

TEST_F(StudyPictures, WhatDoesNotApplyIsLeftOutAndSaid) {
  const std::string json = scratch_.write("hand.json", study_json({{"a", {3, 2, 1, 4}}}));
  const Outcome plotted = plot("p", json);
  EXPECT_EQ(plotted.exit_code, 0) << plotted.err;
  EXPECT_THAT(plotted.out,
              AllOf(HasSubstr("no pareto: the study has no `pareto`\n"),
                    HasSubstr("no utilization: no layer is mapped\n"), HasSubstr("p-what-if.png\n")));
  EXPECT_FALSE(std::filesystem::exists(scratch_.file("p-pareto.png")));
  const Outcome asked = plot("q", json, {"--pictures", "pareto"});
  EXPECT_EQ(asked.exit_code, 2);
  EXPECT_EQ(asked.err, "error: " + json + ": no picture 'pareto': the study has no `pareto`\n");
}

TEST_F(StudyPictures, WhatIsNoStudyIsAnErrorInOneLine) {
  const auto refused = [this](const std::string& path, std::vector<std::string> more = {}) {
    const Outcome outcome = plot("p", path, std::move(more));
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    return outcome.err;
  };
  EXPECT_THAT(refused(scratch_.file("absent.json")), HasSubstr("absent.json: No such file or directory"));
  EXPECT_THAT(refused(scratch_.write("text.json", "point,machine\n")), HasSubstr("not JSON"));
  EXPECT_THAT(refused(scratch_.write("list.json", "[1]")), HasSubstr("not a study of this version"));
  EXPECT_THAT(refused(scratch_.write("old.json", "{\"schema\": \"ridge.study/1\"}")),
              HasSubstr("not a study"));
  EXPECT_THAT(refused(scratch_.write("empty.json", study_json({}))),
              HasSubstr("no point of 'by_hand' has a result"));
  const std::string json = scratch_.write("hand.json", study_json({{"a", {3, 2, 1, 4}}}));
  EXPECT_THAT(refused(json, {"--points", "77"}), HasSubstr("77 is no answered point of by_hand"));
  EXPECT_THAT(refused(json, {"--metric", "area"}), HasSubstr("--metric area: not known of every point"));
  EXPECT_THAT(plot("p", json, {"--pictures", "pie"}).err, HasSubstr("'pie' is not one of pareto, what-if"));
  EXPECT_THAT(plot("nowhere/p", json).err, HasSubstr("no folder " + scratch_.file("nowhere")));
}

TEST_F(StudyPictures, TheReportNamesThePicturesThatAreThere) {
  exported();
  const Outcome report =
      run_program({"/usr/bin/env", "RIDGE=" RIDGE_BINARY_DIR "/ridge", study_scripts + "study_report.sh",
                   scratch_.file("study.yaml"), scratch_.file("store"), scratch_.file("report"), "--pictures",
                   "what-if,tornado"});
  ASSERT_EQ(report.exit_code, 0) << report.err;
  const std::string text = read_file(scratch_.file("report/README.md"));
  EXPECT_THAT(text, StartsWith("# Study pictured\n\n12 points of 12 with a result"));
  EXPECT_THAT(text, AllOf(HasSubstr("](study-what-if.png)"), HasSubstr("](study-tornado.png)"),
                          Not(HasSubstr("pareto.png"))));
  EXPECT_THAT(text, HasSubstr("## No other point is better in latency and energy"));
  EXPECT_EQ(run_program({study_scripts + "study_report.sh", "small"}).exit_code, 2);
}

}  // namespace
}  // namespace ridge::tests
