// Encoders: BERT (normalisation behind each addition) and the vision transformer (before each branch).
#include <array>

#include <fmt/format.h>

#include "workloads/networks/catalogue.hpp"
#include "workloads/networks/transformer.hpp"

namespace ridge {
namespace {

constexpr std::int64_t scale_and_shift = 2;

struct BertShape {
  const char* name;
  int blocks;
  std::int64_t width;
  std::int64_t heads;
};

// Devlin et al., section 3. Feed-forward width: 4 x width.
constexpr std::array<BertShape, 2> berts{{{"bert_base", 12, 768, 12}, {"bert_large", 24, 1024, 16}}};
constexpr std::int64_t bert_vocabulary = 30522;  // uncased
constexpr std::int64_t bert_positions = 512;
constexpr std::int64_t bert_segments = 2;

std::string bert_block(TransformerBuilder& net, const std::string& name, const std::string& in,
                       const BertShape& shape, const Pass& pass) {
  const AttentionShape attention{shape.width, shape.heads, shape.heads, shape.width / shape.heads, true};
  const std::int64_t tokens = pass.queries;
  std::string branch = net.self_attention(name, in, attention, pass);
  const std::string sum = net.add(name + "add1", {branch, in}, tokens, shape.width);
  const std::string middle = net.normalise(name + "norm1", sum, tokens, shape.width, scale_and_shift);
  branch = net.feed_forward(name, middle, tokens, shape.width, 4 * shape.width, true);
  const std::string out = net.add(name + "add2", {branch, middle}, tokens, shape.width);
  return net.normalise(name + "norm2", out, tokens, shape.width, scale_and_shift);
}

Network bert(const BertShape& shape, const BuildOptions& options) {
  TransformerBuilder net(shape.name, options);
  const std::int64_t tokens = options.sequence;
  const Pass pass{tokens, tokens, "activation"};
  const std::string token = net.look_up("token_embedding", tokens, bert_vocabulary, shape.width);
  const std::string position = net.look_up("position_embedding", tokens, bert_positions, shape.width);
  const std::string segment = net.look_up("segment_embedding", tokens, bert_segments, shape.width);
  std::string state = net.add("embedding_add", {token, position, segment}, tokens, shape.width);
  state = net.normalise("embedding_norm", state, tokens, shape.width, scale_and_shift);
  for (int block = 0; block < shape.blocks; ++block) {
    state = bert_block(net, fmt::format("block{}.", block), state, shape, pass);
  }
  net.project("pooler", state, 1, shape.width, shape.width, true);  // of the first token
  return net.net().finish(
      transformer_convention("uncased, with pooler, without a task's head"),
      {"J. Devlin et al.: BERT: Pre-training of Deep Bidirectional Transformers for Language "
       "Understanding, arXiv:1810.04805"});
}

// Dosovitskiy et al., table 1, ViT-Base with 16 x 16 patches of a 224 x 224 image.
struct VitShape {
  int blocks = 12;
  std::int64_t width = 768;
  std::int64_t heads = 12;
  std::int64_t hidden = 3072;
  std::int64_t patch = 16;
  std::int64_t grid = 224 / 16;
  std::int64_t classes = 1000;
};

std::string vit_block(TransformerBuilder& net, const std::string& name, const std::string& in,
                      const VitShape& shape, const Pass& pass) {
  const AttentionShape attention{shape.width, shape.heads, shape.heads, shape.width / shape.heads, true};
  const std::int64_t tokens = pass.queries;
  std::string branch = net.normalise(name + "norm1", in, tokens, shape.width, scale_and_shift);
  branch = net.self_attention(name, branch, attention, pass);
  const std::string middle = net.add(name + "add1", {branch, in}, tokens, shape.width);
  branch = net.normalise(name + "norm2", middle, tokens, shape.width, scale_and_shift);
  branch = net.feed_forward(name, branch, tokens, shape.width, shape.hidden, true);
  return net.add(name + "add2", {branch, middle}, tokens, shape.width);
}

Network vit(const BuildOptions& options) {
  const VitShape shape;
  TransformerBuilder net("vit_b16", options);
  const std::int64_t tokens = shape.grid * shape.grid + 1;  // the patches and the class token
  const Pass pass{tokens, tokens, "activation"};
  const std::string patches = net.net().add("patch_embedding", "conv2d",
                                            {{"N", options.batch},
                                             {"K", shape.width},
                                             {"C", 3},
                                             {"P", shape.grid},
                                             {"Q", shape.grid},
                                             {"R", shape.patch},
                                             {"S", shape.patch},
                                             {"stride_h", shape.patch},
                                             {"stride_w", shape.patch}},
                                            {"input"}, {.parameters = shape.width});
  // The class token is one more row, learned, in front of the patches: a table of one row, and a copy.
  const std::string class_token = net.look_up("class_token", 1, 1, shape.width);
  const std::string rows = net.net().add("tokens", "elementwise",
                                         {{"N", options.batch}, {"E", tokens * shape.width}, {"operands", 1}},
                                         {class_token, patches});
  const std::string positions = net.look_up("position_embedding", tokens, tokens, shape.width);
  std::string state = net.add("embedding_add", {rows, positions}, tokens, shape.width);
  for (int block = 0; block < shape.blocks; ++block) {
    state = vit_block(net, fmt::format("block{}.", block), state, shape, pass);
  }
  state = net.normalise("final_norm", state, tokens, shape.width, scale_and_shift);
  net.project("head", state, 1, shape.width, shape.classes, true);  // of the class token
  return net.net().finish(
      transformer_convention("224 x 224 inputs, 196 patches and a class token, 1000 classes"),
      {"A. Dosovitskiy et al.: An Image is Worth 16x16 Words, arXiv:2010.11929, table 1",
       "torchvision, models/vision_transformer.py"});
}

}  // namespace

std::vector<BuiltIn> encoder_networks() {
  std::vector<BuiltIn> networks{{.name = "vit_b16", .precision = Precision::fp16, .make = vit}};
  for (const BertShape& shape : berts) {
    networks.push_back({.name = shape.name,
                        .precision = Precision::fp16,
                        .sequence = bert_positions,
                        .longest_sequence = bert_positions,
                        .make = [&shape](const auto& options) { return bert(shape, options); }});
  }
  return networks;
}

}  // namespace ridge
