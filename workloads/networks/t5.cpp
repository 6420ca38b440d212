// T5 (v1.0): an encoder and a decoder with cross-attention. No biases; a learned bias on the scores by
// relative position, one table per stack; one embedding for both stacks and the output.
#include <array>

#include <fmt/format.h>

#include "workloads/networks/catalogue.hpp"
#include "workloads/networks/transformer.hpp"

namespace ridge {
namespace {

struct T5Shape {
  const char* name;
  int blocks;  // of each stack
  std::int64_t width;
  std::int64_t heads;
  std::int64_t head_size;
  std::int64_t hidden;
};

// Raffel et al., sections 3.1 and 3.7.
constexpr std::array<T5Shape, 4> t5s{{{"t5_base", 12, 768, 12, 64, 3072},
                                      {"t5_large", 24, 1024, 16, 64, 4096},
                                      {"t5_3b", 24, 1024, 32, 128, 16384},
                                      {"t5_11b", 24, 1024, 128, 128, 65536}}};
constexpr std::int64_t vocabulary = 32128;
constexpr std::int64_t position_buckets = 32;
constexpr std::int64_t scale = 1;  // parameter per word of a normalisation

class T5 {
 public:
  T5(const T5Shape& shape, const BuildOptions& options)
      : shape_(shape), options_(options), net_(shape.name, options) {}

  Network build() {
    const std::string memory = options_.decode ? "" : encoder();
    const Pass pass = decoder_pass(options_);
    const std::string shared = options_.decode ? "" : "encoder_embedding";
    const std::string embedding =
        net_.look_up("decoder_embedding", pass.queries, vocabulary, shape_.width, {.shares = shared});
    std::string state = embedding;
    for (int block = 0; block < shape_.blocks; ++block)
      state = decoder_block(block, state, memory, pass);
    state = net_.normalise("decoder_norm", state, pass.queries, shape_.width, scale);
    net_.project("lm_head", state, pass.queries, shape_.width, vocabulary, false,
                 shared.empty() ? embedding : shared);
    return net_.net().finish(transformer_convention(convention()),
                             {"C. Raffel et al.: Exploring the Limits of Transfer Learning with a Unified "
                              "Text-to-Text Transformer, "
                              "arXiv:1910.10683, sections 3.1 and 3.7"});
  }

 private:
  std::string convention() const {
    const std::string common =
        "v1.0, one embedding of 32128 rows for both stacks and the output, counted once";
    if (options_.decode) {
      return common +
             fmt::format(
                 "; the decoder alone on one new token per sequence, against KV caches of {} tokens for "
                 "both attentions; its layers' parameters only",
                 options_.sequence);
    }
    return common + fmt::format("; {} tokens in the encoder and as many in the decoder", options_.sequence);
  }

  /// Self-attention; the first block of a stack holds the stack's position table.
  AttentionShape attention(bool first) const {
    AttentionShape shape{shape_.width, shape_.heads, shape_.heads, shape_.head_size};
    if (first) shape.position_parameters = position_buckets * shape_.heads;
    return shape;
  }

  std::string encoder() {
    const std::int64_t tokens = options_.sequence;
    const Pass pass{tokens, tokens, "activation"};
    std::string state = net_.look_up("encoder_embedding", tokens, vocabulary, shape_.width);
    for (int block = 0; block < shape_.blocks; ++block) {
      const std::string name = fmt::format("encoder{}.", block);
      std::string branch = net_.normalise(name + "norm1", state, tokens, shape_.width, scale);
      branch = net_.self_attention(name, branch, attention(block == 0), pass);
      state = net_.add(name + "add1", {branch, state}, tokens, shape_.width);
      state = feed_forward(name, "2", state, tokens);
    }
    return net_.normalise("encoder_norm", state, tokens, shape_.width, scale);
  }

  std::string decoder_block(int block, const std::string& in, const std::string& memory, const Pass& pass) {
    const std::string name = fmt::format("decoder{}.", block);
    const std::int64_t tokens = pass.queries;
    std::string branch = net_.normalise(name + "norm1", in, tokens, shape_.width, scale);
    branch = net_.self_attention(name, branch, attention(block == 0), pass);
    std::string state = net_.add(name + "add1", {branch, in}, tokens, shape_.width);
    branch = net_.normalise(name + "norm2", state, tokens, shape_.width, scale);
    branch = net_.cross_attention(name + "cross_", branch, memory, attention(false), pass);
    state = net_.add(name + "add2", {branch, state}, tokens, shape_.width);
    return feed_forward(name, "3", state, tokens);
  }

  std::string feed_forward(const std::string& name, const std::string& number, const std::string& in,
                           std::int64_t tokens) {
    std::string branch = net_.normalise(name + "norm" + number, in, tokens, shape_.width, scale);
    branch = net_.feed_forward(name, branch, tokens, shape_.width, shape_.hidden, false);
    return net_.add(name + "add" + number, {branch, in}, tokens, shape_.width);
  }

  const T5Shape& shape_;
  BuildOptions options_;
  TransformerBuilder net_;
};

}  // namespace

std::vector<BuiltIn> t5_networks() {
  std::vector<BuiltIn> networks;
  for (const T5Shape& shape : t5s) {
    networks.push_back({.name = shape.name,
                        .precision = Precision::bf16,
                        .sequence = 512,
                        .decodes = true,
                        .make = [&shape](const auto& options) { return T5(shape, options).build(); }});
  }
  return networks;
}

}  // namespace ridge
