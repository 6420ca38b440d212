#include "workloads/networks/transformer.hpp"

namespace ridge {

Pass decoder_pass(const BuildOptions& options) {
  return {options.decode ? 1 : options.sequence, options.sequence, "kv_cache"};
}

std::string TransformerBuilder::project(const std::string& name, const std::string& from, std::int64_t tokens,
                                        std::int64_t inputs, std::int64_t outputs, bool bias,
                                        const std::string& shares) {
  return net_.add(name, "gemm", {{"M", saturating_product({batch(), tokens})}, {"N", outputs}, {"K", inputs}},
                  {from}, {.parameters = bias ? outputs : 0, .shares = shares});
}

std::string TransformerBuilder::look_up(const std::string& name, std::int64_t tokens, std::int64_t rows,
                                        std::int64_t width, const Extras& extras) {
  return net_.add(name, "gather",
                  {{"N", saturating_product({batch(), tokens})}, {"D", width}, {"rows", rows}}, {"input"},
                  extras);
}

std::string TransformerBuilder::normalise(const std::string& name, const std::string& from,
                                          std::int64_t tokens, std::int64_t width, std::int64_t parameters) {
  return net_.add(name, "normalisation",
                  {{"N", saturating_product({batch(), tokens})}, {"E", width}, {"parameters", parameters}},
                  {from});
}

std::string TransformerBuilder::add(const std::string& name, const std::vector<std::string>& from,
                                    std::int64_t tokens, std::int64_t width) {
  const auto operands = static_cast<std::int64_t>(from.size());
  return apply(name, from, tokens, width, operands - 1);
}

std::string TransformerBuilder::apply(const std::string& name, const std::vector<std::string>& from,
                                      std::int64_t tokens, std::int64_t words, std::int64_t operations) {
  return net_.add(name, "elementwise",
                  {{"N", batch()},
                   {"E", saturating_product({tokens, words})},
                   {"operands", static_cast<std::int64_t>(from.size())},
                   {"operations", operations}},
                  from);
}

std::string TransformerBuilder::self_attention(const std::string& name, const std::string& from,
                                               const AttentionShape& shape, const Pass& pass) {
  constexpr std::int64_t rotation = 3;  // x cos + y sin: two products, one sum
  const std::int64_t query_words = shape.heads * shape.head_size;
  const std::int64_t kv_words = shape.kv_heads * shape.head_size;
  std::string query = project(name + "query", from, pass.queries, shape.width, query_words, shape.bias);
  std::string key = project(name + "key", from, pass.queries, shape.width, kv_words, shape.bias);
  const std::string value = project(name + "value", from, pass.queries, shape.width, kv_words, shape.bias);
  if (shape.rotary) {
    query = apply(name + "query_rotary", {query}, pass.queries, query_words, rotation);
    key = apply(name + "key_rotary", {key}, pass.queries, kv_words, rotation);
  }
  return attend(name, query, key, value, shape, pass);
}

std::string TransformerBuilder::cross_attention(const std::string& name, const std::string& from,
                                                const std::string& memory, const AttentionShape& shape,
                                                const Pass& pass) {
  const std::int64_t query_words = shape.heads * shape.head_size;
  const std::int64_t kv_words = shape.kv_heads * shape.head_size;
  const std::string query = project(name + "query", from, pass.queries, shape.width, query_words, shape.bias);
  if (memory.empty()) return attend(name, query, "", "", shape, pass);
  const std::string key = project(name + "key", memory, pass.keys, shape.width, kv_words, shape.bias);
  const std::string value = project(name + "value", memory, pass.keys, shape.width, kv_words, shape.bias);
  return attend(name, query, key, value, shape, pass);
}

std::string TransformerBuilder::attend(const std::string& name, const std::string& query,
                                       const std::string& key, const std::string& value,
                                       const AttentionShape& shape, const Pass& pass) {
  const std::vector<std::pair<std::string, std::int64_t>> sizes{{"N", batch()},
                                                                {"heads", shape.heads},
                                                                {"kv_heads", shape.kv_heads},
                                                                {"queries", pass.queries},
                                                                {"keys", pass.keys},
                                                                {"head_size", shape.head_size}};
  const auto both = [](const std::string& first, const std::string& second) {
    return second.empty() ? std::vector{first} : std::vector{first, second};
  };
  const std::string scores = net_.add(name + "scores", "attention_scores", sizes, both(query, key),
                                      {.parameters = shape.position_parameters, .origin = pass.keys_origin});
  const std::string softmax = net_.add(
      name + "softmax", "normalisation",
      {{"N", saturating_product({batch(), shape.heads, pass.queries})}, {"E", pass.keys}, {"parameters", 0}},
      {scores});
  const std::string context = net_.add(name + "context", "attention_context", sizes, both(softmax, value),
                                       {.origin = pass.keys_origin});
  return project(name + "output", context, pass.queries, shape.heads * shape.head_size, shape.width,
                 shape.bias);
}

std::string TransformerBuilder::feed_forward(const std::string& name, const std::string& from,
                                             std::int64_t tokens, std::int64_t width, std::int64_t hidden,
                                             bool bias) {
  const std::string up = project(name + "up", from, tokens, width, hidden, bias);
  return project(name + "down", up, tokens, hidden, width, bias);
}

std::string transformer_convention(const std::string& own) {
  return own +
         "; MACs of matrix products, attention's two included with the full square of queries and keys, "
         "gathers not; "
         "bias and activation functions are applied as a layer's results are written";
}

}  // namespace ridge
