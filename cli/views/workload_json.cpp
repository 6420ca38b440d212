#include "base/checked.hpp"
#include "cli/views/workload_view.hpp"

namespace ridge::cli {

namespace {

Json tensors_json(const Problem& problem) {
  Json tensors = Json::object();
  for (const TensorId id : problem.tensors.ids()) {
    const Tensor& tensor = problem.tensors[id];
    tensors[tensor.name] = {{"role", name_of(tensor.role)},           {"origin", name_of(tensor.origin)},
                            {"precision", name_of(tensor.precision)}, {"words", problem.words(id)},
                            {"bytes", tensor_bytes(problem, id)},     {"written", problem.is_written(id)}};
  }
  return tensors;
}

Json layer_description(const Layer& layer) {
  Json dimensions = Json::object();
  for (const Dimension& dimension : layer.problem.dimensions)
    dimensions[dimension.name] = dimension.bound;
  const auto parameters = parameters_of(layer);
  return {{"name", layer.name},
          {"type", layer.shape.type},
          {"operation", name_of(layer.problem.operation)},
          {"count", layer.count},
          {"from", layer.from},
          {"dimensions", std::move(dimensions)},
          {"macs", layer.problem.macs()},
          {"operations", layer.problem.operations()},
          {"parameters", parameters ? Json(*parameters) : Json(nullptr)},
          {"tensors", tensors_json(layer.problem)}};
}

}  // namespace

std::int64_t tensor_bytes(const Problem& problem, TensorId tensor) {
  const std::int64_t words = problem.words(tensor);
  const std::int64_t bits = problem.word_bits(tensor);
  return words / 8 * bits + ceil_divide(words % 8 * bits, 8);  // words x bits may pass 63 bits
}

Json workload_json(const Network& network, const std::vector<std::size_t>& layers) {
  Json list = Json::array();
  for (const std::size_t index : layers)
    list.push_back(layer_description(network.layers[index]));
  return {{"schema", "ridge.workload_facts/1"},
          {"name", network.name},
          {"batch", network.batch},
          {"parameters", network.parameters},
          {"macs", network.macs_per_sample()},
          {"convention", network.convention},
          {"layers", std::move(list)},
          {"sources", network.sources}};
}

}  // namespace ridge::cli
