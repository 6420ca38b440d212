#include "tests/workloads/support.hpp"

namespace ridge::test {
namespace {

using testing::HasSubstr;

void expect_round_trip(const Network& network) {
  const std::string text = print_workload(network);
  const Network again = read(text);
  ASSERT_EQ(again.layers.size(), network.layers.size());
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    ASSERT_EQ(again.layers[i], network.layers[i]) << network.layers[i].name;
  }
  EXPECT_EQ(again, network);
  EXPECT_EQ(print_workload(again), text);
}

TEST(PrintWorkload, EveryBuiltInNetworkIsReadBackEqual) {
  for (const std::string& name : built_in_networks()) {
    SCOPED_TRACE(name);
    expect_round_trip(make_built_in_network(name, {}));
    NetworkOptions options;
    options.batch = 5;
    options.precision = Precision::fp8;
    expect_round_trip(make_built_in_network(name, options));
  }
}

TEST(PrintWorkload, PromptsAndDecodingAreReadBackEqual) {
  for (const char* name : {"gpt2", "llama2_70b", "t5_base"}) {
    SCOPED_TRACE(name);
    for (const bool decode : {false, true}) {
      NetworkOptions options;
      options.batch = 3;
      options.sequence = 77;
      options.decode = decode;
      expect_round_trip(make_built_in_network(name, options));
    }
  }
}

TEST(PrintWorkload, GeneralProblemsAreReadBackEqual) {
  expect_round_trip(
      read("ridge: workload/1\n"
           "name: 'a: \"b\" # c'\n"
           "source: [one, 'two: 2']\n"
           "convention: yes\n"
           "problem:\n"
           "  dimensions: {P: 7, R: 3, K: 4}\n"
           "  tensors:\n"
           "    W: {index: [K, R], density: 0.25, precision: int4}\n"
           "    I: {index: ['2*P + R'], origin: kv_cache, role: inputs}\n"
           "    O: {index: [K, P, 0], output: true, partial: int16}\n"));
}

TEST(PrintWorkload, WordsThatCouldMeanSomethingElseAreQuoted) {
  expect_round_trip(read(
      "ridge: workload/1\n"
      "name: '12'\n"
      "layers:\n"
      "  - {name: 'true', type: gemm, M: 2, N: 2, K: 2, precision: fp16, weights_precision: int4, partial: "
      "fp16}\n"
      "  - {name: '0x10', type: gemm, M: 2, N: 2, K: 2, origin: kv_cache, count: 7, extra_parameters: 3}\n"
      "  - {name: 'a, b', type: gemm, M: 2, N: 2, K: 2, from: ['true', '0x10']}\n"
      "  - {name: ' ', type: conv2d, K: 2, C: 2, P: 2, Q: 2, R: 1, S: 1, stride: [1, 2], from: input}\n"));
}

TEST(PrintWorkload, StatesOnlyWhatIsNoDefault) {
  const std::string text =
      print_workload(read_layer_file("{name: c, type: conv2d, N: 1, K: 2, C: 3, P: 4, Q: 5, R: 1, S: 1, "
                                     "stride: 2, dilation: 1, groups: 1}"));
  EXPECT_THAT(text,
              HasSubstr("  - {name: c, type: conv2d, K: 2, C: 3, P: 4, Q: 5, R: 1, S: 1, stride: 2}\n"));
}

}  // namespace
}  // namespace ridge::test
