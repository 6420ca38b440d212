// Residual networks of bottleneck blocks. Layers are called STAGE BLOCK _ PART: "4b_3x3" is the 3 x 3
// convolution of the second block of stage 4; parts: 1x1a (reduce), 3x3, 1x1b (expand), shortcut, add.
#include <array>

#include <fmt/format.h>

#include "workloads/networks/catalogue.hpp"
#include "workloads/networks/feature_map.hpp"

namespace ridge {
namespace {

/// v1 has the stride of a stage in its first 1 x 1 convolution, v1.5 in its first 3 x 3.
enum class Form { keras_v1, v1_5 };

struct Depth {
  const char* name;
  std::array<int, 4> blocks;  // in stages 2 to 5
  Form form;
};

// He et al. 2015, table 1; 200 layers: He et al. 2016 (arXiv:1603.05027), with the blocks of v1.5 here.
constexpr std::array<Depth, 7> depths{{{"resnet50", {3, 4, 6, 3}, Form::v1_5},
                                       {"resnet101", {3, 4, 23, 3}, Form::v1_5},
                                       {"resnet152", {3, 8, 36, 3}, Form::v1_5},
                                       {"resnet200", {3, 24, 36, 3}, Form::v1_5},
                                       {"resnet50_v1", {3, 4, 6, 3}, Form::keras_v1},
                                       {"resnet101_v1", {3, 4, 23, 3}, Form::keras_v1},
                                       {"resnet152_v1", {3, 8, 36, 3}, Form::keras_v1}}};

/// a, b, ..., z, aa, ab, ...
std::string letters(int block) {
  std::string name(1, static_cast<char>('a' + block % 26));
  return block < 26 ? name : letters(block / 26 - 1) + name;
}

class ResidualNetwork {
 public:
  ResidualNetwork(const Depth& depth, const BuildOptions& options)
      : depth_(depth),
        net_(depth.name, options),
        extra_(depth.form == Form::keras_v1 ? PerChannel::bias_and_counted_moments : PerChannel::batch_norm) {
  }

  Network build() {
    FeatureMap map = convolve(net_, "conv1", image(3, 224, 224), 64, {7, 2, 3}, extra_);
    map = pool(net_, "pool1", map, {3, 2, 1});
    for (int stage = 2; stage <= 5; ++stage) {
      for (int block = 0; block < depth_.blocks[static_cast<std::size_t>(stage - 2)]; ++block) {
        map = add_block(stage, block, map);
      }
    }
    connect_fully(net_, "fc1000", pool_globally(net_, "pool5", map), 1000);
    return net_.finish(convolutional_convention(convention()), sources());
  }

 private:
  FeatureMap add_block(int stage, int block, const FeatureMap& in) {
    const std::string name = std::to_string(stage) + letters(block) + "_";
    const std::int64_t channels = std::int64_t{64} << (stage - 2);
    const std::int64_t stride = block == 0 && stage > 2 ? 2 : 1;
    const bool early = depth_.form == Form::keras_v1;
    FeatureMap map = convolve(net_, name + "1x1a", in, channels, {1, early ? stride : 1, 0}, extra_);
    map = convolve(net_, name + "3x3", map, channels, {3, early ? 1 : stride, 1}, extra_);
    map = convolve(net_, name + "1x1b", map, 4 * channels, {1, 1, 0}, extra_);
    const FeatureMap shortcut =
        block == 0 ? convolve(net_, name + "shortcut", in, 4 * channels, {1, stride, 0}, extra_) : in;
    return add_maps(net_, name + "add", map, shortcut);
  }

  std::string convention() const {
    if (depth_.form == Form::keras_v1) {
      return "ResNet v1 as in Keras: the stride of a stage in its first 1x1 convolution; convolutions with "
             "bias; batch "
             "normalisation counts four parameters a channel (scale, shift, moving mean and variance)";
    }
    return "ResNet v1.5: the stride of a stage in its first 3x3 convolution; no bias; batch normalisation "
           "counts two "
           "parameters a channel (scale and shift)";
  }

  std::vector<std::string> sources() const {
    std::vector<std::string> sources{
        "K. He et al.: Deep Residual Learning for Image Recognition, arXiv:1512.03385"};
    if (depth_.form == Form::keras_v1) sources.emplace_back("Keras Applications, resnet.py");
    if (depth_.form == Form::v1_5)
      sources.emplace_back("torchvision, models/resnet.py (stride placement of v1.5)");
    if (depth_.name == std::string("resnet200")) {
      sources.emplace_back(
          "K. He et al.: Identity Mappings in Deep Residual Networks, arXiv:1603.05027 (block counts)");
    }
    return sources;
  }

  const Depth& depth_;
  NetworkBuilder net_;
  std::int64_t extra_;
};

}  // namespace

std::vector<BuiltIn> residual_networks() {
  std::vector<BuiltIn> networks;
  for (const Depth& depth : depths) {
    networks.push_back({.name = depth.name, .make = [&depth](const auto& options) {
                          return ResidualNetwork(depth, options).build();
                        }});
  }
  return networks;
}

}  // namespace ridge
