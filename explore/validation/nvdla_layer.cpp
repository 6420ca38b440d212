#include "explore/validation/nvdla_layer.hpp"

#include <utility>

#include "base/checked.hpp"
#include "workloads/layer_type.hpp"

namespace ridge::validation {
namespace {

using Terms = std::vector<Term>;

struct Shape {
  std::int64_t K, C, P, Q, R, S, stride_h, stride_w;
};

/// Sizes of a convolution of one sample, one group and no dilation.
std::optional<Shape> shape_of(const LayerShape& layer) {
  const Sizes sizes(layer.sizes);
  const auto is_one = [&](const char* name) { return sizes.find(name).value_or(1) == 1; };
  if (layer.type == "gemm" && is_one("B")) return Shape{sizes["N"], sizes["K"], 1, sizes["M"], 1, 1, 1, 1};
  if (layer.type != "conv2d") return std::nullopt;
  for (const char* name : {"N", "groups", "dilation_h", "dilation_w"})
    if (!is_one(name)) return std::nullopt;
  return Shape{sizes["K"], sizes["C"], sizes["P"],        sizes["Q"],
               sizes["R"], sizes["S"], sizes["stride_h"], sizes["stride_w"]};
}

class Builder {
 public:
  explicit Builder(const Problem& like) {
    layer_.problem.name = like.name;
    layer_.problem.operation = like.operation;
    layer_.problem.operations_per_iteration = like.operations_per_iteration;
  }

  DimensionId dimension(const char* name, std::int64_t bound) {
    return layer_.problem.dimensions.push_back({name, bound});
  }

  void tensor(const char* name, Role role, Origin origin, const std::vector<Terms>& index,
              Precision precision = Precision::int8) {
    Tensor made;
    made.name = name;
    made.role = role;
    made.origin = origin;
    made.precision = precision;
    made.partial = partial_of(made.precision);
    for (const Terms& terms : index)
      made.ranks.push_back({terms});
    const TensorId id = layer_.problem.tensors.push_back(std::move(made));
    if (role == Role::outputs) layer_.problem.written = id;
  }

  NvdlaLayer& layer() { return layer_; }

 private:
  NvdlaLayer layer_;
};

Terms one(DimensionId dimension) {
  return {{dimension, 1}};
}

/// What is fetched for one pixel that is used.
std::optional<Precision> width_of(const Shape& shape) {
  const std::int64_t down = shape.R < shape.stride_h ? ceil_divide(shape.stride_h, shape.R) : 1;
  const std::int64_t across = shape.S < shape.stride_w ? ceil_divide(shape.stride_w, shape.S) : 1;
  switch (down * across) {
    case 1:
      return Precision::int8;
    case 2:
      return Precision::int16;
    case 4:
      return Precision::int32;
    default:
      return std::nullopt;
  }
}

NvdlaLayer direct(const Problem& like, const Shape& shape, Precision width) {
  Builder builder(like);
  const DimensionId k = builder.dimension("K", shape.K), c = builder.dimension("C", shape.C);
  const DimensionId p = builder.dimension("P", shape.P), q = builder.dimension("Q", shape.Q);
  const DimensionId r = builder.dimension("R", shape.R), s = builder.dimension("S", shape.S);
  builder.tensor("Weights", Role::weights, Origin::parameter, {one(k), one(c), one(r), one(s)});
  builder.tensor("Inputs", Role::inputs, Origin::activation,
                 {one(c), {{p, shape.stride_h}, {r, 1}}, {{q, shape.stride_w}, {s, 1}}}, width);
  builder.tensor("Outputs", Role::outputs, Origin::activation, {one(k), one(p), one(q)});
  NvdlaLayer& layer = builder.layer();
  layer.kernels = k, layer.channels = c, layer.lines = p, layer.columns = q;
  layer.taps = {r, s};
  return std::move(layer);
}

NvdlaLayer image(const Problem& like, const Shape& shape, std::int64_t atomic_c) {
  Builder builder(like);
  const std::int64_t pixels = shape.C * shape.S;
  const DimensionId k = builder.dimension("K", shape.K), c = builder.dimension("CS", pixels);
  const DimensionId p = builder.dimension("P", shape.P), q = builder.dimension("Q", shape.Q);
  const DimensionId r = builder.dimension("R", shape.R);
  builder.tensor("Weights", Role::weights, Origin::parameter, {one(k), one(c), one(r)});
  builder.tensor("Inputs", Role::inputs, Origin::activation,
                 {{{p, shape.stride_h}, {r, 1}}, {{q, shape.stride_w * shape.C}, {c, 1}}});
  builder.tensor("Outputs", Role::outputs, Origin::activation, {one(k), one(p), one(q)});
  NvdlaLayer& layer = builder.layer();
  layer.kernels = k, layer.channels = c, layer.lines = p, layer.columns = q;
  layer.taps = {r};
  layer.parted = r;
  layer.parts = 4 * pixels <= atomic_c ? 4 : 2 * pixels <= atomic_c ? 2 : 1;
  return std::move(layer);
}

}  // namespace

std::optional<NvdlaLayer> nvdla_layer(const Layer& layer, bool reads_image, std::int64_t atomic_c) {
  const auto shape = shape_of(layer.shape);
  if (!shape) return std::nullopt;
  if (reads_image) return image(layer.problem, *shape, atomic_c);
  const auto width = width_of(*shape);
  if (!width) return std::nullopt;
  return direct(layer.problem, *shape, *width);
}

}  // namespace ridge::validation
