// MobileNets: depthwise separable convolutions (v1), inverted residuals with linear bottlenecks (v2).
#include <array>

#include <fmt/format.h>

#include "workloads/networks/catalogue.hpp"
#include "workloads/networks/feature_map.hpp"

namespace ridge {
namespace {

struct Separable {
  std::int64_t channels;
  std::int64_t stride;
};

// Howard et al., table 1.
constexpr std::array<Separable, 13> separable_layers{{{64, 1},
                                                      {128, 2},
                                                      {128, 1},
                                                      {256, 2},
                                                      {256, 1},
                                                      {512, 2},
                                                      {512, 1},
                                                      {512, 1},
                                                      {512, 1},
                                                      {512, 1},
                                                      {512, 1},
                                                      {1024, 2},
                                                      {1024, 1}}};

Network mobilenet_v1(const BuildOptions& options) {
  NetworkBuilder net("mobilenet_v1", options);
  FeatureMap map = convolve(net, "conv1", image(3, 224, 224), 32, {3, 2, 1}, PerChannel::batch_norm);
  for (std::size_t i = 0; i < separable_layers.size(); ++i) {
    const auto [channels, stride] = separable_layers[i];
    map =
        convolve_depthwise(net, fmt::format("conv{}_dw", i + 2), map, {3, stride, 1}, PerChannel::batch_norm);
    map = convolve(net, fmt::format("conv{}_pw", i + 2), map, channels, {1, 1, 0}, PerChannel::batch_norm);
  }
  connect_fully(net, "fc", pool_globally(net, "pool", map), 1000);
  return net.finish(
      convolutional_convention("width 1.0, 224 x 224 inputs; batch normalisation counts two parameters a "
                               "channel (scale and shift), convolutions have no bias"),
      {"A. Howard et al.: MobileNets: Efficient Convolutional Neural Networks for Mobile Vision "
       "Applications, arXiv:1704.04861, table 1"});
}

struct Bottleneck {
  std::int64_t expansion;
  std::int64_t channels;
  int repeats;
  std::int64_t stride;  // of the first of them
};

// Sandler et al., table 2.
constexpr std::array<Bottleneck, 7> bottlenecks{{{1, 16, 1, 1},
                                                 {6, 24, 2, 2},
                                                 {6, 32, 3, 2},
                                                 {6, 64, 4, 2},
                                                 {6, 96, 3, 1},
                                                 {6, 160, 3, 2},
                                                 {6, 320, 1, 1}}};

FeatureMap inverted_residual(NetworkBuilder& net, const std::string& name, const FeatureMap& in,
                             const Bottleneck& shape, std::int64_t stride) {
  FeatureMap map = in;
  if (shape.expansion != 1) {
    map =
        convolve(net, name + "_expand", in, shape.expansion * in.channels, {1, 1, 0}, PerChannel::batch_norm);
  }
  map = convolve_depthwise(net, name + "_dw", map, {3, stride, 1}, PerChannel::batch_norm);
  map = convolve(net, name + "_project", map, shape.channels, {1, 1, 0}, PerChannel::batch_norm);
  const bool residual = stride == 1 && in.channels == shape.channels;
  return residual ? add_maps(net, name + "_add", map, in) : map;
}

Network mobilenet_v2(const BuildOptions& options) {
  NetworkBuilder net("mobilenet_v2", options);
  FeatureMap map = convolve(net, "conv1", image(3, 224, 224), 32, {3, 2, 1}, PerChannel::batch_norm);
  int block = 0;
  for (const Bottleneck& shape : bottlenecks) {
    for (int i = 0; i < shape.repeats; ++i) {
      map = inverted_residual(net, fmt::format("block{}", ++block), map, shape, i == 0 ? shape.stride : 1);
    }
  }
  map = convolve(net, "conv2", map, 1280, {1, 1, 0}, PerChannel::batch_norm);
  connect_fully(net, "fc", pool_globally(net, "pool", map), 1000);
  return net.finish(
      convolutional_convention("width 1.0, 224 x 224 inputs, as in torchvision; batch normalisation counts "
                               "two parameters a channel (scale and shift), convolutions have no bias"),
      {"M. Sandler et al.: MobileNetV2: Inverted Residuals and Linear Bottlenecks, arXiv:1801.04381, "
       "table 2",
       "torchvision, models/mobilenetv2.py"});
}

}  // namespace

std::vector<BuiltIn> mobile_networks() {
  return {{.name = "mobilenet_v1", .make = mobilenet_v1}, {.name = "mobilenet_v2", .make = mobilenet_v2}};
}

}  // namespace ridge
