// Layer types: named shapes over the extended Einsum, declared as data. The reader, the printer, the JSON
// Schema and the documentation are made from these tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/network.hpp"

namespace ridge {

/// The sizes of one layer, by name.
class Sizes {
 public:
  explicit Sizes(const std::vector<std::pair<std::string, std::int64_t>>& values) : values_(&values) {}
  std::optional<std::int64_t> find(std::string_view name) const;
  /// The value of a size that the layer's type has.
  std::int64_t operator[](std::string_view name) const;

 private:
  const std::vector<std::pair<std::string, std::int64_t>>* values_;
};

/// One number that a user writes: {K: 64}, or one per axis: {stride: 2}, {stride: [2, 1]}.
struct SizeField {
  std::string name = {};
  std::string sentence = {};
  std::optional<std::int64_t> fallback = {};  // nothing: must be given
  std::string same_as = {};                   // or: when absent, the value of this other size
  std::int64_t least = 1;
  std::int64_t most = std::int64_t{1} << 62;
  std::vector<std::string> axes = {};  // {"h", "w"}: held as stride_h and stride_w; empty: one number

  bool required() const { return !fallback && same_as.empty(); }
  /// The names under which LayerShape::sizes holds it: {"K"}, or {"stride_h", "stride_w"}.
  std::vector<std::string> keys() const;
};

/// N, one unless it is given.
inline SizeField samples() {
  return {.name = "N", .sentence = "samples (the batch)", .fallback = 1};
}

/// A dimension of the problem; its bound is the size of the same name unless `bound` computes it.
struct DimensionField {
  std::string name = {};
  std::int64_t (*bound)(const Sizes&) = nullptr;
  bool left_out_at_one = false;  // the dimension, and the ranks that are it, exist only above 1
};

/// A tensor; its indices name dimensions, and sizes as coefficients: "stride_h*P + dilation_h*R".
struct TensorField {
  std::string name = {};
  Role role = Role::inputs;
  Origin origin = Origin::activation;
  std::vector<std::string> index = {};
  std::optional<Precision> precision = {};  // fixed by the type: the indices of a gather
  bool (*present)(const Sizes&) = nullptr;  // nothing: always
};

struct LayerType {
  std::string name = {};
  std::string sentence = {};
  Operation operation = Operation::mac;
  std::vector<SizeField> sizes = {};
  std::vector<DimensionField> dimensions = {};
  std::vector<TensorField> tensors = {};  // the written one is the one with role outputs
  std::string samples = {};               // the size that counts independent samples, or ""
  std::string operations = {};  // the size that counts operations per iteration; "": 2 for MACs, else 1
  std::string (*conflict)(const Sizes&) =
      nullptr;  // sizes that do not go together, as a sentence; "" if none
  /// Parameters when they are not the words of the parameter tensors (a gathered table).
  std::optional<std::int64_t> (*parameters)(const Sizes&) = nullptr;

  const SizeField* size_named(std::string_view size) const;
  /// "Outputs[N, K, P] += Weights[K, C, R] * Inputs[N, C, stride_w*P + dilation_w*R]": for documentation.
  std::string einsum() const;
};

/// All types, in the order in which documentation lists them.
const std::vector<LayerType>& layer_types();
std::vector<std::string> layer_type_names();
/// The type of that name, or null.
const LayerType* layer_type_named(std::string_view name);

/// A word that a user may write in any layer: {precision: fp16}.
struct WordField {
  std::string name;
  std::string sentence;
  const std::vector<std::string>& (*choices)();
};
const std::vector<WordField>& layer_words();

/// Every tensor's precision when nothing else is said.
inline constexpr Precision default_precision = Precision::int8;

/// Makes a layer's shape and problem. Sizes that are absent take the type's defaults, words that only repeat
/// a default are dropped, sizes are put in the type's order: equal layers have equal shapes. Records what is
/// wrong at `place` (sizes missing, sizes that do not go together, a problem that does not validate) and then
/// returns nothing. `shape.type` must be one of `layer_types`.
std::optional<Layer> make_layer(std::string name, LayerShape shape, const Place& place,
                                Diagnostics& diagnostics);

// The tables, one file per family; `layer_types` puts them together.
std::vector<LayerType> convolution_types();
std::vector<LayerType> matrix_types();
std::vector<LayerType> vector_types();

}  // namespace ridge
