// The layers of convolutional networks, with the sizes of feature maps carried along. Internal to workloads/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/networks/builder.hpp"

namespace ridge {

/// What a layer reads: channels x height x width, from one layer or from several that are concatenated.
struct FeatureMap {
  std::vector<std::string> from;
  std::int64_t channels = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
};

/// A square window. Output = floor((input + 2 padding - size) / stride) + 1 in each direction.
struct Window {
  std::int64_t size = 1;
  std::int64_t stride = 1;
  std::int64_t padding = 0;
};

/// Parameters of an output channel beside its filters.
struct PerChannel {
  static constexpr std::int64_t nothing = 0;
  static constexpr std::int64_t bias = 1;
  static constexpr std::int64_t batch_norm = 2;                    // scale and shift
  static constexpr std::int64_t bias_and_counted_moments = 1 + 4;  // Keras counts mean and variance as well
};

FeatureMap image(std::int64_t channels, std::int64_t height, std::int64_t width);

FeatureMap convolve(NetworkBuilder& net, const std::string& name, const FeatureMap& in, std::int64_t channels,
                    const Window& window, std::int64_t extra_per_channel, std::int64_t groups = 1);
FeatureMap convolve_depthwise(NetworkBuilder& net, const std::string& name, const FeatureMap& in,
                              const Window& window, std::int64_t extra_per_channel);
FeatureMap pool(NetworkBuilder& net, const std::string& name, const FeatureMap& in, const Window& window);
/// The mean of each channel: a 1 x 1 map.
FeatureMap pool_globally(NetworkBuilder& net, const std::string& name, const FeatureMap& in);
/// A residual addition and the activation behind it.
FeatureMap add_maps(NetworkBuilder& net, const std::string& name, const FeatureMap& in,
                    const FeatureMap& shortcut);
FeatureMap concatenate(const FeatureMap& first, const FeatureMap& second);
/// A fully connected layer with bias over all words of a map.
FeatureMap connect_fully(NetworkBuilder& net, const std::string& name, const FeatureMap& in,
                         std::int64_t outputs);

/// The convention that all convolutional networks share, to be put before their own.
std::string convolutional_convention(const std::string& own);

}  // namespace ridge
