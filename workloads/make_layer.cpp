// From a named shape to a problem.
#include <algorithm>

#include <fmt/format.h>

#include "workloads/index_expression.hpp"
#include "workloads/layer_type.hpp"

namespace ridge {
namespace {

using SizeList = std::vector<std::pair<std::string, std::int64_t>>;
using WordList = std::vector<std::pair<std::string, std::string>>;

std::optional<std::string> word_of(const WordList& words, std::string_view name) {
  for (const auto& [key, value] : words) {
    if (key == name) return value;
  }
  return std::nullopt;
}

/// Builds one layer; each step leaves the layer ready for the next.
class LayerMaker {
 public:
  LayerMaker(const LayerType& type, Layer layer, const Place& place, Diagnostics& diagnostics)
      : type_(type), layer_(std::move(layer)), place_(place), diagnostics_(diagnostics) {}

  std::optional<Layer> run() {
    if (!complete_sizes()) return std::nullopt;
    layer_.problem.name = layer_.name;
    layer_.problem.operation = type_.operation;
    layer_.problem.operations_per_iteration = operations_per_iteration();
    add_dimensions();
    for (const TensorField& field : type_.tensors) {
      if (field.present == nullptr || field.present(sizes())) add_tensor(field);
    }
    if (!complete_words()) return std::nullopt;
    if (!validate(layer_.problem, place_, diagnostics_)) return std::nullopt;
    return std::move(layer_);
  }

 private:
  Sizes sizes() const { return Sizes(layer_.shape.sizes); }

  bool error(std::string message, std::string help = {}) {
    diagnostics_.error(place_, std::move(message)).help = std::move(help);
    return false;
  }

  /// Puts sizes in the type's order, defaults included.
  bool complete_sizes() {
    SizeList complete;
    for (const SizeField& field : type_.sizes) {
      for (const std::string& key : field.keys()) {
        std::optional<std::int64_t> value = sizes().find(key);
        if (!value && !field.same_as.empty()) value = sizes().find(field.same_as);
        if (!value) value = field.fallback;
        if (!value) return error(fmt::format("a {} layer needs '{}': {}", type_.name, key, field.sentence));
        if (*value < field.least || *value > field.most) {
          return error(fmt::format("'{}' of layer {} is {}", key, in_quotes(layer_.name), *value),
                       fmt::format("it is a number from {} to {}", field.least, field.most));
        }
        complete.emplace_back(key, *value);
      }
    }
    layer_.shape.sizes = std::move(complete);
    if (type_.conflict == nullptr) return true;
    const std::string conflict = type_.conflict(sizes());
    return conflict.empty() || error(fmt::format("layer {}: {}", in_quotes(layer_.name), conflict));
  }

  int operations_per_iteration() const {
    if (!type_.operations.empty()) return static_cast<int>(sizes()[type_.operations]);
    return type_.operation == Operation::mac ? 2 : 1;
  }

  void add_dimensions() {
    for (const DimensionField& field : type_.dimensions) {
      const std::int64_t bound = field.bound != nullptr ? field.bound(sizes()) : sizes()[field.name];
      if (field.left_out_at_one && bound == 1) continue;
      layer_.problem.dimensions.push_back({field.name, bound});
    }
  }

  /// A rank that is nothing but a left-out dimension is left out with it.
  bool left_out(const std::string& index) const {
    return std::any_of(type_.dimensions.begin(), type_.dimensions.end(), [&](const DimensionField& field) {
      return field.left_out_at_one && field.name == index && !layer_.problem.dimension_named(index);
    });
  }

  void add_tensor(const TensorField& field) {
    Tensor tensor;
    tensor.name = field.name;
    tensor.role = field.role;
    tensor.origin = field.origin;
    for (const std::string& index : field.index) {
      if (left_out(index)) continue;
      IndexFault fault;
      const auto rank = parse_index(
          index, layer_.problem, [&](std::string_view name) { return sizes().find(name); }, fault);
      check(rank.has_value(), "the index of a layer type's tensor cannot be read");
      tensor.ranks.push_back(*rank);
    }
    const TensorId id = layer_.problem.tensors.push_back(std::move(tensor));
    if (field.role == Role::outputs) layer_.problem.written = id;
    if (field.precision) fixed_precision_.emplace_back(id, *field.precision);
  }

  /// Applies precision, partial and origin, and keeps the words that say more than a default.
  bool complete_words() {
    const WordList given = std::move(layer_.shape.words);
    WordList& kept = layer_.shape.words;
    kept.clear();
    const std::string common = word_of(given, "precision").value_or(std::string(name_of(default_precision)));
    kept.emplace_back("precision", common);
    for (const std::string& role : role_names()) {
      const std::string key = role + "_precision";
      const std::optional<std::string> own = word_of(given, key);
      if (own && !has_role(role)) {
        return error(fmt::format("'{}' says nothing about a {} layer", key, type_.name), "leave it out");
      }
      if (own && *own != common) kept.emplace_back(key, *own);
      set_precision(role, own.value_or(common));
    }
    set_partial(word_of(given, "partial"), kept);
    return set_origin(word_of(given, "origin"), kept);
  }

  bool has_role(std::string_view role) const {
    const auto& tensors = layer_.problem.tensors;
    return std::any_of(tensors.begin(), tensors.end(),
                       [&](const Tensor& tensor) { return name_of(tensor.role) == role; });
  }

  void set_precision(std::string_view role, std::string_view name) {
    const std::optional<Precision> precision = precision_named(name);
    check(precision.has_value(), "a layer's precision is checked before the layer is made");
    Problem& problem = layer_.problem;
    for (const TensorId id : problem.tensors.ids()) {
      Tensor& tensor = problem.tensors[id];
      if (name_of(tensor.role) == role) tensor.precision = *precision;
    }
    for (const auto& [id, fixed] : fixed_precision_)
      problem.tensors[id].precision = fixed;
    for (const TensorId id : problem.tensors.ids()) {
      Tensor& tensor = problem.tensors[id];
      tensor.partial = problem.is_written(id) ? partial_of(tensor.precision) : tensor.precision;
    }
  }

  void set_partial(const std::optional<std::string>& name, WordList& kept) {
    Tensor& written = layer_.problem.tensors[layer_.problem.written];
    if (!name || *name == name_of(written.partial)) return;
    written.partial = *precision_named(*name);
    kept.emplace_back("partial", *name);
  }

  bool set_origin(const std::optional<std::string>& name, WordList& kept) {
    if (!name) return true;
    bool changed = false;
    bool found = false;
    for (Tensor& tensor : tensors_with_role_weights()) {
      found = true;
      changed |= *name != name_of(tensor.origin);
    }
    if (!found || type_.parameters != nullptr) {
      return error(fmt::format("'origin' says nothing about a {} layer", type_.name), "leave it out");
    }
    if (!changed) return true;
    const auto& names = origin_names();
    const auto origin = static_cast<Origin>(std::find(names.begin(), names.end(), *name) - names.begin());
    for (Tensor& tensor : tensors_with_role_weights())
      tensor.origin = origin;
    kept.emplace_back("origin", *name);
    return true;
  }

  std::vector<std::reference_wrapper<Tensor>> tensors_with_role_weights() {
    std::vector<std::reference_wrapper<Tensor>> found;
    for (Tensor& tensor : layer_.problem.tensors) {
      if (tensor.role == Role::weights) found.emplace_back(tensor);
    }
    return found;
  }

  const LayerType& type_;
  Layer layer_;
  const Place& place_;
  Diagnostics& diagnostics_;
  std::vector<std::pair<TensorId, Precision>> fixed_precision_;
};

}  // namespace

std::optional<Layer> make_layer(std::string name, LayerShape shape, const Place& place,
                                Diagnostics& diagnostics) {
  const LayerType* type = layer_type_named(shape.type);
  check(type != nullptr, "a layer's type is checked before the layer is made");
  Layer layer;
  layer.name = std::move(name);
  layer.shape = std::move(shape);
  return LayerMaker(*type, std::move(layer), place, diagnostics).run();
}

}  // namespace ridge
