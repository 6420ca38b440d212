// What attention reads, KV caches, and where warnings about layers come from.
#include <fstream>

#include "tests/workloads/edge_warnings.hpp"

namespace ridge::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The two products of grouped-query attention over 16 keys, from projections of `queries` tokens.
std::string attention(int queries, const std::string& key_words, const std::string& more = "") {
  const std::string gemm = ", type: gemm, M: " + std::to_string(queries) + ", K: 64, from: [input], N: ";
  const std::string sizes =
      ", heads: 8, kv_heads: 2, keys: 16, head_size: 8, queries: " + std::to_string(queries) + more;
  return warnings_of(
      {"name: q" + gemm + "64", "name: k" + gemm + key_words, "name: v" + gemm + "16",
       "name: scores, type: attention_scores, from: [q, k]" + sizes,
       "name: softmax, type: normalisation, E: 16, parameters: 0, N: " + std::to_string(8 * queries),
       "name: context, type: attention_context, from: [softmax, v]" + sizes});
}

TEST(EdgeWarnings, AttentionReadsQueriesKeysAndValues) {
  EXPECT_EQ(attention(16, "16"), "");
  EXPECT_EQ(attention(16, "16", ", origin: activation"), "");
  EXPECT_THAT(attention(16, "32"), AllOf(HasSubstr("'scores' reads Queries[2, 64, 8] and Keys[2, 16, 8]"),
                                         HasSubstr("'k' writes Z[16, 32]")));
  EXPECT_THAT(attention(16, "64"), HasSubstr("none writes Keys")) << "as many words as the queries";
}

TEST(EdgeWarnings, OnlyNewTokensAreWrittenToACache) {
  EXPECT_EQ(attention(1, "16"), "");
  EXPECT_EQ(attention(5, "16"), "");
  EXPECT_NE(attention(1, "8"), "");
  EXPECT_NE(attention(1, "16", ", origin: activation"), "")
      << "without a cache all keys have to come from somewhere";
  EXPECT_EQ(warnings_of({"name: q, type: gemm, M: 1, N: 64, K: 64",
                         "name: s, type: attention_scores, heads: 8, queries: 1, keys: 99, head_size: 8"}),
            "")
      << "keys may be in the cache already";
  EXPECT_EQ(
      warnings_of({gemm_a, "name: b, type: batched_gemm, B: 1, M: 1, N: 4000, K: 768, origin: kv_cache"}), "")
      << "how much of a cache is new is not told here";
}

TEST(EdgeWarnings, QueriesKeysAndValuesMayComeSideBySide) {
  const std::string sizes = ", heads: 8, kv_heads: 2, keys: 16, head_size: 8, queries: 4";
  const auto fused = [&](const std::string& words) {
    return warnings_of({"name: qkv, type: gemm, M: 4, K: 64, N: " + words,
                        "name: scores, type: attention_scores" + sizes,
                        "name: softmax, type: normalisation, E: 16, parameters: 0, N: 32",
                        "name: context, type: attention_context, from: [softmax, qkv]" + sizes});
  };
  EXPECT_EQ(fused("96"), "");
  EXPECT_THAT(fused("192"), AllOf(HasSubstr("'scores' reads"), HasSubstr("'context' reads")));
}

TEST(EdgeWarnings, OfManyTheFirstTenAreShownAndTheOthersCounted) {
  std::vector<std::string> layers;
  for (int i = 0; i <= 13; ++i)
    layers.push_back("name: g" + std::to_string(i) + ", type: gemm, M: 4, N: 4, K: 5");
  EXPECT_THAT(warnings_of(layers),
              AllOf(HasSubstr("'g10' reads"), testing::Not(HasSubstr("'g11' reads")),
                    HasSubstr("w.yaml:16:5: warning: 3 more layers read what no producer writes")));
  layers.resize(12);
  EXPECT_THAT(warnings_of(layers),
              HasSubstr("w.yaml:14:5: warning: 1 more layer reads what no producer writes"));
}

TEST(EdgeWarnings, HugeSizesDoNotOverflow) {
  const std::string huge = "100000000000000000";
  EXPECT_NE(warnings_of({"name: a, type: gemm, M: " + huge + ", N: 4, K: 2",
                         "name: b, type: conv2d, K: 1, C: 1, R: 1, S: 1, P: 2, Q: 2, stride: " + huge}),
            "");
}

TEST(EdgeWarnings, ReachThroughAFileThatNamesAnother) {
  const std::string folder = testing::TempDir();
  std::ofstream(folder + "/edges_inner.yaml") << "ridge: workload/1\nlayers: [{name: a, type: gemm, M: 2, N: "
                                                 "3, K: 4}, {name: b, type: gemm, M: 2, N: 3, K: 4}]\n";
  std::ofstream(folder + "/edges_outer.yaml") << "ridge: workload/1\nnetwork: edges_inner.yaml\n";
  std::vector<Diagnostic> warnings;
  load_workload(folder + "/edges_outer.yaml", {}, &warnings);
  EXPECT_THAT(render(warnings), HasSubstr("edges_inner.yaml:2:51: warning: 'b' reads A[2, 4]"));
  warnings.clear();
  load_workload(folder + "/edges_inner.yaml", {"layers.b.K=3"}, &warnings);
  EXPECT_EQ(render(warnings), "");
}

TEST(EdgeWarnings, OfTopologiesThereAreNone) {
  const std::string path = testing::TempDir() + "/edges.csv";
  std::ofstream(path) << "Layer, M, N, K,\na, 2, 3, 4,\nb, 2, 3, 4,\n";
  std::vector<Diagnostic> warnings;
  load_workload(path, {}, &warnings);
  EXPECT_EQ(render(warnings), "") << "they list layers, and leave out those between them";
}

}  // namespace
}  // namespace ridge::test
