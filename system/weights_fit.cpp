#include "system/weights_fit.hpp"

#include <algorithm>

#include "sim/cost/setting.hpp"

namespace ridge {

namespace {

constexpr double bits_per_byte = 8;

int parameter_bits(const Problem& problem) {
  for (const TensorId tensor : problem.tensors.ids()) {
    if (problem.tensors[tensor].origin == Origin::parameter) return problem.word_bits(tensor);
  }
  return bits_of(cost::compute_precision(problem));
}

std::optional<LevelId> home_of_weights(const Machine& machine) {
  for (const LevelId level : machine.levels.ids()) {
    const auto role = static_cast<std::size_t>(MachineRole::weights);
    if (machine.levels[level].may_keep.has(role)) return level;
  }
  return std::nullopt;
}

}  // namespace

std::optional<WeightsShortage> weights_shortage(const Network& network,
                                                const std::vector<std::size_t>& layers,
                                                const Machine& machine) {
  const std::optional<LevelId> home = home_of_weights(machine);
  if (!home || !machine.levels[*home].size_bytes) return std::nullopt;
  WeightsShortage shortage;
  shortage.level = *home;
  shortage.level_bytes = *machine.levels[*home].size_bytes * machine.instances(*home);
  for (const std::size_t index : layers) {
    const Layer& layer = network.layers.at(index);
    const std::optional<std::int64_t> parameters = parameters_of(layer);
    if (!parameters) return std::nullopt;
    shortage.weight_bytes += static_cast<double>(*parameters) * static_cast<double>(layer.count) *
                             parameter_bits(layer.problem) / bits_per_byte;
  }
  if (shortage.weight_bytes <= static_cast<double>(shortage.level_bytes)) return std::nullopt;
  return shortage;
}

}  // namespace ridge
