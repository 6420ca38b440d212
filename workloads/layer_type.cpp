#include "workloads/layer_type.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ridge {

std::optional<std::int64_t> Sizes::find(std::string_view name) const {
  for (const auto& [key, value] : *values_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::int64_t Sizes::operator[](std::string_view name) const {
  const std::optional<std::int64_t> value = find(name);
  check(value.has_value(), "a layer type asks for a size that it does not declare");
  return *value;
}

std::vector<std::string> SizeField::keys() const {
  if (axes.empty()) return {name};
  std::vector<std::string> names;
  for (const std::string& axis : axes)
    names.push_back(name + "_" + axis);
  return names;
}

const SizeField* LayerType::size_named(std::string_view size) const {
  const auto found =
      std::find_if(sizes.begin(), sizes.end(), [&](const auto& field) { return field.name == size; });
  return found == sizes.end() ? nullptr : &*found;
}

std::string LayerType::einsum() const {
  std::string written;
  std::vector<std::string> read;
  for (const TensorField& tensor : tensors) {
    const std::string text = fmt::format("{}[{}]", tensor.name, fmt::join(tensor.index, ", "));
    if (tensor.role == Role::outputs) {
      written = text;
    } else {
      read.push_back(text);
    }
  }
  return operation == Operation::mac ? fmt::format("{} += {}", written, fmt::join(read, " * "))
                                     : fmt::format("{} = {}({})", written, name, fmt::join(read, ", "));
}

const std::vector<LayerType>& layer_types() {
  static const std::vector<LayerType> types = [] {
    std::vector<LayerType> all = convolution_types();
    for (auto& more : {matrix_types(), vector_types()})
      all.insert(all.end(), more.begin(), more.end());
    return all;
  }();
  return types;
}

std::vector<std::string> layer_type_names() {
  std::vector<std::string> names;
  for (const LayerType& type : layer_types())
    names.push_back(type.name);
  return names;
}

const LayerType* layer_type_named(std::string_view name) {
  for (const LayerType& type : layer_types()) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

const std::vector<WordField>& layer_words() {
  static const std::vector<WordField> words{
      {"precision", "of every tensor, unless one of the following says otherwise; int8 when nothing does",
       precision_names},
      {"weights_precision", "of the tensors with role weights", precision_names},
      {"inputs_precision", "of the tensors with role inputs", precision_names},
      {"outputs_precision", "of the written tensor", precision_names},
      {"partial", "of a result not yet complete; int32 for integers, fp32 for fp8, fp16 and bf16",
       precision_names},
      {"origin", "where the tensor with role weights comes from", origin_names},
  };
  return words;
}

}  // namespace ridge
