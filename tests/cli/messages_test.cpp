// What the command says on stderr beside its answer: one test per sentence that no other test reads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/inputs.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Messages : public ::testing::Test {
 protected:
  Outcome run(const std::string& command, const std::string& workload,
              const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{command, "--arch", arch_, "--workload", workload};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_ridge(arguments);
  }

  Scratch scratch_;
  std::string arch_ = scratch_.write("machine.yaml", machine_yaml);
  std::string layer_ = scratch_.write("layer.yaml", layer_yaml);
  std::string network_ = scratch_.write("network.yaml", network_yaml);
  std::string mapping_ = scratch_.write("mapping.yaml", mapping_yaml);
};

TEST_F(Messages, ALayerThatNoUnitDoesNeedsNoMapping) {
  const std::string pool = scratch_.write(
      "pool.yaml", "ridge: workload/1\nname: pool\nlayer: {type: pooling2d, C: 4, P: 4, Q: 4, R: 2, S: 2}\n");
  const Outcome outcome = run("evaluate", pool, {"--mapping", mapping_});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("no unit of 'small' does layer 'pool'"),
                                 HasSubstr("counted as memory traffic and needs no mapping")));
}

TEST_F(Messages, AMappingThatBreaksAConstraintIsEvaluatedWithAWarning) {
  const std::string rules =
      scratch_.write("rules.yaml", "ridge: constraints/1\nfanouts: {PE.x: {not: [N]}}\n");
  const Outcome outcome = run("evaluate", layer_, {"--mapping", mapping_, "--constraints", rules});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("warning: the mapping of 'product' breaks a constraint: "), HasSubstr("PE.x")));
}

TEST_F(Messages, WithoutAnyMappingTheReasonIsGiven) {
  const Outcome outcome = run("map", layer_, {"--effort", "100", "--set", "RF.size=1 B"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("error: no mapping of 'product' exists: "), HasSubstr("help: ")));
}

TEST_F(Messages, ASearchCutShortSaysSo) {
  const Outcome outcome = run("map", layer_, {"--time-limit", "1 ns"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("the search was cut short"));
}

TEST_F(Messages, AnObjectiveNeedsTheEnergiesOfItsMachine) {
  const Outcome outcome = run("map", layer_, {"--effort", "100", "--set", "compute={name: MAC}"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("is not stated, and the objective 'edp' needs it"),
                                 HasSubstr("help: state it, or ask for the objective 'latency'")));
}

TEST_F(Messages, ANestForAnUnknownLayerIsFoundByCheck) {
  const std::string nests = scratch_.write("nests.yaml", "ridge: mapping/1\nlayers: {frist: []}\n");
  const Outcome outcome = run_ridge({"check", arch_, network_, nests});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("nests.yaml:2:10: error: workload 'two_products' has no layer 'frist'"),
                    HasSubstr("did you mean 'first'?")));
}

TEST_F(Messages, AGlobThatMatchesNothing) {
  const Outcome outcome = run_ridge({"describe", "--workload", network_, "--layer", "z*"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("no layer of 'two_products' matches 'z*'"), HasSubstr("lists the layers")));
}

TEST_F(Messages, OptionsOfNetworksDoNotChangeWrittenLayers) {
  const Outcome outcome = run_ridge({"describe", "--workload", network_, "--batch", "2"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("network.yaml' lists its layers itself"), HasSubstr("--set")));
}

TEST_F(Messages, AnInterruptWhileReadingEndsAtOnce) {
  const std::string ridge = std::string(RIDGE_BINARY_DIR) + "/ridge";
  const Outcome outcome =
      run_program({"/bin/bash", "-c", "exec '" + ridge + "' describe --workload <(exec sleep 2)"},
                  {.interrupt_after_ms = 500});
  EXPECT_EQ(outcome.exit_code, 130);
  EXPECT_THAT(outcome.err, HasSubstr("ridge: interrupted"));
}

TEST_F(Messages, ANumberOfHundredsOfDigits) {
  const Outcome outcome =
      run_ridge({"describe", "--workload", layer_, "--set", "layer.M=" + std::string(401, '9')});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("a number has more than 400 characters"), HasSubstr("1.5e9")));
}

}  // namespace
}  // namespace ridge::tests
