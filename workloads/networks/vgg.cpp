// VGG: five stages of 3 x 3 convolutions, each followed by a 2 x 2 maximum.
#include <array>

#include <fmt/format.h>

#include "workloads/networks/catalogue.hpp"
#include "workloads/networks/feature_map.hpp"

namespace ridge {
namespace {

struct VggDepth {
  const char* name;
  std::array<int, 5> convolutions;  // in each stage
};

// Simonyan and Zisserman, table 1, columns D and E.
constexpr std::array<VggDepth, 2> vgg_depths{{{"vgg16", {2, 2, 3, 3, 3}}, {"vgg19", {2, 2, 4, 4, 4}}}};
constexpr std::array<std::int64_t, 5> stage_channels{64, 128, 256, 512, 512};

Network vgg(const VggDepth& depth, const BuildOptions& options) {
  NetworkBuilder net(depth.name, options);
  FeatureMap map = image(3, 224, 224);
  for (std::size_t stage = 0; stage < stage_channels.size(); ++stage) {
    for (int i = 1; i <= depth.convolutions[stage]; ++i) {
      map = convolve(net, fmt::format("conv{}_{}", stage + 1, i), map, stage_channels[stage], {3, 1, 1},
                     PerChannel::bias);
    }
    map = pool(net, fmt::format("pool{}", stage + 1), map, {2, 2, 0});
  }
  map = connect_fully(net, "fc6", map, 4096);
  map = connect_fully(net, "fc7", map, 4096);
  connect_fully(net, "fc8", map, 1000);
  return net.finish(
      convolutional_convention("224 x 224 inputs"),
      {"K. Simonyan, A. Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, "
       "arXiv:1409.1556, table 1"});
}

}  // namespace

std::vector<BuiltIn> vgg_networks() {
  std::vector<BuiltIn> networks;
  for (const VggDepth& depth : vgg_depths) {
    networks.push_back(
        {.name = depth.name, .make = [depth](const auto& options) { return vgg(depth, options); }});
  }
  return networks;
}

}  // namespace ridge
