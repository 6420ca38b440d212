// MACs of networks derived a second time, from the papers' tables alone, in closed form.
#include <array>

#include "tests/workloads/support.hpp"

namespace ridge::test {
namespace {

using Int = std::int64_t;

Int macs(const std::string& name, const NetworkOptions& options = {}) {
  return make_built_in_network(name, options).macs_per_sample();
}

Int square(Int value) {
  return value * value;
}

/// Bottleneck residual network on 224 x 224 images; `late`: the stride is in the 3 x 3 convolution.
Int residual_macs(std::array<Int, 4> blocks, bool late) {
  Int total = square(112) * 64 * 3 * 49 + 2048 * 1000;
  Int input = 64;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    const Int c = Int{64} << stage;
    const Int side = Int{56} >> stage;
    const Int first_side = stage > 0 && late ? 2 * side : side;
    total += square(first_side) * input * c + square(side) * (9 * c * c + 4 * c * c + input * 4 * c);
    total += (blocks[stage] - 1) * square(side) * 17 * c * c;
    input = 4 * c;
  }
  return total;
}

TEST(NetworkFormulas, ResidualNetworks) {
  EXPECT_EQ(macs("resnet50"), residual_macs({3, 4, 6, 3}, true));
  EXPECT_EQ(macs("resnet101"), residual_macs({3, 4, 23, 3}, true));
  EXPECT_EQ(macs("resnet152"), residual_macs({3, 8, 36, 3}, true));
  EXPECT_EQ(macs("resnet200"), residual_macs({3, 24, 36, 3}, true));
  EXPECT_EQ(macs("resnet50_v1"), residual_macs({3, 4, 6, 3}, false));
  EXPECT_EQ(macs("resnet101_v1"), residual_macs({3, 4, 23, 3}, false));
  EXPECT_EQ(macs("resnet152_v1"), residual_macs({3, 8, 36, 3}, false));
}

TEST(NetworkFormulas, Vgg19IsVgg16WithThreeMoreConvolutions) {
  EXPECT_EQ(macs("vgg19") - macs("vgg16"),
            9 * (square(56) * square(256) + square(28) * square(512) + square(14) * square(512)));
}

/// One transformer layer on s tokens that attend to t: projections of width h to `q` and `kv` words and back,
/// two attention products, `matrices` feed-forward matrices of h x f.
Int block_macs(Int s, Int t, Int h, Int q, Int kv, Int f, Int matrices) {
  return s * (2 * h * q + 2 * h * kv + matrices * h * f) + 2 * s * t * q;
}

TEST(NetworkFormulas, Encoders) {
  EXPECT_EQ(macs("bert_base"), 12 * block_macs(512, 512, 768, 768, 768, 3072, 2) + square(768));
  EXPECT_EQ(macs("bert_large"), 24 * block_macs(512, 512, 1024, 1024, 1024, 4096, 2) + square(1024));
  EXPECT_EQ(macs("vit_b16"),
            12 * block_macs(197, 197, 768, 768, 768, 3072, 2) + 196 * 768 * 768 + 768 * 1000);
}

TEST(NetworkFormulas, GptPrompts) {
  EXPECT_EQ(macs("gpt2"), 12 * block_macs(1024, 1024, 768, 768, 768, 3072, 2) + Int{1024} * 768 * 50257);
  EXPECT_EQ(macs("gpt2_xl"),
            48 * block_macs(1024, 1024, 1600, 1600, 1600, 6400, 2) + Int{1024} * 1600 * 50257);
  EXPECT_EQ(macs("gpt3_175b"),
            96 * block_macs(2048, 2048, 12288, 12288, 12288, 49152, 2) + Int{2048} * 12288 * 50257);
}

TEST(NetworkFormulas, LlamaPrompts) {
  const Int s = 2048;
  EXPECT_EQ(macs("llama_7b"), 32 * block_macs(s, s, 4096, 4096, 4096, 11008, 3) + s * 4096 * 32000);
  EXPECT_EQ(macs("llama_13b"), 40 * block_macs(s, s, 5120, 5120, 5120, 13824, 3) + s * 5120 * 32000);
  EXPECT_EQ(macs("llama_65b"), 80 * block_macs(s, s, 8192, 8192, 8192, 22016, 3) + s * 8192 * 32000);
  EXPECT_EQ(macs("llama2_70b"),
            80 * block_macs(4096, 4096, 8192, 8192, 1024, 28672, 3) + Int{4096} * 8192 * 32000);
}

NetworkOptions decoding(Int cached, Int batch) {
  NetworkOptions options;
  options.decode = true;
  options.sequence = cached;
  options.batch = batch;
  return options;
}

TEST(NetworkFormulas, DecodingIsOneTokenAgainstTheCache) {
  EXPECT_EQ(macs("gpt2", decoding(1000, 4)), 12 * block_macs(1, 1000, 768, 768, 768, 3072, 2) + 768 * 50257);
  EXPECT_EQ(macs("llama2_70b", decoding(4096, 32)),
            80 * block_macs(1, 4096, 8192, 8192, 1024, 28672, 3) + Int{8192} * 32000);
}

TEST(NetworkFormulas, DecodingKeepsTheParametersOfTheNetwork) {
  for (const char* name : {"gpt2", "gpt3_175b", "llama_7b", "llama2_70b"}) {
    EXPECT_EQ(make_built_in_network(name, decoding(100, 2)).parameters,
              make_built_in_network(name, {}).parameters)
        << name;
  }
}

TEST(NetworkFormulas, GroupedQueriesShareKeysAndValues) {
  const Network network = make_built_in_network("llama2_70b", decoding(4096, 32));
  for (const Layer& layer : network.layers) {
    if (layer.name != "block7.scores") continue;
    EXPECT_EQ(bound(layer.problem, "B"), 32 * 8);
    EXPECT_EQ(bound(layer.problem, "M"), 8);
    EXPECT_EQ(bound(layer.problem, "N"), 4096);
    EXPECT_EQ(bound(layer.problem, "K"), 128);
    EXPECT_EQ(tensor(layer.problem, "Keys").origin, Origin::kv_cache);
    return;
  }
  FAIL() << "there is no layer block7.scores";
}

Int t5_macs(Int blocks, Int h, Int inner, Int f) {
  const Int s = 512;
  const Int attention = s * 4 * h * inner + 2 * s * s * inner;
  return blocks * (3 * attention + 2 * 2 * s * h * f) + s * h * 32128;
}

TEST(NetworkFormulas, T5HasThreeAttentionsPerPairOfBlocks) {
  EXPECT_EQ(macs("t5_base"), t5_macs(12, 768, 768, 3072));
  EXPECT_EQ(macs("t5_large"), t5_macs(24, 1024, 1024, 4096));
  EXPECT_EQ(macs("t5_3b"), t5_macs(24, 1024, 4096, 16384));
  EXPECT_EQ(macs("t5_11b"), t5_macs(24, 1024, 16384, 65536));
}

TEST(NetworkFormulas, DecodingT5LeavesTheEncoderAndCachedProjectionsOut) {
  const Int h = 768;
  EXPECT_EQ(macs("t5_base", decoding(512, 1)),
            12 * (4 * h * h + 2 * 512 * h + 2 * h * h + 2 * 512 * h + 2 * h * 3072) + h * 32128);
}

}  // namespace
}  // namespace ridge::test
