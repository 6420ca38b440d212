// ridge validate.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/json_keys.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string primer = R"(data:
  columns: [macs, conv_buffer_kb, sdram_gb_s, resnet50_fps]
  rows:
    - [1024, 256, 15, 153]
    - [64, 4, 1, 7.3]
)";

TEST(Validate, ASetShowsEveryRowAndItsErrors) {
  const Outcome outcome = run_ridge({"validate", "nvdla"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("1024 MACs, 256 KiB, 15 GB/s"));
  EXPECT_THAT(outcome.out, HasSubstr("error of 7 points: mean "));
  EXPECT_EQ(outcome.err, "");
}

TEST(Validate, JsonHasTheKeysThatProgramsRead) {
  const Outcome outcome = run_ridge({"validate", "nvdla", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_THAT(keys_of(json), ElementsAre("schema", "name", "sentence", "source", "notes", "quantity", "unit",
                                         "points", "mean_abs_error", "p90_abs_error", "worst_abs_error",
                                         "rank_correlation", "rows", "also"));
  EXPECT_EQ(json.at("points"), 7);
  double sum = 0;
  for (const Json& row : json.at("rows")) {
    EXPECT_THAT(keys_of(row), ElementsAre("name", "ours", "theirs", "error"));
    EXPECT_NEAR(row.at("error").get<double>(),
                row.at("ours").get<double>() / row.at("theirs").get<double>() - 1, 1e-12);
    sum += std::abs(row.at("error").get<double>());
  }
  EXPECT_NEAR(json.at("mean_abs_error").get<double>(), sum / 7, 1e-12);
}

TEST(Validate, WithoutANameAllSetsRun) {
  const Outcome outcome = run_ridge({"validate", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json sets = Json::parse(outcome.out).at("sets");
  ASSERT_GE(sets.size(), 2U);
  EXPECT_EQ(sets[0].at("name"), "nvdla");
  const Outcome text = run_ridge({"validate"});
  EXPECT_THAT(text.out, HasSubstr("gemmini_rtl: "));
}

TEST(Validate, ThePeersErrorsAreOfTheSameRows) {
  const Json json = Json::parse(run_ridge({"validate", "gemmini_rtl", "--json"}).out);
  EXPECT_EQ(json.at("peer").at("name"), "Timeloop");
  EXPECT_EQ(json.at("peer").at("points"), 111);
  double sum = 0;
  for (const Json& row : json.at("rows"))
    sum += std::abs(row.at("peer").get<double>() / row.at("theirs").get<double>() - 1);
  EXPECT_NEAR(json.at("peer").at("mean_abs_error").get<double>(), sum / 111, 1e-12);
}

TEST(Validate, OtherFiguresAreTriedFromAFolder) {
  const Scratch scratch;
  scratch.write("nvdla_primer.yaml", primer);
  const Json json =
      Json::parse(run_ridge({"validate", "nvdla", "--json", "--data", scratch.path().string()}).out);
  EXPECT_EQ(json.at("points"), 1);
  EXPECT_EQ(json.at("rank_correlation"), nullptr);
  EXPECT_EQ(json.at("rows")[1].at("ours"), nullptr);
  EXPECT_THAT(json.at("rows")[1].at("note").get<std::string>(), HasSubstr("do not fit"));
}

TEST(Validate, EventsCanBePlayedWhereMappingsAreGiven) {
  const Json closed = Json::parse(run_ridge({"validate", "gemmini_rtl", "--json"}).out);
  const Json event = Json::parse(run_ridge({"validate", "gemmini_rtl", "--json", "--fidelity", "event"}).out);
  EXPECT_EQ(event.at("points"), 111);
  // What Gemmini's software makes of a mapping is no nest: it is walked through in either case.
  EXPECT_EQ(event.at("mean_abs_error"), closed.at("mean_abs_error"));
  EXPECT_NE(event.at("also").at(0).at("mean_abs_error"), closed.at("also").at(0).at("mean_abs_error"));
  const Outcome refused = run_ridge({"validate", "nvdla", "--fidelity", "event"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("no mappings that the event engine could play"));
}

TEST(Validate, MistakesEndTheSearch) {
  const Outcome name = run_ridge({"validate", "gemini_rtl"});
  EXPECT_EQ(name.exit_code, 2);
  EXPECT_THAT(name.err, HasSubstr("there is no validation set called 'gemini_rtl'"));
  EXPECT_THAT(name.err, HasSubstr("did you mean 'gemmini_rtl'?"));

  const Scratch scratch;
  const Outcome alone = run_ridge({"validate", "--data", scratch.path().string()});
  EXPECT_EQ(alone.exit_code, 2);
  EXPECT_THAT(alone.err, HasSubstr("ridge validate NAME --data DIR"));

  const Outcome missing = run_ridge({"validate", "gemmini_rtl", "--data", scratch.path().string()});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("points.csv"));

  std::string wrong = primer;
  wrong.replace(wrong.find("256"), 3, "many");
  scratch.write("nvdla_primer.yaml", wrong);
  const Outcome cell = run_ridge({"validate", "nvdla", "--data", scratch.path().string()});
  EXPECT_EQ(cell.exit_code, 2);
  EXPECT_THAT(cell.err, HasSubstr("nvdla_primer.yaml:4:14: error: conv_buffer_kb is 'many'"));
}

}  // namespace
}  // namespace ridge::tests
