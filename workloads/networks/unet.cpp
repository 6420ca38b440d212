// U-Net: the original with valid convolutions, and the VGG-encoder form of a Keras library.
#include <array>

#include <fmt/format.h>

#include "workloads/networks/catalogue.hpp"
#include "workloads/networks/feature_map.hpp"

namespace ridge {
namespace {

constexpr Window valid_3x3{3, 1, 0};
constexpr Window same_3x3{3, 1, 1};

FeatureMap convolve_twice(NetworkBuilder& net, const std::string& name, const FeatureMap& in,
                          std::int64_t channels) {
  const FeatureMap map = convolve(net, name + "_3x3a", in, channels, valid_3x3, PerChannel::bias);
  return convolve(net, name + "_3x3b", map, channels, valid_3x3, PerChannel::bias);
}

/// A 2 x 2 up-convolution that halves the channels.
FeatureMap convolve_up(NetworkBuilder& net, const std::string& name, const FeatureMap& in) {
  const std::int64_t channels = in.channels / 2;
  net.add(name, "transposed_conv2d",
          {{"N", net.options().batch},
           {"K", channels},
           {"C", in.channels},
           {"P", in.height},
           {"Q", in.width},
           {"scale_h", 2},
           {"scale_w", 2}},
          in.from, {.parameters = channels});
  return {{name}, channels, 2 * in.height, 2 * in.width};
}

Network unet(const BuildOptions& options) {
  constexpr int depth = 4;
  NetworkBuilder net("unet", options);
  FeatureMap map = image(1, 572, 572);
  std::vector<FeatureMap> skips;
  for (int level = 1; level <= depth; ++level) {
    skips.push_back(convolve_twice(net, fmt::format("down{}", level), map, std::int64_t{32} << level));
    map = pool(net, fmt::format("pool{}", level), skips.back(), {2, 2, 0});
  }
  map = convolve_twice(net, "bottom", map, 1024);
  for (int level = depth; level >= 1; --level) {
    const std::string name = fmt::format("up{}", level);
    // The skip is cropped to the size of what comes from below, which costs nothing.
    map = concatenate(convolve_up(net, name, map), skips[static_cast<std::size_t>(level - 1)]);
    map = convolve_twice(net, name, map, std::int64_t{32} << level);
  }
  convolve(net, "classes", map, 2, {1, 1, 0}, PerChannel::bias);
  return net.finish(
      convolutional_convention("the original: valid convolutions, 572 x 572 inputs of one channel, 2 "
                               "classes (unet_keras: same convolutions)"),
      {"O. Ronneberger, P. Fischer, T. Brox: U-Net: Convolutional Networks for Biomedical Image "
       "Segmentation, arXiv:1505.04597, figure 1"});
}

FeatureMap upsample(NetworkBuilder& net, const std::string& name, const FeatureMap& in) {
  net.add(name, "upsampling2d",
          {{"N", net.options().batch},
           {"C", in.channels},
           {"P", in.height},
           {"Q", in.width},
           {"scale_h", 2},
           {"scale_w", 2}},
          in.from);
  return {{name}, in.channels, 2 * in.height, 2 * in.width};
}

/// VGG-16's first four stages; each decoder step convolves, doubles the plane and joins the stage's pool.
Network unet_keras(const BuildOptions& options) {
  constexpr std::array<int, 4> convolutions{2, 2, 3, 3};
  constexpr std::array<std::int64_t, 4> channels{64, 128, 256, 512};
  constexpr std::int64_t classes = 19;
  constexpr std::int64_t normalised = PerChannel::bias_and_counted_moments;
  NetworkBuilder net("unet_keras", options);
  FeatureMap map = image(3, 416, 608);
  std::vector<FeatureMap> pools;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    for (int i = 1; i <= convolutions[stage]; ++i) {
      map = convolve(net, fmt::format("conv{}_{}", stage + 1, i), map, channels[stage], same_3x3,
                     PerChannel::bias);
    }
    map = pool(net, fmt::format("pool{}", stage + 1), map, {2, 2, 0});
    pools.push_back(map);
  }
  map = convolve(net, "up4_3x3", map, 512, same_3x3, normalised);
  for (std::size_t stage = 3; stage >= 1; --stage) {
    const std::string name = fmt::format("up{}", stage);
    map = concatenate(upsample(net, name, map), pools[stage - 1]);
    map = convolve(net, name + "_3x3", map, channels[stage - 1], same_3x3, normalised);
  }
  convolve(net, "classes", map, classes, same_3x3, PerChannel::bias);
  return net.finish(
      convolutional_convention(
          "vgg_unet of keras_segmentation: same convolutions, 416 x 608 inputs, 19 classes; batch "
          "normalisation counts four parameters a channel (scale, shift, moving mean and variance)"),
      {"github.com/divamgupta/image-segmentation-keras, models/unet.py and models/vgg16.py",
       "P. Jain et al.: Checkmate, arXiv:1910.02653 (the sizes in use there)"});
}

}  // namespace

std::vector<BuiltIn> unet_networks() {
  return {{.name = "unet", .make = unet}, {.name = "unet_keras", .make = unet_keras}};
}

}  // namespace ridge
