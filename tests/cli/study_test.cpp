// ridge study: run, killed, resumed, sharded, exported.
#include <cstdlib>
#include <random>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/json_keys.hpp"
#include "tests/cli/run_ridge.hpp"
#include "tests/sanitized.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string study_yaml =
    "ridge: study/1\nname: small\nmachines: [small3]\nworkloads: [gemm, strided_convolution]\n"
    "objectives: [latency, edp]\neffort: " +
    std::string(test::sanitized ? "60" : "1500") +
    "\npareto: [latency, energy]\n"
    "axes:\n  - GLB.size: [32 KiB, 64 KiB, 128 KiB, 256 KiB]\n  - PE.x: {from: 4, to: 16, steps: 13}\n";

class StudyCommand : public ::testing::Test {
 protected:
  Outcome study(const std::string& what, const std::string& store, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"study", what, study_, "--store", scratch_.file(store)});
    return run_ridge(more);
  }
  std::string exported(const std::string& store) const {
    const Outcome outcome = study("export", store, {"--format", "json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  }

  Scratch scratch_;
  std::string study_ = scratch_.write("study.yaml", study_yaml);
};

TEST_F(StudyCommand, RunsAndTellsHowFarItIs) {
  const Outcome preview = study("run", "s", {"--dry-run"});
  EXPECT_THAT(preview.out,
              AllOf(HasSubstr("208 points"), HasSubstr("52 machines x 2 workloads x 2 objectives"),
                    HasSubstr("208 layers to map, 208 different")));
  EXPECT_FALSE(std::filesystem::exists(scratch_.file("s"))) << "a dry run leaves nothing behind";
  const Outcome run = study("run", "s");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("208 of 208 points"));
  EXPECT_THAT(study("run", "s").err, HasSubstr("has results already"));
  const Outcome again = study("run", "s", {"--resume"});
  EXPECT_THAT(again.out, HasSubstr("208 points were there"));
  const Outcome status = study("status", "s");
  EXPECT_THAT(status.out,
              AllOf(HasSubstr("208 of 208 points done"),
                    HasSubstr("No other point of the workload is better in 'latency' and 'energy'")));
}

TEST_F(StudyCommand, TheSameBytesWhateverTheThreadsAndShards) {
  study("run", "one", {"-j", "1"});
  const std::string one = exported("one");
  study("run", "two", {"-j", "2"});
  EXPECT_EQ(exported("two"), one);
  for (int i = 1; i <= 3; ++i)
    EXPECT_EQ(study("run", "parts", {"--shard", fmt::format("{}/3", i)}).exit_code, 0);
  EXPECT_EQ(exported("parts"), one);
  EXPECT_THAT(study("merge", "parts").out, StartsWith("3 shards are now parts of"));
  EXPECT_EQ(exported("parts"), one);
}

TEST_F(StudyCommand, KilledAtAnyMomentNothingIsLostOrTwice) {
  const char* const wanted = std::getenv("RIDGE_KILLS");
  const int kills = wanted != nullptr ? std::atoi(wanted) : test::sanitized ? 2 : 6;
  study("run", "whole");
  const std::string whole = exported("whole");
  std::mt19937 random(11);
  int stopped = 0;
  for (int kill = 0; kill < kills; ++kill) {
    const std::string store = fmt::format("k{}", kill % 4);  // some are killed more than once
    const double seconds = 0.01 + static_cast<double>(random() % 1000) * (test::sanitized ? 5e-3 : 1e-3);
    const Outcome outcome = run_program({"/usr/bin/timeout", "-s", "KILL", fmt::format("{:.3f}", seconds),
                                         RIDGE_BINARY_DIR "/ridge", "study", "run", study_, "--store",
                                         scratch_.file(store), "--resume"});
    stopped += outcome.exit_code != 0 ? 1 : 0;
  }
  for (int store = 0; store < std::min(kills, 4); ++store) {
    EXPECT_EQ(study("run", fmt::format("k{}", store), {"--resume"}).exit_code, 0);
    EXPECT_EQ(exported(fmt::format("k{}", store)), whole);
  }
  EXPECT_GT(stopped, 0) << "every run had ended before";
}

TEST_F(StudyCommand, TwoRunsAtOnceOnOneStore) {
  study("run", "whole");
  const std::string folder = scratch_.file("both");
  const std::string one =
      fmt::format("{}/ridge study run {} --store {} --resume", RIDGE_BINARY_DIR, study_, folder);
  const Outcome both = run_program({"/bin/sh", "-c", fmt::format("{} & {} && wait", one, one)});
  EXPECT_EQ(both.exit_code, 0) << both.err;
  EXPECT_EQ(exported("both"), exported("whole"));
}

TEST_F(StudyCommand, ExportsTables) {
  study("run", "s");
  EXPECT_THAT(study("export", "s").out,
              StartsWith("point,machine,constraints,GLB.size,PE.x,workload,objective,status,"));
  EXPECT_THAT(study("export", "s", {"--table", "layers"}).out,
              StartsWith("point,layer,count,work,status,cycles,"));
  EXPECT_THAT(study("export", "s", {"--table", "parts"}).out,
              StartsWith("point,kind,name,amount\n0,cycles,compute,"));
  EXPECT_EQ(study("export", "s", {"--format", "sqlite"}).exit_code, 2);
  EXPECT_EQ(study("export", "s", {"--format", "sqlite", "--out", scratch_.file("a.sqlite")}).exit_code, 0);
  EXPECT_EQ(study("export", "s", {"--format", "sqlite", "--out", scratch_.file("b.sqlite")}).exit_code, 0);
  EXPECT_EQ(read_file(scratch_.file("a.sqlite")), read_file(scratch_.file("b.sqlite")));
  const Json json = Json::parse(exported("s"));
  EXPECT_EQ(json["points"].size(), 208U);
  EXPECT_TRUE(json["layers"].contains(json["points"][0]["layers"][0]["layer"].get<std::string>()));
}

TEST_F(StudyCommand, SaysWhatCannotBe) {
  EXPECT_THAT(study("run", "s", {"--shard", "3/2"}).err, HasSubstr("this names no shard"));
  EXPECT_THAT(run_ridge({"study", "run", "smal"}).err, HasSubstr("did you mean 'small'?"));
  const std::string file = scratch_.write("file", "not a folder");
  EXPECT_THAT(run_ridge({"study", "run", study_, "--store", file}).err, HasSubstr("cannot be made"));
  const std::string failing =
      scratch_.write("f.yaml",
                     "ridge: study/1\nname: f\nmachines: [small3]\nworkloads: [gemm]\n"
                     "effort: 100\naxes:\n  - RF.size: [2 KiB, 1 B]\n");
  const Outcome outcome = run_ridge({"study", "run", failing, "--store", scratch_.file("f")});
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_THAT(outcome.out, HasSubstr("point 1: a layer has no mapping"));
}

TEST_F(StudyCommand, TheShippedStudyTakesSeconds) {
  if (test::sanitized) GTEST_SKIP() << "seconds of the ordinary build";
  const Outcome outcome = run_ridge({"study", "run", "small", "--store", scratch_.file("small")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("24 of 24 points"));
}

}  // namespace
}  // namespace ridge::tests
