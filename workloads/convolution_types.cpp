// Convolutions and their kin. P, Q (and O) index outputs, R, S (and T) the filter; the input is indexed by
// stride*P + dilation*R, so that its words include the padding a window reaches into.
//
//   axis      output  filter
//   depth d   O       T        conv3d
//   height h  P       R
//   width w   Q       S        (conv1d has one axis: P, R)
#include "workloads/layer_type.hpp"

namespace ridge {
namespace {

using Index = std::vector<std::string>;

TensorField weights(Index index) {
  return {.name = "Weights", .role = Role::weights, .origin = Origin::parameter, .index = std::move(index)};
}
TensorField inputs(Index index) {
  return {.name = "Inputs", .role = Role::inputs, .index = std::move(index)};
}
TensorField outputs(Index index) {
  return {.name = "Outputs", .role = Role::outputs, .index = std::move(index)};
}

const SizeField groups{
    .name = "groups",
    .sentence = "groups of channels that do not mix; above 1 they are dimension G, and K and C are per group",
    .fallback = 1};

SizeField stride(std::vector<std::string> axes) {
  return {.name = "stride", .sentence = "step between windows", .fallback = 1, .axes = std::move(axes)};
}
SizeField dilation(std::vector<std::string> axes) {
  return {.name = "dilation",
          .sentence = "step between the taps of a window",
          .fallback = 1,
          .axes = std::move(axes)};
}
SizeField scale() {
  return {.name = "scale", .sentence = "how many times larger the output is", .axes = {"h", "w"}};
}

const DimensionField group_dimension{
    .name = "G", .bound = [](const Sizes& sizes) { return sizes["groups"]; }, .left_out_at_one = true};
const DimensionField scale_height{.name = "R", .bound = [](const Sizes& sizes) { return sizes["scale_h"]; }};
const DimensionField scale_width{.name = "S", .bound = [](const Sizes& sizes) { return sizes["scale_w"]; }};

const Index window_plane{"stride_h*P + dilation_h*R", "stride_w*Q + dilation_w*S"};

LayerType conv1d() {
  return {.name = "conv1d",
          .sentence = "convolution over one axis",
          .sizes = {samples(),
                    {"K", "output channels of a group"},
                    {"C", "input channels of a group"},
                    {"P", "output length"},
                    {"R", "filter length"},
                    stride({}),
                    dilation({}),
                    groups},
          .dimensions = {{"N"}, group_dimension, {"K"}, {"C"}, {"P"}, {"R"}},
          .tensors = {weights({"G", "K", "C", "R"}), inputs({"N", "G", "C", "stride*P + dilation*R"}),
                      outputs({"N", "G", "K", "P"})},
          .samples = "N"};
}

LayerType conv2d() {
  return {.name = "conv2d",
          .sentence = "convolution over height and width",
          .sizes = {samples(),
                    {"K", "output channels of a group"},
                    {"C", "input channels of a group"},
                    {"P", "output height"},
                    {"Q", "output width"},
                    {"R", "filter height"},
                    {"S", "filter width"},
                    stride({"h", "w"}),
                    dilation({"h", "w"}),
                    groups},
          .dimensions = {{"N"}, group_dimension, {"K"}, {"C"}, {"P"}, {"Q"}, {"R"}, {"S"}},
          .tensors = {weights({"G", "K", "C", "R", "S"}),
                      inputs({"N", "G", "C", window_plane[0], window_plane[1]}),
                      outputs({"N", "G", "K", "P", "Q"})},
          .samples = "N"};
}

LayerType conv3d() {
  return {.name = "conv3d",
          .sentence = "convolution over depth, height and width",
          .sizes = {samples(),
                    {"K", "output channels of a group"},
                    {"C", "input channels of a group"},
                    {"O", "output depth"},
                    {"P", "output height"},
                    {"Q", "output width"},
                    {"T", "filter depth"},
                    {"R", "filter height"},
                    {"S", "filter width"},
                    stride({"d", "h", "w"}),
                    dilation({"d", "h", "w"}),
                    groups},
          .dimensions = {{"N"}, group_dimension, {"K"}, {"C"}, {"O"}, {"P"}, {"Q"}, {"T"}, {"R"}, {"S"}},
          .tensors = {weights({"G", "K", "C", "T", "R", "S"}),
                      inputs({"N", "G", "C", "stride_d*O + dilation_d*T", window_plane[0], window_plane[1]}),
                      outputs({"N", "G", "K", "O", "P", "Q"})},
          .samples = "N"};
}

LayerType depthwise_conv2d() {
  return {.name = "depthwise_conv2d",
          .sentence = "convolution of every channel with a filter of its own; the channels are dimension G",
          .sizes = {samples(),
                    {"G", "channels"},
                    {"P", "output height"},
                    {"Q", "output width"},
                    {"R", "filter height"},
                    {"S", "filter width"},
                    stride({"h", "w"}),
                    dilation({"h", "w"})},
          .dimensions = {{"N"}, {"G"}, {"P"}, {"Q"}, {"R"}, {"S"}},
          .tensors = {weights({"G", "R", "S"}), inputs({"N", "G", window_plane[0], window_plane[1]}),
                      outputs({"N", "G", "P", "Q"})},
          .samples = "N"};
}

LayerType transposed_conv2d() {
  return {.name = "transposed_conv2d",
          .sentence =
              "transposed convolution whose filter is as large as its stride (`scale`), so that outputs "
              "do not overlap",
          .sizes = {samples(),
                    {"K", "output channels"},
                    {"C", "input channels"},
                    {"P", "input height"},
                    {"Q", "input width"},
                    scale()},
          .dimensions = {{"N"}, {"K"}, {"C"}, {"P"}, {"Q"}, scale_height, scale_width},
          .tensors = {weights({"K", "C", "R", "S"}), inputs({"N", "C", "P", "Q"}),
                      outputs({"N", "K", "scale_h*P + R", "scale_w*Q + S"})},
          .samples = "N"};
}

LayerType pooling2d() {
  return {.name = "pooling2d",
          .sentence = "maximum or mean of each window (of a whole plane: P = Q = 1)",
          .operation = Operation::reduction,
          .sizes = {samples(),
                    {"C", "channels"},
                    {"P", "output height"},
                    {"Q", "output width"},
                    {"R", "window height"},
                    {"S", "window width"},
                    stride({"h", "w"}),
                    dilation({"h", "w"})},
          .dimensions = {{"N"}, {"C"}, {"P"}, {"Q"}, {"R"}, {"S"}},
          .tensors = {inputs({"N", "C", window_plane[0], window_plane[1]}), outputs({"N", "C", "P", "Q"})},
          .samples = "N"};
}

LayerType upsampling2d() {
  return {.name = "upsampling2d",
          .sentence = "copy of each word to a block of scale x scale words (nearest neighbour)",
          .operation = Operation::elementwise,
          .sizes = {samples(), {"C", "channels"}, {"P", "input height"}, {"Q", "input width"}, scale()},
          .dimensions = {{"N"}, {"C"}, {"P"}, {"Q"}, scale_height, scale_width},
          .tensors = {inputs({"N", "C", "P", "Q"}), outputs({"N", "C", "scale_h*P + R", "scale_w*Q + S"})},
          .samples = "N"};
}

}  // namespace

std::vector<LayerType> convolution_types() {
  return {conv1d(), conv2d(), conv3d(), depthwise_conv2d(), transposed_conv2d(), pooling2d(), upsampling2d()};
}

}  // namespace ridge
