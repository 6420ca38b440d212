// ridge check: everything wrong in all files, in one go.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/inputs.hpp"
#include "tests/cli/json_keys.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Check : public ::testing::Test {
 protected:
  Scratch scratch_;
  std::string arch_ = scratch_.write("machine.yaml", machine_yaml);
  std::string layer_ = scratch_.write("layer.yaml", layer_yaml);
  std::string mapping_ = scratch_.write("mapping.yaml", mapping_yaml);
};

TEST_F(Check, GoodFilesAreOk) {
  const Outcome outcome = run_ridge({"check", arch_, layer_, mapping_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("machine.yaml: architecture ok"), HasSubstr("layer.yaml: workload ok"),
                    HasSubstr("mapping.yaml: mapping ok")));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_F(Check, ReportsWhatIsWrongInEveryFile) {
  const std::string bad_layer =
      scratch_.write("bad_layer.yaml", "ridge: workload/1\nname: x\nlayer: {type: gem, M: 0}\n");
  const std::string bad_arch = scratch_.write("bad_arch.yaml", "ridge: architecture/1\nclok: 1 GHz\n");
  const Outcome outcome = run_ridge({"check", bad_layer, arch_, bad_arch});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("bad_layer.yaml:3"), HasSubstr("bad_arch.yaml:2"), HasSubstr("clock")));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("bad_layer.yaml: workload has errors"),
                                 HasSubstr("machine.yaml: architecture ok")));
}

TEST_F(Check, AMappingIsHeldAgainstTheMachineAndTheLayer) {
  const std::string text = std::string(mapping_yaml);
  const std::string wrong =
      scratch_.write("wrong.yaml", "ridge: mapping/1\nnest:\n  - keep: {DRAM: [A, B, Z]}\n  - for: {M: 8}\n");
  const Outcome outcome = run_ridge({"check", "--arch", arch_, "--workload", layer_, wrong});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("wrong.yaml"));
}

TEST_F(Check, AMappingAloneIsCheckedInFormAndSaysSo) {
  const Outcome outcome = run_ridge({"check", mapping_});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("--arch A --workload W"));
}

TEST_F(Check, UnknownKeysOfAMappingOrConstraintsAloneAreFound) {
  const std::string mapping = scratch_.write("alone.yaml", "ridge: mapping/1\nnets: []\n");
  const Outcome one = run_ridge({"check", mapping});
  EXPECT_EQ(one.exit_code, 2);
  EXPECT_THAT(one.err, AllOf(HasSubstr("alone.yaml:2:1: error: unknown key 'nets'"),
                             HasSubstr("only the keys of this mapping file were checked")));
  const std::string rules = scratch_.write("rules.yaml", "ridge: constraints/1\nlevel: {}\n");
  const Outcome other = run_ridge({"check", rules});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("did you mean 'levels'?"));
}

TEST_F(Check, TheConstraintsOfAMachineAreCheckedWhereThereIsAWorkload) {
  const std::string machine = scratch_.write(
      "bound.yaml", std::string(machine_yaml) + "constraints: {levels: {GLBB: {keep: [weights]}}}\n");
  EXPECT_EQ(run_ridge({"check", machine}).exit_code, 0);
  const Outcome outcome = run_ridge({"check", machine, layer_});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("bound.yaml:11:24: error: machine 'small' has no level 'GLBB'"));
}

TEST_F(Check, OfManyLayersOneMistakeIsReportedOnce) {
  const std::string network = scratch_.write("network.yaml", network_yaml);
  const std::string wrong =
      scratch_.write("wrong.yaml", "ridge: mapping/1\nnest:\n  - keep: {GLBB: [A, B, Z]}\n");
  const Outcome outcome = run_ridge({"check", arch_, network, wrong});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("no level 'GLBB'"));
  EXPECT_EQ(outcome.err.find("error:"), outcome.err.rfind("error:")) << outcome.err;
}

TEST_F(Check, TwentyErrorsOfAFileAreShownAndTheOthersCounted) {
  std::string nest = "ridge: mapping/1\nnest:\n";
  for (int i = 0; i < 12; ++i)
    nest += "  - for: {X: 1}\n";
  const std::string network = scratch_.write("network.yaml", network_yaml);
  const Outcome outcome = run_ridge({"check", arch_, network, scratch_.write("wrong.yaml", nest), "--json"});
  const Json findings = Json::parse(outcome.out)["files"][2]["findings"];
  EXPECT_EQ(findings.size(), 21U);
  EXPECT_EQ(findings[20]["message"], "16 more errors are not shown");
}

TEST_F(Check, JsonListsFindingsWithTheirPlaces) {
  const std::string bad =
      scratch_.write("bad.yaml", "ridge: workload/1\nname: x\nlayer: {type: gemm, M: 0, N: 1, K: 1}\n");
  const Outcome outcome = run_ridge({"check", "--json", bad});
  EXPECT_EQ(outcome.exit_code, 2);
  const Json result = Json::parse(outcome.out);
  EXPECT_EQ(result["errors"], 1);
  const Json& file = result["files"][0];
  EXPECT_THAT(keys_of(file), ElementsAre("file", "kind", "ok", "findings"));
  EXPECT_EQ(file["ok"], false);
  EXPECT_THAT(keys_of(file["findings"][0]),
              ElementsAre("severity", "file", "line", "column", "message", "label", "help", "notes"));
  EXPECT_EQ(file["findings"][0]["line"], 3);
}

/// Two layers of which the second reads another number of words than the first writes.
constexpr const char* misfit_yaml =
    "ridge: workload/1\nlayers:\n"
    "  - {name: a, type: gemm, M: 8, N: 8, K: 4}\n"
    "  - {name: b, type: gemm, M: 8, N: 4, K: 16}\n";

TEST_F(Check, LayersThatDoNotFitAreAWarning) {
  const std::string file = scratch_.write("misfit.yaml", misfit_yaml);
  const Outcome outcome = run_ridge({"check", file});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("misfit.yaml:4:5: warning: 'b' reads A[8, 16]"),
                                 HasSubstr("misfit.yaml:3:5: note: 'a' writes Z[8, 8]")));
  EXPECT_THAT(outcome.out, HasSubstr("misfit.yaml: workload ok"));
  const Json result = Json::parse(run_ridge({"check", "--json", file}).out);
  EXPECT_EQ(result["errors"], 0);
  EXPECT_EQ(result["files"][0]["findings"][0]["severity"], "warning");
}

TEST_F(Check, EveryCommandThatReadsANetworkWarnsOfLayersThatDoNotFit) {
  const std::string file = scratch_.write("misfit.yaml", misfit_yaml);
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"describe", "--workload", file},
        {"print", "--workload", file},
        {"map", "--arch", arch_, "--workload", file},
        {"check", "--workload", file, arch_},
        {"evaluate", "--arch", arch_, "--workload", file, "--layer", "a", "--mapping", mapping_}}) {
    EXPECT_THAT(run_ridge(command).err, HasSubstr("warning: 'b' reads A[8, 16]")) << command.front();
  }
}

TEST_F(Check, EveryShippedFileIsOk) {
  for (const char* folder : {"arch", "workloads"}) {
    std::vector<std::string> arguments{"check"};
    for (const auto& file :
         std::filesystem::directory_iterator(std::string(RIDGE_SOURCE_DIR) + "/configs/" + folder)) {
      if (file.path().extension() == ".yaml") arguments.push_back(file.path().string());
    }
    if (arguments.size() == 1) continue;
    const Outcome outcome = run_ridge(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }
}

}  // namespace
}  // namespace ridge::tests
