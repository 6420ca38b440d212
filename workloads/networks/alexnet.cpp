// AlexNet: the original of two towers, and the one-tower form that is in wide use.
#include "workloads/networks/catalogue.hpp"
#include "workloads/networks/feature_map.hpp"

namespace ridge {
namespace {

/// Krizhevsky, Sutskever, Hinton: ImageNet Classification with Deep Convolutional Neural Networks, 2012. The
/// input is 227 x 227, as sizes of 55 x 55 demand; groups of two are the two towers.
Network two_towers(const BuildOptions& options) {
  NetworkBuilder net("alexnet_2012", options);
  const auto normalise = [&](const std::string& name, const FeatureMap& in) {
    // Across 5 neighbouring channels: a square, 4 additions, scale and power, a division.
    net.add(
        name, "elementwise",
        {{"N", options.batch}, {"E", in.channels * in.height * in.width}, {"operands", 1}, {"operations", 8}},
        in.from);
    return FeatureMap{{name}, in.channels, in.height, in.width};
  };
  FeatureMap map = convolve(net, "conv1", image(3, 227, 227), 96, {11, 4, 0}, PerChannel::bias);
  map = pool(net, "pool1", normalise("norm1", map), {3, 2, 0});
  map = convolve(net, "conv2", map, 256, {5, 1, 2}, PerChannel::bias, 2);
  map = pool(net, "pool2", normalise("norm2", map), {3, 2, 0});
  map = convolve(net, "conv3", map, 384, {3, 1, 1}, PerChannel::bias);
  map = convolve(net, "conv4", map, 384, {3, 1, 1}, PerChannel::bias, 2);
  map = convolve(net, "conv5", map, 256, {3, 1, 1}, PerChannel::bias, 2);
  map = pool(net, "pool5", map, {3, 2, 0});
  map = connect_fully(net, "fc6", map, 4096);
  map = connect_fully(net, "fc7", map, 4096);
  connect_fully(net, "fc8", map, 1000);
  return net.finish(
      convolutional_convention("the two-tower form of 2012 with 227 x 227 inputs (alexnet: one tower)"),
      {"A. Krizhevsky, I. Sutskever, G. Hinton: ImageNet Classification with Deep Convolutional Neural "
       "Networks, NIPS 2012"});
}

/// As torchvision's alexnet: 64, 192, 384, 256, 256 channels, input 224 x 224.
Network one_tower(const BuildOptions& options) {
  NetworkBuilder net("alexnet", options);
  FeatureMap map = convolve(net, "conv1", image(3, 224, 224), 64, {11, 4, 2}, PerChannel::bias);
  map = pool(net, "pool1", map, {3, 2, 0});
  map = convolve(net, "conv2", map, 192, {5, 1, 2}, PerChannel::bias);
  map = pool(net, "pool2", map, {3, 2, 0});
  map = convolve(net, "conv3", map, 384, {3, 1, 1}, PerChannel::bias);
  map = convolve(net, "conv4", map, 256, {3, 1, 1}, PerChannel::bias);
  map = convolve(net, "conv5", map, 256, {3, 1, 1}, PerChannel::bias);
  map = pool(net, "pool5", map, {3, 2, 0});
  map = connect_fully(net, "fc6", map, 4096);
  map = connect_fully(net, "fc7", map, 4096);
  connect_fully(net, "fc8", map, 1000);
  return net.finish(
      convolutional_convention("the one-tower form as in torchvision (alexnet_2012: two towers)"),
      {"A. Krizhevsky: One weird trick for parallelizing convolutional neural networks, arXiv:1404.5997",
       "torchvision, models/alexnet.py"});
}

}  // namespace

std::vector<BuiltIn> alexnet_networks() {
  return {{.name = "alexnet", .make = one_tower}, {.name = "alexnet_2012", .make = two_towers}};
}

}  // namespace ridge
