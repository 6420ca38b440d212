// Decoders: the GPT family (learned positions, biases, tied output) and the LLaMA family (rotary positions,
// gated feed-forward, grouped queries, an output matrix of its own).
#include <array>

#include <fmt/format.h>

#include "workloads/networks/catalogue.hpp"
#include "workloads/networks/transformer.hpp"

namespace ridge {
namespace {

struct GptShape {
  const char* name;
  int blocks;
  std::int64_t width;
  std::int64_t heads;
  std::int64_t positions;
};

// GPT-2: Radford et al. 2019, table 2 (with the widths of the released models). GPT-3: Brown et al.,
// table 2.1.
constexpr std::array<GptShape, 3> gpts{
    {{"gpt2", 12, 768, 12, 1024}, {"gpt2_xl", 48, 1600, 25, 1024}, {"gpt3_175b", 96, 12288, 96, 2048}}};
constexpr std::int64_t gpt_vocabulary = 50257;

struct LlamaShape {
  const char* name;
  int blocks;
  std::int64_t width;
  std::int64_t heads;
  std::int64_t kv_heads;
  std::int64_t hidden;
  std::int64_t sequence;
};

// LLaMA: Touvron et al. 2023a, table 2; Llama 2: 2023b, table 1. Feed-forward width: 2/3 of 4 x width,
// rounded up to a multiple of 256 (Llama-2-70B: 1.3 times that, to a multiple of 4096), as released.
constexpr std::array<LlamaShape, 4> llamas{{{"llama_7b", 32, 4096, 32, 32, 11008, 2048},
                                            {"llama_13b", 40, 5120, 40, 40, 13824, 2048},
                                            {"llama_65b", 80, 8192, 64, 64, 22016, 2048},
                                            {"llama2_70b", 80, 8192, 64, 8, 28672, 4096}}};
constexpr std::int64_t llama_vocabulary = 32000;

std::string pass_convention(const BuildOptions& options) {
  return options.decode
             ? fmt::format("one new token per sequence against a KV cache of {} tokens, itself among them",
                           options.sequence)
             : fmt::format("a prompt of {} tokens, with next-token scores of every token", options.sequence);
}

std::string gpt_block(TransformerBuilder& net, const std::string& name, const std::string& in,
                      const GptShape& shape, const Pass& pass) {
  constexpr std::int64_t scale_and_shift = 2;
  const AttentionShape attention{shape.width, shape.heads, shape.heads, shape.width / shape.heads, true};
  const std::int64_t tokens = pass.queries;
  std::string branch = net.normalise(name + "norm1", in, tokens, shape.width, scale_and_shift);
  branch = net.self_attention(name, branch, attention, pass);
  const std::string middle = net.add(name + "add1", {branch, in}, tokens, shape.width);
  branch = net.normalise(name + "norm2", middle, tokens, shape.width, scale_and_shift);
  branch = net.feed_forward(name, branch, tokens, shape.width, 4 * shape.width, true);
  return net.add(name + "add2", {branch, middle}, tokens, shape.width);
}

Network gpt(const GptShape& shape, const BuildOptions& options) {
  TransformerBuilder net(shape.name, options);
  const Pass pass = decoder_pass(options);
  const std::int64_t tokens = pass.queries;
  const std::string token = net.look_up("token_embedding", tokens, gpt_vocabulary, shape.width);
  const std::string position = net.look_up("position_embedding", tokens, shape.positions, shape.width);
  std::string state = net.add("embedding_add", {token, position}, tokens, shape.width);
  for (int block = 0; block < shape.blocks; ++block) {
    state = gpt_block(net, fmt::format("block{}.", block), state, shape, pass);
  }
  state = net.normalise("final_norm", state, tokens, shape.width, 2);
  net.project("lm_head", state, tokens, shape.width, gpt_vocabulary, false, token);
  return net.net().finish(
      transformer_convention(
          pass_convention(options) +
          "; the output matrix is the token embedding: counted once as parameters, in full as MACs"),
      {"A. Radford et al.: Language Models are Unsupervised Multitask Learners, 2019",
       "T. Brown et al.: Language Models are Few-Shot Learners, arXiv:2005.14165, table 2.1"});
}

std::string llama_block(TransformerBuilder& net, const std::string& name, const std::string& in,
                        const LlamaShape& shape, const Pass& pass) {
  constexpr std::int64_t scale = 1;
  constexpr std::int64_t silu_and_product = 2;
  const AttentionShape attention{shape.width, shape.heads, shape.kv_heads, shape.width / shape.heads,
                                 false,       true};
  const std::int64_t tokens = pass.queries;
  std::string branch = net.normalise(name + "norm1", in, tokens, shape.width, scale);
  branch = net.self_attention(name, branch, attention, pass);
  const std::string middle = net.add(name + "add1", {branch, in}, tokens, shape.width);
  branch = net.normalise(name + "norm2", middle, tokens, shape.width, scale);
  const std::string gate = net.project(name + "gate", branch, tokens, shape.width, shape.hidden, false);
  const std::string up = net.project(name + "up", branch, tokens, shape.width, shape.hidden, false);
  const std::string gated = net.apply(name + "gated", {gate, up}, tokens, shape.hidden, silu_and_product);
  const std::string down = net.project(name + "down", gated, tokens, shape.hidden, shape.width, false);
  return net.add(name + "add2", {down, middle}, tokens, shape.width);
}

Network llama(const LlamaShape& shape, const BuildOptions& options) {
  TransformerBuilder net(shape.name, options);
  const Pass pass = decoder_pass(options);
  const std::int64_t tokens = pass.queries;
  std::string state = net.look_up("token_embedding", tokens, llama_vocabulary, shape.width);
  for (int block = 0; block < shape.blocks; ++block) {
    state = llama_block(net, fmt::format("block{}.", block), state, shape, pass);
  }
  state = net.normalise("final_norm", state, tokens, shape.width, 1);
  net.project("lm_head", state, tokens, shape.width, llama_vocabulary, false);
  return net.net().finish(
      transformer_convention(pass_convention(options)),
      {"H. Touvron et al.: LLaMA: Open and Efficient Foundation Language Models, "
       "arXiv:2302.13971, table 2",
       "H. Touvron et al.: Llama 2: Open Foundation and Fine-Tuned Chat Models, arXiv:2307.09288"});
}

}  // namespace

std::vector<BuiltIn> decoder_networks() {
  std::vector<BuiltIn> networks;
  for (const GptShape& shape : gpts) {
    networks.push_back({.name = shape.name,
                        .precision = Precision::fp16,
                        .sequence = shape.positions,
                        .longest_sequence = shape.positions,
                        .decodes = true,
                        .make = [&shape](const auto& options) { return gpt(shape, options); }});
  }
  for (const LlamaShape& shape : llamas) {
    networks.push_back({.name = shape.name,
                        .precision = Precision::fp16,
                        .sequence = shape.sequence,
                        .decodes = true,
                        .make = [&shape](const auto& options) { return llama(shape, options); }});
  }
  return networks;
}

}  // namespace ridge
