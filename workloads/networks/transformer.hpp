// The layers of transformers, for all tokens of a pass at once. Internal to workloads/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/networks/builder.hpp"

namespace ridge {

/// One attention: `heads` query heads share `kv_heads` keys and values of `head_size` words each.
struct AttentionShape {
  std::int64_t width = 0;  // of what goes in and comes out
  std::int64_t heads = 0;
  std::int64_t kv_heads = 0;
  std::int64_t head_size = 0;
  bool bias = false;                     // of the four projections
  bool rotary = false;                   // rotate queries and keys by their position
  std::int64_t position_parameters = 0;  // of a learned bias on the scores
};

/// How many tokens a pass works on, and how many they attend to.
struct Pass {
  std::int64_t queries = 0;  // tokens of one sample
  std::int64_t keys = 0;     // tokens attended to, in the KV cache where there is one
  std::string keys_origin;   // "kv_cache" or "activation"
};

/// One token against a cache of `sequence` tokens, itself among them; or the whole sequence at once.
Pass decoder_pass(const BuildOptions& options);

class TransformerBuilder {
 public:
  TransformerBuilder(std::string name, const BuildOptions& options) : net_(std::move(name), options) {}

  NetworkBuilder& net() { return net_; }
  std::int64_t batch() const { return net_.options().batch; }

  /// A matrix product for `tokens` tokens of every sample. `shares`: another layer's matrix, transposed.
  std::string project(const std::string& name, const std::string& from, std::int64_t tokens,
                      std::int64_t inputs, std::int64_t outputs, bool bias, const std::string& shares = {});
  /// A row of a table for `tokens` tokens of every sample.
  std::string look_up(const std::string& name, std::int64_t tokens, std::int64_t rows, std::int64_t width,
                      const Extras& extras = {});
  /// Layer normalisation (2 parameters a word) or root-mean-square normalisation (1).
  std::string normalise(const std::string& name, const std::string& from, std::int64_t tokens,
                        std::int64_t width, std::int64_t parameters);
  std::string add(const std::string& name, const std::vector<std::string>& from, std::int64_t tokens,
                  std::int64_t width);
  /// One function of `words` words a token; `operations` for each of them.
  std::string apply(const std::string& name, const std::vector<std::string>& from, std::int64_t tokens,
                    std::int64_t words, std::int64_t operations);

  /// Self-attention from projections to output projection; layers are called `name`query, `name`key, ...
  std::string self_attention(const std::string& name, const std::string& from, const AttentionShape& shape,
                             const Pass& pass);
  /// Attention to another stack's result `memory`, whose keys and values are projected here; with an empty
  /// `memory` they are in the cache already.
  std::string cross_attention(const std::string& name, const std::string& from, const std::string& memory,
                              const AttentionShape& shape, const Pass& pass);

  /// Two projections with an activation between them.
  std::string feed_forward(const std::string& name, const std::string& from, std::int64_t tokens,
                           std::int64_t width, std::int64_t hidden, bool bias);

 private:
  std::string attend(const std::string& name, const std::string& query, const std::string& key,
                     const std::string& value, const AttentionShape& shape, const Pass& pass);

  NetworkBuilder net_;
};

/// The convention that all transformers share, to be put before their own.
std::string transformer_convention(const std::string& own);

}  // namespace ridge
