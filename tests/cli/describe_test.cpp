// ridge describe, print and schema.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/inputs.hpp"
#include "tests/cli/json_keys.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Json json_of(std::vector<std::string> arguments) {
  arguments.emplace_back("--json");
  const Outcome outcome = run_ridge(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return Json::parse(outcome.out);
}

TEST(Describe, ANetworkHasItsParametersAndMacsPerSample) {
  const Json one = json_of({"describe", "--workload", "resnet50"});
  EXPECT_EQ(one["parameters"], 25557032);  // torchvision, ResNet-50 v1.5
  EXPECT_EQ(one["macs"], 4089184256);
  const Json eight = json_of({"describe", "--workload", "resnet50", "--batch", "8"});
  EXPECT_EQ(eight["macs"], one["macs"]);
  EXPECT_EQ(eight["batch"], 8);
}

TEST(Describe, AMachineHasLevelsPeakRidgeAndArea) {
  const Scratch scratch;
  const std::string arch = scratch.write("machine.yaml", machine_yaml);
  const Json machine = json_of({"describe", "--arch", arch});
  EXPECT_EQ(machine["lanes"], 64);
  EXPECT_EQ(machine["peaks"][0]["ops_per_cycle"], 128);
  EXPECT_EQ(machine["levels"][0]["ridge_points"][0]["ops_per_byte"], 8);  // 128 ops/cycle over 16 B/cycle
  EXPECT_EQ(machine["levels"][2]["instances"], 64);
  EXPECT_TRUE(machine["area_mm2"].is_null());
  EXPECT_THAT(run_ridge({"describe", "--arch", arch}).out, AllOf(HasSubstr("GLB"), HasSubstr("64 KiB")));
}

TEST(Describe, APortForBothDirectionsIsNotTwo) {
  const Scratch scratch;
  const auto dram = [&](const std::string& ports) {
    const std::string text =
        "ridge: architecture/1\nname: m\nclock: 1 GHz\nsource: made for the tests\n"
        "levels: [{name: DRAM, kind: dram, " +
        ports + "}]\ncompute: {name: MAC}\n";
    return run_ridge({"describe", "--arch", scratch.write("m.yaml", text)}).out;
  };
  EXPECT_THAT(dram("bandwidth: 16 B/cycle"), HasSubstr("16         shared"));
  EXPECT_THAT(dram("read_bandwidth: 16 B/cycle, write_bandwidth: 16 B/cycle"),
              HasSubstr("16             16"));
}

TEST(Describe, OneLaneIsNotSeveral) {
  const Scratch scratch;
  const std::string arch = scratch.write("machine.yaml", machine_yaml);
  EXPECT_THAT(run_ridge({"describe", "--arch", arch, "--set", "PE.x=1", "--set", "PE.y=1"}).out,
              StartsWith("small: 1 lane at 1 GHz"));
}

TEST(Describe, ComputeEnergyThatIsNotStatedIsUnknown) {
  const Scratch scratch;
  const std::string arch = scratch.write("machine.yaml", machine_yaml);
  const auto with_energy = [&](const std::string& energy) {
    return run_ridge({"describe", "--arch", arch, "--set", "arch:compute=" + energy}).out;
  };
  EXPECT_THAT(with_energy("{name: MAC}"), HasSubstr("mac   unknown"));
  EXPECT_THAT(with_energy("{name: MAC, energy: {int8: 1 pJ}}"), HasSubstr("mac   int8 1 pJ"));
  EXPECT_THAT(with_energy("{name: MAC, energy: 1 pJ}"), HasSubstr("mac   1 pJ"));
}

TEST(Describe, LayersCanBeChosen) {
  const Scratch scratch;
  const std::string workload = scratch.write("network.yaml", network_yaml);
  EXPECT_EQ(json_of({"describe", "--workload", workload, "--layer", "s*"})["layers"].size(), 1U);
}

TEST(Print, ABuiltInNetworkReadsBackAsTheSameNetwork) {
  const Scratch scratch;
  for (const char* name : {"resnet50", "bert_base", "dlrm_rm1"}) {
    const Outcome printed = run_ridge({"print", "--workload", name});
    ASSERT_EQ(printed.exit_code, 0) << printed.err;
    EXPECT_THAT(printed.out, StartsWith("ridge: workload/1"));
    const std::string file = scratch.write(std::string(name) + ".yaml", printed.out);
    EXPECT_EQ(json_of({"describe", "--workload", file})["layers"],
              json_of({"describe", "--workload", name})["layers"]);
    EXPECT_EQ(run_ridge({"print", "--workload", file}).out, printed.out);
  }
}

TEST(Print, JsonMeansTheSame) {
  const Scratch scratch;
  const Outcome printed = run_ridge({"print", "--workload", "alexnet", "--json"});
  const std::string file = scratch.write("alexnet.json", printed.out);
  EXPECT_EQ(run_ridge({"print", "--workload", file}).out, run_ridge({"print", "--workload", "alexnet"}).out);
}

TEST(Schema, EveryKindHasOneThatIsJson) {
  for (const char* kind : {"workload", "architecture", "mapping", "constraints", "certificate"}) {
    const Outcome outcome = run_ridge({"schema", kind});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const Json schema = Json::parse(outcome.out);
    EXPECT_TRUE(schema.contains("$schema")) << kind;
    EXPECT_EQ(run_ridge({"schema", kind, "--json"}).out, outcome.out);
  }
}

TEST(Schema, AnUnknownKindIsBadUsage) {
  EXPECT_EQ(run_ridge({"schema", "study"}).exit_code, 2);
}

}  // namespace
}  // namespace ridge::tests
