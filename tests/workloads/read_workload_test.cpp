#include <filesystem>
#include <fstream>

#include "base/config_path.hpp"
#include "tests/workloads/support.hpp"

namespace ridge::test {
namespace {

TEST(ReadWorkload, AGeneralProblemWithDefaultRoles) {
  const Network network = read(
      "ridge: workload/1\n"
      "name: mine\n"
      "problem:\n"
      "  dimensions: {M: 512, N: 256, K: 1024}\n"
      "  precision: fp16\n"
      "  tensors:\n"
      "    A: {index: [M, K], density: 0.5}\n"
      "    B: {index: [K, N], precision: fp8}\n"
      "    Z: {index: [M, N], output: true}\n");
  const Problem& problem = network.layers.at(0).problem;
  EXPECT_EQ(network.name, "mine");
  EXPECT_EQ(problem.name, "mine");
  EXPECT_EQ(problem.macs(), std::int64_t{512} * 256 * 1024);
  EXPECT_EQ(tensor(problem, "A").role, Role::inputs);
  EXPECT_EQ(tensor(problem, "A").density, 0.5);
  EXPECT_EQ(tensor(problem, "B").role, Role::weights);
  EXPECT_EQ(tensor(problem, "B").origin, Origin::parameter);
  EXPECT_EQ(tensor(problem, "B").precision, Precision::fp8);
  EXPECT_EQ(tensor(problem, "Z").role, Role::outputs);
  EXPECT_EQ(tensor(problem, "Z").partial, Precision::fp32);
  EXPECT_EQ(network.parameters, 1024 * 256);
}

TEST(ReadWorkload, TheTensorWithRoleOutputsIsWrittenWhenNoneIsMarked) {
  const Problem problem = problem_of(
      "{type: problem, dimensions: {E: 8}, operation: elementwise, operations: 3,\n"
      "  tensors: {Y: {index: [E], role: outputs, partial: fp64}, X: {index: [E]}}}");
  EXPECT_EQ(problem.written, *problem.tensor_named("Y"));
  EXPECT_EQ(tensor(problem, "Y").partial, Precision::fp64);
  EXPECT_EQ(problem.operations(), 24);
}

TEST(ReadWorkload, TheLastTensorThatIsReadIsWeightsAlsoWhereItIsTheOnlyOne) {
  const Problem lone = problem_of(
      "{type: problem, dimensions: {E: 8}, tensors: {X: {index: [E]}, Y: {index: [E], output: true}}}");
  EXPECT_EQ(tensor(lone, "X").role, Role::weights);
  EXPECT_EQ(tensor(lone, "X").origin, Origin::parameter);
  const Problem three = problem_of(
      "{type: problem, dimensions: {E: 8},\n"
      "  tensors: {A: {index: [E]}, B: {index: [E]}, C: {index: [E]}, Y: {index: [E], output: true}}}");
  EXPECT_EQ(tensor(three, "A").role, Role::inputs);
  EXPECT_EQ(tensor(three, "B").role, Role::inputs);
  EXPECT_EQ(tensor(three, "C").role, Role::weights);
}

TEST(ReadWorkload, AConvolutionInTheGeneralFormIsTheNamedOne) {
  const Problem general = problem_of(
      "{name: c, type: problem, dimensions: {N: 1, K: 8, C: 4, P: 7, Q: 7, R: 3, S: 3},\n"
      "  tensors: {Weights: {index: [K, C, R, S], role: weights},\n"
      "            Inputs: {index: [N, C, 2*P + R, Q*2 + S], role: inputs},\n"
      "            Outputs: {index: [N, K, P, Q], output: true}}}");
  EXPECT_EQ(general, problem_of("{name: c, type: conv2d, K: 8, C: 4, P: 7, Q: 7, R: 3, S: 3, stride: 2}"));
}

TEST(ReadWorkload, JsonMeansTheSame) {
  EXPECT_EQ(
      read(R"({"ridge": "workload/1", "name": "w", "layer": {"type": "gemm", "M": 4, "N": 5, "K": 6}})"),
      read("ridge: workload/1\nname: w\nlayer: {type: gemm, M: 4, N: 5, K: 6}\n"));
}

TEST(ReadWorkload, LayersAreAChainUnlessFromSaysOtherwise) {
  const Network network = read(
      "ridge: workload/1\n"
      "name: n\n"
      "batch: 2\n"
      "precision: fp16\n"
      "layers:\n"
      "  - {name: last, type: elementwise, N: 2, E: 16, operands: 2, from: [a, b]}\n"
      "  - {name: a, type: gemm, M: 2, N: 16, K: 8, from: input, extra_parameters: 16}\n"
      "  - {name: b, type: gemm, M: 2, N: 16, K: 16, count: 3, precision: int8}\n");
  ASSERT_EQ(network.layers.size(), 3U);
  EXPECT_EQ(network.layers[0].name, "a");
  EXPECT_EQ(network.layers[1].name, "b");
  EXPECT_EQ(network.layers[1].from, std::vector<std::string>{"a"});
  EXPECT_EQ(network.layers[2].name, "last");
  EXPECT_EQ(network.parameters, 8 * 16 + 16 + 3 * 16 * 16);
  EXPECT_EQ(network.macs_per_sample(), 16 * 8 + 3 * 16 * 16);
  EXPECT_EQ(tensor(network.layers[0].problem, "A").precision, Precision::fp16);
  EXPECT_EQ(tensor(network.layers[1].problem, "A").precision, Precision::int8);
}

TEST(ReadWorkload, TheSamplesOfASingleLayerAreItsBatch) {
  const Network network = read_layer_file("{type: conv2d, N: 4, K: 8, C: 8, P: 4, Q: 4, R: 1, S: 1}");
  EXPECT_EQ(network.batch, 4);
  EXPECT_EQ(network.macs_per_sample(), 8 * 8 * 16);
}

TEST(ReadWorkload, ABuiltInNetworkWithItsOptions) {
  const Network network =
      read("ridge: workload/1\nnetwork: llama_7b\nbatch: 8\nsequence: 100\ndecode: true\nprecision: int8\n");
  NetworkOptions options{8, 100, true, Precision::int8};
  EXPECT_EQ(network, make_built_in_network("llama_7b", options));
}

TEST(LoadWorkload, ByNameWithOverrides) {
  NetworkOptions options;
  options.batch = 8;
  EXPECT_EQ(load_workload("resnet50", {"batch=8"}), make_built_in_network("resnet50", options));
}

TEST(LoadWorkload, UnknownNamesNameTheNearest) {
  try {
    load_workload("resnet5O");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("there is no workload called 'resnet5O'"));
    EXPECT_THAT(error.what(), testing::HasSubstr("the nearest name is 'resnet50'"));
  }
}

class ScratchFolder : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / "ridge_workloads_test";
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  std::filesystem::path folder_;
};

TEST_F(ScratchFolder, ANetworkMayNameAnotherFile) {
  write("layers.yaml", "ridge: workload/1\nlayers: [{name: a, type: gemm, M: 2, N: 3, K: 4}]\n");
  const std::string path = write("outer.yaml", "ridge: workload/1\nname: outer\nnetwork: layers.yaml\n");
  const Network network = load_workload(path);
  EXPECT_EQ(network.name, "outer");
  EXPECT_EQ(network.macs_per_sample(), 24);
}

/// The rendered errors of loading a file, or "".
std::string load_errors(const std::string& path, const std::vector<std::string>& overrides = {}) {
  try {
    load_workload(path, overrides);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_F(ScratchFolder, FilesThatNameOneAnotherAreAnError) {
  write("a.yaml", "ridge: workload/1\nnetwork: b.yaml\n");
  const std::string path = write("b.yaml", "ridge: workload/1\nnetwork: a.yaml\n");
  EXPECT_THAT(load_errors(path), testing::HasSubstr("workload files name one another in a circle"));
}

TEST_F(ScratchFolder, OverridesReachIntoLayers) {
  const std::string path =
      write("w.yaml", "ridge: workload/1\nlayers: [{name: a, type: gemm, M: 2, N: 3, K: 4}]\n");
  EXPECT_EQ(load_workload(path, {"layers.a.K=40"}).macs_per_sample(), 240);
}

TEST_F(ScratchFolder, TopologiesCannotBeOverridden) {
  const std::string path = write("t.csv", "Layer, M, N, K,\nfc, 2, 3, 4,\n");
  EXPECT_EQ(load_workload(path).macs_per_sample(), 24);
  EXPECT_THAT(load_errors(path, {"fc.K=5"}),
              testing::HasSubstr("values of a topology file cannot be overridden"));
}

TEST_F(ScratchFolder, TopologiesThatCannotBeRead) {
  const std::string path = write("large.csv", "Layer, M, N, K,\n");
  const std::string missing = (folder_ / "larje.csv").string();
  EXPECT_EQ(load_errors(missing), missing + ": error: no such file\n   help: did you mean '" + path + "'?\n");
  std::filesystem::resize_file(path, 17U << 20U);
  EXPECT_EQ(load_errors(path),
            path + ": error: this is larger than 16 MiB\n   help: larger files are not read\n");
  std::filesystem::create_directories(folder_ / "folder.csv");
  const std::string folder = (folder_ / "folder.csv").string();
  EXPECT_EQ(load_errors(folder), folder + ": error: this is a folder\n   help: name a file in it\n");
}

TEST_F(ScratchFolder, ATopologyThatIsNoText) {
  const std::string path = write("wide.csv", std::string("\xFF\xFEL\0", 4));
  EXPECT_EQ(load_errors(path), path + ": error: this text is UTF-16 or UTF-32\n   help: save it as UTF-8\n");
}

TEST(ShippedWorkloads, EveryOneCanBeLoaded) {
  const std::filesystem::path folder = std::filesystem::path(RIDGE_SOURCE_DIR) / "configs/workloads";
  int files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(file.path());
    std::vector<Diagnostic> warnings;
    EXPECT_FALSE(load_workload(file.path().string(), {}, &warnings).layers.empty());
    EXPECT_EQ(render(warnings), "");
    ++files;
  }
  EXPECT_GE(files, 5);
  EXPECT_FALSE(shipped_config("workloads", "strided_convolution").empty());
  EXPECT_EQ(load_workload("strided_convolution").name, "strided_convolution");
}

}  // namespace
}  // namespace ridge::test
