// Every layer type derived a second time by hand.
#include <set>

#include "tests/workloads/support.hpp"
#include "workloads/layer_type.hpp"

namespace ridge::test {
namespace {

TEST(LayerTypes, Conv1d) {
  const Problem problem = problem_of("{type: conv1d, N: 2, K: 5, C: 3, P: 10, R: 4, stride: 2, dilation: 3}");
  EXPECT_EQ(problem.macs(), 2 * 5 * 3 * 10 * 4);
  EXPECT_EQ(words(problem, "Weights"), 5 * 3 * 4);
  // 2p + 3r, p < 10, r < 4: all of 0..27 but 1 and 26.
  EXPECT_EQ(words(problem, "Inputs"), 2 * 3 * 26);
  EXPECT_EQ(words(problem, "Outputs"), 2 * 5 * 10);
}

TEST(LayerTypes, Conv2dOfTheDesignPage) {
  const Problem problem = problem_of(
      "{type: conv2d, N: 1, K: 128, C: 64, P: 28, Q: 28, R: 3, S: 3, stride: 2, dilation: 1, groups: 1, "
      "precision: int8}");
  EXPECT_EQ(problem.macs(), 128 * 64 * 28 * 28 * 9);
  EXPECT_EQ(problem.operations(), 2 * problem.macs());
  EXPECT_EQ(words(problem, "Weights"), 128 * 64 * 9);
  EXPECT_EQ(words(problem, "Inputs"), 64 * 57 * 57);
  EXPECT_EQ(words(problem, "Outputs"), 128 * 28 * 28);
  EXPECT_EQ(tensor(problem, "Weights").origin, Origin::parameter);
  EXPECT_EQ(tensor(problem, "Inputs").origin, Origin::activation);
  EXPECT_EQ(tensor(problem, "Outputs").partial, Precision::int32);
  EXPECT_FALSE(problem.dimension_named("G").has_value());
}

TEST(LayerTypes, AStridedPointwiseConvolutionTouchesAQuarterOfItsInput) {
  const Problem problem = problem_of("{type: conv2d, K: 8, C: 4, P: 14, Q: 14, R: 1, S: 1, stride: 2}");
  EXPECT_EQ(words(problem, "Inputs"), 4 * 14 * 14);
}

TEST(LayerTypes, Conv2dPerAxisStrideAndDilation) {
  const Problem problem =
      problem_of("{type: conv2d, K: 1, C: 1, P: 5, Q: 6, R: 3, S: 2, stride: [1, 3], dilation: [2, 1]}");
  // Height p + 2r: 0..8. Width 3q + s: 6 pairs of neighbours.
  EXPECT_EQ(words(problem, "Inputs"), 9 * 12);
}

TEST(LayerTypes, GroupsAreADimensionAndChannelsCountPerGroup) {
  const Problem problem = problem_of("{type: conv2d, K: 6, C: 2, P: 4, Q: 4, R: 3, S: 3, groups: 8}");
  EXPECT_EQ(bound(problem, "G"), 8);
  EXPECT_EQ(problem.macs(), 8 * 6 * 2 * 16 * 9);
  EXPECT_EQ(words(problem, "Weights"), 8 * 6 * 2 * 9);
  EXPECT_EQ(words(problem, "Inputs"), 8 * 2 * 36);
  EXPECT_EQ(words(problem, "Outputs"), 8 * 6 * 16);
}

TEST(LayerTypes, Conv3d) {
  const Problem problem =
      problem_of("{type: conv3d, K: 4, C: 3, O: 5, P: 6, Q: 7, T: 2, R: 3, S: 3, stride: [2, 1, 1]}");
  EXPECT_EQ(problem.macs(), 4 * 3 * 5 * 6 * 7 * 2 * 9);
  EXPECT_EQ(words(problem, "Weights"), 4 * 3 * 2 * 9);
  EXPECT_EQ(words(problem, "Inputs"), 3 * 10 * 8 * 9);
  EXPECT_EQ(words(problem, "Outputs"), 4 * 5 * 6 * 7);
}

TEST(LayerTypes, DepthwiseHasOneFilterPerChannel) {
  const Problem problem =
      problem_of("{type: depthwise_conv2d, N: 2, G: 32, P: 14, Q: 14, R: 3, S: 3, stride: 2}");
  EXPECT_EQ(problem.macs(), 2 * 32 * 196 * 9);
  EXPECT_EQ(words(problem, "Weights"), 32 * 9);
  EXPECT_EQ(words(problem, "Inputs"), 2 * 32 * 29 * 29);
  EXPECT_EQ(words(problem, "Outputs"), 2 * 32 * 196);
  EXPECT_EQ(problem.dimensions.size(), 6U);
}

TEST(LayerTypes, TransposedConvolutionsWriteEveryOutputOnce) {
  const Problem problem = problem_of("{type: transposed_conv2d, K: 4, C: 8, P: 7, Q: 5, scale: [2, 3]}");
  EXPECT_EQ(problem.macs(), 4 * 8 * 7 * 5 * 2 * 3);
  EXPECT_EQ(words(problem, "Outputs"), 4 * 14 * 15);
  EXPECT_EQ(words(problem, "Weights"), 4 * 8 * 6);
}

TEST(LayerTypes, PoolingReducesWindows) {
  const Problem problem = problem_of("{type: pooling2d, C: 64, P: 56, Q: 56, R: 3, S: 3, stride: 2}");
  EXPECT_EQ(problem.operation, Operation::reduction);
  EXPECT_EQ(problem.macs(), 0);
  EXPECT_EQ(problem.operations(), 64 * 56 * 56 * 9);
  EXPECT_EQ(words(problem, "Inputs"), 64 * 113 * 113);
}

TEST(LayerTypes, UpsamplingCopiesToBlocks) {
  const Problem problem = problem_of("{type: upsampling2d, C: 3, P: 4, Q: 5, scale: 2}");
  EXPECT_EQ(words(problem, "Inputs"), 3 * 20);
  EXPECT_EQ(words(problem, "Outputs"), 3 * 80);
}

TEST(LayerTypes, Gemm) {
  const Problem problem = problem_of("{type: gemm, M: 7, N: 11, K: 13, precision: fp16}");
  EXPECT_EQ(problem.macs(), 7 * 11 * 13);
  EXPECT_EQ(words(problem, "A"), 7 * 13);
  EXPECT_EQ(words(problem, "B"), 13 * 11);
  EXPECT_EQ(words(problem, "Z"), 7 * 11);
  EXPECT_EQ(tensor(problem, "A").role, Role::inputs);
  EXPECT_EQ(tensor(problem, "B").role, Role::weights);
  EXPECT_EQ(tensor(problem, "Z").role, Role::outputs);
  EXPECT_EQ(tensor(problem, "Z").partial, Precision::fp32);
}

TEST(LayerTypes, BatchedGemmIsActivationTimesActivationUnlessToldOtherwise) {
  const Problem plain = problem_of("{type: batched_gemm, B: 3, M: 7, N: 11, K: 13}");
  EXPECT_EQ(plain.macs(), 3 * 7 * 11 * 13);
  EXPECT_EQ(words(plain, "B"), 3 * 13 * 11);
  EXPECT_EQ(tensor(plain, "B").origin, Origin::activation);
  const Network experts =
      read_layer_file("{type: batched_gemm, B: 3, M: 7, N: 11, K: 13, origin: parameter}");
  EXPECT_EQ(experts.parameters, 3 * 13 * 11);
}

TEST(LayerTypes, AttentionGroupsQueriesOfOneKvHead) {
  const std::string sizes = "N: 2, heads: 12, kv_heads: 3, queries: 10, keys: 50, head_size: 64}";
  const Problem scores = problem_of("{type: attention_scores, " + sizes);
  EXPECT_EQ(bound(scores, "B"), 2 * 3);
  EXPECT_EQ(bound(scores, "M"), 4 * 10);
  EXPECT_EQ(bound(scores, "N"), 50);
  EXPECT_EQ(bound(scores, "K"), 64);
  EXPECT_EQ(words(scores, "Keys"), 2 * 3 * 50 * 64);
  EXPECT_EQ(words(scores, "Scores"), 2 * 12 * 10 * 50);
  EXPECT_EQ(tensor(scores, "Keys").origin, Origin::kv_cache);
  const Problem context = problem_of("{type: attention_context, " + sizes);
  EXPECT_EQ(bound(context, "N"), 64);
  EXPECT_EQ(bound(context, "K"), 50);
  EXPECT_EQ(words(context, "Values"), 2 * 3 * 50 * 64);
  EXPECT_EQ(words(context, "Context"), 2 * 12 * 10 * 64);
  EXPECT_EQ(scores.macs(), context.macs());
}

TEST(LayerTypes, AttentionWithoutKvHeadsHasAsManyAsQueryHeads) {
  const Problem problem =
      problem_of("{type: attention_scores, heads: 12, queries: 10, keys: 10, head_size: 64}");
  EXPECT_EQ(bound(problem, "B"), 12);
  EXPECT_EQ(bound(problem, "M"), 10);
}

TEST(LayerTypes, GatherReadsRowsAndOwnsTheTable) {
  const Network network =
      read_layer_file("{type: gather, N: 4, L: 80, D: 32, rows: 1000000, precision: fp32}");
  const Problem& problem = network.layers[0].problem;
  EXPECT_EQ(words(problem, "Table"), 4 * 80 * 32);
  EXPECT_EQ(words(problem, "Indices"), 4 * 80);
  EXPECT_EQ(words(problem, "Outputs"), 4 * 32);
  EXPECT_EQ(tensor(problem, "Indices").precision, Precision::int32);
  EXPECT_EQ(network.parameters, 32'000'000);
  EXPECT_EQ(network.macs_per_sample(), 0);
}

TEST(LayerTypes, ElementwiseReadsItsOperands) {
  const Problem one = problem_of("{type: elementwise, N: 2, E: 100, operands: 1}");
  EXPECT_EQ(one.tensors.size(), 2U);
  const Problem four = problem_of("{type: elementwise, N: 2, E: 100, operands: 4, operations: 3}");
  EXPECT_EQ(four.tensors.size(), 5U);
  EXPECT_EQ(four.operations(), 600);
  EXPECT_EQ(words(four, "Inputs4"), 200);
}

TEST(LayerTypes, ReductionWritesOneWordPerResult) {
  const Problem problem = problem_of("{type: reduction, N: 10, E: 49}");
  EXPECT_EQ(problem.operations(), 490);
  EXPECT_EQ(words(problem, "Outputs"), 10);
}

TEST(LayerTypes, NormalisationsHaveUpToTwoParametersPerWord) {
  for (const int parameters : {0, 1, 2}) {
    const Network network = read_layer_file(
        "{type: normalisation, N: 10, E: 64, parameters: " + std::to_string(parameters) + "}");
    EXPECT_EQ(network.parameters, 64 * parameters);
    EXPECT_EQ(network.layers[0].problem.operations(), 10 * 64 * 5);
  }
}

TEST(LayerTypes, PrecisionsByRole) {
  const Problem problem =
      problem_of("{type: gemm, M: 4, N: 4, K: 4, precision: fp16, weights_precision: int4}");
  EXPECT_EQ(tensor(problem, "A").precision, Precision::fp16);
  EXPECT_EQ(tensor(problem, "B").precision, Precision::int4);
  EXPECT_EQ(tensor(problem, "Z").precision, Precision::fp16);
  EXPECT_EQ(problem.partial_bits(*problem.tensor_named("B")), 4);
  EXPECT_EQ(problem.partial_bits(*problem.tensor_named("Z")), 32);
}

TEST(LayerTypes, NamesAreDistinctAndEveryIndexIsReadable) {
  std::set<std::string> names;
  for (const LayerType& type : layer_types()) {
    EXPECT_TRUE(names.insert(type.name).second);
    EXPECT_FALSE(type.sentence.empty()) << type.name;
    EXPECT_FALSE(type.einsum().empty());
    if (!type.samples.empty()) {
      EXPECT_NE(type.size_named(type.samples), nullptr) << type.name;
    }
  }
  EXPECT_EQ(layer_type_named("gemm")->einsum(), "Z[M, N] += A[M, K] * B[K, N]");
  EXPECT_EQ(layer_type_named("reduction")->einsum(), "Outputs[N] = reduction(Inputs[N, E])");
}

}  // namespace
}  // namespace ridge::test
