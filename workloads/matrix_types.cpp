// Matrix products, and the two products of attention.
#include "base/checked.hpp"
#include "workloads/layer_type.hpp"

namespace ridge {
namespace {

LayerType gemm() {
  return {.name = "gemm",
          .sentence = "matrix product",
          .sizes = {{"M", "rows of A and Z (tokens, samples)"},
                    {"N", "columns of B and Z (output features)"},
                    {"K", "columns of A, rows of B (input features)"}},
          .dimensions = {{"M"}, {"N"}, {"K"}},
          .tensors = {{"A", Role::inputs, Origin::activation, {"M", "K"}},
                      {"B", Role::weights, Origin::parameter, {"K", "N"}},
                      {"Z", Role::outputs, Origin::activation, {"M", "N"}}}};
}

LayerType batched_gemm() {
  return {.name = "batched_gemm",
          .sentence = "independent matrix products; B is an activation unless `origin` says otherwise",
          .sizes = {{"B", "number of products"},
                    {"M", "rows of A and Z"},
                    {"N", "columns of B and Z"},
                    {"K", "columns of A, rows of B"}},
          .dimensions = {{"B"}, {"M"}, {"N"}, {"K"}},
          .tensors = {{"A", Role::inputs, Origin::activation, {"B", "M", "K"}},
                      {"B", Role::weights, Origin::activation, {"B", "K", "N"}},
                      {"Z", Role::outputs, Origin::activation, {"B", "M", "N"}}}};
}

/// Sizes of both products: query heads share the keys and values of their group's KV head.
std::vector<SizeField> attention_sizes() {
  return {{.name = "N", .sentence = "samples (the batch)", .fallback = 1},
          {.name = "heads", .sentence = "query heads"},
          {.name = "kv_heads",
           .sentence = "KV heads, each shared by heads / kv_heads query heads",
           .same_as = "heads"},
          {.name = "queries", .sentence = "query tokens of a sample"},
          {.name = "keys", .sentence = "tokens attended to (in the KV cache)"},
          {.name = "head_size", .sentence = "words of one head of one token"}};
}

std::string uneven_heads(const Sizes& sizes) {
  return sizes["heads"] % sizes["kv_heads"] == 0 ? "" : "heads is not a multiple of kv_heads";
}

// Products that saturate are reported by the validation of the problem.
const DimensionField kv_heads_of_all_samples{.name = "B", .bound = [](const Sizes& sizes) {
                                               return saturating_multiply(sizes["N"], sizes["kv_heads"]);
                                             }};
const DimensionField queries_of_a_group{.name = "M", .bound = [](const Sizes& sizes) {
                                          return saturating_multiply(sizes["heads"] / sizes["kv_heads"],
                                                                     sizes["queries"]);
                                        }};

std::int64_t keys(const Sizes& sizes) {
  return sizes["keys"];
}
std::int64_t head_size(const Sizes& sizes) {
  return sizes["head_size"];
}

LayerType attention_scores() {
  return {.name = "attention_scores",
          .sentence =
              "every query times every key (B: KV heads of all samples, M: queries of a group, N: keys, K: "
              "head size); the full square is counted, for causal masks too",
          .sizes = attention_sizes(),
          .dimensions = {kv_heads_of_all_samples, queries_of_a_group, {"N", keys}, {"K", head_size}},
          .tensors = {{"Queries", Role::inputs, Origin::activation, {"B", "M", "K"}},
                      {"Keys", Role::weights, Origin::kv_cache, {"B", "N", "K"}},
                      {"Scores", Role::outputs, Origin::activation, {"B", "M", "N"}}},
          .samples = "N",
          .conflict = uneven_heads};
}

LayerType attention_context() {
  return {.name = "attention_context",
          .sentence =
              "weighted sum of values (B: KV heads of all samples, M: queries of a group, N: head size, K: "
              "keys); the full square is counted, for causal masks too",
          .sizes = attention_sizes(),
          .dimensions = {kv_heads_of_all_samples, queries_of_a_group, {"N", head_size}, {"K", keys}},
          .tensors = {{"Scores", Role::inputs, Origin::activation, {"B", "M", "K"}},
                      {"Values", Role::weights, Origin::kv_cache, {"B", "K", "N"}},
                      {"Context", Role::outputs, Origin::activation, {"B", "M", "N"}}},
          .samples = "N",
          .conflict = uneven_heads};
}

}  // namespace

std::vector<LayerType> matrix_types() {
  return {gemm(), batched_gemm(), attention_scores(), attention_context()};
}

}  // namespace ridge
