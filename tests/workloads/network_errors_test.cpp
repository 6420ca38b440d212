// One test per message about a network: names, edges, forms of the file, built-in networks.
#include "tests/workloads/support.hpp"

namespace ridge::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Errors of a file whose layers stand on line 3 and below, their maps from column 5.
std::string layers_errors(const std::vector<std::string>& layers) {
  std::string text = "ridge: workload/1\nlayers:\n";
  for (const std::string& layer : layers)
    text += "  - {" + layer + ", type: gemm, M: 2, N: 2, K: 2}\n";
  return errors_of(text);
}

TEST(NetworkErrors, DoubledNamesShowBothPlaces) {
  EXPECT_THAT(layers_errors({"name: a", "name: a"}),
              AllOf(HasSubstr("w.yaml:4:12: error: there are two layers called 'a'"),
                    HasSubstr("w.yaml:3:12: note:")));
}

TEST(NetworkErrors, InputIsNoName) {
  EXPECT_THAT(layers_errors({"name: input"}), HasSubstr("a layer cannot be called 'input'"));
}

TEST(NetworkErrors, KeysBesideAnEmptyLayerAreMeantForIt) {
  const std::string said = errors_of("ridge: workload/1\nlayer:\ntype: gemm\nM: 3\n");
  EXPECT_THAT(said, AllOf(HasSubstr("w.yaml:3:1: error: 'type' and 'M' stand beside 'layer'"),
                          HasSubstr("help: indent them below 'layer:'")));
  EXPECT_EQ(said.find("error:"), said.rfind("error:"));
}

TEST(NetworkErrors, LayersNeedNames) {
  EXPECT_THAT(errors_of("ridge: workload/1\nlayers: [{type: gemm, M: 2, N: 2, K: 2}]\n"),
              HasSubstr("needs 'name'"));
}

TEST(NetworkErrors, NoLayerIsUnknownWhereOneHasNoName) {
  const std::string said = errors_of(
      "ridge: workload/1\nlayers:\n  - {type: gemm, M: 2, N: 2, K: 2}\n"
      "  - {name: b, type: gemm, M: 2, N: 2, K: 2, from: [first]}\n");
  EXPECT_THAT(said, HasSubstr("needs 'name'"));
  EXPECT_EQ(said.find("error:"), said.rfind("error:"));
}

TEST(NetworkErrors, MoreLayersThanThereMayBe) {
  std::string text = "ridge: workload/1\nlayers:\n";
  for (std::size_t i = 0; i <= max_layers; ++i)
    text += "- {type: gemm}\n";
  const std::string said = errors_of(text);
  EXPECT_THAT(said, AllOf(HasSubstr("w.yaml:3:1: error: 50001 layers are more than the 50000 there may be"),
                          HasSubstr("'count'")));
  EXPECT_EQ(said.find("error:"), said.rfind("error:"));
}

TEST(NetworkErrors, FromNamesTheNearestLayer) {
  EXPECT_THAT(layers_errors({"name: conv1", "name: conv2, from: [input, conv9]"}),
              AllOf(HasSubstr("w.yaml:4:33: error: there is no layer called 'conv9'"),
                    HasSubstr("did you mean 'conv1'?")));
}

TEST(NetworkErrors, EdgesAreCheckedAlthoughALayerIsWrong) {
  const std::string errors = errors_of(
      "ridge: workload/1\nlayers:\n"
      "  - {name: first, type: gemm, M: 0, N: 2, K: 2}\n"
      "  - {name: b, type: gemm, M: 2, N: 2, K: 2, from: [first, secnd]}\n"
      "  - {name: second, type: gem}\n");
  EXPECT_THAT(errors,
              AllOf(HasSubstr("w.yaml:3:34: error:"), HasSubstr("w.yaml:4:59: error: there is no layer"),
                    HasSubstr("did you mean 'second'?"), HasSubstr("w.yaml:5:26: error:")));
  EXPECT_THAT(errors, testing::Not(HasSubstr("no layer called 'first'")));
}

TEST(NetworkErrors, FromIsNotEmpty) {
  EXPECT_THAT(layers_errors({"name: a, from: []"}), HasSubstr("w.yaml:3:21: error: 'from' is empty"));
  const std::string said = layers_errors({"name: a, from: {b: 1}"});
  EXPECT_THAT(said, HasSubstr("a name in 'from' must be a text, not a map"));
  EXPECT_EQ(said.find("error:"), said.rfind("error:"));
}

TEST(NetworkErrors, Circles) {
  EXPECT_THAT(layers_errors({"name: a, from: c", "name: b", "name: c"}),
              AllOf(HasSubstr("layers"), HasSubstr("'b'"), HasSubstr("read one another in a circle")));
  EXPECT_THAT(layers_errors({"name: a", "name: b, from: b"}), HasSubstr("layer 'b' reads its own result"));
}

TEST(NetworkErrors, ACircleOfManyLayersIsAShortMessage) {
  std::vector<std::string> layers{"name: a0, from: a999"};
  for (int i = 1; i < 1000; ++i)
    layers.push_back("name: a" + std::to_string(i));
  const std::string said = layers_errors(layers);
  EXPECT_THAT(said, HasSubstr("and 960 more read one another in a circle"));
  EXPECT_LT(said.size(), 1000U);
}

TEST(NetworkErrors, SharedParametersExistAndFit) {
  EXPECT_THAT(layers_errors({"name: first", "name: b, shares: firs"}),
              AllOf(HasSubstr("w.yaml:4:23: error: there is no layer called 'firs'"), HasSubstr("'first'")));
  EXPECT_THAT(layers_errors({"name: a, shares: a"}), HasSubstr("'a' has no parameters of its own to share"));
  EXPECT_THAT(errors_of("ridge: workload/1\nlayers:\n"
                        "  - {name: a, type: gemm, M: 2, N: 2, K: 2}\n"
                        "  - {name: b, type: gemm, M: 2, N: 3, K: 2, shares: a}\n"),
              HasSubstr("'a' has 4 parameters, but 'b' needs 6"));
}

TEST(NetworkErrors, AFileHasExactlyOneForm) {
  EXPECT_THAT(errors_of("ridge: workload/1\nname: a\n"), HasSubstr("a workload says what it is with"));
  EXPECT_THAT(errors_of("ridge: workload/1\nnetwork: vgg16\nlayer: {type: gemm, M: 1, N: 1, K: 1}\n"),
              HasSubstr("w.yaml:2:10: error: a workload has only one of"));
}

TEST(NetworkErrors, LayersAreANonEmptyList) {
  EXPECT_THAT(errors_of("ridge: workload/1\nlayers: []\n"),
              HasSubstr("'layers' is a list with at least one layer"));
}

TEST(NetworkErrors, KeysThatMeanNothingHere) {
  EXPECT_THAT(errors_of("ridge: workload/1\nlayer: {type: gemm, M: 1, N: 1, K: 1}\nbatch: 8\n"),
              AllOf(HasSubstr("w.yaml:3:8: error: 'batch' means nothing beside 'layer'"),
                    HasSubstr("it goes with 'layers' or 'network'")));
}

TEST(NetworkErrors, UnknownKeysOfTheFile) {
  EXPECT_THAT(errors_of("ridge: workload/1\nnetwork: vgg16\nbatchh: 8\n"),
              AllOf(HasSubstr("'batchh'"), HasSubstr("'batch'")));
}

TEST(NetworkErrors, AnotherKindOfFile) {
  EXPECT_THAT(errors_of("ridge: architecture/1\nname: a\n"), HasSubstr("w.yaml:1:"));
  EXPECT_THAT(errors_of("name: a\n"), HasSubstr("ridge"));
}

TEST(NetworkErrors, UnknownBuiltInNetworksNameTheNearest) {
  EXPECT_THAT(errors_of("ridge: workload/1\nnetwork: resnet5\n"),
              AllOf(HasSubstr("w.yaml:2:10: error: there is no built-in network 'resnet5'"),
                    HasSubstr("'resnet50'")));
}

TEST(NetworkErrors, OptionsThatANetworkDoesNotHave) {
  EXPECT_THAT(errors_of("ridge: workload/1\nnetwork: resnet50\nsequence: 8\n"),
              HasSubstr("resnet50 has no sequence length"));
  EXPECT_THAT(errors_of("ridge: workload/1\nnetwork: bert_base\ndecode: true\n"),
              HasSubstr("bert_base does not decode: it has no KV cache"));
}

TEST(NetworkErrors, SequencesBeyondTheLearnedPositions) {
  EXPECT_THAT(errors_of("ridge: workload/1\nnetwork: gpt2\nsequence: 1025\n"),
              AllOf(HasSubstr("gpt2 has position embeddings for 1024 tokens, not for 1025"),
                    HasSubstr("at most 1024")));
}

TEST(NetworkErrors, BatchesBeyondSixtyThreeBits) {
  const std::string said = errors_of("ridge: workload/1\nnetwork: alexnet\nbatch: 9223372036854775807\n");
  EXPECT_THAT(said, HasSubstr("w.yaml:2:10: error:"));
  EXPECT_EQ(said.find("error:"), said.rfind("error:")) << "one option, one error";
  EXPECT_THAT(errors_of("ridge: workload/1\nnetwork: alexnet\nbatch: 4611686018427387904\n"),
              HasSubstr("63 bits"));
}

TEST(NetworkErrors, OptionsOfTheInterfaceAreChecked) {
  NetworkOptions options;
  options.batch = 0;
  EXPECT_THROW(make_built_in_network("vgg16", options), InputError);
  options = {};
  options.sequence = 0;
  EXPECT_THROW(make_built_in_network("gpt2", options), InputError);
}

TEST(NetworkErrors, OptionsBesideAPath) {
  EXPECT_THAT(errors_of("ridge: workload/1\nnetwork: ./other.yaml\nbatch: 2\n"),
              HasSubstr("w.yaml:3:8: error: 'batch' is for built-in networks"));
}

}  // namespace
}  // namespace ridge::test
