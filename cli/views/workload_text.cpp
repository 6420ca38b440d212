#include <algorithm>

#include <fmt/format.h>

#include "cli/views/numbers.hpp"
#include "cli/views/table.hpp"
#include "cli/views/workload_view.hpp"
#include "cli/views/wrap.hpp"

namespace ridge::cli {

namespace {

using Align = Table::Align;

std::string shape_text(const Problem& problem) {
  std::string text;
  for (const Dimension& dimension : problem.dimensions) {
    if (dimension.bound > 1)
      text += fmt::format("{}{} {}", text.empty() ? "" : "  ", dimension.name, dimension.bound);
  }
  return text;
}

/// Bytes of all tensors of one role; nothing when there is none.
std::string role_bytes(const Problem& problem, Role role) {
  std::int64_t bytes = 0;
  for (const TensorId tensor : problem.tensors.ids()) {
    if (problem.tensors[tensor].role == role) bytes += tensor_bytes(problem, tensor);
  }
  return bytes == 0 ? "-" : with_unit(static_cast<double>(bytes), "B");
}

/// Operations per byte when every word crosses the outermost boundary once.
double compulsory_intensity(const Problem& problem) {
  double bytes = 0;
  for (const TensorId tensor : problem.tensors.ids())
    bytes += static_cast<double>(tensor_bytes(problem, tensor));
  return static_cast<double>(problem.operations()) / bytes;
}

std::string parameters_text(const Layer& layer) {
  const auto parameters = parameters_of(layer);
  if (!parameters) return "unknown";
  return *parameters == 0 ? "-" : engineering(static_cast<double>(*parameters));
}

/// Layers that are equal in all that the table shows, under the name of the first.
struct EqualLayers {
  const Layer* first = nullptr;
  std::int64_t count = 0;
};

bool same_row(const Layer& a, const Layer& b) {
  Problem problem = a.problem;
  problem.name = b.problem.name;
  return a.shape.type == b.shape.type && parameters_of(a) == parameters_of(b) && problem == b.problem;
}

std::vector<EqualLayers> equal_layers(const Network& network, const std::vector<std::size_t>& layers) {
  std::vector<EqualLayers> groups;
  for (const std::size_t index : layers) {
    const Layer& layer = network.layers[index];
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const EqualLayers& other) { return same_row(layer, *other.first); });
    if (group == groups.end()) group = groups.insert(groups.end(), EqualLayers{&layer, 0});
    group->count += layer.count;
  }
  return groups;
}

}  // namespace

std::string workload_text(const Network& network, const std::vector<std::size_t>& layers,
                          const Style& style) {
  std::string text = style.heading(network.name);
  std::int64_t layer_count = 0;
  for (const Layer& layer : network.layers)
    layer_count += layer.count;
  text += fmt::format(": {}, batch {}\n", counted(layer_count, "layer"), network.batch);
  text += fmt::format("  parameters  {}\n", grouped(network.parameters));
  text += fmt::format("  MACs        {} per sample\n", grouped(network.macs_per_sample()));
  if (!network.convention.empty()) text += wrapped("  convention  ", network.convention);
  Table table({{"layer", Align::left},
               {"type", Align::left},
               {"x"},
               {"MACs"},
               {"parameters"},
               {"weights"},
               {"inputs"},
               {"outputs"},
               {"op/B"},
               {"shape", Align::left}});
  for (const EqualLayers& group : equal_layers(network, layers)) {
    const Layer& layer = *group.first;
    const Problem& problem = layer.problem;
    table.add_row({layer.name, layer.shape.type, grouped(group.count),
                   problem.macs() == 0 ? "-" : engineering(static_cast<double>(problem.macs())),
                   parameters_text(layer), role_bytes(problem, Role::weights),
                   role_bytes(problem, Role::inputs), role_bytes(problem, Role::outputs),
                   engineering(compulsory_intensity(problem)), shape_text(problem)});
  }
  text += "\n" + table.text(style);
  const std::string sources = bullets(network.sources);
  return sources.empty() ? text : text + "\n" + style.heading("Sources") + "\n" + sources;
}

}  // namespace ridge::cli
