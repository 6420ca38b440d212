// What somebody types who comes from other tools, and what is answered: the word that is meant here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

/// stderr of `ridge map` on a small shipped machine, which must refuse.
std::string refusal(const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"map", "--arch", "eyeriss_v1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Outcome outcome = run_ridge(arguments);
  EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
  return outcome.err;
}

std::string refused_value(const std::string& assignment) {
  return refusal({"--workload", "gemm", "--set", assignment});
}

TEST(FirstWords, AnUnknownWorkloadIsAnsweredWithWhatItBeginsAndWithAllNetworks) {
  EXPECT_THAT(refusal({"--workload", "gpt3"}), AllOf(HasSubstr("the nearest name is 'gpt3_175b'"),
                                                     HasSubstr("'resnet50'"), HasSubstr("'bert_base'")));
  EXPECT_THAT(refusal({"--workload", "resnet5"}), HasSubstr("the nearest name is 'resnet50'"));
  EXPECT_THAT(refusal({"--workload", "xyzzy"}),
              AllOf(Not(HasSubstr("nearest")), HasSubstr("built in are"), HasSubstr("'resnet50'")));
}

TEST(FirstWords, OtherNamesOfAKindLeadToIt) {
  for (const char* word : {"sram", "SRAM", "buffer", "spad"})
    EXPECT_THAT(refused_value(std::string("GLB.kind=") + word),
                HasSubstr("write 'scratchpad'; it is one of"));
  for (const char* word : {"rf", "regfile"})
    EXPECT_THAT(refused_value(std::string("GLB.kind=") + word), HasSubstr("write 'register'; it is one of"));
  for (const char* word : {"hbm", "HBM", "memory"})
    EXPECT_THAT(refused_value(std::string("GLB.kind=") + word), HasSubstr("write 'dram'; it is one of"));
}

TEST(FirstWords, ABarePrefixIsAnsweredWithBothUnits) {
  EXPECT_THAT(refused_value("GLB.size=64k"), AllOf(HasSubstr("'KiB'"), HasSubstr("'KB'")));
  EXPECT_THAT(refused_value("GLB.size=2M"), AllOf(HasSubstr("'MiB'"), HasSubstr("'MB'")));
}

TEST(FirstWords, AnAxisAloneIsAnsweredWithTheMapThatIsMeant) {
  EXPECT_THAT(refused_value("PE.reduce=y"),
              AllOf(HasSubstr("'reduce' cannot be 'y'"), HasSubstr("{y: true}")));
}

TEST(FirstWords, AConvolutionSizedByItsInputIsToldItsOutput) {
  const Scratch scratch;
  const std::string file = scratch.write("layer.yaml", R"(ridge: workload/1
name: stem
layer: {type: conv2d, K: 64, C: 3, H: 224, W: 224, R: 7, S: 7, stride: 2, padding: 3, precision: int8}
)");
  const std::string complaint = refusal({"--workload", file});
  EXPECT_THAT(complaint, AllOf(HasSubstr("sizes of conv2d are of the output: it has no 'H'"),
                               HasSubstr("P = (H + 2 padding - R) / stride + 1")));
  EXPECT_EQ(complaint.find("error"), complaint.rfind("error")) << complaint;
}

TEST(FirstWords, AMisspeltOptionIsUnknownBeforeAnotherIsMissing) {
  const Outcome outcome = run_ridge({"map", "--arhc", "tpu_v1", "--workload", "gemm"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("there is no option '--arhc'"),
                                 HasSubstr("did you mean '--arch'?"), Not(HasSubstr("required"))));
}

TEST(FirstWords, ADescribedNetworkHasOneLineForEqualLayers) {
  const std::string out = run_ridge({"describe", "--workload", "gpt3_175b"}).out;
  EXPECT_THAT(out, ContainsRegex("block0.query +gemm +384 "));
  EXPECT_THAT(out, Not(HasSubstr("block1.query")));
  EXPECT_THAT(run_ridge({"describe", "--workload", "gpt3_175b", "--json"}).out, HasSubstr("block1.query"));
}

TEST(FirstWords, ComputeEnergyIsSaidForEachPrecisionOrUnknown) {
  EXPECT_THAT(run_ridge({"describe", "--arch", "a100_40gb"}).out,
              AllOf(ContainsRegex("TensorCore .*fp16 [0-9.]+ pJ"), HasSubstr("fp64 unknown")));
}

}  // namespace
}  // namespace ridge::tests
