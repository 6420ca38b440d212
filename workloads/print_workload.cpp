// A network as a `ridge: workload/1` file.
#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "workloads/index_expression.hpp"
#include "workloads/layer_type.hpp"
#include "workloads/network.hpp"

namespace ridge {
namespace {

bool is_plain_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-' || c == '/';
}

bool is_number(const std::string& text) {
  char* end = nullptr;
  static_cast<void>(std::strtod(text.c_str(), &end));  // also takes inf, nan and hexadecimal numbers
  return end == text.c_str() + text.size();
}

/// A text as a YAML scalar that is read back as this text: plain where nothing else could be meant.
std::string scalar(const std::string& text) {
  static const std::vector<std::string> reserved{"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), is_plain_character) &&
                     text.front() != '-' && text.front() != '.' && !is_number(text) &&
                     std::find(reserved.begin(), reserved.end(), text) == reserved.end();
  if (plain) return text;
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string list(const std::vector<std::string>& words) {
  std::vector<std::string> scalars;
  for (const std::string& word : words)
    scalars.push_back(scalar(word));
  return fmt::format("[{}]", fmt::join(scalars, ", "));
}

using Fields = std::vector<std::string>;  // "key: value"

/// A size, unless it repeats its default: "K: 64", "stride: [2, 1]".
void add_size(const SizeField& field, const Sizes& sizes, Fields& fields) {
  std::vector<std::int64_t> values;
  for (const std::string& key : field.keys())
    values.push_back(sizes[key]);
  const bool equal = std::equal(values.begin() + 1, values.end(), values.begin());
  const std::optional<std::int64_t> usual =
      field.same_as.empty() ? field.fallback : std::optional(sizes[field.same_as]);
  if (equal && values[0] == usual) return;
  fields.push_back(equal ? fmt::format("{}: {}", field.name, values[0])
                         : fmt::format("{}: [{}]", field.name, fmt::join(values, ", ")));
}

std::string tensor_text(const Problem& problem, TensorId id) {
  const Tensor& tensor = problem.tensors[id];
  std::vector<std::string> index;
  for (const Rank& rank : tensor.ranks)
    index.push_back(print_index(rank, problem));
  Fields fields{fmt::format("role: {}", name_of(tensor.role)),
                fmt::format("index: [{}]", fmt::join(index, ", ")),
                fmt::format("precision: {}", name_of(tensor.precision)),
                fmt::format("origin: {}", name_of(tensor.origin))};
  if (tensor.density != 1.0) fields.push_back(fmt::format("density: {}", tensor.density));
  if (problem.is_written(id)) {
    fields.push_back(fmt::format("partial: {}", name_of(tensor.partial)));
    fields.push_back("output: true");
  }
  return fmt::format("{}: {{{}}}", tensor.name, fmt::join(fields, ", "));
}

void add_general_form(const Problem& problem, Fields& fields) {
  if (problem.operation != Operation::mac) {
    fields.push_back(fmt::format("operation: {}", name_of(problem.operation)));
    fields.push_back(fmt::format("operations: {}", problem.operations_per_iteration));
  }
  Fields dimensions;
  for (const Dimension& dimension : problem.dimensions) {
    dimensions.push_back(fmt::format("{}: {}", dimension.name, dimension.bound));
  }
  fields.push_back(fmt::format("dimensions: {{{}}}", fmt::join(dimensions, ", ")));
  Fields tensors;
  for (const TensorId id : problem.tensors.ids())
    tensors.push_back(tensor_text(problem, id));
  fields.push_back(fmt::format("tensors: {{{}}}", fmt::join(tensors, ", ")));
}

/// One layer on one line. `before` is the layer printed before it, or "input": what `from` is by default.
std::string layer_text(const Layer& layer, const std::string& before, const std::string& precision) {
  Fields fields{"name: " + scalar(layer.name), "type: " + layer.shape.type};
  const LayerType* type = layer_type_named(layer.shape.type);
  if (type == nullptr) {
    add_general_form(layer.problem, fields);
  } else {
    for (const SizeField& field : type->sizes)
      add_size(field, Sizes(layer.shape.sizes), fields);
  }
  for (const auto& [key, value] : layer.shape.words) {
    if (key != "precision" || value != precision) fields.push_back(fmt::format("{}: {}", key, value));
  }
  if (layer.from != std::vector{before}) fields.push_back("from: " + list(layer.from));
  if (layer.count != 1) fields.push_back(fmt::format("count: {}", layer.count));
  if (layer.extra_parameters != 0)
    fields.push_back(fmt::format("extra_parameters: {}", layer.extra_parameters));
  if (!layer.shares.empty()) fields.push_back("shares: " + scalar(layer.shares));
  return fmt::format("  - {{{}}}\n", fmt::join(fields, ", "));
}

/// The precision of the first layer of a named type, stated once for the file.
std::string common_precision(const Network& network) {
  for (const Layer& layer : network.layers) {
    for (const auto& [key, value] : layer.shape.words) {
      if (key == "precision") return value;
    }
  }
  return "";
}

}  // namespace

std::string print_workload(const Network& network) {
  std::string text = fmt::format("ridge: workload/1\nname: {}\n", scalar(network.name));
  if (!network.convention.empty()) text += fmt::format("convention: {}\n", scalar(network.convention));
  if (!network.sources.empty()) text += fmt::format("source: {}\n", list(network.sources));
  text += fmt::format("batch: {}\n", network.batch);
  const std::string precision = common_precision(network);
  if (!precision.empty()) text += fmt::format("precision: {}\n", precision);
  text += "layers:\n";
  std::string before = "input";
  for (const Layer& layer : network.layers) {
    text += layer_text(layer, before, precision);
    before = layer.name;
  }
  return text;
}

}  // namespace ridge
