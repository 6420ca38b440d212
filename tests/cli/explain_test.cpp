// ridge explain.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/inputs.hpp"
#include "tests/cli/json_keys.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Explain : public ::testing::Test {
 protected:
  Outcome explain(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"explain", "--arch", arch_, "--effort", "2000"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_ridge(arguments);
  }

  Scratch scratch_;
  std::string arch_ = scratch_.write("machine.yaml", machine_yaml);
  std::string workload_ = scratch_.write("layer.yaml", layer_yaml);
  std::string mapping_ = scratch_.write("mapping.yaml", mapping_yaml);
};

TEST_F(Explain, SaysWhatLimitsAndWhatWouldHelp) {
  const Outcome outcome = explain({"--workload", workload_, "--mapping", mapping_});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("product on small takes "));
  EXPECT_THAT(outcome.out, HasSubstr("Another mapping takes "));
  EXPECT_THAT(outcome.out, HasSubstr("would help most: "));
  EXPECT_THAT(outcome.out, HasSubstr("double buffering in 'RF'"));
}

TEST_F(Explain, TheJsonHasTheSameNumbers) {
  const Outcome text = explain({"--workload", workload_});
  const Outcome outcome = explain({"--workload", workload_, "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_THAT(keys_of(json),
              ElementsAre("schema", "layer", "architecture", "cycles", "causes", "best_mapping", "changes"));
  EXPECT_EQ(json["schema"], "ridge.explanation/1");
  EXPECT_EQ(json["best_mapping"]["cycles"], json["cycles"]);
  for (const Json& change : json["changes"])
    EXPECT_THAT(text.out, HasSubstr(change["change"].get<std::string>()));
  double sum = 0;
  for (const Json& cause : json["causes"])
    sum += cause["cycles"].get<double>();
  EXPECT_EQ(sum, json["cycles"].get<double>());
}

TEST_F(Explain, TakesOneLayer) {
  const std::string network = scratch_.write("network.yaml", network_yaml);
  const Outcome several = explain({"--workload", network});
  EXPECT_EQ(several.exit_code, 2);
  EXPECT_THAT(several.err, HasSubstr("one layer is explained at a time"));
  EXPECT_EQ(explain({"--workload", network, "--layer", "second"}).exit_code, 0);
}

TEST_F(Explain, AMappingThatDoesNotFitEndsWithWhatDoesNot) {
  const Outcome outcome = explain({"--workload", workload_, "--mapping", mapping_, "--set", "RF.size=8B"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("does not fit"));
  EXPECT_EQ(outcome.out, "");
}

TEST_F(Explain, ALayerThatNoUnitDoesHasNothingToExplain) {
  const Outcome outcome = explain({"--workload", "alexnet", "--layer", "pool1"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("no unit of 'small' does this layer"));
}

}  // namespace
}  // namespace ridge::tests
