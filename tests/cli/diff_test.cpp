// ridge diff: machines, other inputs and results.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/views/changes.hpp"
#include "tests/cli/inputs.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Json& row_of(const Json& comparison, const std::string& table, const std::string& name) {
  for (const Json& each : comparison["results"]) {
    if (each["title"] != table) continue;
    for (const Json& row : each["rows"])
      if (row["name"] == name) return row;
  }
  static const Json none;
  return none;
}

TEST(InputChanges, GoByNamesAndTellRatiosOfLikeUnits) {
  const Json a = Json::parse(R"({"name": "x", "clock": "1 GHz", "levels": [
    {"name": "GLB", "size": "108 KiB", "keeps": ["weights"]}, {"fanout": {"name": "PE", "x": 16}}, {"name": "RF", "size": "1 B"}]})");
  const Json b = Json::parse(R"({"name": "y", "clock": "900 MHz", "levels": [
    {"name": "GLB", "size": "216 KiB", "keeps": ["weights", "inputs"]}, {"fanout": {"name": "PE", "x": 8}},
    {"name": "Extra", "size": "1 B"}]})");
  std::vector<std::string> lines;
  for (const cli::InputChange& change : cli::input_changes(a, b))
    lines.push_back(
        fmt::format("{}: {} -> {} ({})", change.path, change.a, change.b, change.ratio.value_or(0)));
  EXPECT_THAT(lines, ElementsAre("clock: 1 GHz -> 900 MHz (0)", "GLB.size: 108 KiB -> 216 KiB (2)",
                                 "GLB.keeps: [weights] -> [weights, inputs] (0)", "PE.x: 16 -> 8 (0.5)",
                                 "RF.size: 1 B ->  (0)", "Extra.size:  -> 1 B (0)"));
  EXPECT_THAT(cli::input_changes(a, a), IsEmpty());
}

class Diff : public ::testing::Test {
 protected:
  Scratch scratch_;
  std::string layer_ = scratch_.write("layer.yaml", layer_yaml);
  std::string network_ = scratch_.write("network.yaml", network_yaml);
  std::string machine_ = scratch_.write("machine.yaml", machine_yaml);
};

TEST_F(Diff, MachinesAndWhatTheyMakeOfALayer) {
  const std::vector<std::string> asked{"diff",       machine_, machine_,   "--set", "clock=2GHz",
                                       "--workload", layer_,   "--effort", "2000"};
  std::vector<std::string> with_json = asked;
  with_json.emplace_back("--json");
  const Outcome outcome = run_ridge(with_json);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json found = Json::parse(outcome.out);
  EXPECT_EQ(found["inputs"][0]["path"], "clock");
  const Json& cycles = row_of(found, "cycles", "cycles");
  const Json& time = row_of(found, "time", "time");
  EXPECT_DOUBLE_EQ(cycles["a"].get<double>() / time["a"].get<double>() * 2,
                   cycles["b"].get<double>() / time["b"].get<double>());
  double causes = 0;
  for (const Json& table : found["results"])
    if (table["title"] == "cycles by cause")
      for (const Json& row : table["rows"])
        causes += row["b"].get<double>();
  EXPECT_EQ(causes, cycles["b"].get<double>());
  EXPECT_THAT(run_ridge(asked).out, AllOf(HasSubstr("clock"), HasSubstr("Cycles by cause")));
}

TEST_F(Diff, ResultsOfNetworksAddUpTheirLayers) {
  const auto result = [&](const std::string& name, const std::string& change) {
    return scratch_.write(name, run_ridge({"map", "--arch", machine_, "--workload", network_, "--effort",
                                           "500", "--json", "--set", change})
                                    .out);
  };
  const std::string a = result("a.json", "clock=1GHz");
  const std::string b = result("b.json", "clock=2GHz");
  const Outcome outcome = run_ridge({"diff", a, b, "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json found = Json::parse(outcome.out);
  EXPECT_TRUE(found["inputs"].is_null()) << "results do not hold their inputs";
  double by_layer = 0;
  for (const char* layer : {"first", "second"})
    by_layer += row_of(found, "cycles by layer", layer)["a"].get<double>();
  EXPECT_EQ(by_layer, row_of(found, "cycles", "cycles")["a"].get<double>());
  const Json whole = Json::parse(run_ridge({"diff", a, a, "--json"}).out);
  for (const Json& table : whole["results"])
    for (const Json& row : table["rows"])
      EXPECT_EQ(row["a"], row["b"]) << row;
}

TEST_F(Diff, OtherInputsValueByValue) {
  const Outcome outcome = run_ridge({"diff", layer_, network_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("first.M"), HasSubstr("new"), Not(HasSubstr("Result"))));
  EXPECT_THAT(run_ridge({"diff", layer_, layer_}).out, HasSubstr("nothing differs"));
}

TEST_F(Diff, SaysWhatCannotBeCompared) {
  const std::string nothing = scratch_.write("nothing.json", "{}");
  const auto refused = [](const std::vector<std::string>& arguments) {
    const Outcome outcome = run_ridge(arguments);
    EXPECT_EQ(outcome.exit_code, 2);
    return outcome.err;
  };
  EXPECT_THAT(refused({"diff", machine_, layer_}), HasSubstr("are different kinds of things"));
  EXPECT_THAT(refused({"diff", nothing, nothing}), HasSubstr("is neither an input file nor a result"));
  EXPECT_THAT(refused({"diff", "small3", "small4"}), HasSubstr("did you mean 'small3'?"));
  EXPECT_THAT(refused({"diff", layer_, layer_, "--set", "GLB.size=1"}),
              HasSubstr("only the values of a machine"));
  EXPECT_THAT(refused({"diff", layer_, layer_, "--workload", layer_}),
              HasSubstr("only machines are compared"));
}

}  // namespace
}  // namespace ridge::tests
