// One test per message about a layer of a named type. The layer's map starts at w.yaml:2:8.
#include "tests/workloads/support.hpp"

namespace ridge::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(LayerErrors, UnknownTypeNamesTheNearest) {
  EXPECT_THAT(layer_errors("{type: conv2, K: 1}"),
              AllOf(HasSubstr("w.yaml:2:15: error:"), HasSubstr("'conv2d'")));
}

TEST(LayerErrors, MissingTypeListsThem) {
  EXPECT_THAT(layer_errors("{K: 1}"),
              AllOf(HasSubstr("w.yaml:2:8: error:"), HasSubstr("'type'"), HasSubstr("'gemm'")));
}

TEST(LayerErrors, ALayerIsAMap) {
  EXPECT_THAT(layer_errors("conv2d"), HasSubstr("w.yaml:2:8: error: a layer is a map, not"));
}

TEST(LayerErrors, EveryMissingSizeIsNamed) {
  const std::string errors = layer_errors("{type: gemm, N: 4}");
  EXPECT_THAT(errors, AllOf(HasSubstr("needs 'M'"), HasSubstr("rows of A and Z"), HasSubstr("needs 'K'")));
}

TEST(LayerErrors, UnknownKeysNameTheNearest) {
  EXPECT_THAT(layer_errors("{type: conv2d, K: 1, C: 1, P: 1, Q: 1, R: 1, S: 1, strde: 2}"),
              AllOf(HasSubstr("w.yaml:2:59: error:"), HasSubstr("'strde'"), HasSubstr("'stride'")));
}

TEST(LayerErrors, SizesOfAnotherTypeAreUnknownKeys) {
  EXPECT_THAT(layer_errors("{type: gemm, M: 4, N: 4, K: 4, P: 4}"), HasSubstr("'P'"));
}

TEST(LayerErrors, ZeroAndNegativeSizes) {
  const std::string errors = layer_errors("{type: gemm, M: 0, N: -3, K: 4}");
  EXPECT_THAT(errors, AllOf(HasSubstr("w.yaml:2:24: error:"), HasSubstr("w.yaml:2:30: error:")));
}

TEST(LayerErrors, SizesAreWholeNumbers) {
  EXPECT_THAT(layer_errors("{type: gemm, M: 1.5, N: .nan, K: '4'}"),
              AllOf(HasSubstr("w.yaml:2:24: error:"), HasSubstr("w.yaml:2:32: error:"),
                    HasSubstr("w.yaml:2:41: error:")));
}

TEST(LayerErrors, ProductsBeyondSixtyThreeBits) {
  EXPECT_THAT(layer_errors("{type: gemm, M: 3000000000, N: 3000000000, K: 3}"),
              AllOf(HasSubstr("w.yaml:2:8: error:"), HasSubstr("more operations than 63 bits can count")));
  EXPECT_THAT(
      layer_errors(
          "{type: attention_scores, N: 4611686018427387904, heads: 4, queries: 1, keys: 1, head_size: 1}"),
      HasSubstr("more operations than 63 bits can count"));
}

TEST(LayerErrors, ParametersBeyondSixtyThreeBits) {
  EXPECT_THAT(layer_errors("{type: gather, D: 1000, rows: 4611686018427387904}"),
              HasSubstr("has more parameters than 63 bits can count"));
  EXPECT_THAT(layer_errors("{type: gemm, M: 1, N: 1000000, K: 1000000, count: 9000000000}"),
              HasSubstr("more parameters or operations than 63 bits can count"));
}

TEST(LayerErrors, OneValuePerAxis) {
  EXPECT_THAT(
      layer_errors("{type: conv2d, K: 1, C: 1, P: 1, Q: 1, R: 1, S: 1, stride: [1, 2, 3]}"),
      AllOf(HasSubstr("w.yaml:2:67: error: 'stride' has 3 values"), HasSubstr("2 in the order h, w")));
}

TEST(LayerErrors, KvHeadsDivideHeads) {
  EXPECT_THAT(
      layer_errors("{type: attention_scores, heads: 12, kv_heads: 5, queries: 1, keys: 1, head_size: 1}"),
      HasSubstr("heads is not a multiple of kv_heads"));
}

TEST(LayerErrors, UnknownPrecisionsNameTheNearest) {
  EXPECT_THAT(layer_errors("{type: gemm, M: 1, N: 1, K: 1, precision: fp17}"), HasSubstr("'fp16'"));
}

TEST(LayerErrors, OriginWhereNothingHasOne) {
  EXPECT_THAT(layer_errors("{type: pooling2d, C: 1, P: 1, Q: 1, R: 1, S: 1, origin: parameter}"),
              HasSubstr("'origin' says nothing about a pooling2d layer"));
  EXPECT_THAT(layer_errors("{type: gather, D: 1, rows: 1, origin: activation}"),
              HasSubstr("'origin' says nothing about a gather layer"));
}

TEST(LayerErrors, PrecisionsOfARoleWithoutTensors) {
  EXPECT_THAT(layer_errors("{type: pooling2d, C: 1, P: 1, Q: 1, R: 1, S: 1, weights_precision: int4}"),
              AllOf(HasSubstr("'weights_precision' says nothing about a pooling2d layer"),
                    HasSubstr("leave it out")));
}

TEST(LayerErrors, NamesAreOneLine) {
  EXPECT_THAT(layer_errors("{name: \"a\\nb\", type: gemm, M: 1, N: 1, K: 1}"),
              AllOf(HasSubstr("w.yaml:2:15: error: 'a\\nb' cannot name a layer"), HasSubstr("on one line")));
}

TEST(LayerErrors, CountsAreAtLeastOne) {
  EXPECT_THAT(layer_errors("{type: gemm, M: 1, N: 1, K: 1, count: 0}"), HasSubstr("w.yaml:2:46: error:"));
}

TEST(LayerErrors, EmptyNames) {
  EXPECT_THAT(layer_errors("{name: '', type: gemm, M: 1, N: 1, K: 1}"),
              HasSubstr("w.yaml:2:15: error: 'name' is empty"));
}

TEST(LayerErrors, AllAreReportedInOneGo) {
  const std::string errors = layer_errors("{type: gemm, M: 0, N: x, precison: int8, count: -1}");
  for (const char* part : {":24: error:", ":30: error:", "needs 'K'", "'precison'", ":56: error:"}) {
    EXPECT_THAT(errors, HasSubstr(part));
  }
}

}  // namespace
}  // namespace ridge::test
