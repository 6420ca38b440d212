#include "workloads/networks/feature_map.hpp"

namespace ridge {
namespace {

std::int64_t output_size(std::int64_t input, const Window& window) {
  return (input + 2 * window.padding - window.size) / window.stride + 1;
}

FeatureMap output_of(const std::string& name, const FeatureMap& in, std::int64_t channels,
                     const Window& window) {
  return {{name}, channels, output_size(in.height, window), output_size(in.width, window)};
}

/// The sizes that every windowed layer has.
std::vector<std::pair<std::string, std::int64_t>> window_sizes(const NetworkBuilder& net,
                                                               const FeatureMap& out, const Window& window) {
  return {{"N", net.options().batch}, {"P", out.height},  {"Q", out.width},
          {"R", window.size},         {"S", window.size}, {"stride_h", window.stride},
          {"stride_w", window.stride}};
}

}  // namespace

FeatureMap image(std::int64_t channels, std::int64_t height, std::int64_t width) {
  return {{"input"}, channels, height, width};
}

FeatureMap convolve(NetworkBuilder& net, const std::string& name, const FeatureMap& in, std::int64_t channels,
                    const Window& window, std::int64_t extra_per_channel, std::int64_t groups) {
  const FeatureMap out = output_of(name, in, channels, window);
  auto sizes = window_sizes(net, out, window);
  sizes.insert(sizes.end(), {{"K", channels / groups}, {"C", in.channels / groups}, {"groups", groups}});
  net.add(name, "conv2d", std::move(sizes), in.from, {.parameters = extra_per_channel * channels});
  return out;
}

FeatureMap convolve_depthwise(NetworkBuilder& net, const std::string& name, const FeatureMap& in,
                              const Window& window, std::int64_t extra_per_channel) {
  const FeatureMap out = output_of(name, in, in.channels, window);
  auto sizes = window_sizes(net, out, window);
  sizes.emplace_back("G", in.channels);
  net.add(name, "depthwise_conv2d", std::move(sizes), in.from,
          {.parameters = extra_per_channel * in.channels});
  return out;
}

FeatureMap pool(NetworkBuilder& net, const std::string& name, const FeatureMap& in, const Window& window) {
  const FeatureMap out = output_of(name, in, in.channels, window);
  auto sizes = window_sizes(net, out, window);
  sizes.emplace_back("C", in.channels);
  net.add(name, "pooling2d", std::move(sizes), in.from);
  return out;
}

FeatureMap pool_globally(NetworkBuilder& net, const std::string& name, const FeatureMap& in) {
  net.add(
      name, "pooling2d",
      {{"N", net.options().batch}, {"C", in.channels}, {"P", 1}, {"Q", 1}, {"R", in.height}, {"S", in.width}},
      in.from);
  return {{name}, in.channels, 1, 1};
}

FeatureMap add_maps(NetworkBuilder& net, const std::string& name, const FeatureMap& in,
                    const FeatureMap& shortcut) {
  net.add(name, "elementwise",
          {{"N", net.options().batch}, {"E", in.channels * in.height * in.width}, {"operands", 2}},
          {in.from.front(), shortcut.from.front()});
  return {{name}, in.channels, in.height, in.width};
}

FeatureMap concatenate(const FeatureMap& first, const FeatureMap& second) {
  FeatureMap both{first.from, first.channels + second.channels, first.height, first.width};
  both.from.insert(both.from.end(), second.from.begin(), second.from.end());
  return both;
}

FeatureMap connect_fully(NetworkBuilder& net, const std::string& name, const FeatureMap& in,
                         std::int64_t outputs) {
  net.add(name, "gemm",
          {{"M", net.options().batch}, {"N", outputs}, {"K", in.channels * in.height * in.width}}, in.from,
          {.parameters = outputs});
  return {{name}, outputs, 1, 1};
}

std::string convolutional_convention(const std::string& own) {
  return own +
         "; MACs of convolutions and fully connected layers; bias, batch normalisation and activation "
         "functions are "
         "applied as a layer's results are written, and count as parameters only";
}

}  // namespace ridge
