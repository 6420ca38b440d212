#include "workloads/network.hpp"

#include <tuple>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "workloads/layer_type.hpp"

namespace ridge {

std::int64_t Network::macs_per_sample() const {
  std::int64_t total = 0;
  for (const Layer& layer : layers)
    total += layer.count * layer.problem.macs();
  return total / batch;
}

bool Network::operator==(const Network& other) const {
  const auto all = [](const Network& it) {
    return std::tie(it.name, it.layers, it.batch, it.convention, it.sources, it.parameters);
  };
  return all(*this) == all(other);
}

std::optional<std::int64_t> parameters_of(const Layer& layer) {
  if (!layer.shares.empty()) return layer.extra_parameters;
  const LayerType* type = layer_type_named(layer.shape.type);
  if (type != nullptr && type->parameters != nullptr) {
    const std::optional<std::int64_t> words = type->parameters(Sizes(layer.shape.sizes));
    return words ? checked_add(*words, layer.extra_parameters) : std::nullopt;
  }
  Checked sum;
  std::int64_t words = layer.extra_parameters;
  for (const TensorId id : layer.problem.tensors.ids()) {
    if (layer.problem.tensors[id].origin == Origin::parameter)
      words = sum.add(words, layer.problem.words(id));
  }
  return sum.overflowed() ? std::nullopt : std::optional(words);
}

namespace {

constexpr const char* slip = "look for a size or a 'count' that is a slip of the keyboard";

}  // namespace

void total_parameters(Network& network, const Place& place, Diagnostics& diagnostics) {
  Checked checked;
  std::int64_t parameters = 0;
  std::int64_t operations = 0;
  for (const Layer& layer : network.layers) {
    const std::optional<std::int64_t> words = parameters_of(layer);
    if (!words) {
      diagnostics
          .error(place,
                 fmt::format("layer {} has more parameters than 63 bits can count", in_quotes(layer.name)))
          .help = slip;
      return;
    }
    parameters = checked.add(parameters, checked.multiply(layer.count, *words));
    operations = checked.add(operations, checked.multiply(layer.count, layer.problem.operations()));
  }
  if (checked.overflowed()) {
    diagnostics
        .error(place, fmt::format("network {} has more parameters or operations than 63 bits can count",
                                  in_quotes(network.name)))
        .help = slip;
    return;
  }
  network.parameters = parameters;
}

}  // namespace ridge
